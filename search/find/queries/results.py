"""The results of a search: the index finds, the database answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext

from register.core.access import Principal
from register.descriptions.domain.answers import GENDER_LABELS
from register.geography.domain.areas import Area
from register.geography.domain.origins import Origin
from register.geography.domain.points import BandedDistance, DistanceBand, banded_distance
from register.geography.queries import Gazetteer, current_gazetteer
from register.vacancies.domain.freshness import Freshness
from register.vacancies.queries import DocumentRow, document_rows
from search.engine.request import Chosen, Hit, SearchRequest
from search.engine.service import find
from search.engine.words import query_words, words_of
from search.find.domain.asked import OFFERED, Asked, circle_around, overlap
from search.find.domain.labels import PROVISION_LABELS, name_of, name_of_need, name_of_purpose
from search.find.queries.facets import Facet, facets_of
from search.find.queries.searches import place_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One vacancy as an officer may see it."""

    vacancy_id: str
    label: str
    provision: str
    area: str
    distance: BandedDistance
    stale: bool
    own: bool
    confirmed: datetime
    fits: tuple[str, ...]
    row: DocumentRow


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results by distance band, the exact total and the filters with their counts."""

    asked: Asked
    place: str
    bands: tuple[tuple[DistanceBand, tuple[Result, ...]], ...]
    total: int
    facets: tuple[Facet, ...]
    cursor: str | None


def results(asked: Asked, *, by: Principal, now: datetime, after: str | None = None) -> Results:
    """Answer a search. Raises IndexUnavailable and CursorRefused."""
    origin = place_of(asked)
    found = find(
        SearchRequest(
            now=now,
            near=circle_around(origin, asked.radius_miles),
            words=asked.words,
            chosen=_choices(asked),
            facets=OFFERED,
            page_size=PAGE,
            cursor=after,
        ),
        now=now,
    )
    gazetteer = current_gazetteer()
    rows = document_rows(hit.vacancy_id for hit in found.hits)
    bands: dict[DistanceBand, list[Result]] = {}
    for hit in found.hits:
        row = rows.get(hit.vacancy_id)
        # The index may lag by a moment: what has left, or is hidden by now, is not shown whatever it says.
        if row is None or row.due.at(now) is Freshness.HIDDEN or hit.band is None:
            continue
        result = _result(hit, row, asked, origin=origin, gazetteer=gazetteer, by=by, now=now)
        if result is not None:
            bands.setdefault(hit.band, []).append(result)
    return Results(
        asked=asked,
        place=origin.place.label,
        bands=tuple((band, tuple(listed)) for band, listed in bands.items()),
        total=found.total,
        facets=facets_of(found, asked, gazetteer),
        cursor=found.cursor,
    )


def _choices(asked: Asked) -> dict[str, Chosen]:
    """Give what was chosen as the engine takes it: ages as numbers, all else as codes."""
    choices: dict[str, Chosen] = {}
    for name, values in asked.chosen.items():
        numbers = frozenset(value for value in values if isinstance(value, int))
        choices[name] = numbers or frozenset(str(value) for value in values)
    return choices


def _result(
    hit: Hit,
    row: DocumentRow,
    asked: Asked,
    *,
    origin: Origin,
    gazetteer: Gazetteer,
    by: Principal,
    now: datetime,
) -> Result | None:
    area: Area | None = gazetteer.find_area(row.area_id or row.authority_gss)
    if area is None:
        return None
    return Result(
        vacancy_id=hit.vacancy_id,
        label=row.label,
        provision=name_of(PROVISION_LABELS, row.provision),
        area=area.name,
        distance=banded_distance(origin.disc, area.disc),
        stale=row.due.at(now) is Freshness.STALE,
        own=row.provider_id == by.organisation_id,
        confirmed=row.confirmed_at,
        fits=tuple(_fits(row, asked)),
        row=row,
    )


def _fits(row: DocumentRow, asked: Asked) -> list[str]:
    """Say what of the search this vacancy answers, in the order in which officers ask."""
    fits = []
    ages = gettext("ages %(low)d to %(high)d", low=row.age_min, high=row.age_max)
    if asked.age is None:
        fits.append(gettext("Takes %(ages)s", ages=ages))
    else:
        fits.append(gettext("Takes a child of %(age)d (%(ages)s)", age=asked.age, ages=ages))
    fits.append(str(GENDER_LABELS[row.gender]))
    fits.append(ngettext("%(num)d place", "%(num)d places", row.places))
    needs = asked.chosen.get("need", ())
    # A specialism that nobody has verified counts as normally accepted, and says so.
    fits += [
        gettext("%(need)s: says it is a specialism", need=name_of_need(code))
        for code in overlap(needs, row.needs_specialist)
    ]
    fits += [gettext("%(need)s: normally accepted", need=name_of_need(code)) for code in overlap(needs, row.needs_core)]
    fits += [name_of_purpose(code) for code in overlap(asked.chosen.get("purpose", ()), row.purposes)]
    said = set(words_of(f"{row.label} {row.words}"))
    named = [word for word in query_words(asked.words) if word in said]
    if named:
        fits.append(gettext("Says: %(words)s", words=", ".join(named)))
    return fits
