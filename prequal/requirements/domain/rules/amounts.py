"""Rules about amounts: cover, shares, numbers, published rates, one visit a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated

from prequal.requirements.domain.calendar import add_months, later, whole_months
from prequal.requirements.domain.evidence import FieldType
from prequal.requirements.domain.reading import END_WORDS, Finding, Reading, Told, worst_of
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAtLeast:
    """An insurance cover in force with a limit of so many pence; None: the framework has set no amount.

    `included`: a field that says whether the cover is there at all; `recorded`: fields that must be known. The first
    day may be left out: a certificate that is there has usually begun.
    """

    of: str
    pence: int | None
    limit: Annotated[str, FieldType.PENCE] = "limit_pence"
    begins: Annotated[str, FieldType.DAY] = "starts_on"
    until: Annotated[str, FieldType.DAY] = "ends_on"
    included: Annotated[str, FieldType.FLAG] = ""
    recorded: tuple[str, ...] = ()

    @property
    def variant(self) -> str:
        """Which sentence says it."""
        return "unset" if self.pence is None else "set"


def cover_at_least(asked: CoverAtLeast, reading: Reading) -> Finding:
    """Pass while the cover runs and its limit is high enough."""
    told: dict[str, Told] = {"item": asked.of}
    if asked.pence is None:
        return Finding(State.NOT_APPLICABLE, Reason.FRAMEWORK_SETS_NO_AMOUNT, told)
    if asked.included and reading.flag(asked.of, asked.included) is False:
        return Finding(State.FAIL, Reason.COVER_NOT_INCLUDED, told)
    limit, last = reading.number(asked.of, asked.limit), reading.day(asked.of, asked.until)
    wanted = (*((asked.included,) if asked.included else ()), asked.limit, asked.until, *asked.recorded)
    lacking = [name for name in wanted if reading.value(asked.of, name) is None]
    if lacking or limit is None or last is None:
        return reading.unknown(asked.of, lacking[0])
    first = reading.day(asked.of, asked.begins)
    if first is not None and first > reading.as_at:
        return Finding(State.MISSING, Reason.NOT_BEGUN, {**told, "day": first}, first)
    told |= {"pence": limit, "asked_pence": asked.pence}
    running = reading.until(last, of=asked.of, words=END_WORDS, told=told)
    if running.state.passes and limit < asked.pence:
        return Finding(State.FAIL, Reason.COVER_TOO_LOW, told, later(last, 1))
    return replace(running, reason=Reason.COVERED) if running.state is State.PASS else running


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAtLeast:
    """A percentage of at least `percent`: a field of its own, or `counted` (added up) of `out_of`."""

    of: str
    percent: Decimal
    share: Annotated[str, FieldType.NUMBER] = ""
    counted: Annotated[tuple[str, ...], FieldType.NUMBER] = ()
    out_of: Annotated[str, FieldType.NUMBER] = ""
    below: State = State.FAIL

    @property
    def variant(self) -> str:
        """Which sentence says it."""
        return "share" if self.share else "counted"


def share_at_least(asked: ShareAtLeast, reading: Reading) -> Finding:
    """Pass when the share is reached; of nobody, it does not apply."""
    told: dict[str, Told] = {"item": asked.of, "asked_percent": asked.percent}
    share = reading.number(asked.of, asked.share) if asked.share else None
    if share is None and (not asked.share or reading.counts_will_do):
        total = reading.number(asked.of, asked.out_of)
        parts = [reading.number(asked.of, name) for name in asked.counted]
        known = [part for part in parts if part is not None]
        if total is not None and total <= 0:
            return Finding(State.NOT_APPLICABLE, Reason.NOBODY_COUNTED, told)
        if total is not None and len(known) == len(parts):
            share = Decimal(sum(known)) * 100 / Decimal(total)
            told |= {"counted": sum(known), "out_of": total}
        elif not asked.share:
            lacking = asked.out_of if total is None else asked.counted[parts.index(None)]
            return reading.unknown(asked.of, lacking)
    if share is None:
        return reading.unknown(asked.of, asked.share)
    told["percent"] = share
    if share < asked.percent:
        return Finding(asked.below, Reason.SHARE_TOO_LOW, told)
    return Finding(State.PASS, Reason.SHARE_REACHED, told)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWithin:
    """A number of at least, more than or at most so much, each of which may be left out."""

    of: str
    number: Annotated[str, FieldType.NUMBER, FieldType.PENCE]
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    otherwise: State = State.FAIL

    @property
    def variant(self) -> str:
        """Which sentence says it."""
        if self.at_least is not None and self.at_most is not None:
            return "both"
        if self.more_than is not None:
            return "more"
        return "most" if self.at_least is None else "least"


def number_within(asked: NumberWithin, reading: Reading) -> Finding:
    """Pass within the bounds."""
    number = reading.number(asked.of, asked.number)
    if number is None:
        return reading.unknown(asked.of, asked.number)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.number}", "number": number}
    if asked.at_least is not None and number < asked.at_least:
        return Finding(asked.otherwise, Reason.TOO_LOW, {**told, "asked": asked.at_least})
    if asked.more_than is not None and number <= asked.more_than:
        return Finding(asked.otherwise, Reason.NOT_MORE, {**told, "asked": asked.more_than})
    if asked.at_most is not None and number > asked.at_most:
        return Finding(asked.otherwise, Reason.TOO_HIGH, {**told, "asked": asked.at_most})
    return Finding(State.PASS, Reason.IN_BOUNDS, told)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMet:
    """What is paid, in pence by key (a region, an age band), at or above the published rate of that key and day."""

    of: str
    paid: Annotated[str, FieldType.RATES]
    table: str
    below: State = State.FAIL


def rate_met(asked: RateMet, reading: Reading) -> Finding:
    """Pass when every amount reaches its rate; a rate that is not loaded is the register's to mend."""
    paid = reading.rates(asked.of, asked.paid)
    if not paid:
        return reading.unknown(asked.of, asked.paid)
    return worst_of([_one_rate(asked, reading, key, paid) for key in sorted(paid)], after=reading.as_at)


