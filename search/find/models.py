"""Searches as they are kept for the address of their results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from register.core.db import Model, Ulid, UlidKey, UtcDateTime


class StoredSearch(Model):
    """A search without the place that was typed: `place_id` names an area or something larger.

    Seen by the organisation that made it; removed some time after `expires_at`.
    """

    __tablename__ = "stored_search"
    __table_args__ = (Index("ix_stored_search_expires", "expires_at"),)

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid]
    place_id: Mapped[str] = mapped_column(String(60))
    radius_miles: Mapped[int]
    words: Mapped[str] = mapped_column(String(100))
    chosen: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
