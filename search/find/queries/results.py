"""The results of a search: the index finds, the database answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from register.core.access import Principal
from register.descriptions.domain.telephones import Telephone
from register.geography.domain.areas import Area
from register.geography.domain.origins import Origin
from register.geography.domain.points import BandedDistance, DistanceBand, banded_distance
from register.geography.queries import Gazetteer, current_gazetteer
from register.vacancies.domain.freshness import Freshness
from register.vacancies.queries import DocumentRow, document_rows
from search.engine.request import Hit
from search.engine.service import find
from search.find.domain.asked import OFFERED, Asked
from search.find.domain.labels import PROVISION_LABELS, name_of
from search.find.domain.widening import FEW
from search.find.queries.facets import Facet, facets_of
from search.find.queries.requests import request_of
from search.find.queries.searches import place_of
from search.find.queries.telephones import telephone_of
from search.find.queries.wider import Wider, wider_searches
from search.find.queries.wording import Explained, explained, facts_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One vacancy as an officer may see it.

    `facts` are the vacancy's own terms in a line. `fit` says of each requirement of the search how the vacancy answers
    it. `own` is a service of the organisation that looks, or of an authority for which it buys.
    """

    vacancy_id: str
    label: str
    provision: str
    area: str
    distance: BandedDistance
    stale: bool
    own: bool
    in_house_for: str | None
    confirmed: datetime
    telephone: Telephone | None
    facts: str
    fit: Explained
    row: DocumentRow


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results by distance band, the exact total and the filters with their counts.

    `wider` are searches that find more, where this one finds few or none.
    """

    asked: Asked
    place: str
    bands: tuple[tuple[DistanceBand, tuple[Result, ...]], ...]
    total: int
    facets: tuple[Facet, ...]
    wider: tuple[Wider, ...]
    cursor: str | None


def results(asked: Asked, *, by: Principal, now: datetime, after: str | None = None) -> Results:
    """Answer a search. Raises IndexUnavailable and CursorRefused."""
    origin = place_of(asked)
    request = request_of(asked, origin=origin, now=now, facets=OFFERED, page_size=PAGE, after=after)
    found = find(request, now=now)
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
        wider=wider_searches(asked, origin=origin, found=found.total, now=now)
        if found.total <= FEW and after is None
        else (),
        cursor=found.cursor,
    )


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
    in_house_for = gazetteer.authority(row.in_house_for) if row.in_house_for else None
    return Result(
        vacancy_id=hit.vacancy_id,
        label=row.label,
        provision=name_of(PROVISION_LABELS, row.provision),
        area=area.name,
        distance=banded_distance(origin.disc, area.disc),
        stale=row.due.at(now) is Freshness.STALE,
        own=row.provider_id == by.organisation_id or row.in_house_for in by.buys_for,
        in_house_for=in_house_for.name if in_house_for else None,
        confirmed=row.confirmed_at,
        telephone=telephone_of(row, now=now),
        facts=facts_of(row),
        fit=explained(row, asked, now=now),
        row=row,
    )
