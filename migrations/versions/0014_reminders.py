"""Links by which people answer reminders, and a first look at every provider with vacancies; the outbox by due time."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PENDING = sa.text("processed_at IS NULL")
ASKED = ("planned", "open", "held", "matching", "unavailable")


def upgrade() -> None:
    op.create_table(
        "confirmation_link",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("token_digest"),
        sa.Index("ix_confirmation_link_person", "person_id", "organisation_id"),
    )
    # Reminders wait in it for days: what is due is looked up without passing over what is not.
    op.drop_index("ix_outbox_message_pending", "outbox_message")
    op.create_index(
        "ix_outbox_message_pending",
        "outbox_message",
        ["topic", "due_at", "id"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    _look_at_every_provider()


def _look_at_every_provider() -> None:
    vacancy = sa.table("vacancy", sa.column("organisation_id"), sa.column("status"))
    outbox = sa.table(
        "outbox_message",
        sa.column("topic"),
        sa.column("key"),
        sa.column("created_at", UtcDateTime()),
        sa.column("due_at", UtcDateTime()),
        sa.column("attempts"),
    )
    now = datetime.now(UTC)
    held = op.get_bind().scalars(sa.select(vacancy.c.organisation_id).where(vacancy.c.status.in_(ASKED)).distinct())
    rows = [
        {"topic": "confirmation-reminder", "key": one, "created_at": now, "due_at": now, "attempts": 0} for one in held
    ]
    if rows:
        op.bulk_insert(outbox, rows)
