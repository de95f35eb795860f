"""A provider's own reference on its vacancies, and batches that wait for somebody's word.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REFERRED_TO = sa.text("reference IS NOT NULL AND status NOT IN ('filled', 'withdrawn')")


def upgrade() -> None:
    op.add_column("vacancy", sa.Column("reference", sa.String(length=64), nullable=True))
    op.create_index(
        "uq_vacancy_reference",
        "vacancy",
        ["organisation_id", "reference"],
        unique=True,
        sqlite_where=REFERRED_TO,
        postgresql_where=REFERRED_TO,
    )
    op.create_table(
        "vacancy_batch",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("key_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_vacancy_batch_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_batch")),
        sa.Index("ix_vacancy_batch_state", "organisation_id", "state"),
    )
