"""Tables: what a vacancy hangs on below its setting, and how many households an agency says it has where."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime


class Dwelling(Model):
    """Premises of supported accommodation, or a foster household, as the holder of the setting says.

    `number` is the register's own, counted for each setting and holder and never given again ("premises 2"). A
    household has a `key` of its agency's and no name and no address; premises have theirs in `restricted_place`.
    `area_id` is geography's: where premises lie, and where a household lives, which only its agency may know.
    """

    __tablename__ = "dwelling"
    __table_args__ = (
        UniqueConstraint("setting_id", "organisation_id", "kind", "number", name="uq_dwelling_number"),
        Index("uq_dwelling_key", "setting_id", "organisation_id", "key", unique=True),
        CheckConstraint("capacity BETWEEN 1 AND 100", name="capacity"),
    )

    id: Mapped[UlidKey]
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"))
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(36))
    category: Mapped[str | None] = mapped_column(String(20))
    capacity: Mapped[int]
    area_id: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def __repr__(self) -> str:
        """Say which, never what: a repr ends in logs."""
        return f"<Dwelling {self.id}>"


class HouseholdCount(Model):
    """How many approved households an agency says it has in an area; nobody else is told."""

    __tablename__ = "household_count"

    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"), primary_key=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    area_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    households: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
