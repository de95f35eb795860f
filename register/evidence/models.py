"""Tables: files that were given, the versions of evidence that they are of, and what is being given now."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime


class EvidenceFile(Model):
    """A file of an organisation, once for each content. `shown_...` is a photograph made anew, for all who read it.

    `name` is what a person called it. `unreadable` is how many of its pages no machine reads whole. A refused file has
    a `reason` and no bytes.
    """

    __tablename__ = "evidence_file"
    __table_args__ = (UniqueConstraint("organisation_id", "sha256"),)

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int]
    unreadable: Mapped[int]
    shown_key: Mapped[str | None] = mapped_column(String(60))
    shown_sha256: Mapped[str | None] = mapped_column(String(64))
    shown_size: Mapped[int | None]
    shown_type: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(20))
    verdict: Mapped[str | None] = mapped_column(String(12))
    signature: Mapped[str | None] = mapped_column(String(80))
    engine: Mapped[str | None] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str | None] = mapped_column(String(26))
    stored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def __repr__(self) -> str:
        """Say which, never how it is called: a repr ends in logs."""
        return f"<EvidenceFile {self.id}>"


class Evidence(Model):
    """One version of one kind of evidence about an organisation (`setting_id` None) or one of its settings.

    Never changed once it is given: a newer version supersedes it, or it is withdrawn.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index(
            "uq_evidence_version_of_organisation",
            "organisation_id",
            "kind",
            "version",
            unique=True,
            sqlite_where=text("setting_id IS NULL"),
            postgresql_where=text("setting_id IS NULL"),
        ),
        Index(
            "uq_evidence_version_of_setting",
            "organisation_id",
            "setting_id",
            "kind",
            "version",
            unique=True,
            sqlite_where=text("setting_id IS NOT NULL"),
            postgresql_where=text("setting_id IS NOT NULL"),
        ),
    )

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    setting_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("setting.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    file_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("evidence_file.id"), index=True)
    redaction: Mapped[str] = mapped_column(String(20))
    redacted_file_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("evidence_file.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str | None] = mapped_column(String(26))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(26))


class EvidenceItem(Model):
    """What a version says of one item: typed fields under the key by which rules read it. Days are ISO text."""

    __tablename__ = "evidence_item"

    evidence_id: Mapped[Ulid] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)


class Verification(Model):
    """A verifier's look at a version of evidence: who holds it until when, and what was decided."""

    __tablename__ = "evidence_verification"

    evidence_id: Mapped[Ulid] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    held_by: Mapped[str | None] = mapped_column(String(26))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(20))
    words: Mapped[str | None] = mapped_column(String(280))
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it

    def is_held(self, person_id: str | None, *, now: datetime) -> bool:
        """Whether somebody holds it at an instant."""
        return self.held_until is not None and now < self.held_until and self.held_by == person_id


class EvidenceDraft(Model):
    """Evidence that somebody is giving: gone when it is given or thrown away. `answers` are by item key."""

    __tablename__ = "evidence_draft"

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    setting_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("setting.id"))
    kind: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("evidence_file.id"))
    redaction: Mapped[str] = mapped_column(String(20), default="")
    redacted_file_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("evidence_file.id"))
    covers: Mapped[list[str]] = mapped_column(JSON, default=list)
    answers: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str | None] = mapped_column(String(26))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it
