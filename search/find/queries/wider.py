"""Wider searches, each with how many it would find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date, gettext

from register.geography.domain.origins import Origin
from register.geography.queries import Gazetteer, current_gazetteer
from search.engine.service import totals
from search.find.domain.asked import ANY_DISTANCE_MILES, Asked
from search.find.domain.labels import name_of_need
from search.find.domain.widening import Widening, widenings
from search.find.queries.facets import name_in
from search.find.queries.requests import request_of


@dataclass(frozen=True, slots=True)
class Wider:
    """One wider search to be offered; `count` is None where the index did not say in time."""

    key: str
    text: str
    count: int | None


def wider_searches(asked: Asked, *, origin: Origin, found: int, now: datetime) -> tuple[Wider, ...]:
    """Offer the wider searches that find more than `found`; of those not counted in time the greater distances."""
    ways = widenings(asked)
    counts = totals([request_of(one.asked, origin=origin, now=now) for one in ways])
    gazetteer = current_gazetteer()
    return tuple(
        Wider(one.key, _in_words(one, asked, gazetteer), count)
        for one, count in zip(ways, counts, strict=True)
        if (one.about == "radius" if count is None else count > found)
    )


def _in_words(one: Widening, asked: Asked, gazetteer: Gazetteer) -> str:
    match one.about:
        case "radius":
            miles = int(one.codes[0])
            if miles == ANY_DISTANCE_MILES:
                return str(gettext("At any distance"))
            return str(gettext("Within %(miles)d miles", miles=miles))
        case "unsaid":
            need = name_of_need(one.codes[0])
            return str(gettext("Also where nothing is said of \u201c%(need)s\u201d", need=need))
        case "words":
            what = asked.words
        case "available":
            what = _day(asked)
        case "emergency":
            what = gettext("today, an emergency")
        case "places":
            what = gettext("%(num)d together", num=asked.children)
        case _:
            what = ", ".join(name_in(one.about, code, gazetteer) for code in one.codes)
    return str(gettext("Without \u201c%(what)s\u201d", what=what))


def _day(asked: Asked) -> str:
    return str(gettext("by %(day)s", day=format_date(asked.needed_by, "d MMMM yyyy")))
