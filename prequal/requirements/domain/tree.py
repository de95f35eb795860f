"""A requirement's rule: checks of known kinds, every one or any one of which must hold, each perhaps on a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from prequal.requirements.domain.evidence import Value
from prequal.requirements.domain.reading import Finding, Reading, best_of, worst_of
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.rules import KINDS
from prequal.requirements.domain.states import State

StateOf = Callable[[str, Reading], Finding | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that must be so for a question to arise: a field's value, or how another requirement stands.

    Exactly one of `equal`, `among`, `at_least`, `above` and `below` says what the field must be; `state_of` names a
    requirement whose state is among `states`.
    """

    of: str = ""
    field: str = ""
    equal: Value | None = None
    among: tuple[str, ...] = ()
    at_least: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    state_of: str = ""
    states: tuple[State, ...] = ()

    def finding(self, reading: Reading, state_of: StateOf) -> Finding | None:
        """Return None where it holds; else that the question does not arise, or that this is not known."""
        if self.state_of:
            return self._other(reading, state_of)
        value = reading.value(self.of, self.field)
        if value is None:
            return reading.unknown(self.of, self.field)
        if self._holds(value):
            return None
        told = {"item": self.of, "field": f"{self.of}:{self.field}"}
        return Finding(State.NOT_APPLICABLE, Reason.CONDITION_NOT_MET, told)

    def _holds(self, value: Value) -> bool:
        if self.among:
            return value in self.among
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            if self.at_least is not None:
                return value >= self.at_least
            if self.above is not None:
                return value > self.above
            if self.below is not None:
                return value < self.below
        return value == self.equal

    def _other(self, reading: Reading, state_of: StateOf) -> Finding | None:
        other = state_of(self.state_of, reading)
        if other is not None and other.changes_on is not None:
            reading.watched.append(other.changes_on)
        if other is not None and other.state in self.states:
            return None
        return Finding(State.NOT_APPLICABLE, Reason.CONDITION_NOT_MET, {"requirement": self.state_of})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question of a known kind. `asked` is what the kind wants to know; `moves` says which of it are parameters."""

    kind: str
    asked: Any
    moves: Mapping[str, str]  # field of `asked`, to the parameter that it takes
    provisions: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()

    def with_parameters(self, parameters: Mapping[str, Any]) -> Check:
        """Return the check with the parameters' values put in."""
        if not self.moves:
            return self
        values = {field: parameters[name] for field, name in self.moves.items()}
        return replace(self, asked=replace(self.asked, **values))

    def checks(self) -> Iterator[Check]:
        """Give the check itself, as a group gives its checks."""
        yield self

    def judge(self, reading: Reading, state_of: StateOf) -> Finding:
        """Answer in the order of evaluation: applicability, freshness of the source, then the rule."""
        if self.provisions and reading.case.provision not in self.provisions:
            return Finding(State.NOT_APPLICABLE, Reason.OTHER_PROVISION)
        if self.nations and reading.case.nation not in self.nations:
            return Finding(State.NOT_APPLICABLE, Reason.OTHER_NATION)
        for condition in self.conditions:
            lacking = condition.finding(reading, state_of)
            if lacking is not None:
                return lacking
        found = KINDS[self.kind].judge(self.asked, reading)
        return _with_freshness(found, self.asked.of, reading)


def _with_freshness(found: Finding, of: str, reading: Reading) -> Finding:
    item = reading.item(of)
    if item is None or item.stale_from is None or found.state is State.NOT_APPLICABLE:
        return found
    if reading.as_at < item.stale_from:
        return found.or_earlier(item.stale_from, after=reading.as_at)
    told: dict[str, str | date] = {"item": of, "day": item.stale_from}
    return Finding(State.SOURCE_STALE, Reason.SOURCE_OVERDUE, told, found.changes_on, beneath=found.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rules of which every one must hold, or any one will do."""

    members: tuple[Rule, ...]
    any_will_do: bool = False

    def with_parameters(self, parameters: Mapping[str, Any]) -> Group:
        """Return the group with the parameters' values put in."""
        return replace(self, members=tuple(member.with_parameters(parameters) for member in self.members))

    def checks(self) -> Iterator[Check]:
        """Give every check below."""
        for member in self.members:
            yield from member.checks()

    def judge(self, reading: Reading, state_of: StateOf) -> Finding:
        """Answer for the worst member, or for the best where any will do."""
        findings = [member.judge(reading, state_of) for member in self.members]
        chosen = best_of if self.any_will_do else worst_of
        return chosen(findings, after=reading.as_at)


Rule = Check | Group
