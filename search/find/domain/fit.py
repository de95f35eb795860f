"""How a vacancy answers what was asked: requirement by requirement it fits, does not fit, or nobody has said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from register.descriptions.domain.answers import Gender
from register.vacancies.domain.contracts import Solo
from search.find.domain.asked import DESIRED, NEEDED, Asked

_HOURS_IN_A_DAY = 24


class Verdict(StrEnum):
    """What is known of one requirement."""

    FITS = "fits"
    MISSES = "misses"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Point:
    """One requirement and its verdict: `about` names it, `code` which of several, `how` why."""

    verdict: Verdict
    about: str
    code: str = ""
    how: str = ""


class Offer(Protocol):
    """A vacancy as others may know it, as far as it is judged here."""

    @property
    def age_min(self) -> int: ...
    @property
    def age_max(self) -> int: ...
    @property
    def gender(self) -> Gender: ...
    @property
    def places(self) -> int: ...
    @property
    def siblings_max(self) -> int | None: ...
    @property
    def solo(self) -> Solo: ...
    @property
    def purposes(self) -> frozenset[str]: ...
    @property
    def needs_core(self) -> frozenset[str]: ...
    @property
    def needs_specialist(self) -> frozenset[str]: ...
    @property
    def needs_not_offered(self) -> frozenset[str]: ...
    @property
    def exclusions(self) -> Mapping[str, str]: ...
    @property
    def emergency(self) -> bool: ...
    @property
    def available_from(self) -> date: ...
    @property
    def notice_hours(self) -> int: ...
    @property
    def education(self) -> tuple[str, ...]: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def subject_to_matching(self) -> bool: ...


def judged(offer: Offer, asked: Asked, *, today: date) -> tuple[Point, ...]:
    """Judge every requirement of a search, in the order in which officers ask."""
    return (
        *_ages(offer, asked),
        *_genders(offer, asked),
        *_children(offer, asked),
        *(_need(offer, code, "essential") for code in asked.codes(*NEEDED)),
        *(_need(offer, code, "desired") for code in asked.codes(DESIRED)),
        *_purposes(offer, asked),
        *_solo(offer, asked),
        *_time(offer, asked, today),
        *_said("education", asked.codes("education"), offer.education, one_is_enough=True),
        *_said("language", asked.codes("language"), offer.languages, one_is_enough=False),
        *([Point(Verdict.UNKNOWN, "matching")] if offer.subject_to_matching else []),
    )


def _ages(offer: Offer, asked: Asked) -> Iterator[Point]:
    if asked.ages:
        inside = all(offer.age_min <= age <= offer.age_max for age in asked.ages)
        yield Point(Verdict.FITS if inside else Verdict.MISSES, "age")


def _genders(offer: Offer, asked: Asked) -> Iterator[Point]:
    for code in asked.codes("gender"):
        if offer.gender is Gender.BY_DISCUSSION:
            yield Point(Verdict.UNKNOWN, "gender", code)
        else:
            takes = offer.gender in (Gender.ANY, code)
            yield Point(Verdict.FITS if takes else Verdict.MISSES, "gender", code)


def _children(offer: Offer, asked: Asked) -> Iterator[Point]:
    if asked.children > 1:
        if offer.places < asked.children:
            yield Point(Verdict.MISSES, "places")
        elif offer.siblings_max is None:
            yield Point(Verdict.UNKNOWN, "siblings")
        else:
            together = offer.siblings_max >= asked.children
            yield Point(Verdict.FITS if together else Verdict.MISSES, "siblings")


def _need(offer: Offer, code: str, weight: str) -> Point:
    """Judge one need; what a holder never accepts stands before whatever else is said of it."""
    about = f"{weight}-need"
    if code in offer.exclusions:
        return Point(Verdict.MISSES, about, code, "excluded")
    if code in offer.needs_specialist:
        # A specialism that nobody has verified counts as normally accepted.
        return Point(Verdict.FITS, about, code, "specialist")
    if code in offer.needs_core:
        return Point(Verdict.FITS, about, code, "core")
    if code in offer.needs_not_offered:
        return Point(Verdict.MISSES, about, code, "not-offered")
    return Point(Verdict.UNKNOWN, about, code)


def _purposes(offer: Offer, asked: Asked) -> Iterator[Point]:
    for code in asked.codes("purpose"):
        yield Point(Verdict.FITS if code in offer.purposes else Verdict.MISSES, "purpose", code)


def _solo(offer: Offer, asked: Asked) -> Iterator[Point]:
    if asked.codes("solo"):
        yield Point(Verdict.MISSES if offer.solo is Solo.NO else Verdict.FITS, "solo", offer.solo)


def _time(offer: Offer, asked: Asked, today: date) -> Iterator[Point]:
    if asked.codes("emergency"):
        yield Point(Verdict.FITS if offer.emergency else Verdict.MISSES, "emergency")
    day = asked.needed_by
    if day is not None:
        yield Point(Verdict.FITS if offer.available_from <= day else Verdict.MISSES, "available")
        # Whoever takes emergencies waives the notice for one.
        waived = offer.emergency and bool(asked.codes("emergency"))
        notice = timedelta(days=-(-offer.notice_hours // _HOURS_IN_A_DAY))
        if not waived and today + notice > day:
            yield Point(Verdict.MISSES, "notice")


def _said(about: str, wanted: tuple[str, ...], offered: tuple[str, ...], *, one_is_enough: bool) -> Iterator[Point]:
    there = set(offered).intersection(wanted)
    for code in wanted:
        if code in there:
            yield Point(Verdict.FITS, about, code)
        elif not offered:
            yield Point(Verdict.UNKNOWN, about, code)
        elif not (one_is_enough and there):
            yield Point(Verdict.MISSES, about, code)
