"""National sets: which version of each requirement is asked, from draft to retired, and what two sets differ in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import total_ordering
from itertools import pairwise
from typing import Any

from prequal.requirements.domain.building import Mistakes, Table, Wrong, typed
from prequal.requirements.domain.catalogue import Catalogue, Version
from prequal.requirements.domain.evaluation import Asked, ask


class SetStatus(StrEnum):
    """How far a set has come."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    LIVE = "live"
    RETIRED = "retired"


NEXT: Mapping[SetStatus, frozenset[SetStatus]] = {
    SetStatus.DRAFT: frozenset({SetStatus.CONSULTATION}),
    SetStatus.CONSULTATION: frozenset({SetStatus.DRAFT, SetStatus.LIVE}),
    SetStatus.LIVE: frozenset({SetStatus.RETIRED}),
    SetStatus.RETIRED: frozenset(),
}


class Step(StrEnum):
    """By how much a set's number goes up, the most first."""

    MAJOR = "major"  # somebody may stand differently
    MINOR = "minor"  # what is asked for changes, and nobody stands differently for it
    PATCH = "patch"  # words only


@total_ordering
@dataclass(frozen=True, slots=True)
class Number:
    """A set's number: major, minor, patch."""

    major: int
    minor: int
    patch: int

    @classmethod
    def of(cls, text: str) -> Number:
        """Read a number such as 1.0.0. Raises Wrong."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - three parts
            raise Wrong(f"{text!r} is not a number of three parts, such as 1.0.0")
        major, minor, patch = (int(part) for part in parts)
        return cls(major, minor, patch)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def __lt__(self, other: Number) -> bool:
        return (self.major, self.minor, self.patch) < (other.major, other.minor, other.patch)

    def after(self, step: Step) -> Number:
        """Return the next number after a step."""
        if step is Step.MAJOR:
            return Number(self.major + 1, 0, 0)
        return (
            Number(self.major, self.minor + 1, 0)
            if step is Step.MINOR
            else Number(self.major, self.minor, self.patch + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalSet:
    """A published choice of versions. `pins` gives the version of each requirement that it asks."""

    code: str
    number: Number
    status: SetStatus
    pins: Mapping[str, int]
    live_from: date | None = None
    retired_on: date | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    change_logs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def asked(self, catalogue: Catalogue, moved: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Asked, ...]:
        """Return its requirements ready to be judged, with what a framework moved."""
        values = moved or {}
        return tuple(
            ask(catalogue.requirements[key], pinned=pin, moved=values.get(key)) for key, pin in self.pins.items()
        )

    def in_force(self, catalogue: Catalogue, day: date) -> Iterator[Version]:
        """Give the version of each requirement on a day, changes of law included."""
        for key, pin in self.pins.items():
            yield catalogue.requirements[key].in_force(day, pinned=pin)

    def changes_of_law(self, catalogue: Catalogue, *, after: date) -> list[Version]:
        """Return the versions that the law will bring after a day, the first to come first."""
        coming = [
            version
            for key, pin in self.pins.items()
            for version in catalogue.requirements[key].line(pinned=pin)[1:]
            if version.starts_on > after
        ]
        return sorted(coming, key=lambda version: (version.starts_on, version.key))

    def title(self, language: str) -> str:
        """Return its title in a language, in English where there is none."""
        return self.titles.get(language) or self.titles["en"]

    def change_log(self, language: str) -> tuple[str, ...]:
        """Return what changed with it, in words."""
        return self.change_logs.get(language) or self.change_logs["en"]


def sets_of(table: Table, catalogue: Catalogue) -> tuple[NationalSet, ...]:
    """Build the sets, the newest first. Raises Mistakes."""
    wrong: list[str] = []
    sets: list[NationalSet] = []
    for one in table["set"]:
        try:
            sets.append(_set(one))
        except Wrong as mistake:
            wrong.append(str(mistake))
    sets.sort(key=lambda one: one.number, reverse=True)
    wrong += [line for one in sets for line in _mistakes(one, catalogue)]
    live = [one for one in sets if one.status is SetStatus.LIVE]
    if len(live) != 1:
        wrong.append(f"{len(live)} sets are live; exactly one is")
    if not wrong:
        wrong += [line for newer, older in pairwise(sets) for line in _too_small_a_step(catalogue, older, newer)]
    if wrong:
        raise Mistakes(wrong)
    return tuple(sets)


def _set(table: Table) -> NationalSet:
    place = f"set {table.get('number')}"
    words = table["en"]
    return NationalSet(
        code=typed(str, table.get("code"), place),
        number=Number.of(typed(str, table.get("number"), place)),
        status=typed(SetStatus, table.get("status"), place),
        pins=dict(table["pins"]),
        live_from=typed(date | None, table.get("live_from"), place),
        retired_on=typed(date | None, table.get("retired_on"), place),
        titles={language: table[language]["title"] for language in ("en", "cy") if language in table},
        change_logs={language: tuple(table[language]["change_log"]) for language in ("en", "cy") if language in table}
        or {"en": tuple(words["change_log"])},
    )


def _mistakes(one: NationalSet, catalogue: Catalogue) -> list[str]:
    place = f"set {one.number}"
    wrong = []
    for key, pin in one.pins.items():
        if key not in catalogue.requirements:
            wrong.append(f"{place}: no requirement {key}")
        elif pin not in {version.number for version in catalogue.requirements[key].versions}:
            wrong.append(f"{place}: {key} has no version {pin}")
    if one.status in (SetStatus.LIVE, SetStatus.RETIRED) and one.live_from is None:
        wrong.append(f"{place}: since when it was live is missing")
    if (one.status is SetStatus.RETIRED) is not (one.retired_on is not None):
        wrong.append(f"{place}: a retired set, and no other, says since when")
    if one.status is not SetStatus.DRAFT and not one.change_log("en"):
        wrong.append(f"{place}: it is out, and its change log is empty")
    return wrong


def _too_small_a_step(catalogue: Catalogue, older: NationalSet, newer: NationalSet) -> list[str]:
    step = compare(catalogue, older, newer).step
    wanted = older.number.after(step) if step is not None else older.number
    return (
        [] if newer.number >= wanted else [f"set {newer.number}: a {step} change after {older.number} wants {wanted}"]
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of a requirement that differs: which, from what, to what."""

    part: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Moved:
    """A requirement of which two sets take different versions."""

    before: Version
    after: Version
    changes: tuple[Changed, ...]

    @property
    def key(self) -> str:
        """The requirement's key."""
        return self.after.key


