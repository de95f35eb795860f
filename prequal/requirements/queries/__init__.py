"""Reading the national catalogue and its sets, and describing them in words."""

from prequal.requirements.queries.catalogue import (
    DATA,
    get_requirement,
    get_set,
    live_set,
    national_catalogue,
    national_sets,
    read_catalogue,
    sentences,
    wording,
)
from prequal.requirements.queries.described import (
    Described,
    Lacking,
    described,
    described_difference,
    lacking,
    listed_for,
)
from prequal.requirements.queries.plain import plain_version

__all__ = [
    "DATA",
    "Described",
    "Lacking",
    "described",
    "described_difference",
    "get_requirement",
    "get_set",
    "lacking",
    "listed_for",
    "live_set",
    "national_catalogue",
    "national_sets",
    "plain_version",
    "read_catalogue",
    "sentences",
    "wording",
]
