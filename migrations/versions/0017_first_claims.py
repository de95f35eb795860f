"""First claims, their codes and approvals, who was told and may object, and disputes.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.String(26)
CODE = sa.String(40)
DIGEST = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "first_claim",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("owner_key", sa.String(300), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(254)),
        sa.Column("address_source", CODE),
        sa.Column("address_note", sa.String(280)),
        sa.Column("chosen_by", ID),
        sa.Column("code_digest", DIGEST),
        sa.Column("code_sent_at", UtcDateTime()),
        sa.Column("code_expires_at", UtcDateTime()),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("code_entered_at", UtcDateTime()),
        sa.Column("code_entered_by", ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index("ix_first_claim_organisation", "organisation_id", "owner_key"),
    )
    # Not by rebuilding the table: holdings point at its rows.
    op.execute(
        "ALTER TABLE claim ADD COLUMN first_claim_id VARCHAR(26)"
        " CONSTRAINT fk_claim_first_claim_id_first_claim REFERENCES first_claim (id)"
    )
    op.add_column("claim", sa.Column("object_until", UtcDateTime()))
    op.add_column("claim", sa.Column("takes_over_from", ID))
    op.create_index("ix_claim_first_claim_id", "claim", ["first_claim_id"])
    op.create_table(
        "claim_approval",
        sa.Column("claim_id", ID, sa.ForeignKey("claim.id"), primary_key=True),
        sa.Column("person_id", ID, primary_key=True),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "claim_contact",
        sa.Column("claim_id", ID, sa.ForeignKey("claim.id"), primary_key=True),
        sa.Column("token_digest", DIGEST, primary_key=True, index=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id")),
        sa.Column("told_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "claim_dispute",
        sa.Column("id", ID, primary_key=True),
        sa.Column("claim_id", ID, sa.ForeignKey("claim.id"), nullable=False, index=True),
        sa.Column("other_claim_id", ID, sa.ForeignKey("claim.id"), index=True),
        sa.Column("raised_by_organisation_id", ID, sa.ForeignKey("organisation.id"), index=True),
        sa.Column("raised_by_person_id", ID),
        sa.Column("contact_digest", DIGEST),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("owner_person_id", ID),
        sa.Column("outcome", CODE),
        sa.Column("proposed_by", ID),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index("ix_claim_dispute_status", "status", "opened_at"),
    )
