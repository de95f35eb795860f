"""Organisations, buying capacities, claims and who holds which setting.

People are plain ids here: they live in a part above this one.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(26)
CODE = sa.String(40)


def upgrade() -> None:
    _organisations()
    _capacities()
    _claims()


def _organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("name", sa.String(160), nullable=False, index=True),
        sa.Column("brand", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "organisation_identifier",
        sa.Column("scheme", CODE, primary_key=True),
        sa.Column("identifier", sa.String(40), primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
    )
    op.create_table(
        "consortium_member",
        sa.Column("id", ID, primary_key=True),
        sa.Column("consortium_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("authority_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date()),
    )


def _capacities() -> None:
    op.create_table(
        "buying_capacity",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("confirm_by", sa.Date()),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("revoked_by", ID),
        sa.Column("revoked_at", UtcDateTime()),
        sa.Column("reminded_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "buying_capacity_authority",
        sa.Column("capacity_id", ID, sa.ForeignKey("buying_capacity.id"), primary_key=True),
        sa.Column("gss", sa.String(9), primary_key=True),
    )
    op.create_table(
        "capacity_evidence",
        sa.Column("id", ID, primary_key=True),
        sa.Column("capacity_id", ID, sa.ForeignKey("buying_capacity.id"), nullable=False, index=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("note", sa.String(280)),
        sa.Column("seen_by", ID, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
    )


def _claims() -> None:
    waiting = sa.text("status = 'proposed'")
    now = sa.text("held_until IS NULL")
    op.create_table(
        "claim",
        sa.Column("id", ID, primary_key=True),
        sa.Column("setting_id", ID, sa.ForeignKey("setting.id"), nullable=False, index=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("claimant_person_id", ID, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decided_by", ID),
        sa.Column("refusal", CODE),
        sa.Column("note", sa.String(280)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Index("ix_claim_status", "status", "claimed_at"),
        sa.Index(
            "uq_claim_waiting",
            "setting_id",
            "organisation_id",
            unique=True,
            sqlite_where=waiting,
            postgresql_where=waiting,
        ),
    )
    op.create_table(
        "setting_holder",
        sa.Column("id", ID, primary_key=True),
        sa.Column("setting_id", ID, sa.ForeignKey("setting.id"), nullable=False, index=True),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("claim_id", ID, sa.ForeignKey("claim.id")),
        sa.Column("held_from", UtcDateTime(), nullable=False),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("end_reason", CODE),
        sa.Index("uq_setting_holder_now", "setting_id", unique=True, sqlite_where=now, postgresql_where=now),
    )
    op.create_table(
        "internal_code",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("setting_id", ID, sa.ForeignKey("setting.id"), primary_key=True, index=True),
        sa.Column("word", CODE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.UniqueConstraint("organisation_id", "word", "number", name="uq_internal_code_number"),
    )
