"""People, memberships, sessions and what proves who somebody is."""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _proofs()
    _links()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("password_changed_at", UtcDateTime()),
        sa.Column("totp_secret", sa.String(255)),
        sa.Column("totp_confirmed_at", UtcDateTime()),
        sa.Column("totp_last_step", sa.Integer()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    active = sa.text("ended_at IS NULL")
    op.create_table(
        "membership",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("setting_ids", sa.JSON()),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Index(
            "uq_membership_active",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=active,
            postgresql_where=active,
        ),
        sa.Index("ix_membership_organisation", "organisation_id", "role"),
    )
    op.create_table(
        "sides_declaration",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organisation_ids", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
    )


def _proofs() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("second_factor_at", UtcDateTime()),
        sa.Column("organisation_id", sa.String(26)),
        sa.Column("capacity", sa.String(20)),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
    )
    op.create_table(
        "try_count",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("used_at", UtcDateTime()),
    )


def _links() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False, index=True),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("setting_ids", sa.JSON()),
        sa.Column("invited_by", sa.String(26)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime()),
        sa.Column("withdrawn_at", UtcDateTime()),
    )
    op.create_table(
        "password_reset",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.String(26), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
    )
    op.create_table(
        "provider_start",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("person_name", sa.String(120), nullable=False),
        sa.Column("organisation_name", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
    )
