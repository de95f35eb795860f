"""What is asked of the engine for a search as it is kept."""

from __future__ import annotations

from datetime import datetime

from register.geography.domain.origins import Origin
from search.engine.filters import BY_NAME, read_choice
from search.engine.request import SearchRequest
from search.find.domain.asked import Asked, circle_around


def request_of(
    asked: Asked,
    *,
    origin: Origin,
    now: datetime,
    facets: tuple[str, ...] = (),
    page_size: int = 1,
    after: str | None = None,
) -> SearchRequest:
    """Give the engine's request; what is only desirable is no filter."""
    return SearchRequest(
        now=now,
        near=circle_around(origin, asked.radius_miles),
        words=asked.words,
        chosen={
            name: read_choice(BY_NAME[name], values)
            for name, values in asked.chosen.items()
            if values and name in BY_NAME
        },
        facets=facets,
        page_size=page_size,
        cursor=after,
    )
