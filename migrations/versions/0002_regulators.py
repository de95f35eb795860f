"""Settings, regulator files, what each file states; whether the database is a trial.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_mark",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_register_mark")),
    )
    op.create_table(
        "regulator_fact_set",
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_regulator_fact_set")),
    )
    op.create_table(
        "regulator_file",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("layout", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("as_of_named", sa.Boolean(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("held_gone", sa.Integer(), nullable=True),
        sa.Column("held_limit", sa.Integer(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulator_file")),
        sa.UniqueConstraint("source", "sha256", name=op.f("uq_regulator_file_source_sha256")),
    )
    op.create_index("ix_regulator_file_as_of", "regulator_file", ["scheme", "as_of"], unique=False)
    op.create_table(
        "regulator_inspection",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("event_type", sa.String(length=200), nullable=True),
        sa.Column("event_number", sa.String(length=40), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("judgements", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["regulator_file.id"], name=op.f("fk_regulator_inspection_file_id_regulator_file")
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_regulator_inspection")),
    )
    op.create_index("ix_regulator_inspection_identifier", "regulator_inspection", ["identifier"], unique=False)
    op.create_table(
        "regulator_movement",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("status_after", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["regulator_file.id"], name=op.f("fk_regulator_movement_file_id_regulator_file")
        ),
        sa.PrimaryKeyConstraint("file_id", "kind", "number", name=op.f("pk_regulator_movement")),
    )
    op.create_index("ix_regulator_movement_identifier", "regulator_movement", ["identifier"], unique=False)
    op.create_table(
        "regulator_premises",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("authority_published", sa.String(length=200), nullable=True),
        sa.Column("authority_gss", sa.String(length=9), nullable=True),
        sa.Column("registration_status", sa.String(length=60), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["regulator_file.id"], name=op.f("fk_regulator_premises_file_id_regulator_file")
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_regulator_premises")),
    )
    op.create_index("ix_regulator_premises_identifier", "regulator_premises", ["identifier", "file_id"], unique=False)
    op.create_table(
        "regulator_rejection",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("remedy", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["regulator_file.id"], name=op.f("fk_regulator_rejection_file_id_regulator_file")
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_regulator_rejection")),
    )
    op.create_table(
        "regulator_statement",
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("provision", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("fact_hash", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["fact_hash"], ["regulator_fact_set.hash"], name=op.f("fk_regulator_statement_fact_hash_regulator_fact_set")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["regulator_file.id"], name=op.f("fk_regulator_statement_file_id_regulator_file")
        ),
        sa.PrimaryKeyConstraint("identifier", "file_id", name=op.f("pk_regulator_statement")),
    )
    op.create_index("ix_regulator_statement_file", "regulator_statement", ["file_id", "state"], unique=False)
    op.create_table(
        "setting",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("nation", sa.String(length=1), nullable=False),
        sa.Column("provision", sa.String(length=10), nullable=True),
        sa.Column("provision_published", sa.String(length=200), nullable=False),
        sa.Column("authority_gss", sa.String(length=9), nullable=True),
        sa.Column("authority_published", sa.String(length=200), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("name_published", sa.String(length=300), nullable=True),
        sa.Column("owner_published", sa.String(length=300), nullable=True),
        sa.Column("registered_places", sa.Integer(), nullable=True),
        sa.Column("registration_status", sa.String(length=60), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("first_listed_on", sa.Date(), nullable=True),
        sa.Column("facts_as_of", sa.Date(), nullable=True),
        sa.Column("facts_hash", sa.String(length=32), nullable=True),
        sa.Column("in_house_for_gss", sa.String(length=9), nullable=True),
        sa.Column("awaiting_file", sa.Boolean(), nullable=False),
        sa.Column("certificate_on", sa.Date(), nullable=True),
        sa.Column("queried_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facts_hash"], ["regulator_fact_set.hash"], name=op.f("fk_setting_facts_hash_regulator_fact_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("scheme", "identifier", name=op.f("uq_setting_scheme_identifier")),
    )
    op.create_index("ix_setting_authority", "setting", ["authority_gss", "provision"], unique=False)
    op.create_index("ix_setting_provision", "setting", ["provision"], unique=False)
    op.create_table(
        "setting_report_note",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("setting_id", sa.String(length=26), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("judgement", sa.String(length=200), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("noted_by", sa.String(length=26), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("settled_file_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["setting_id"], ["setting.id"], name=op.f("fk_setting_report_note_setting_id_setting")),
        sa.ForeignKeyConstraint(
            ["settled_file_id"],
            ["regulator_file.id"],
            name=op.f("fk_setting_report_note_settled_file_id_regulator_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_report_note")),
    )
    op.create_index(op.f("ix_setting_report_note_setting_id"), "setting_report_note", ["setting_id"], unique=False)
