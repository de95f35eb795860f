"""What officers do: start a search, narrow it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from register.core.access import Principal
from register.core.db import new_id
from register.core.errors import NotAllowed
from search.find.domain.asked import KEPT_FOR, Asked
from search.find.models import StoredSearch


def keep_search(session: Session, asked: Asked, *, by: Principal, now: datetime) -> str:
    """Keep a search and return the id under which its results are seen; searches long past are removed."""
    if by.organisation_id is None:
        raise NotAllowed("A search is made for an organisation.")
    session.execute(delete(StoredSearch).where(StoredSearch.expires_at <= now))
    kept = StoredSearch(
        id=new_id(),
        organisation_id=by.organisation_id,
        place_id=asked.place_id,
        radius_miles=asked.radius_miles,
        words=asked.words,
        chosen={name: list(values) for name, values in asked.chosen.items() if values},
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    session.add(kept)
    return kept.id
