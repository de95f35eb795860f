"""Premises and foster households below a setting, and the restricted places of such parts.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dwelling",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), nullable=False),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(36)),
        sa.Column("category", sa.String(20)),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.UniqueConstraint("setting_id", "organisation_id", "kind", "number", name="uq_dwelling_number"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 100", name="capacity"),
        sa.Index("uq_dwelling_key", "setting_id", "organisation_id", "key", unique=True),
    )
    op.create_table(
        "household_count",
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("area_id", sa.String(20), primary_key=True),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )
    _restricted_places()
    # In words, because a batch would drop the table that its history points to.
    op.execute("ALTER TABLE vacancy ADD COLUMN dwelling_id VARCHAR(26) REFERENCES dwelling (id)")
    op.create_index("ix_vacancy_dwelling_id", "vacancy", ["dwelling_id"])


def _restricted_places() -> None:
    """Give the key of restricted places a third column; rows that are there are of whole settings."""
    key = sa.inspect(op.get_bind()).get_pk_constraint("restricted_place")["name"] or "pk_restricted_place"
    with op.batch_alter_table(
        "restricted_place", naming_convention={"pk": "pk_%(table_name)s"}, recreate="auto"
    ) as table:
        table.add_column(sa.Column("part", sa.String(26), nullable=False, server_default=""))
        table.add_column(sa.Column("authority_gss", sa.String(9)))
        table.drop_constraint(key, type_="primary")
        table.create_primary_key("pk_restricted_place", ["setting_id", "organisation_id", "part"])
