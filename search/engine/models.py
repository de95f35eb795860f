"""What the register last told the index of each vacancy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, UlidKey, UtcDateTime

NOT_TO_BE_FOUND = ""


class SearchDocument(Model):
    """The revision of a vacancy's document: it grows by one whenever the content does not have the same hash.

    Equal revision means equal content. `content_hash` is empty where the vacancy is not to be found. The vacancy's own
    version would not do: what a regulator or a holder says of the setting changes a document without it.
    """

    __tablename__ = "search_document"

    vacancy_id: Mapped[UlidKey]
    revision: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
