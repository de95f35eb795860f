from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.descriptions.domain.answers import Gender
from register.vacancies.domain.contracts import Solo
from search.find.domain.asked import Asked
from search.find.domain.fit import Point, Verdict, judged

TODAY = date(2026, 3, 2)
NEEDS = ("AUT", "SH", "FIR", "CSE")


@dataclass(frozen=True)
class AVacancy:
    age_min: int = 8
    age_max: int = 16
    gender: Gender = Gender.ANY
    places: int = 1
    siblings_max: int | None = None
    solo: Solo = Solo.NO
    purposes: frozenset[str] = frozenset()
    needs_core: frozenset[str] = frozenset()
    needs_specialist: frozenset[str] = frozenset()
    needs_not_offered: frozenset[str] = frozenset()
    exclusions: dict[str, str] = field(default_factory=dict)
    emergency: bool = False
    available_from: date = TODAY
    notice_hours: int = 0
    education: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subject_to_matching: bool = False


def asked(**chosen: list[str] | list[int]) -> Asked:
    return Asked("area:x", 20, "", chosen)


def verdicts(vacancy: AVacancy, **chosen: list[str] | list[int]) -> list[tuple[str, str, str]]:
    found = judged(vacancy, asked(**chosen), today=TODAY)
    return [(point.verdict.value, point.about, point.code) for point in found]


def test_nothing_asked_is_nothing_judged():
    assert judged(AVacancy(), asked(), today=TODAY) == ()


@pytest.mark.parametrize(
    ("vacancy", "verdict", "how"),
    [
        (AVacancy(needs_core=frozenset({"AUT"})), Verdict.FITS, "core"),
        (AVacancy(needs_specialist=frozenset({"AUT"})), Verdict.FITS, "specialist"),
        (AVacancy(needs_not_offered=frozenset({"AUT"})), Verdict.MISSES, "not-offered"),
        (AVacancy(needs_core=frozenset({"AUT"}), exclusions={"AUT": "skills"}), Verdict.MISSES, "excluded"),
        (AVacancy(), Verdict.UNKNOWN, ""),
    ],
)
def test_a_need_of_which_nothing_is_said_is_not_known_rather_than_not_offered(
    vacancy: AVacancy, verdict: Verdict, how: str
):
    for name, about in (("need", "essential-need"), ("desired", "desired-need")):
        assert judged(vacancy, asked(**{name: ["AUT"]}), today=TODAY) == (Point(verdict, about, "AUT", how),)


def test_children_fit_together_where_there_are_places_and_brothers_and_sisters_are_taken():
    two = {"places": [2], "siblings": [2]}
    assert verdicts(AVacancy(places=1), **two) == [("misses", "places", "")]
    assert verdicts(AVacancy(places=2), **two) == [("unknown", "siblings", "")]
    assert verdicts(AVacancy(places=2, siblings_max=2), **two) == [("fits", "siblings", "")]
    assert verdicts(AVacancy(places=3, siblings_max=1), **two) == [("misses", "siblings", "")]


def test_every_child_must_be_within_the_ages():
    assert verdicts(AVacancy(), age=[8, 16]) == [("fits", "age", "")]
    assert verdicts(AVacancy(), age=[7, 12]) == [("misses", "age", "")]


def test_a_gender_by_discussion_is_not_known():
    assert verdicts(AVacancy(gender=Gender.BY_DISCUSSION), gender=["female"]) == [("unknown", "gender", "female")]
    assert verdicts(AVacancy(gender=Gender.FEMALE), gender=["female", "male"]) == [
        ("fits", "gender", "female"),
        ("misses", "gender", "male"),
    ]


@pytest.mark.parametrize(("hours", "days", "misses"), [(48, 1, True), (48, 2, False), (1, 0, True), (0, 0, False)])
def test_notice_longer_than_there_is_time_does_not_fit(hours: int, days: int, misses: bool):
    day = (TODAY + timedelta(days=days)).isoformat()
    found = verdicts(AVacancy(notice_hours=hours), available=[day])
    assert (("misses", "notice", "") in found) is misses


def test_whoever_takes_emergencies_asks_no_notice_for_one():
    vacancy = AVacancy(emergency=True, notice_hours=24)
    found = verdicts(vacancy, emergency=["yes"], available=[TODAY.isoformat()])
    assert found == [("fits", "emergency", ""), ("fits", "available", "")]


def test_one_kind_of_education_is_enough_but_every_language_is_wanted():
    vacancy = AVacancy(education=("on-site",), languages=("eng", "urd"))
    assert verdicts(vacancy, education=["local", "on-site"]) == [("fits", "education", "on-site")]
    assert verdicts(vacancy, language=["pol", "urd"]) == [("misses", "language", "pol"), ("fits", "language", "urd")]
    assert verdicts(AVacancy(), education=["local"]) == [("unknown", "education", "local")]


def test_subject_to_matching_is_not_known_whatever_else_fits():
    assert verdicts(AVacancy(subject_to_matching=True)) == [("unknown", "matching", "")]


_codes = st.lists(st.sampled_from(NEEDS), unique=True)


@given(essential=_codes, desired=_codes, said=st.dictionaries(st.sampled_from(NEEDS), st.sampled_from("csn")))
def test_every_need_asked_for_has_one_verdict(essential: list[str], desired: list[str], said: dict[str, str]):
    core, specialist, refused = (frozenset(code for code, how in said.items() if how == one) for one in "csn")
    vacancy = AVacancy(needs_core=core, needs_specialist=specialist, needs_not_offered=refused)
    found = judged(vacancy, asked(need=essential, desired=desired), today=TODAY)
    assert sorted((point.about, point.code) for point in found) == sorted(
        [*(("essential-need", code) for code in essential), *(("desired-need", code) for code in desired)]
    )
    for point in found:
        expected = Verdict.UNKNOWN if point.code not in said else Verdict.MISSES if point.code in refused else None
        assert point.verdict is (expected or Verdict.FITS)
