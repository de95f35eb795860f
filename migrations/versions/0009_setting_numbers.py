"""How many places of a setting are filled, and how that came to be."""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "setting_numbers",
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("filled >= 0", name="filled"),
    )
    op.create_table(
        "setting_numbers_history",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), nullable=False),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("as_at", UtcDateTime(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.String(26)),
        sa.Column("vacancy_id", sa.String(26)),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Index("ix_setting_numbers_history_setting", "setting_id", "organisation_id"),
    )
