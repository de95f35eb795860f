"""Audit, outbox, messages.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit_event", "audit_seal", "audit_sealed")


def upgrade() -> None:
    _audit()
    _outbox()
    for table in APPEND_ONLY:
        _make_append_only(table)


def _audit() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("at", UtcDateTime(), nullable=False, index=True),
        sa.Column("person_id", sa.String(26), index=True),
        sa.Column("organisation_id", sa.String(26)),
        sa.Column("capacity", sa.String(20)),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(80), nullable=False),
        sa.Column("version_from", sa.Integer()),
        sa.Column("version_to", sa.Integer()),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Index("ix_audit_event_subject", "subject_kind", "subject_id"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "audit_sealed",
        sa.Column("event_id", BIG, sa.ForeignKey("audit_event.id"), primary_key=True, autoincrement=False),
        sa.Column("seal_id", BIG, sa.ForeignKey("audit_seal.id"), nullable=False, index=True),
    )


def _outbox() -> None:
    pending = sa.text("processed_at IS NULL")
    op.create_table(
        "outbox_message",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(80)),
        sa.Column("processed_at", UtcDateTime()),
        sa.Index("ix_outbox_message_pending", "topic", "id", sqlite_where=pending, postgresql_where=pending),
    )
    op.create_table(
        "outbox_lease",
        sa.Column("topic", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(26), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
    )


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
