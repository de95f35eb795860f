"""What holders say of their settings, apart from that what is restricted, and vacancies with their history."""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _descriptions()
    _vacancies()


def _holder_key() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), primary_key=True),
    )


def _descriptions() -> None:
    op.create_table(
        "setting_description",
        *_holder_key(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.Column("area_id", sa.String(20)),
        sa.Column("contact_team", sa.String(80)),
        sa.Column("contact_telephone", sa.String(30)),
        sa.Column("contact_email", sa.String(254)),
        sa.Column("out_of_hours_telephone", sa.String(30)),
        sa.Column("age_min", sa.Integer()),
        sa.Column("age_max", sa.Integer()),
        sa.Column("gender", sa.String(20)),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("education", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(280)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Index("ix_setting_description_organisation_id", "organisation_id"),
    )
    op.create_table(
        "restricted_place",
        *_holder_key(),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(8), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )


def _vacancies() -> None:
    op.create_table(
        "vacancy",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("setting_id", sa.String(26), sa.ForeignKey("setting.id"), nullable=False),
        sa.Column("organisation_id", sa.String(26), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("subject_to_matching", sa.Boolean(), nullable=False),
        sa.Column("unavailable_reason", sa.String(30)),
        sa.Column("unavailable_until", sa.Date()),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=False),
        sa.Column("age_max", sa.Integer(), nullable=False),
        sa.Column("gender", sa.String(20), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("contract_types", sa.JSON(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("siblings_max", sa.Integer()),
        sa.Column("solo", sa.String(10), nullable=False),
        sa.Column("words", sa.String(280)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("last_confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(26)),
        sa.CheckConstraint("places BETWEEN 1 AND 100", name="places"),
        sa.CheckConstraint("age_min BETWEEN 0 AND age_max", name="ages"),
        sa.Index("ix_vacancy_setting_status", "setting_id", "status"),
        sa.Index("ix_vacancy_organisation_status", "organisation_id", "status"),
    )
    op.create_table(
        "vacancy_history",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("vacancy_id", sa.String(26), sa.ForeignKey("vacancy.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("as_at", UtcDateTime(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.String(26)),
        sa.Column("state", sa.JSON()),
        sa.Index("ix_vacancy_history_vacancy_id", "vacancy_id"),
    )
