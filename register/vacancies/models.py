"""Tables: vacancies, and every state in which each has ever been."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime

REFERRED_TO = text("reference IS NOT NULL AND status NOT IN ('filled', 'withdrawn')")


class Vacancy(Model):
    """A place or places that a setting can offer, as its holder says.

    `purposes` and `contract_types` are lists of codes, `needs` is {need: offer}. `version` counts what people changed;
    a confirmation alone leaves it, so that it never conflicts with somebody's editing. When it is stale is computed
    from `last_confirmed_at` by the freshness rule. `dwelling_id` is where below the setting it is, where the provision
    has premises or households. `reserved_for` is the GSS code of the authority that alone may have it, until the end of
    `reserved_until` where that is given: no other finds it. `reference` is the provider's own, from its system
    or its list; one live vacancy has it at a time, and nobody else sees it.
    """

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 100", name="places"),
        CheckConstraint("age_min BETWEEN 0 AND age_max", name="ages"),
        Index("ix_vacancy_setting_status", "setting_id", "status"),
        Index("ix_vacancy_organisation_status", "organisation_id", "status"),
        Index(
            "uq_vacancy_reference",
            "organisation_id",
            "reference",
            unique=True,
            sqlite_where=REFERRED_TO,
            postgresql_where=REFERRED_TO,
        ),
    )

    id: Mapped[UlidKey]
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"))
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    dwelling_id: Mapped[Ulid | None] = mapped_column(ForeignKey("dwelling.id"), index=True)
    reference: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    subject_to_matching: Mapped[bool]
    unavailable_reason: Mapped[str | None] = mapped_column(String(30))
    unavailable_until: Mapped[date | None]
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_for: Mapped[str | None] = mapped_column(String(9))
    places: Mapped[int]
    age_min: Mapped[int]
    age_max: Mapped[int]
    gender: Mapped[str] = mapped_column(String(20))
    purposes: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[dict[str, str]] = mapped_column(JSON)
    contract_types: Mapped[list[str]] = mapped_column(JSON)
    available_from: Mapped[date]
    notice_hours: Mapped[int]
    emergency: Mapped[bool]
    siblings_max: Mapped[int | None]
    solo: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(String(280))
    reserved_for: Mapped[str | None] = mapped_column(String(9))
    reserved_until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(26))


class VacancyHistory(Model):
    """One state of a vacancy: true from `as_at`, known to the register from `known_at`, until the next row's.

    Rows are added, never edited. `what` is what happened ("published", "confirmed", ...); `state` holds every column
    that people decide, None where the row only confirms the state before. Words are kept in it, so that retention can
    empty them here without touching the audit. `means` says how, where nobody had signed in ("mail-link").
    """

    __tablename__ = "vacancy_history"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    vacancy_id: Mapped[Ulid] = mapped_column(ForeignKey("vacancy.id"), index=True)
    version: Mapped[int]
    what: Mapped[str] = mapped_column(String(20))
    as_at: Mapped[datetime] = mapped_column(UtcDateTime)
    known_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str | None] = mapped_column(String(26))
    means: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class SettingNumbers(Model):
    """How many places of a setting are filled, as its holder says; all other numbers are counted from vacancies."""

    __tablename__ = "setting_numbers"
    __table_args__ = (CheckConstraint("filled >= 0", name="filled"),)

    setting_id: Mapped[UlidKey] = mapped_column(ForeignKey("setting.id"))
    organisation_id: Mapped[UlidKey] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    filled: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SettingNumbersHistory(Model):
    """How many places were filled from `as_at` on, known to the register from `known_at`; rows are never edited.

    `what` is why it changed ("given", "filled", "freed"); `vacancy_id` is the vacancy whose places moved it.
    """

    __tablename__ = "setting_numbers_history"
    __table_args__ = (Index("ix_setting_numbers_history_setting", "setting_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"))
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    what: Mapped[str] = mapped_column(String(20))
    as_at: Mapped[datetime] = mapped_column(UtcDateTime)
    known_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str | None] = mapped_column(String(26))
    vacancy_id: Mapped[str | None] = mapped_column(String(26))
    filled: Mapped[int]


class ConfirmationLink(Model):
    """A link by mail that lets one person, while the role lasts, confirm, fill and withdraw named vacancies.

    Only the token's digest is kept. `items` holds [vacancy id, ISO instant until which the link is good for it].
    """

    __tablename__ = "confirmation_link"
    __table_args__ = (Index("ix_confirmation_link_person", "person_id", "organisation_id"),)

    id: Mapped[UlidKey]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Ulid] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    items: Mapped[list[list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VacancyBatch(Model):
    """Rows about many vacancies that wait for somebody's word, and what would become of each.

    `plan` is a digest of what was shown: it is applied as shown or not at all. `rows` holds [number, row, reference,
    reasons]; of a row that is refused only the reasons are kept. The rows go once it is decided.
    """

    __tablename__ = "vacancy_batch"
    __table_args__ = (Index("ix_vacancy_batch_state", "organisation_id", "state"),)

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(10))
    rows: Mapped[list[Any]] = mapped_column(JSON)
    plan: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    person_id: Mapped[str | None] = mapped_column(String(26))
    key_id: Mapped[str | None] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
