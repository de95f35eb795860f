"""Rules about codes: a status, a judgement's floor, what a lot asks for, a number's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from prequal.requirements.domain.evidence import FieldType
from prequal.requirements.domain.reading import Finding, Reading, Told, worst_of
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State
from register.core.identifiers import Scheme, holds

UNPUBLISHED = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAmong:
    """A code, or each of several: which pass, which need a person, which fail, and what becomes of any other.

    `absent` is "unknown", or "not-applicable" where a source that is there says nothing of it.
    """

    of: str
    code: Annotated[str, FieldType.CODE, FieldType.CODES]
    passes: tuple[str, ...]
    reviews: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    otherwise: State = State.REVIEW
    absent: str = "unknown"


def code_among(asked: CodeAmong, reading: Reading) -> Finding:
    """Answer for the worst of the codes."""
    codes = reading.codes(asked.of, asked.code)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.code}"}
    if codes is None:
        if asked.absent == UNPUBLISHED and reading.item(asked.of) is not None:
            return Finding(State.NOT_APPLICABLE, Reason.NOT_PUBLISHED, told)
        return reading.unknown(asked.of, asked.code)
    return worst_of(
        [_one_code(asked, code, told) for code in codes] or [Finding(State.NOT_APPLICABLE, Reason.NOT_PUBLISHED, told)],
        after=reading.as_at,
    )


def _one_code(asked: CodeAmong, code: str, told: dict[str, Told]) -> Finding:
    told = {**told, "code": code}
    if code in asked.passes:
        return Finding(State.PASS, Reason.CODE_PASSES, told)
    state = State.REVIEW if code in asked.reviews else State.FAIL if code in asked.fails else asked.otherwise
    return Finding(state, Reason.CODE_FAILS if state is State.FAIL else Reason.CODE_FOR_REVIEW, told)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementFloor:
    """A regulator's judgement, or each of several, on its own scale and no worse than a floor."""

    of: str
    judgement: Annotated[str, FieldType.CODE, FieldType.CODES]
    scale: str
    floor: str


def judgement_floor(asked: JudgementFloor, reading: Reading) -> Finding:
    """Answer for the worst judgement; without one the question does not arise."""
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.judgement}", "floor": asked.floor}
    if reading.item(asked.of) is None:
        return reading.unknown(asked.of, asked.judgement)
    scale = reading.terms.scales[asked.scale]
    words = [word for word in reading.codes(asked.of, asked.judgement) or () if scale.judges(word)]
    if not words:
        return Finding(State.NOT_APPLICABLE, Reason.NO_JUDGEMENT, told)
    floor = scale.place(asked.floor)
    findings = []
    for word in words:
        place = scale.place(word)
        if place is None or floor is None:
            findings.append(Finding(State.REVIEW, Reason.UNKNOWN_JUDGEMENT, {**told, "code": word}))
        elif place > floor:
            findings.append(Finding(State.FAIL, Reason.BELOW_FLOOR, {**told, "code": word}))
        else:
            findings.append(Finding(State.PASS, Reason.AT_OR_ABOVE_FLOOR, {**told, "code": word}))
    return worst_of(findings, after=reading.as_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIsAsked:
    """What a setting is or offers, among it what the lot asks for; a lot that asks for nothing takes it."""

    of: str
    offers: Annotated[str, FieldType.CODE, FieldType.CODES]
    asked_of: str
    asks: str


def what_is_asked(asked: WhatIsAsked, reading: Reading) -> Finding:
    """Pass when the lot's wish is among what is offered."""
    wanted = reading.codes(asked.asked_of, asked.asks)
    if not wanted:
        return reading.unknown(asked.asked_of, asked.asks)
    offered = reading.codes(asked.of, asked.offers)
    if offered is None:
        return reading.unknown(asked.of, asked.offers)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.offers}", "codes": wanted}
    if set(wanted) <= set(offered):
        return Finding(State.PASS, Reason.WHAT_IS_ASKED, told)
    return Finding(State.FAIL, Reason.NOT_WHAT_IS_ASKED, told)


@dataclass(frozen=True, slots=True, kw_only=True)
class WellFormed:
    """A number that has the form of its scheme; whether it exists is for the scheme's register to say."""

    of: str
    number: Annotated[str, FieldType.CODE]
    scheme: Scheme


def well_formed(asked: WellFormed, reading: Reading) -> Finding:
    """Pass when the form holds."""
    codes = reading.codes(asked.of, asked.number)
    if not codes:
        return reading.unknown(asked.of, asked.number)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.number}", "scheme": asked.scheme.value}
    if all(holds(asked.scheme, code) for code in codes):
        return Finding(State.PASS, Reason.WELL_FORMED, told)
    return Finding(State.FAIL, Reason.NOT_WELL_FORMED, told)
