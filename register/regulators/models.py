"""Tables of what regulators publish: settings, files, and what each file states of each setting.

What a file states is stored once and never changed (`Statement`, `Premises`, `Inspection`, `Movement`); a `Setting`
is derived from all statements of all applied files, so the order in which files are loaded does not matter.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime

FileKey = String(26)


class Setting(Model):
    """A registered home, agency, school or scheme, as the newest facts about it say."""

    __tablename__ = "setting"
    __table_args__ = (
        UniqueConstraint("scheme", "identifier"),
        Index("ix_setting_authority", "authority_gss", "provision"),
        Index("ix_setting_provision", "provision"),
        Index("ix_setting_owner_key", "owner_key"),
    )

    id: Mapped[UlidKey]
    scheme: Mapped[str] = mapped_column(String(20))
    identifier: Mapped[str] = mapped_column(String(40))
    nation: Mapped[str] = mapped_column(String(1))
    provision: Mapped[str | None] = mapped_column(String(10))
    provision_published: Mapped[str] = mapped_column(String(200))
    authority_gss: Mapped[str | None] = mapped_column(String(9))
    authority_published: Mapped[str | None] = mapped_column(String(200))
    hidden: Mapped[bool]
    name_published: Mapped[str | None] = mapped_column(String(300))
    owner_published: Mapped[str | None] = mapped_column(String(300))
    owner_key: Mapped[str | None] = mapped_column(String(300))  # the owner however it is spelt
    registered_places: Mapped[int | None]
    registration_status: Mapped[str | None] = mapped_column(String(60))
    open: Mapped[bool]
    gone_on: Mapped[date | None]
    first_listed_on: Mapped[date | None]
    facts_as_of: Mapped[date | None]
    facts_hash: Mapped[str | None] = mapped_column(ForeignKey("regulator_fact_set.hash"))
    in_house_for_gss: Mapped[str | None] = mapped_column(String(9))
    awaiting_file: Mapped[bool] = mapped_column(default=False)
    certificate_on: Mapped[date | None]
    queried_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RegulatorFile(Model):
    """One file of a regulator: what it is, how far it is read and applied, and what came of it."""

    __tablename__ = "regulator_file"
    __table_args__ = (UniqueConstraint("source", "sha256"), Index("ix_regulator_file_as_of", "scheme", "as_of"))

    id: Mapped[UlidKey]
    source: Mapped[str] = mapped_column(String(20))
    scheme: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    layout: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    as_of_named: Mapped[bool]
    full: Mapped[bool]
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(20))
    done: Mapped[int]  # items of the stage that are committed
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    held_gone: Mapped[int | None]
    held_limit: Mapped[int | None]
    confirmed: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[float] = mapped_column(default=0.0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FactSet(Model):
    """A set of facts, kept once however many files state it; `facts` is JSON with sorted keys, dates as ISO text."""

    __tablename__ = "regulator_fact_set"

    hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    facts: Mapped[str] = mapped_column(Text)


class Statement(Model):
    """What one file states of one setting, and how its row ended."""

    __tablename__ = "regulator_statement"
    __table_args__ = (Index("ix_regulator_statement_file_row", "file_id", "row"),)

    identifier: Mapped[str] = mapped_column(String(40), primary_key=True)
    file_id: Mapped[str] = mapped_column(FileKey, ForeignKey("regulator_file.id"), primary_key=True)
    row: Mapped[int]
    partial: Mapped[bool]  # a leaver's or joiner's row: says less than a row of the provider level
    provision: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(10))
    fact_hash: Mapped[str] = mapped_column(ForeignKey("regulator_fact_set.hash"))
    state: Mapped[str | None] = mapped_column(String(10))
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Premises(Model):
    """One supported accommodation premises of a provider; only its counts are shown to others."""

    __tablename__ = "regulator_premises"
    __table_args__ = (Index("ix_regulator_premises_identifier", "identifier", "file_id"),)

    file_id: Mapped[str] = mapped_column(FileKey, ForeignKey("regulator_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identifier: Mapped[str] = mapped_column(String(40))
    category: Mapped[str | None] = mapped_column(String(200))
    places: Mapped[int | None]
    authority_published: Mapped[str | None] = mapped_column(String(200))
    authority_gss: Mapped[str | None] = mapped_column(String(9))
    registration_status: Mapped[str | None] = mapped_column(String(60))
    registered_on: Mapped[date | None]


class Inspection(Model):
    """One inspection or visit that a file lists; `judgements` is JSON in the regulator's words."""

    __tablename__ = "regulator_inspection"
    __table_args__ = (Index("ix_regulator_inspection_identifier", "identifier"),)

    file_id: Mapped[str] = mapped_column(FileKey, ForeignKey("regulator_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identifier: Mapped[str] = mapped_column(String(40))
    event_type: Mapped[str | None] = mapped_column(String(200))
    event_number: Mapped[str | None] = mapped_column(String(40))
    inspected_on: Mapped[date | None]
    published_on: Mapped[date | None]
    judgements: Mapped[str] = mapped_column(Text)


class Movement(Model):
    """A registration that opened (`joiner`) or ended (`leaver`), as a file lists it."""

    __tablename__ = "regulator_movement"
    __table_args__ = (Index("ix_regulator_movement_identifier", "identifier"),)

    file_id: Mapped[str] = mapped_column(FileKey, ForeignKey("regulator_file.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    identifier: Mapped[str] = mapped_column(String(40))
    opened_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    status_after: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(300))


class Rejection(Model):
    """A row that could not be read: where, what and why, and what to do about it."""

    __tablename__ = "regulator_rejection"

    file_id: Mapped[str] = mapped_column(FileKey, ForeignKey("regulator_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(20))
    sheet: Mapped[str] = mapped_column(String(80))
    row: Mapped[int]
    column: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(300))
    remedy: Mapped[str] = mapped_column(String(300))


class ReportNote(Model):
    """A newer report that a verifier noted between two files; shown beside the file's fact until a file settles it."""

    __tablename__ = "setting_report_note"

    id: Mapped[UlidKey]
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"), index=True)
    event: Mapped[str] = mapped_column(String(200))
    happened_on: Mapped[date]
    judgement: Mapped[str | None] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10))
    noted_by: Mapped[Ulid]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_file_id: Mapped[str | None] = mapped_column(FileKey, ForeignKey("regulator_file.id"))
