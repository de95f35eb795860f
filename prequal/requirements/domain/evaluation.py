"""How a setting stands: one requirement, all of a set, on any day, and when that changes by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from prequal.requirements.domain.calendar import later
from prequal.requirements.domain.catalogue import Catalogue, Requirement, Version
from prequal.requirements.domain.evidence import Case
from prequal.requirements.domain.reading import Finding, Reading, Told
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import RequirementClass, State, worst
from prequal.requirements.domain.tree import Rule

GATING = frozenset({RequirementClass.GATE, RequirementClass.MODULE})
RENEWABLE = frozenset({State.PASS_EXPIRING, State.EXPIRED, State.REVIEW})
RECOGNISABLE = frozenset({State.MISSING, State.EXPIRED, State.REVIEW})


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as a framework asks it: the version taken, those that the law brings later, and its values."""

    requirement: Requirement
    line: tuple[tuple[Version, Rule], ...]
    parameters: Mapping[str, Any]

    def on(self, day: date) -> tuple[Version, Rule]:
        """Return the version in force on a day with its rule; before the first, the first."""
        chosen = self.line[0]
        for version, rule in self.line[1:]:
            if version.starts_on <= day:
                chosen = (version, rule)
        return chosen

    def changes_of_law(self) -> Iterable[date]:
        """Give the days on which another version comes into force."""
        return (version.starts_on for version, _ in self.line)


def ask(requirement: Requirement, *, pinned: int | None = None, moved: Mapping[str, Any] | None = None) -> Asked:
    """Make a requirement ready to be judged; without a pinned version it is the first."""
    taken = pinned if pinned is not None else requirement.versions[0].number
    moved = moved or {}
    line = []
    for version in requirement.line(pinned=taken):
        values = {name: moved.get(name, default) for name, default in version.defaults.items()}
        line.append((version, version.rule.with_parameters(values)))
    return Asked(requirement, tuple(line), dict(moved))


@dataclass(frozen=True, slots=True)
class Change:
    """What time alone will do: from this day on, this state."""

    on: date
    state: State
    reason: Reason


@dataclass(frozen=True, slots=True)
class Result:
    """How a setting stands on one requirement on one day, why, on which evidence, and what comes next."""

    key: str
    version: int
    requirement_class: RequirementClass
    state: State
    reason: Reason
    told: Mapping[str, Told]
    used: tuple[str, ...]
    next_change: Change | None
    beneath: State | None = None


