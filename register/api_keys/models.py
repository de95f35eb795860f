"""Tables: the keys with which programs come for an organisation."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime


class ApiKey(Model):
    """A key of an organisation; the key itself is shown once and kept as a digest.

    It works until `expires_at` or `revoked_at`, whichever comes first. `replaced_by` is the key that a rotation made.
    """

    __tablename__ = "api_key"

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(8))
    created_by: Mapped[str | None] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_by: Mapped[str | None] = mapped_column(String(26))
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def works_at(self, now: datetime) -> bool:
        """Whether it opens anything at an instant."""
        return self.revoked_at is None and now < self.expires_at
