"""Tables: what the holder of a setting says of it, and, apart from that, what nobody else may ever see."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UtcDateTime


class SettingDescription(Model):
    """What one organisation says of a setting that it holds. A later holder starts a description of its own.

    `purposes`, `education`, `languages` and `answered` (sections) are lists of codes; `needs` is {need: offer},
    `exclusions` {need: reason}, `home` {feature: answer}. `area_id` is geography's, found from the restricted postcode.
    """

    __tablename__ = "setting_description"

    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"), primary_key=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    version: Mapped[int]
    answered: Mapped[list[str]] = mapped_column(JSON)
    area_id: Mapped[str | None] = mapped_column(String(20))
    contact_team: Mapped[str | None] = mapped_column(String(80))
    contact_telephone: Mapped[str | None] = mapped_column(String(30))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    out_of_hours_telephone: Mapped[str | None] = mapped_column(String(30))
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    gender: Mapped[str | None] = mapped_column(String(20))
    purposes: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[dict[str, str]] = mapped_column(JSON)
    exclusions: Mapped[dict[str, str]] = mapped_column(JSON)
    education: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    ratio_day: Mapped[str | None] = mapped_column(String(10))
    ratio_night: Mapped[str | None] = mapped_column(String(10))
    home: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    about: Mapped[str | None] = mapped_column(String(280))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


# The part of a setting that a restricted place is of, where it is of the setting itself.
WHOLE = ""


class RestrictedPlace(Model):
    """The name and address that the regulator keeps back. Read only after core `disclose()`, or to screen words.

    `part` is the id of a part of the setting that has a place of its own, else `WHOLE`. `authority_gss` is the
    authority in which it lies, which others may know.
    """

    __tablename__ = "restricted_place"

    setting_id: Mapped[Ulid] = mapped_column(ForeignKey("setting.id"), primary_key=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(26), primary_key=True, default=WHOLE, server_default=WHOLE)
    authority_gss: Mapped[str | None] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(Text)
    postcode: Mapped[str] = mapped_column(String(8))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def __repr__(self) -> str:
        """Say which, never what: a repr ends in logs."""
        return f"<RestrictedPlace of {self.setting_id}>"
