"""National sets: what one asks on a day, what two differ in, and what may not be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prequal.requirements.domain.building import Mistakes, Wrong
from prequal.requirements.domain.sets import NEXT, Changed, NationalSet, Number, SetStatus, Step, compare, sets_of
from prequal.requirements.queries import live_set, national_sets
from tests.unit.requirements.judging import CATALOGUE


def a_set(**given: Any) -> NationalSet:
    return replace(live_set(), **given)


def a_table(*sets: dict[str, Any]) -> dict[str, Any]:
    return {
        "set": [
            {
                "code": "UKCSC-PQ",
                "number": "1.0.0",
                "status": "live",
                "live_from": date(2025, 4, 1),
                "pins": {"INS-02": 1},
                "en": {"title": "A set", "change_log": ["As it was."]},
                **one,
            }
            for one in sets
        ]
    }


def test_the_published_sets_can_be_read_and_one_is_live() -> None:
    assert [one.status for one in national_sets()].count(SetStatus.LIVE) == 1
    assert set(live_set().pins) == set(CATALOGUE.requirements)


def test_a_change_of_law_reaches_a_set_on_its_day() -> None:
    def version(day: date) -> int:
        return {one.key: one.number for one in live_set().in_force(CATALOGUE, day)}["ORG-05"]

    assert [version(date(2027, 3, 31)), version(date(2027, 4, 1)), version(date(2030, 4, 1))] == [1, 2, 3]


def test_a_version_that_is_not_law_does_not_reach_a_set_by_itself() -> None:
    old = CATALOGUE.requirements["INS-02"]
    newer = replace(old.versions[0], number=2, starts_on=date(2026, 1, 1))
    requirement = replace(old, versions=(*old.versions, newer))
    assert requirement.in_force(date(2027, 1, 1), pinned=1).number == 1
    assert requirement.in_force(date(2027, 1, 1), pinned=2).number == 2


def test_changes_of_law_to_come_are_listed_in_their_order() -> None:
    coming = live_set().changes_of_law(CATALOGUE, after=date(2026, 9, 1))
    assert [(one.key, one.starts_on) for one in coming] == [("ORG-05", date(2027, 4, 1)), ("ORG-05", date(2030, 4, 1))]


def test_two_sets_differ_in_what_is_added_removed_and_moved() -> None:
    before = a_set(pins={"INS-01": 1, "ORG-05": 1})
    after = a_set(pins={"INS-02": 1, "ORG-05": 3})
    found = compare(CATALOGUE, before, after)
    assert [one.key for one in found.added] == ["INS-02"]
    assert [one.key for one in found.removed] == ["INS-01"]
    assert [(one.key, one.before.number, one.after.number) for one in found.moved] == [("ORG-05", 1, 3)]
    parts = {change.part for change in found.moved[0].changes}
    assert {"rule", "text ask"} <= parts
    assert found.step is Step.MAJOR


def test_a_moved_value_is_told_from_what_to_what() -> None:
    old = CATALOGUE.requirements["INS-02"]
    pence = old.versions[0].parameters["pence"]
    newer = replace(old.versions[0], number=2, parameters={"pence": replace(pence, default=500_000_000)})
    catalogue = replace(CATALOGUE, requirements={"INS-02": replace(old, versions=(*old.versions, newer))})
    found = compare(catalogue, a_set(pins={"INS-02": 1}), a_set(pins={"INS-02": 2}))
    (change,) = found.moved[0].changes
    assert isinstance(change, Changed)
    assert (change.part, change.before.default, change.after.default) == ("parameter pence", 1_000_000_000, 500_000_000)


def test_a_set_does_not_differ_from_itself() -> None:
    found = compare(CATALOGUE, live_set(), live_set())
    assert (found.added, found.removed, found.moved, found.step) == ((), (), (), None)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (a_table({"pins": {"INS-99": 1}}), "no requirement INS-99"),
        (a_table({"pins": {"INS-02": 9}}), "INS-02 has no version 9"),
        (a_table({"number": "1.0"}), "not a number of three parts"),
        (a_table({"status": "published"}), "is not one of draft, consultation, live, retired"),
        (a_table({"live_from": None}), "since when it was live is missing"),
        (a_table({"en": {"title": "A set", "change_log": []}}), "its change log is empty"),
        (a_table({}, {"number": "2.0.0"}), "2 sets are live"),
        (a_table({"status": "draft"}), "0 sets are live"),
        (
            a_table({}, {"number": "1.0.1", "status": "draft", "pins": {"INS-02": 1, "INS-01": 1}}),
            "a major change after 1.0.0 wants 2.0.0",
        ),
    ],
)
def test_a_set_that_does_not_hold_is_refused_in_words(table: dict[str, Any], words: str) -> None:
    with pytest.raises(Mistakes) as refused:
        sets_of(table, CATALOGUE)
    assert words in str(refused.value)


def test_a_set_in_consultation_may_stand_beside_the_live_one() -> None:
    found = sets_of(
        a_table({}, {"number": "2.0.0", "status": "consultation", "live_from": None, "pins": {"INS-01": 1}}), CATALOGUE
    )
    assert [(str(one.number), one.status.value) for one in found] == [("2.0.0", "consultation"), ("1.0.0", "live")]


def test_a_set_goes_live_only_from_consultation_and_never_comes_back() -> None:
    assert {status for status, following in NEXT.items() if SetStatus.LIVE in following} == {SetStatus.CONSULTATION}
    assert not NEXT[SetStatus.RETIRED]


def test_numbers_go_up_by_steps() -> None:
    number = Number.of("1.4.2")
    assert [str(number.after(step)) for step in Step] == ["2.0.0", "1.5.0", "1.4.3"]
    assert Number.of("1.10.0") > Number.of("1.9.9")
    with pytest.raises(Wrong):
        Number.of("one.two.three")
