from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from register.geography.domain.points import Point
from search.engine.adapters.embedded.conditions import Layout, condition, counted
from search.engine.documents import FIELDS, Content, Kind, content_hash
from search.engine.filters import FILTERS, AllOf, AtLeast, Covers, IsSet, NotAfter, OneOf
from search.engine.request import SearchRequest, Sort
from tests.contract.search.documents import NOW, a_content


def test_the_hash_of_equal_content_is_equal_in_every_process():
    # Sets come in another order in every process, and this number was worked out in another one.
    assert content_hash(a_content(purposes=frozenset("ABCDEFGH"))) == "e8bd85b4c479834fb5b11f446e7bb326"


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Content)])
def test_the_hash_differs_when_any_field_does(field: str):
    value = getattr(a_content(), field)
    match value:
        case bool():
            other: object = not value
        case int():
            other = value + 1
        case str():
            other = value + "x"
        case frozenset():
            other = value | {"other"}
        case datetime():
            other = value + timedelta(seconds=1)
        case _:
            other = {"point": type(a_content().point)(1, 2), "available_from": NOW.date() + timedelta(days=9)}[field]
    assert content_hash(a_content(**{field: other})) != content_hash(a_content())


def test_the_hash_does_not_depend_on_the_time_zone_in_which_an_instant_is_written():
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    assert content_hash(a_content(confirm_by=elsewhere)) == content_hash(a_content(confirm_by=NOW))


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        a_content(hidden_at=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        SearchRequest(now=NOW.replace(tzinfo=None), sort=Sort.AVAILABLE)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -181), (math.nan, 0)])
def test_a_point_off_the_earth_is_refused(latitude: float, longitude: float):
    with pytest.raises(ValueError, match="latitude"):
        a_content(point=Point(latitude, longitude))


def test_all_seconds_of_a_minute_ask_the_same():
    asked = {
        SearchRequest(now=datetime(2026, 3, 2, 10, 30, second, tzinfo=UTC), sort=Sort.AVAILABLE).now
        for second in (0, 1, 59)
    }
    assert len(asked) == 1


@pytest.mark.parametrize("size", [0, 201])
def test_a_page_that_is_empty_or_endless_is_refused(size: int):
    with pytest.raises(ValueError, match="page"):
        SearchRequest(now=NOW, sort=Sort.AVAILABLE, page_size=size)


def test_every_filter_asks_fields_that_documents_have_and_of_the_kind_it_needs():
    kinds = {field.name: field.kind for field in FIELDS}
    vocabularies = {field.name: (field.codes_of, field.most) for field in FIELDS}
    assert set(kinds) <= {field.name for field in dataclasses.fields(Content)}
    for entry in FILTERS:
        match entry:
            case OneOf():
                assert kinds[entry.field] in {Kind.CODE, Kind.CODES}
                assert kinds[entry.field] is Kind.CODE or not entry.groups, "groups add up single codes"
            case AllOf():
                assert {kinds[name] for name in entry.fields} == {Kind.CODES}
                assert len({vocabularies[name] for name in entry.fields}) == 1
            case Covers():
                assert kinds[entry.low] is kinds[entry.high] is Kind.NUMBER
            case AtLeast():
                assert kinds[entry.field] is Kind.NUMBER
            case NotAfter():
                assert kinds[entry.field] is Kind.DAY
            case IsSet():
                assert kinds[entry.field] is Kind.FLAG


def test_no_two_filters_have_one_name_and_no_two_fields():
    assert len({entry.name for entry in FILTERS}) == len(FILTERS)
    assert len({field.name for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("entry", FILTERS, ids=[entry.name for entry in FILTERS])
def test_a_value_of_the_wrong_kind_is_refused_by_every_filter(entry: OneOf):
    layout = Layout({field.name: field for field in FIELDS}, codes=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=entry.name):
        condition(entry, "text", layout)  # type: ignore[arg-type]


def test_only_codes_are_counted():
    age = next(entry for entry in FILTERS if entry.name == "age")
    with pytest.raises(TypeError, match="not counted"):
        counted(age, Layout({field.name: field for field in FIELDS}, codes=None))  # type: ignore[arg-type]
