from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.geography.domain.points import DistanceBand, Point
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.documents import VacancyDocument
from search.engine.domain import Circle
from search.engine.ports import CursorRefused, VacancyIndex
from search.engine.request import Found, Hit, SearchRequest, Sort
from tests.contract.search.documents import NOW, TODAY, a_document, random_documents
from tests.contract.search.reference import expected, requests

PRESTON = Point(53.76, -2.70)
ANYWHERE = SearchRequest(now=NOW, sort=Sort.AVAILABLE)


def all_pages(index: VacancyIndex, request: SearchRequest) -> Found:
    """Turn the pages to the end; totals and counts must not change on the way."""
    first = index.search(request)
    hits, page = list(first.hits), first
    while page.cursor:
        page = index.search(replace(request, cursor=page.cursor))
        assert (page.total, page.facets) == (first.total, first.facets)
        hits += page.hits
    return Found(tuple(hits), first.total, first.facets)


def ids(found: Found) -> list[str]:
    return [hit.vacancy_id for hit in found.hits]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1_000_000),
    number=st.sampled_from([0, 5, 40, 120]),
    asked=st.lists(requests(), max_size=8, min_size=4),
)
def test_random_searches_of_random_registers_are_answered_as_by_asking_each_vacancy(
    index: VacancyIndex, seed: int, number: int, asked: list[SearchRequest]
):
    documents = random_documents(seed, number)
    fill(index, documents)
    for request in asked:
        assert all_pages(index, request) == expected(documents, request)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1_000_000), asked=st.lists(requests(), max_size=6, min_size=1))
def test_totals_are_those_of_the_searches(index: VacancyIndex, seed: int, asked: list[SearchRequest]):
    fill(index, random_documents(seed, 60))
    assert index.totals(asked) == tuple(index.search(request).total for request in asked)


def test_a_count_for_which_there_is_no_time_is_left_out(index: VacancyIndex):
    assert index.totals([ANYWHERE] * 3) == (0, 0, 0)
    hurried = EmbeddedIndex(index._files.folder, patience_seconds=-1, steps_between_looks=1)  # type: ignore[attr-defined]
    index.put([a_document(f"v{number}") for number in range(50)])
    assert hurried.totals([ANYWHERE] * 3) == (None, None, None)


def fill(index: VacancyIndex, documents: Iterable[VacancyDocument]) -> None:
    with index.rebuild() as session:
        session.put(documents)
        session.swap(tuple)


def test_a_vacancy_is_found_at_once_with_its_distance_and_band(index: VacancyIndex):
    index.put([a_document("v1", point=Point(53.86, -2.70))])
    near = SearchRequest(now=NOW, near=Circle(PRESTON, 20_000))
    assert index.search(near).hits == (Hit("v1", stale=False, distance_metres=11_120, band=DistanceBand.FROM_5_TO_10),)


def test_a_circle_ends_at_its_radius(index: VacancyIndex):
    index.put([a_document("v1", point=Point(53.86, -2.70))])
    just_short, just_enough = Circle(PRESTON, 11_118.5), Circle(PRESTON, 11_120.5)
    assert index.search(SearchRequest(now=NOW, near=just_short)).total == 0
    assert index.search(SearchRequest(now=NOW, near=just_enough)).total == 1


@pytest.mark.parametrize(
    "centre", [Point(89.99, 0), Point(-89.99, 20), Point(10, 179.99), Point(10, -179.99), Point(0, 0)]
)
def test_circles_over_poles_the_date_line_and_the_equator_are_whole(index: VacancyIndex, centre: Point):
    around = [Point(89.95, 170), Point(-89.95, -100), Point(10.05, -179.95), Point(9.95, 179.9), Point(0.05, -0.05)]
    documents = [a_document(f"v{number}", point=point) for number, point in enumerate(around)]
    index.put(documents)
    request = SearchRequest(now=NOW, near=Circle(centre, 40_000))
    answer = index.search(request)
    assert answer.total >= 1
    assert answer == expected(documents, request)


def test_fresh_ones_come_first_within_a_band_and_hidden_ones_not_at_all(index: VacancyIndex):
    stale = {"confirm_by": NOW, "hidden_at": NOW + timedelta(minutes=1)}
    index.put(
        [
            a_document("stale-near", **stale),
            a_document("fresh-less-near", point=Point(53.80, -2.70)),
            a_document("fresh-far", point=Point(53.95, -2.70)),
            a_document("hidden", confirm_by=NOW - timedelta(days=7), hidden_at=NOW),
        ]
    )
    near = Circle(PRESTON, 100_000)
    assert ids(index.search(SearchRequest(now=NOW, near=near))) == ["fresh-less-near", "stale-near", "fresh-far"]
    assert ids(index.search(SearchRequest(now=NOW, near=near, sort=Sort.DISTANCE)))[0] == "stale-near"
    a_minute_on = SearchRequest(now=NOW + timedelta(minutes=1, seconds=59), near=near)
    assert "stale-near" not in ids(index.search(a_minute_on))


