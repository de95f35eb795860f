"""What a rule may look at, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import cast

from prequal.requirements.domain.calendar import later, next_of
from prequal.requirements.domain.evidence import Case, Entry, Item, Origin, Rate, Value, Vocabulary
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State

Told = str | int | Decimal | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer on one day.

    `changes_on` is a day after it, before which the answer stays as it is while nothing new becomes known; None when
    time alone changes nothing. `beneath` is what the rule says on facts that are overdue.
    """

    state: State
    reason: Reason
    told: Mapping[str, Told] = field(default_factory=dict)
    changes_on: date | None = None
    beneath: State | None = None

    def or_earlier(self, *days: date | None, after: date) -> Finding:
        """Return the same finding, to be looked at again on the earliest of these days and its own."""
        earliest = next_of((self.changes_on, *days), after=after)
        return self if earliest == self.changes_on else replace(self, changes_on=earliest)


@dataclass(frozen=True, slots=True)
class Scale:
    """A judgement's words from the best to the worst, each with how the source may spell it."""

    key: str
    grades: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]  # words that say that there is no judgement
    label: Mapping[str, str]

    def judges(self, word: str) -> bool:
        """Whether a word is a judgement at all."""
        return word.strip().casefold() not in self.none

    def place(self, word: str) -> int | None:
        """Return 0 for the best grade, or None for a word that is not on the scale."""
        folded = word.strip().casefold()
        for place, spellings in enumerate(self.grades):
            if folded in spellings:
                return place
        return None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every rule: notice before an end, grace by kind of evidence, scales, published rates."""

    expiring_days: int
    grace_days: Mapping[str, int]
    scales: Mapping[str, Scale]
    rate_tables: Mapping[str, Mapping[str, str]]  # each with its words by language
    rates: Sequence[Rate]

    def grace(self, key: str) -> int:
        """Return the days of grace for an item kind."""
        return self.grace_days.get(key.partition("/")[0], 0)


class Reading:
    """One case on one day, as rules read it."""

    __slots__ = ("as_at", "case", "counts_will_do", "terms", "vocabulary", "watched")

    def __init__(
        self, case: Case, as_at: date, *, vocabulary: Vocabulary, terms: Terms, counts_will_do: bool = False
    ) -> None:
        """`counts_will_do`: numbers of people are taken where a percentage is asked.

        `watched` gathers days on which a condition that holds today may not hold any more.
        """
        self.case = case
        self.as_at = as_at
        self.vocabulary = vocabulary
        self.terms = terms
        self.counts_will_do = counts_will_do
        self.watched: list[date] = []

    def item(self, of: str) -> Item | None:
        """Return the item, or None where nothing is known."""
        return self.case.items.get(of)

    def value(self, of: str, name: str) -> Value | None:
        """Return a field's value, or None where it is not known."""
        item = self.case.items.get(of)
        return None if item is None else item.values.get(name)

    def day(self, of: str, name: str) -> date | None:
        """Return a day."""
        return cast("date | None", self.value(of, name))

    def number(self, of: str, name: str) -> int | Decimal | None:
        """Return a number."""
        return cast("int | Decimal | None", self.value(of, name))

    def flag(self, of: str, name: str) -> bool | None:
        """Return a yes or no."""
        return cast("bool | None", self.value(of, name))

    def codes(self, of: str, name: str) -> tuple[str, ...] | None:
        """Return codes; one alone as one of one."""
        found = cast("str | tuple[str, ...] | None", self.value(of, name))
        return (found,) if isinstance(found, str) else found

    def entries(self, of: str, name: str) -> tuple[Entry, ...] | None:
        """Return entries: an empty one says that there are none."""
        return cast("tuple[Entry, ...] | None", self.value(of, name))

    def rates(self, of: str, name: str) -> Mapping[str, int] | None:
        """Return pence by key."""
        return cast("Mapping[str, int] | None", self.value(of, name))

    def unknown(self, of: str, name: str) -> Finding:
        """Say that a field is not known: missing where the provider brings it, else the register's to mend."""
        kind = self.vocabulary[of]
        told = {"item": of, "field": f"{of}:{name}"}
        match kind.origin:
            case Origin.FRAMEWORK:
                return Finding(State.NOT_APPLICABLE, Reason.FRAMEWORK_DOES_NOT_SAY, told)
            case Origin.COMPUTED | Origin.FETCHED if not kind.schemes or self.case.identifiers & set(kind.schemes):
                return Finding(State.SOURCE_STALE, Reason.NOT_FETCHED, told)
            case Origin.FETCHED:
                return Finding(State.MISSING, Reason.NUMBER_NOT_GIVEN, {**told, "schemes": kind.schemes})
            case _:
                return Finding(State.MISSING, Reason.NOT_GIVEN, told)

    def until(self, last: date, *, of: str, words: LastDayWords, told: Mapping[str, Told]) -> Finding:
        """Say how an item stands that holds up to and including its last day."""
        told = {**told, "item": of, "last": last}
        if self.as_at > last:
            grace_ends = later(last, self.terms.grace(of))
            if self.as_at <= grace_ends:
                return Finding(State.REVIEW, words.in_grace, {**told, "grace": grace_ends}, later(grace_ends, 1))
            return Finding(State.EXPIRED, words.over, told)
        soon = later(last, -self.terms.expiring_days) if (last - date.min).days > self.terms.expiring_days else date.min
        if self.as_at >= soon:
            return Finding(State.PASS_EXPIRING, words.soon, told, next_of((later(last, 1),), after=self.as_at))
        return Finding(State.PASS, words.holds, told, soon)


@dataclass(frozen=True, slots=True)
class LastDayWords:
    """The reasons of something that ends: while it holds, shortly before, in the days of grace, and after."""

    holds: Reason
    soon: Reason
    in_grace: Reason
    over: Reason


REVIEW_WORDS = LastDayWords(
    Reason.REVIEWED, Reason.REVIEW_DUE_SOON, Reason.REVIEW_IN_GRACE, Reason.REVIEW_OVERDUE
)  # fmt: skip
END_WORDS = LastDayWords(Reason.IN_FORCE, Reason.ENDS_SOON, Reason.ENDED_IN_GRACE, Reason.ENDED)


def worst_of(findings: Sequence[Finding], *, after: date) -> Finding:
    """Return the worst finding, to be looked at again when the first of all may change."""
    return _chosen(findings, after=after, choose=min)


def best_of(findings: Sequence[Finding], *, after: date) -> Finding:
    """Return the best finding, to be looked at again when the first of all may change."""
    return _chosen(findings, after=after, choose=max)


def _chosen(findings: Sequence[Finding], *, after: date, choose: Callable[..., Finding]) -> Finding:
    if len(findings) == 1:
        return findings[0]
    applying = [one for one in findings if one.state is not State.NOT_APPLICABLE] or findings
    chosen = choose(applying, key=lambda one: one.state.rank)
    return chosen.or_earlier(*(one.changes_on for one in findings), after=after)
