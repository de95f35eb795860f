"""What dwellings need to know and do not keep: bound by the composition root."""

from typing import Protocol

from flask import current_app

MINIMUM_HOUSEHOLDS = "register.minimum_households"
OFFERED_PLACES = "register.offered_places"


class OfferedPlaces(Protocol):
    """Knows what is offered in a dwelling."""

    def __call__(self, dwelling_id: str) -> int:
        """Return how many places of a dwelling its vacancies offer now."""


def minimum_households() -> int:
    """Return behind how many households of its agency one of them can hide."""
    found: int = current_app.extensions[MINIMUM_HOUSEHOLDS]
    return found


def offered_places(dwelling_id: str) -> int:
    """Return how many places of a dwelling its vacancies offer now."""
    found: OfferedPlaces = current_app.extensions[OFFERED_PLACES]
    return found(dwelling_id)
