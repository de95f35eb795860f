"""What the register holds of the regulators' files, so that two registers can be compared."""

from typing import Any

from sqlalchemy import delete, select

from register.core.db import db, own_transaction
from register.core.outbox import OutboxMessage
from register.regulators.models import (
    FactSet,
    Inspection,
    Movement,
    Premises,
    RegulatorFile,
    Rejection,
    Setting,
    Statement,
)


def register_state() -> list[Any]:
    """Everything that files made of settings, without ids of the register's own making and instants."""
    db.session.rollback()
    made = {"id", "created_at", "changed_at"}
    columns = [column for column in Setting.__table__.columns if column.name not in made]
    rows: list[Any] = [tuple(row) for row in db.session.execute(select(*columns).order_by(Setting.identifier))]
    statements = (
        select(Statement.identifier, RegulatorFile.sha256, Statement.row, Statement.fact_hash, FactSet.facts)
        .join(RegulatorFile, RegulatorFile.id == Statement.file_id)
        .join(FactSet, FactSet.hash == Statement.fact_hash)
        .where(RegulatorFile.state == "applied")
        .order_by(Statement.identifier, RegulatorFile.sha256)
    )
    rows += [tuple(row) for row in db.session.execute(statements)]
    db.session.rollback()
    return rows


def empty_register() -> None:
    """Take out everything that files brought."""
    db.session.rollback()
    with own_transaction() as session:
        models = (Statement, Premises, Inspection, Movement, Rejection, Setting, RegulatorFile, FactSet, OutboxMessage)
        for model in models:
            session.execute(delete(model))
