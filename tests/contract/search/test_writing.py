from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from search.engine.documents import Change, Entry, Removal
from search.engine.ports import IndexMissing, VacancyIndex, Written
from search.engine.request import SearchRequest, Sort
from tests.contract.search.documents import NOW, a_document

ANYWHERE = SearchRequest(now=NOW, sort=Sort.AVAILABLE, page_size=200)


def ids(index: VacancyIndex, **asked: object) -> list[str]:
    return [hit.vacancy_id for hit in index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, **asked)).hits]  # type: ignore[arg-type]


def test_before_the_first_rebuild_there_is_no_index_and_it_says_so(open_index: Callable[[], VacancyIndex]):
    index = open_index()
    for ask in (lambda: index.search(ANYWHERE), lambda: index.put([a_document()]), lambda: list(index.entries())):
        with pytest.raises(IndexMissing):
            ask()


def test_a_newer_revision_replaces_all_of_the_older_one(index: VacancyIndex):
    index.put([a_document("v1", 1, words="pony", provision="fostering")])
    assert index.put([a_document("v1", 2, words="garden", provision="childrens-home")]) == Written(1, 0)
    assert ids(index, words="pony") == []
    assert ids(index, words="garden") == ["v1"]
    found = index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, facets=("provision",)))
    assert (found.total, found.facets["provision"]) == (1, {"childrens-home": 1})


@pytest.mark.parametrize("late", [1, 2])
def test_an_older_or_equal_revision_is_refused_and_that_is_success(index: VacancyIndex, late: int):
    index.put([a_document("v1", 2, words="garden")])
    assert index.put([a_document("v1", late, words="pony")]) == Written(0, 1)
    assert ids(index, words="garden") == ["v1"]


def test_a_removed_vacancy_is_gone_and_an_older_write_does_not_bring_it_back(index: VacancyIndex):
    index.put([a_document("v1", 3)])
    assert index.put([Removal("v1", 4)]) == Written(1, 0)
    assert index.put([a_document("v1", 3)]) == Written(0, 1)
    assert ids(index) == []
    assert list(index.entries()) == []
    index.put([a_document("v1", 5)])
    assert ids(index) == ["v1"]


def test_changes_in_any_order_and_twice_end_alike(index: VacancyIndex):
    changes: list[Change] = [a_document("v1", 1, words="one"), a_document("v1", 2, words="two"), Removal("v2", 2)]
    changes += [a_document("v2", 1), a_document("v3", 7, words="three")]
    for order in (changes, changes[::-1], changes[2:] + changes[:2]):
        for change in order:
            index.put([change])
        assert ids(index) == ["v1", "v3"]
        assert ids(index, words="two") == ["v1"]


def test_entries_name_everything_that_is_there_in_order_of_id(index: VacancyIndex):
    documents = [a_document(f"v{number}", number, words=str(number)) for number in (3, 1, 2)]
    index.put(documents)
    expected = [Entry(document.vacancy_id, document.revision, document.content_hash) for document in documents]
    assert list(index.entries()) == sorted(expected)


def test_a_call_that_fails_half_way_writes_nothing_and_harms_nothing(index: VacancyIndex):
    impossible = a_document("v2", purposes=frozenset(f"P{number}" for number in range(61)))
    with pytest.raises(ValueError, match="room"):
        index.put([a_document("v1", provision="new-kind"), impossible])
    assert ids(index) == []
    index.put([a_document("v3", provision="other-kind"), a_document("v4", provision="new-kind")])
    assert ids(index, chosen={"provision": frozenset({"new-kind"})}) == ["v4"]


def test_a_rebuild_is_seen_by_all_only_when_it_is_swapped(open_index: Callable[[], VacancyIndex], index: VacancyIndex):
    other = open_index()
    index.put([a_document("old")])
    assert ids(other) == ["old"]
    with index.rebuild() as session:
        session.put([a_document("new")])
        assert ids(other) == ["old"]
        assert [entry.vacancy_id for entry in session.entries()] == ["new"]
        session.swap(lambda: [a_document("late")])
        assert ids(other) == ["late", "new"]
    assert ids(index) == ["late", "new"]


def test_a_rebuild_that_is_left_early_changes_nothing(index: VacancyIndex):
    index.put([a_document("old")])
    with index.rebuild() as session:
        session.put([a_document("new")])
    assert ids(index) == ["old"]


def test_writes_and_rebuilds_may_follow_each_other_for_ever(
    open_index: Callable[[], VacancyIndex], index: VacancyIndex
):
    other = open_index()
    for revision in range(1, 6):
        with index.rebuild() as session:
            session.put([a_document("v1", revision)])
            session.swap(tuple)
        assert other.put([a_document("v2", revision)]) == Written(1, 0)
        assert ids(index) == ["v1", "v2"]


def test_a_time_that_ends_within_a_minute_ends_with_it(index: VacancyIndex):
    index.put([a_document("v1", confirm_by=NOW, hidden_at=NOW + timedelta(seconds=20))])
    assert ids(index) == ["v1"]
    assert index.search(SearchRequest(now=NOW + timedelta(seconds=60), sort=Sort.AVAILABLE)).total == 0
