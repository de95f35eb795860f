"""Tables: organisations, what they are called elsewhere, what they may buy, and which settings they hold."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.core.db import Model, Ulid, UlidKey, UtcDateTime
from register.core.identifiers import LONGEST, Scheme
from register.organisations.domain import (
    LONGEST_WORDS,
    CapacityDates,
    CapacityKind,
    CapacityState,
    CapacityStatus,
    EndReason,
    EvidenceKind,
    OrganisationKind,
    state_of,
)
from register.regulators.models import Setting


def codes_of(codes: type[StrEnum]) -> Enum:
    """Return the column type of a code list: its values as text."""
    return Enum(codes, native_enum=False, length=40, values_callable=lambda kind: [one.value for one in kind])


class Organisation(Model):
    """A provider, an authority, a consortium, a national body, or a body that acts for authorities."""

    __tablename__ = "organisation"

    id: Mapped[UlidKey]
    kind: Mapped[OrganisationKind] = mapped_column(codes_of(OrganisationKind))
    name: Mapped[str] = mapped_column(String(160), index=True)
    brand: Mapped[str] = mapped_column(String(80))  # what others read instead of a hidden home's name
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    identifiers: Mapped[list["OrganisationIdentifier"]] = relationship(
        order_by="(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it


class OrganisationIdentifier(Model):
    """What somebody else's register calls an organisation; a pair belongs to one organisation."""

    __tablename__ = "organisation_identifier"

    scheme: Mapped[Scheme] = mapped_column(codes_of(Scheme), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)


class ConsortiumMember(Model):
    """An authority's membership of a consortium, first to last day."""

    __tablename__ = "consortium_member"

    id: Mapped[UlidKey]
    consortium_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    authority_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class BuyingCapacity(Model):
    """The right to buy for named authorities, granted by two register administrators on evidence."""

    __tablename__ = "buying_capacity"

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[CapacityKind] = mapped_column(codes_of(CapacityKind))
    status: Mapped[CapacityStatus] = mapped_column(codes_of(CapacityStatus))
    ends_on: Mapped[date]
    confirm_by: Mapped[date | None]
    proposed_by: Mapped[Ulid]
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[Ulid | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[Ulid | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    authorities: Mapped[list["BuyingCapacityAuthority"]] = relationship(
        order_by="BuyingCapacityAuthority.gss", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["CapacityEvidence"]] = relationship(
        order_by="CapacityEvidence.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it

    @property
    def scope(self) -> frozenset[str]:
        """The GSS codes of the authorities it is for."""
        return frozenset(one.gss for one in self.authorities)

    @property
    def dates(self) -> CapacityDates | None:
        """Its dates once it is granted."""
        return CapacityDates(self.ends_on, self.confirm_by) if self.confirm_by is not None else None

    def state(self, on: date) -> CapacityState:
        """Return what it is worth on a day in Europe/London."""
        return state_of(self.status, self.dates, on)


class BuyingCapacityAuthority(Model):
    """One authority that a buying capacity is for."""

    __tablename__ = "buying_capacity_authority"

    capacity_id: Mapped[Ulid] = mapped_column(ForeignKey("buying_capacity.id"), primary_key=True)
    gss: Mapped[str] = mapped_column(String(9), primary_key=True)


class CapacityEvidence(Model):
    """What a register administrator saw: when granting, and again at each yearly confirmation."""

    __tablename__ = "capacity_evidence"

    id: Mapped[UlidKey]
    capacity_id: Mapped[Ulid] = mapped_column(ForeignKey("buying_capacity.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(codes_of(EvidenceKind))
    reference: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(LONGEST_WORDS))
    seen_by: Mapped[Ulid]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SettingHolder(Model):
    """Which organisation holds a setting, from when until when; one at a time."""

    __tablename__ = "setting_holder"
    __table_args__ = (
        Index(
            "uq_setting_holder_now",
            "setting_id",
            unique=True,
            sqlite_where=text("held_until IS NULL"),
            postgresql_where=text("held_until IS NULL"),
        ),
    )

    id: Mapped[UlidKey]
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey(Setting.id), index=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    claim_id: Mapped[Ulid | None] = mapped_column(ForeignKey("claim.id"))
    held_from: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[EndReason | None] = mapped_column(codes_of(EndReason))


class InternalCode(Model):
    """An organisation's own short name for a setting: "home 3". Given once, kept for good, never given again."""

    __tablename__ = "internal_code"
    __table_args__ = (UniqueConstraint("organisation_id", "word", "number", name="uq_internal_code_number"),)

    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey(Setting.id), primary_key=True, index=True)
    word: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]

    @property
    def text(self) -> str:
        """The code as people read it."""
        return f"{self.word} {self.number}"
