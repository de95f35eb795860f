"""Files that providers give, the versions of evidence that they are of, and what is being given.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.core.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("shown_key", sa.String(length=60), nullable=True),
        sa.Column("shown_sha256", sa.String(length=64), nullable=True),
        sa.Column("shown_size", sa.Integer(), nullable=True),
        sa.Column("shown_type", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("signature", sa.String(length=80), nullable=True),
        sa.Column("engine", sa.String(length=80), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.String(length=26), nullable=True),
        sa.Column("stored_at", UtcDateTime(), nullable=True),
        sa.Column("scanned_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_file_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
        sa.UniqueConstraint("organisation_id", "sha256", name=op.f("uq_evidence_file_organisation_id_sha256")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("setting_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=True),
        sa.Column("redaction", sa.String(length=20), nullable=False),
        sa.Column("redacted_file_id", sa.String(length=26), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("given_by", sa.String(length=26), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_file.id"], name=op.f("fk_evidence_file_id_evidence_file")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["redacted_file_id"], ["evidence_file.id"], name=op.f("fk_evidence_redacted_file_id_evidence_file")
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["setting.id"], name=op.f("fk_evidence_setting_id_setting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_file_id"), "evidence", ["file_id"], unique=False)
    op.create_index(op.f("ix_evidence_redacted_file_id"), "evidence", ["redacted_file_id"], unique=False)
    op.create_index(op.f("ix_evidence_setting_id"), "evidence", ["setting_id"], unique=False)
    op.create_index(
        "uq_evidence_version_of_organisation",
        "evidence",
        ["organisation_id", "kind", "version"],
        unique=True,
        sqlite_where=sa.text("setting_id IS NULL"),
        postgresql_where=sa.text("setting_id IS NULL"),
    )
    op.create_index(
        "uq_evidence_version_of_setting",
        "evidence",
        ["organisation_id", "setting_id", "kind", "version"],
        unique=True,
        sqlite_where=sa.text("setting_id IS NOT NULL"),
        postgresql_where=sa.text("setting_id IS NOT NULL"),
    )
    op.create_table(
        "evidence_draft",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("organisation_id", sa.String(length=26), nullable=False),
        sa.Column("setting_id", sa.String(length=26), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=True),
        sa.Column("redaction", sa.String(length=20), nullable=False),
        sa.Column("redacted_file_id", sa.String(length=26), nullable=True),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["evidence_file.id"], name=op.f("fk_evidence_draft_file_id_evidence_file")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_draft_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["redacted_file_id"], ["evidence_file.id"], name=op.f("fk_evidence_draft_redacted_file_id_evidence_file")
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["setting.id"], name=op.f("fk_evidence_draft_setting_id_setting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_draft")),
    )
    op.create_index(op.f("ix_evidence_draft_organisation_id"), "evidence_draft", ["organisation_id"], unique=False)
    op.create_table(
        "evidence_item",
        sa.Column("evidence_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_item_evidence_id_evidence")),
        sa.PrimaryKeyConstraint("evidence_id", "key", name=op.f("pk_evidence_item")),
    )