@dataclass(frozen=True, slots=True)
class Difference:
    """What a set adds, removes and moves against another."""

    added: tuple[Version, ...]
    removed: tuple[Version, ...]
    moved: tuple[Moved, ...]

    @property
    def step(self) -> Step | None:
        """By how much the number must go up; None where nothing differs."""
        if self.added or self.removed:
            return Step.MAJOR
        steps = [_step_of(change.part) for one in self.moved for change in one.changes]
        return min(steps, key=tuple(Step).index, default=None)


def compare(catalogue: Catalogue, before: NationalSet, after: NationalSet) -> Difference:
    """Say what the second set changes against the first."""
    versions = catalogue.requirements
    return Difference(
        added=tuple(versions[key].version(pin) for key, pin in after.pins.items() if key not in before.pins),
        removed=tuple(versions[key].version(pin) for key, pin in before.pins.items() if key not in after.pins),
        moved=tuple(
            Moved(old, new, changes_between(old, new))
            for key, pin in after.pins.items()
            if key in before.pins and before.pins[key] != pin
            for old, new in [(versions[key].version(before.pins[key]), versions[key].version(pin))]
        ),
    )


def changes_between(before: Version, after: Version) -> tuple[Changed, ...]:
    """Name every part in which two versions differ."""
    parts: Sequence[tuple[str, Any, Any]] = [
        ("class", before.classes, after.classes),
        ("provisions", before.provisions, after.provisions),
        ("condition", before.conditions, after.conditions),
        ("rule", before.rule, after.rule),
        ("validity", before.validity, after.validity),
        ("evidence", before.evidence, after.evidence),
        *(
            (f"parameter {name}", before.parameters.get(name), after.parameters.get(name))
            for name in sorted(before.parameters.keys() | after.parameters.keys())
        ),
        *((f"text {name}", getattr(before.text("en"), name), getattr(after.text("en"), name)) for name in _TEXTS),
        ("references", before.references, after.references),
    ]
    return tuple(Changed(part, old, new) for part, old, new in parts if old != new)


_TEXTS = ("title", "ask", "why", "used_for", "held_by", "applies")
_WORDS_ONLY = ("text", "references")


def _step_of(part: str) -> Step:
    first = part.partition(" ")[0]
    if first in _WORDS_ONLY:
        return Step.PATCH
    return Step.MINOR if first in ("validity", "evidence") else Step.MAJOR
