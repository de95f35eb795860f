"""Rules about days: reviewed lately, in force, within an allowance, begun before a change of law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from prequal.requirements.domain.calendar import add_months, later
from prequal.requirements.domain.evidence import FieldType
from prequal.requirements.domain.reading import END_WORDS, REVIEW_WORDS, Finding, Reading, Told, worst_of
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedWithin:
    """`on`: days, each of which is at most so many months (and days) ago."""

    of: str
    on: Annotated[tuple[str, ...], FieldType.DAY]
    months: int
    days: int = 0


def reviewed_within(asked: ReviewedWithin, reading: Reading) -> Finding:
    """Pass while every day is recent enough."""
    findings = []
    for name in asked.on:
        day = reading.day(asked.of, name)
        told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{name}"}
        if day is None:
            findings.append(reading.unknown(asked.of, name))
        elif day > reading.as_at:
            findings.append(Finding(State.MISSING, Reason.DATED_LATER, {**told, "day": day}, day))
        else:
            last = later(add_months(day, asked.months), asked.days)
            findings.append(reading.until(last, of=asked.of, words=REVIEW_WORDS, told={**told, "day": day}))
    return worst_of(findings, after=reading.as_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidUntil:
    """`until`: the last day on which something holds."""

    of: str
    until: Annotated[str, FieldType.DAY]


def valid_until(asked: ValidUntil, reading: Reading) -> Finding:
    """Pass up to and including the last day."""
    last = reading.day(asked.of, asked.until)
    if last is None:
        return reading.unknown(asked.of, asked.until)
    return reading.until(last, of=asked.of, words=END_WORDS, told={"field": f"{asked.of}:{asked.until}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedWithin:
    """`on`: a day since which at most so many months and days may pass, and what comes then.

    `placements`: how many children a framework lets be placed meanwhile; told, for whoever places.
    """

    of: str
    on: Annotated[str, FieldType.DAY]
    months: int = 0
    days: int = 0
    placements: int | Decimal | None = None
    gives: State = State.PASS
    then: State = State.REVIEW


def started_within(asked: StartedWithin, reading: Reading) -> Finding:
    """Pass, perhaps provisionally, while an allowance lasts."""
    start = reading.day(asked.of, asked.on)
    if start is None:
        return reading.unknown(asked.of, asked.on)
    last = later(add_months(start, asked.months), asked.days)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.on}", "day": start, "last": last}
    if start > reading.as_at:
        return Finding(State.MISSING, Reason.DATED_LATER, told, start)
    if reading.as_at > last:
        return Finding(asked.then, Reason.ALLOWANCE_OVER, told)
    return Finding(asked.gives, Reason.WITHIN_ALLOWANCE, told | _at_most(asked.placements), later(last, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class UntilFirstInspection:
    """`judged`: whether a judgement is published; until then the setting passes provisionally."""

    of: str
    judged: Annotated[str, FieldType.FLAG]
    placements: int | Decimal | None = None


def until_first_inspection(asked: UntilFirstInspection, reading: Reading) -> Finding:
    """Pass provisionally, however long the first inspection takes."""
    judged = reading.flag(asked.of, asked.judged)
    if judged is None:
        return reading.unknown(asked.of, asked.judged)
    told: dict[str, Told] = {"item": asked.of}
    if judged:
        return Finding(State.NOT_APPLICABLE, Reason.CONDITION_NOT_MET, {**told, "field": f"{asked.of}:{asked.judged}"})
    return Finding(State.PASS_PROVISIONAL, Reason.UNTIL_FIRST_INSPECTION, told | _at_most(asked.placements))


def _at_most(placements: int | Decimal | None) -> dict[str, Told]:
    return {} if placements is None else {"placements": placements}


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunBefore:
    """`on`: a day that must lie before another: those who were there before a change of law."""

    of: str
    on: Annotated[str, FieldType.DAY]
    before: date
    holds: State = State.PASS
    otherwise: State = State.FAIL


def begun_before(asked: BegunBefore, reading: Reading) -> Finding:
    """Pass when it began in time, or leave it to people."""
    begun = reading.day(asked.of, asked.on)
    if begun is None:
        return reading.unknown(asked.of, asked.on)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.on}", "day": begun, "before": asked.before}
    if begun < asked.before:
        return Finding(asked.holds, Reason.BEGUN_BEFORE, told)
    return Finding(asked.otherwise, Reason.BEGUN_TOO_LATE, told)
