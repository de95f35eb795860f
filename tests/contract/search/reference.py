"""Random requests, and what the answer to one must be, worked out the slow way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from register.geography.domain.points import Point, distance_band, metres_between
from search.engine.documents import Content, VacancyDocument
from search.engine.domain import BANDS, Circle, rounded_distance
from search.engine.filters import FILTERS, YES, AllOf, AtLeast, Covers, Filter, IsSet, NoneOf, NotAfter, OneOf
from search.engine.request import Chosen, Found, Hit, SearchRequest, Sort
from tests.contract.search.documents import (
    AUTHORITIES,
    EDUCATION,
    LANGUAGES,
    NEEDS,
    NOW,
    PROVISIONS,
    PURPOSES,
    STEMS,
    TODAY,
)

BY_NAME: Mapping[str, Filter] = {entry.name: entry for entry in FILTERS}


def _subset(values: tuple[str, ...], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=1, max_size=most)


CHOSEN: st.SearchStrategy[dict[str, Chosen]] = st.fixed_dictionaries(
    {},
    optional={
        "provision": _subset((*PROVISIONS, "never-seen"), 2),
        "authority": _subset(AUTHORITIES, 3),
        "gender": _subset(("female", "male"), 2),
        "purpose": _subset(PURPOSES, 2),
        "need": _subset((*NEEDS, "never-seen"), 2),
        "age": st.frozensets(st.integers(0, 18), min_size=1, max_size=3),
        "places": st.integers(1, 3),
        "available": st.integers(-5, 60).map(lambda days: TODAY + timedelta(days=days)),
        "emergency": st.just(True),
        "unrefused": _subset((*NEEDS, "never-seen"), 2),
        "education": _subset(EDUCATION, 2),
        "language": _subset((*LANGUAGES, "never-seen"), 2),
        "siblings": st.integers(1, 4),
        "solo": st.just(True),
    },
)
CIRCLES = st.builds(
    Circle,
    st.builds(Point, st.floats(50.0, 58.5), st.floats(-5.5, 1.7)) | st.just(Point(53.5, -2.5)),
    st.sampled_from([500.0, 8_000.0, 64_000.0, 160_000.0, 1_500_000.0]),
)
FACETS = st.lists(
    st.sampled_from(
        ["provision", "authority", "gender", "purpose", "need", "education", "language", "emergency", "solo"]
    ),
    unique=True,
    max_size=9,
).map(tuple)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    near = draw(st.none() | CIRCLES)
    return SearchRequest(
        now=NOW + timedelta(minutes=draw(st.integers(-500, 500))),
        near=near,
        words=" ".join(draw(st.lists(st.sampled_from([*STEMS, "the", "with"]), max_size=2))),
        chosen=draw(CHOSEN),
        facets=draw(FACETS),
        sort=Sort.AVAILABLE if near is None else draw(st.sampled_from(Sort)),
        page_size=draw(st.sampled_from([7, 20, 200])),
    )


def expected(documents: Iterable[VacancyDocument], request: SearchRequest) -> Found:
    """The whole answer on one page, by asking each document each question."""
    candidates = [document for document in documents if _fits(document.content, request)]
    hits = [document for document in candidates if _failing(document.content, request) == []]
    facets = {}
    for name in request.facets:
        own = [name] if isinstance(BY_NAME[name], OneOf) else []
        counted = [document for document in candidates if _failing(document.content, request) in ([], own)]
        facets[name] = dict(
            Counter(value for document in counted for value in _values(BY_NAME[name], document.content))
        )
    ordered = sorted(hits, key=lambda document: _order(document, request))
    return Found(tuple(_hit(document, request) for document in ordered), len(hits), facets)


def _fits(content: Content, request: SearchRequest) -> bool:
    if content.hidden_at <= request.now:
        return False
    if request.near and metres_between(request.near.centre, content.point) > request.near.radius_metres:
        return False
    held = {STEMS.get(word, word) for word in content.words.split()}
    return all(STEMS[word] in held for word in request.words.split() if word in STEMS)


def _failing(content: Content, request: SearchRequest) -> list[str]:
    return [name for name, chosen in request.chosen.items() if not _passes(BY_NAME[name], content, chosen)]


def _passes(entry: Filter, content: Content, chosen: Chosen) -> bool:
    match entry, chosen:
        case OneOf(), frozenset():
            return bool(chosen & _values(entry, content))
        case AllOf(), frozenset():
            return chosen <= _values(entry, content)
        case NoneOf(), frozenset():
            return not chosen & _values(entry, content)
        case Covers(low=low, high=high), frozenset():
            return all(getattr(content, low) <= int(age) <= getattr(content, high) for age in chosen)
        case IsSet(field=field), bool():
            return getattr(content, field) is chosen
        case AtLeast(field=field), int():
            return bool(getattr(content, field) >= chosen)
        case NotAfter(field=field), date():
            return bool(getattr(content, field) <= chosen)
    raise AssertionError(entry)


def _values(entry: Filter, content: Content) -> frozenset[str]:
    if isinstance(entry, IsSet):
        return frozenset({YES}) if getattr(content, entry.field) else frozenset()
    names = entry.fields if isinstance(entry, AllOf | NoneOf) else (entry.field,)  # type: ignore[union-attr]
    stored: set[str] = set()
    for name in names:
        value = getattr(content, name)
        stored |= {value} if isinstance(value, str) else value
    if isinstance(entry, OneOf) and entry.groups:
        return frozenset(choice for choice, codes in entry.groups.items() if codes & stored)
    return frozenset(stored)


def _order(document: VacancyDocument, request: SearchRequest) -> tuple[object, ...]:
    content = document.content
    stale = content.confirm_by <= request.now
    if request.near is None or request.sort is Sort.AVAILABLE:
        return stale, content.available_from, document.vacancy_id
    metres = metres_between(request.near.centre, content.point)
    if request.sort is Sort.DISTANCE:
        return rounded_distance(metres), document.vacancy_id
    return BANDS.index(distance_band(metres)), stale, rounded_distance(metres), document.vacancy_id


def _hit(document: VacancyDocument, request: SearchRequest) -> Hit:
    stale = document.content.confirm_by <= request.now
    if request.near is None:
        return Hit(document.vacancy_id, stale)
    metres = metres_between(request.near.centre, document.content.point)
    return Hit(document.vacancy_id, stale, rounded_distance(metres), distance_band(metres))