def _one_rate(asked: RateMet, reading: Reading, key: str, paid: Mapping[str, int]) -> Finding:
    told: dict[str, Told] = {"item": asked.of, "key": key, "pence": paid[key]}
    rates = [
        rate
        for rate in reading.terms.rates
        if rate.table == asked.table and rate.key == key and rate.nation in ("", reading.case.nation)
    ]
    starts = [rate.starts_on for rate in rates]
    ends = [later(rate.ends_on, 1) for rate in rates if rate.ends_on is not None]
    ready = [
        rate
        for rate in rates
        if rate.starts_on <= reading.as_at and (rate.ends_on is None or reading.as_at <= rate.ends_on)
    ]
    if not ready:
        found = Finding(State.SOURCE_STALE, Reason.RATE_NOT_LOADED, told)
    else:
        rate = max(ready, key=lambda one: one.starts_on)
        told["asked_pence"] = rate.pence
        reached = paid[key] >= rate.pence
        state = State.PASS if reached else asked.below
        found = Finding(state, Reason.AT_OR_ABOVE_RATE if reached else Reason.BELOW_RATE, told)
    return found.or_earlier(*starts, *ends, after=reading.as_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAMonth:
    """Something counted over the last months, of which there is one a month; fewer months for whoever began later."""

    of: str
    count: Annotated[str, FieldType.NUMBER]
    since_of: str
    since: str
    months: int = 12
    otherwise: State = State.FAIL


def one_a_month(asked: OneAMonth, reading: Reading) -> Finding:
    """Pass when the count is that of the months, or of the months since it began."""
    count = reading.number(asked.of, asked.count)
    if count is None:
        return reading.unknown(asked.of, asked.count)
    told: dict[str, Told] = {"item": asked.of, "field": f"{asked.of}:{asked.count}", "number": count}
    begun = reading.day(asked.since_of, asked.since)
    if count >= asked.months:
        return Finding(State.PASS, Reason.IN_STEP, told)
    if begun is None:
        return reading.unknown(asked.since_of, asked.since)
    months = min(asked.months, whole_months(begun, reading.as_at))
    told["asked"] = months
    if count < months:
        return Finding(asked.otherwise, Reason.OUT_OF_STEP, told)
    overtakes = later(add_months(begun, int(count) + 1), 0)
    return Finding(State.PASS, Reason.IN_STEP, told).or_earlier(overtakes, after=reading.as_at)
