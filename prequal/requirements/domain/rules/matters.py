"""Rules about what was declared, and about notices, grounds and findings that may be open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from prequal.requirements.domain.calendar import add_months, later
from prequal.requirements.domain.evidence import Entry, FieldType
from prequal.requirements.domain.reading import Finding, Reading, Told, worst_of
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Answers of yes or no, each of which is as expected."""

    of: str
    answers: Annotated[tuple[str, ...], FieldType.FLAG]
    expect: bool = True
    otherwise: State = State.FAIL

    @property
    def variant(self) -> str:
        """Which sentence says it."""
        return "yes" if self.expect else "no"


def declared(asked: Declared, reading: Reading) -> Finding:
    """Pass when every answer is the expected one."""
    findings = []
    for name in asked.answers:
        answer = reading.flag(asked.of, name)
        told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{name}"}
        if answer is None:
            findings.append(reading.unknown(asked.of, name))
        elif answer is asked.expect:
            findings.append(Finding(State.PASS, Reason.DECLARED, told))
        else:
            findings.append(Finding(asked.otherwise, Reason.DECLARED_OTHERWISE, told))
    return worst_of(findings, after=reading.as_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Fields that are filled in, whatever they say."""

    of: str
    fields: tuple[str, ...]


def answered(asked: Answered, reading: Reading) -> Finding:
    """Pass when nothing is left open."""
    for name in asked.fields:
        if reading.value(asked.of, name) is None:
            return reading.unknown(asked.of, name)
    return Finding(State.PASS, Reason.ANSWERED, {"item": asked.of})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOpenNotice:
    """A regulator's notices: some stop new placements while open, others need a person once their day is past."""

    of: str
    notices: Annotated[str, FieldType.ENTRIES]
    stopping: tuple[str, ...]


def no_open_notice(asked: NoOpenNotice, reading: Reading) -> Finding:
    """Pass while no notice stops the setting and none is overdue."""
    notices = reading.entries(asked.of, asked.notices)
    if notices is None:
        return reading.unknown(asked.of, asked.notices)
    none = Finding(State.PASS, Reason.NO_NOTICE, {"item": asked.of})
    return worst_of([none, *(_one_notice(asked, reading, one) for one in notices)], after=reading.as_at)


def _one_notice(asked: NoOpenNotice, reading: Reading, notice: Entry) -> Finding:
    told: dict[str, Told] = {"item": asked.of, "code": notice.code, "day": notice.since}
    ends = later(notice.ended_on, 1) if notice.ended_on is not None else None
    if not _open(notice, reading):
        return Finding(State.PASS, Reason.NO_NOTICE, told).or_earlier(notice.since, after=reading.as_at)
    if notice.code in asked.stopping:
        return Finding(State.FAIL, Reason.NOTICE_STOPS, told).or_earlier(ends, after=reading.as_at)
    if notice.due_on is None:
        return Finding(State.PASS, Reason.NO_NOTICE, told).or_earlier(ends, after=reading.as_at)
    told["last"] = notice.due_on
    if reading.as_at > notice.due_on:
        return Finding(State.REVIEW, Reason.NOTICE_OVERDUE, told).or_earlier(ends, after=reading.as_at)
    return Finding(State.PASS, Reason.NO_NOTICE, told).or_earlier(later(notice.due_on, 1), ends, after=reading.as_at)


def _open(entry: Entry, reading: Reading) -> bool:
    return entry.since <= reading.as_at and (entry.ended_on is None or reading.as_at <= entry.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOpenGround:
    """Grounds and findings of the last `look_back_months`, each decided by people or put right.

    `remedied_clears`: what has ended no longer counts; else it counts until the look-back is over, or somebody has
    accepted what was done about it.
    """

    of: str
    grounds: Annotated[str, FieldType.ENTRIES]
    look_back_months: int
    undecided: State = State.REVIEW
    remedied_clears: bool = False

    @property
    def variant(self) -> str:
        """Which sentence says it."""
        return "remedied" if self.remedied_clears else "looking_back"


def no_open_ground(asked: NoOpenGround, reading: Reading) -> Finding:
    """Pass without a ground that counts, or with every one accepted."""
    grounds = reading.entries(asked.of, asked.grounds)
    if grounds is None:
        return reading.unknown(asked.of, asked.grounds)
    none = Finding(State.PASS, Reason.NO_GROUND, {"item": asked.of})
    return worst_of([none, *(_one_ground(asked, reading, one) for one in grounds)], after=reading.as_at)


def _one_ground(asked: NoOpenGround, reading: Reading, ground: Entry) -> Finding:
    told: dict[str, Told] = {"item": asked.of, "code": ground.code, "day": ground.since}
    clear = Finding(State.PASS, Reason.NO_GROUND, told)
    if ground.since > reading.as_at:
        return clear.or_earlier(ground.since, after=reading.as_at)
    if ground.decision == "accepted":
        return clear
    counts_until = ground.ended_on
    if counts_until is not None and not asked.remedied_clears:
        counts_until = add_months(counts_until, asked.look_back_months)
    if counts_until is not None and reading.as_at > counts_until:
        return clear
    ends = later(counts_until, 1) if counts_until is not None else None
    if ground.decision == "refused":
        return Finding(State.FAIL, Reason.GROUND_REFUSED, told).or_earlier(ends, after=reading.as_at)
    return Finding(asked.undecided, Reason.GROUND_TO_DECIDE, told).or_earlier(ends, after=reading.as_at)
