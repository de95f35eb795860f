"""The results of a search: the index finds, the database answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, gettext, ngettext

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.descriptions.domain.answers import GENDER_LABELS, Gender
from register.descriptions.domain.needs import NEEDS
from register.descriptions.domain.purposes import PURPOSES
from register.geography.domain.areas import Area
from register.geography.domain.origins import Origin
from register.geography.domain.points import BandedDistance, DistanceBand, banded_distance
from register.geography.queries import Gazetteer, current_gazetteer
from register.vacancies.domain.freshness import Freshness
from register.vacancies.queries import DocumentRow, document_rows
from search.engine.filters import FILTERS
from search.engine.request import Chosen, Found, Hit, SearchRequest
from search.engine.service import find
from search.engine.words import query_words, words_of
from search.find.domain import OFFERED, PROVISION_LABELS, Asked, circle_around, overlap
from search.find.models import StoredSearch

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
class Option:
    """One value of a filter beside the results."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter beside the results, its values by name."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> bool:
        """Whether anything is chosen in it."""
        return any(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results by distance band, the exact total and the filters with their counts."""

    asked: Asked
    place: str
    bands: tuple[tuple[DistanceBand, tuple[Result, ...]], ...]
    total: int
    facets: tuple[Facet, ...]
    cursor: str | None


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
        facets=_facets(found, asked, gazetteer),
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
        provision=_name(PROVISION_LABELS, row.provision),
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
        gettext("%(need)s: says it is a specialism", need=_name_of_need(code))
        for code in overlap(needs, row.needs_specialist)
    ]
    fits += [
        gettext("%(need)s: normally accepted", need=_name_of_need(code)) for code in overlap(needs, row.needs_core)
    ]
    fits += [_name_of_purpose(code) for code in overlap(asked.chosen.get("purpose", ()), row.purposes)]
    said = set(words_of(f"{row.label} {row.words}"))
    named = [word for word in query_words(asked.words) if word in said]
    if named:
        fits.append(gettext("Says: %(words)s", words=", ".join(named)))
    return fits


def _facets(found: Found, asked: Asked, gazetteer: Gazetteer) -> tuple[Facet, ...]:
    labels = {entry.name: entry.label for entry in FILTERS}
    facets = []
    for name in OFFERED:
        chosen = {str(value) for value in asked.chosen.get(name, ())}
        counts = {**dict.fromkeys(chosen, 0), **found.facets[name]}
        named = [Option(code, _NAMES[name](code, gazetteer), count, code in chosen) for code, count in counts.items()]
        options = tuple(sorted(named, key=lambda option: (option.label.casefold(), option.code)))
        if options:
            facets.append(Facet(name, str(labels[name]), options))
    return tuple(facets)


def _name(labels: Mapping[str, LazyString], code: str) -> str:
    return str(labels.get(code, code))


def _name_of_need(code: str) -> str:
    return str(NEEDS[code].label) if code in NEEDS else code


def _name_of_purpose(code: str) -> str:
    return str(PURPOSES[code].label) if code in PURPOSES else code


def _name_of_authority(code: str, gazetteer: Gazetteer) -> str:
    authority = gazetteer.authorities.current(code)
    return authority.name if authority else code


# A search for a girl or for a boy counts the vacancies that take one.
_TAKES = {Gender.FEMALE: GENDER_LABELS[Gender.FEMALE], Gender.MALE: GENDER_LABELS[Gender.MALE]}
_NAMES: Mapping[str, Callable[[str, Gazetteer], str]] = {
    "provision": lambda code, _: _name(PROVISION_LABELS, code),
    "gender": lambda code, _: _name({str(key): label for key, label in _TAKES.items()}, code),
    "need": lambda code, _: _name_of_need(code),
    "purpose": lambda code, _: _name_of_purpose(code),
    "authority": _name_of_authority,
}