class Judge:
    """Judges a case by a catalogue; `others` are the requirements to which conditions may refer."""

    def __init__(self, catalogue: Catalogue, asked: Iterable[Asked]) -> None:
        """Take the requirements that are asked together."""
        self._catalogue = catalogue
        self._asked = {one.requirement.key: one for one in asked}

    def evaluate(self, key: str, case: Case, as_at: date) -> Result:
        """Say how a case stands on one requirement."""
        asked = self._asked[key]
        asked_as = self._catalogue.asked_as(case.provision)
        case = case if asked_as == case.provision else replace(case, provision=asked_as)
        found = self._finding(asked, case, as_at)
        version, _ = asked.on(as_at)
        used = {case.items[one.of].reference for one in version.evidence if one.of in case.items}
        return Result(
            key=key,
            version=version.number,
            requirement_class=version.classes.get(case.nation, next(iter(version.classes.values()))),
            state=found.state,
            reason=found.reason,
            told=found.told,
            used=tuple(sorted(used - {""})),
            next_change=self._next_change(asked, case, found),
            beneath=found.beneath,
        )

    def evaluate_all(
        self,
        case: Case,
        as_at: date,
        *,
        modules: frozenset[str] = frozenset(),
        disapplied: frozenset[str] = frozenset(),
    ) -> tuple[Result, ...]:
        """Say how a case stands on everything that is asked; a module that is off, and what is disapplied, is not."""
        return tuple(
            _switched(self.evaluate(key, case, as_at), modules=modules, disapplied=disapplied) for key in self._asked
        )

    def _next_change(self, asked: Asked, case: Case, found: Finding) -> Change | None:
        day = found.changes_on
        while day is not None:
            then = self._finding(asked, case, day)
            if then.state is not found.state:
                return Change(day, then.state, then.reason)
            day = then.changes_on
        return None

    def _finding(self, asked: Asked, case: Case, as_at: date) -> Finding:
        version, rule = asked.on(as_at)
        reading = self._reading(case, as_at)
        found = self._judged(version, rule, reading)
        if case.renewals:
            found = self._renewed(found, asked, case, as_at)
        return found.or_earlier(*asked.changes_of_law(), *reading.watched, after=as_at)

    def _renewed(self, found: Finding, asked: Asked, case: Case, as_at: date) -> Finding:
        """Let nothing lapse that was renewed in time and waits for a verifier, as long as the renewal would pass."""
        version, _ = asked.on(as_at)
        all_days = [
            day
            for one in version.evidence
            if (renewal := case.renewals.get(one.of)) is not None
            for day in (renewal.received_on, later(renewal.holds_until, 1) if renewal.holds_until else None)
        ]
        found = found.or_earlier(*all_days, after=as_at)
        waiting = {
            one.of: case.renewals[one.of]
            for one in version.evidence
            if one.of in case.renewals and case.renewals[one.of].waits_on(as_at)
        }
        if not waiting or found.state not in RENEWABLE:
            return found
        old = replace(case, renewals={})
        new = replace(old, items={**case.items, **{of: renewal.item for of, renewal in waiting.items()}})
        received = max(renewal.received_on for renewal in waiting.values())
        lapse = self._lapse(asked, old, received)
        if lapse is None or not self._finding(asked, new, lapse).state.passes:
            return found
        renewed = self._finding(asked, new, max(as_at, lapse))
        if not renewed.state.passes:
            return found
        told: dict[str, Told] = {"item": next(iter(waiting)), "day": received}
        pending = Finding(State.PASS_EXPIRING, Reason.RENEWAL_PENDING, told, found.changes_on)
        return pending.or_earlier(lapse, renewed.changes_on, after=as_at)

    def _lapse(self, asked: Asked, case: Case, day: date) -> date | None:
        """Return the first day after one on which it passes that it does not pass any more; None without such a day."""
        found = self._finding(asked, case, day)
        if not found.state.passes:
            return None
        upcoming = found.changes_on
        while upcoming is not None:
            found = self._finding(asked, case, upcoming)
            if not found.state.passes:
                return upcoming
            upcoming = found.changes_on
        return None

    def _reading(self, case: Case, as_at: date) -> Reading:
        catalogue = self._catalogue
        reading = Reading(case, as_at, vocabulary=catalogue.vocabulary, terms=catalogue.terms)
        reading.counts_will_do = self._is_small(reading)
        return reading

    def _judged(self, version: Version, rule: Rule, reading: Reading) -> Finding:
        case = reading.case
        if reading.as_at < version.starts_on:
            return Finding(State.NOT_APPLICABLE, Reason.NOT_IN_FORCE, {"day": version.starts_on})
        if case.provision not in version.provisions:
            return Finding(State.NOT_APPLICABLE, Reason.OTHER_PROVISION)
        if case.nation not in version.classes:
            return Finding(State.NOT_APPLICABLE, Reason.OTHER_NATION)
        for condition in version.conditions:
            lacking = condition.finding(reading, self._state_of)
            if lacking is not None:
                return lacking
        found = rule.judge(reading, self._state_of)
        if version.narrative and found.state in RECOGNISABLE:
            found = self._recognised(found, reading)
        return self._relieved(version.key, found, reading)

    def _relieved(self, key: str, found: Finding, reading: Reading) -> Finding:
        if not reading.counts_will_do or found.state is State.NOT_APPLICABLE:
            return found
        for relief in self._catalogue.reliefs:
            if relief.requirement != key or (relief.optional and found.state is not State.MISSING):
                continue
            if all(condition.finding(reading, self._state_of) is None for condition in relief.conditions):
                return replace(found, state=State.NOT_APPLICABLE, reason=Reason.SMALL_PROVIDER)
        return found

    def _is_small(self, reading: Reading) -> bool:
        small = self._catalogue.small
        staff, settings = reading.number(small.of, small.staff), reading.number(small.of, small.settings)
        return (staff is not None and staff <= small.staff_at_most) or (
            settings is not None and settings <= small.settings_at_most
        )

    def _recognised(self, found: Finding, reading: Reading) -> Finding:
        rule = self._catalogue.recognition.get(reading.case.nation)
        if rule is None:
            return found
        judgement = rule.judge(reading, self._state_of)
        if judgement.state is State.PASS:
            found = replace(found, state=State.PASS, reason=Reason.RECOGNISED, told=judgement.told)
        return found.or_earlier(judgement.changes_on, after=reading.as_at)

    def _state_of(self, key: str, reading: Reading) -> Finding | None:
        other = self._asked.get(key)
        return None if other is None else self._finding(other, reading.case, reading.as_at)


def _switched(result: Result, *, modules: frozenset[str], disapplied: frozenset[str]) -> Result:
    reason = None
    if result.key in disapplied:
        reason = Reason.DISAPPLIED
    elif result.requirement_class is RequirementClass.MODULE and result.key not in modules:
        reason = Reason.MODULE_OFF
    if reason is None or result.state is State.NOT_APPLICABLE:
        return result
    return replace(result, state=State.NOT_APPLICABLE, reason=reason, told={}, used=(), next_change=None, beneath=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a setting stands over all: the worst of what gates, with every requirement's result."""

    state: State
    results: Sequence[Result] = field(default_factory=tuple)

    def lets_in(self, *, stale_stops: bool = False) -> bool:
        """Whether the setting may be asked for new placements; an overdue source alone stops nothing."""
        return self.state.passes or (self.state is State.SOURCE_STALE and not stale_stops)


def standing(results: Sequence[Result]) -> Standing:
    """Fold results into one: information never gates, an award's questions are for the chosen provider only.

    What an overdue source says against a setting still counts.
    """
    counted = [one for one in results if one.requirement_class in GATING]
    beneath = [one.beneath for one in counted if one.beneath is not None]
    return Standing(worst([*(one.state for one in counted), *beneath]), tuple(results))
