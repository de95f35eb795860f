"""Searches as they were kept."""

from __future__ import annotations

from datetime import datetime

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.geography.domain.origins import Origin
from register.geography.queries import current_gazetteer
from search.find.domain.asked import Asked
from search.find.models import StoredSearch


def get_search(search_id: str, *, by: Principal, now: datetime) -> Asked:
    """Return a kept search of the principal's organisation. Raises NotFound."""
    kept = db.session.get(StoredSearch, search_id)
    if kept is None or kept.organisation_id != by.organisation_id or kept.expires_at <= now:
        raise NotFound("There is no such search, or it was too long ago.")
    return Asked(kept.place_id, kept.radius_miles, kept.words, kept.chosen)


def place_of(asked: Asked) -> Origin:
    """Return where a kept search starts. Raises NotFound where geography has no such place any more."""
    origin = current_gazetteer().resolve_origin(asked.place_id).origin
    if origin is None:
        raise NotFound("The place of this search is not known any more.")
    return origin