def test_ties_are_ordered_by_id_so_that_pages_neither_miss_nor_repeat(index: VacancyIndex):
    index.put([a_document(f"v{number:02}") for number in (3, 1, 2, 0, 4)])
    request = SearchRequest(now=NOW, near=Circle(PRESTON, 1_000), page_size=2)
    assert ids(all_pages(index, request)) == ["v00", "v01", "v02", "v03", "v04"]


def test_counts_leave_out_their_own_filter_and_no_other(index: VacancyIndex):
    index.put(
        [
            a_document("a", provision="childrens-home", gender="female"),
            a_document("b", provision="fostering", gender="female"),
            a_document("c", provision="fostering", gender="male"),
            a_document("d", provision="supported-accommodation", gender="any"),
        ]
    )
    found = index.search(
        SearchRequest(
            now=NOW,
            sort=Sort.AVAILABLE,
            chosen={"provision": frozenset({"fostering"}), "gender": frozenset({"female"})},
            facets=("provision", "gender"),
        )
    )
    assert ids(found) == ["b"]
    assert found.facets["provision"] == {"childrens-home": 1, "fostering": 1, "supported-accommodation": 1}
    assert found.facets["gender"] == {"female": 1, "male": 1}


def test_a_need_is_met_by_core_and_by_specialist_and_all_must_be(index: VacancyIndex):
    index.put(
        [
            a_document("both", needs_core=frozenset({"AUT"}), needs_specialist=frozenset({"MED"})),
            a_document("one", needs_core=frozenset({"AUT"}), needs_not_offered=frozenset({"MED"})),
        ]
    )
    chosen = {"need": frozenset({"AUT", "MED"})}
    assert ids(index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, chosen=chosen))) == ["both"]


def test_every_child_must_be_within_the_ages(index: VacancyIndex):
    index.put([a_document("v1", age_min=8, age_max=14)])
    for ages, total in (({8}, 1), ({14}, 1), ({7}, 0), ({15}, 0), ({8, 14}, 1), ({8, 15}, 0)):
        request = SearchRequest(now=NOW, sort=Sort.AVAILABLE, chosen={"age": frozenset(ages)})
        assert index.search(request).total == total, ages


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("Children\u2019s homes for the boys", "childrens home boy", 1),
        ("Children\u2019s homes for the boys", "children home boy", 1),
        ("Children's homes for the boys", "the CHILDREN\u2019S home", 1),
        ("Café in Tŷ Gwyn", "cafe ty gwyn", 1),
        ("Cafe in Ty Gwyn", "café tŷ", 1),
        ("O'Brien House", "obrien", 1),
        ("O'Brien House", "o\u2019brien house", 1),
        ("therapeutic care", 'therapeutic" OR "x', 0),
        ("therapeutic care", "NEAR(therapeutic)", 0),
        ("therapeutic care", "therap*", 0),
        ("therapeutic care", "words:care", 0),
        ("therapeutic care", "the of and", 1),
        ("therapeutic care", " \u2028 !? ", 1),
        ("near the sea or coast", "near OR sea", 1),
    ],
)
def test_words_are_read_as_people_write_them_and_never_as_a_query_language(
    index: VacancyIndex, text: str, asked: str, found: int
):
    index.put([a_document("v1", words=text)])
    assert index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, words=asked)).total == found


def test_a_cursor_of_another_search_or_a_damaged_one_is_refused(index: VacancyIndex):
    index.put([a_document(f"v{number}") for number in range(3)])
    cursor = index.search(replace(ANYWHERE, page_size=1)).cursor
    assert cursor is not None
    later = replace(ANYWHERE, page_size=1, cursor=cursor, now=NOW + timedelta(minutes=3))
    assert ids(index.search(later)) == ["v1"]
    for wrong in ("", "x", "W10=", "eyJhIjoxfQ==", cursor[:-4], cursor.swapcase()):
        with pytest.raises(CursorRefused):
            index.search(replace(ANYWHERE, cursor=wrong))
    with pytest.raises(CursorRefused):
        index.search(replace(ANYWHERE, words="rural", cursor=cursor))


def test_a_search_by_distance_from_nowhere_is_refused():
    with pytest.raises(ValueError, match="place to measure from"):
        SearchRequest(now=NOW)


def test_available_by_a_day_includes_the_day(index: VacancyIndex):
    index.put([a_document("v1", available_from=TODAY)])
    for day, total in ((TODAY, 1), (TODAY - timedelta(days=1), 0)):
        assert index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, chosen={"available": day})).total == total


def test_an_hour_of_summer_time_hides_nothing_early(index: VacancyIndex):
    hidden_at = datetime(2026, 3, 29, 1, 0, 30, tzinfo=UTC)
    index.put([a_document("v1", confirm_by=hidden_at, hidden_at=hidden_at)])
    found = [
        index.search(SearchRequest(now=datetime(2026, 3, 29, hour, minute, 59, tzinfo=UTC), sort=Sort.AVAILABLE)).total
        for hour, minute in ((0, 59), (1, 0), (1, 1))
    ]
    assert found == [1, 1, 0]
