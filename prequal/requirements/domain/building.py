"""From plain tables, as data files hold them, to the typed catalogue: every mistake is found, with its place."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from prequal.requirements.domain.evidence import FieldType, Vocabulary
from prequal.requirements.domain.rules import KINDS
from prequal.requirements.domain.tree import Check, Condition, Group, Rule

Table = Mapping[str, Any]
ANY_TYPE = ("recorded", "fields")  # parts that name fields of whatever type
RESERVED = {"kind", "provisions", "nations", "when"}


class Mistakes(Exception):
    """What is wrong with the data files, each line with its place."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Wrong(Exception):
    """One mistake, in words."""


@cache
def hints_of(target: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any class
    """Return the types of a class's fields, with what is written beside them."""
    return get_type_hints(target, include_extras=True)


def typed(target: Any, value: object, place: str) -> Any:  # noqa: ANN401 - the type is what it is told
    """Return a plain value as the type wanted. Raises Wrong with the place."""
    origin = get_origin(target)
    if origin is Annotated:
        return typed(get_args(target)[0], value, place)
    if origin in (Union, types.UnionType):
        return _of_union(target, value, place)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise Wrong(f"{place}: a list is wanted")
        return tuple(typed(get_args(target)[0], one, place) for one in value)
    if target is Decimal and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(target, type) and issubclass(target, StrEnum) and isinstance(value, str):
        try:
            return target(value)
        except ValueError:
            raise Wrong(f"{place}: {value!r} is not one of {', '.join(target)}") from None
    if isinstance(target, type) and type(value) is target:
        return value
    raise Wrong(f"{place}: {getattr(target, '__name__', target)} is wanted, not {value!r}")


def _of_union(target: Any, value: object, place: str) -> Any:  # noqa: ANN401 - as above
    for one in get_args(target):
        if one is type(None):
            if value is None:
                return None
            continue
        try:
            return typed(one, value, place)
        except Wrong:
            continue
    raise Wrong(f"{place}: {value!r} is of none of the wanted types")


def built(target: Any, table: Table, place: str) -> Any:  # noqa: ANN401 - as above
    """Build a dataclass from a table with its fields' names. Raises Wrong for what is missing, unknown or mistyped."""
    hints = hints_of(target)
    known = {one.name: one for one in fields(target)}
    strange = sorted(set(table) - set(known))
    if strange:
        raise Wrong(f"{place}: {', '.join(strange)}: not known here")
    needed = [
        name
        for name, one in known.items()
        if one.default is MISSING and one.default_factory is MISSING and name not in table
    ]
    if needed:
        raise Wrong(f"{place}: {', '.join(needed)}: missing")
    return target(**{name: typed(hints[name], value, f"{place}: {name}") for name, value in table.items()})


def rule_of(tables: Sequence[Table], *, vocabulary: Vocabulary, parameters: Mapping[str, Any], place: str) -> Rule:
    """Build a rule: a list of checks, every one of which must hold; `any` holds those of which one will do."""
    if not tables:
        raise Wrong(f"{place}: a rule has at least one check")
    members = tuple(_member(table, vocabulary, parameters, f"{place} {at}") for at, table in enumerate(tables, 1))
    return members[0] if len(members) == 1 else Group(members=members)


def _member(table: Table, vocabulary: Vocabulary, parameters: Mapping[str, Any], place: str) -> Rule:
    for word, any_will_do in (("any", True), ("every", False)):
        if word in table:
            members = tuple(
                _member(one, vocabulary, parameters, f"{place}.{at}") for at, one in enumerate(table[word], 1)
            )
            return Group(members=members, any_will_do=any_will_do)
    return _check(table, vocabulary, parameters, place)


def _check(table: Table, vocabulary: Vocabulary, parameters: Mapping[str, Any], place: str) -> Check:
    kind = str(table.get("kind"))
    if kind not in KINDS:
        raise Wrong(f"{place}: {kind!r} is not a kind of rule: {', '.join(KINDS)}")
    arguments = {name: value for name, value in table.items() if name not in RESERVED}
    moves = {name: value[1:] for name, value in arguments.items() if isinstance(value, str) and value.startswith("$")}
    for name, parameter in moves.items():
        if parameter not in parameters:
            raise Wrong(f"{place}: {name}: there is no parameter {parameter}")
        arguments[name] = parameters[parameter].default
    asked = built(KINDS[kind].asks, arguments, place)
    check = Check(
        kind=kind,
        asked=asked,
        moves=moves,
        provisions=frozenset(table.get("provisions", ())),
        nations=frozenset(table.get("nations", ())),
        conditions=tuple(condition_of(one, vocabulary, place) for one in table.get("when", ())),
    )
    for of, name, wanted in reads(check):
        known = vocabulary[of].fields if of in vocabulary else {}
        if name not in known:
            raise Wrong(f"{place}: {of} has no field {name}")
        if wanted and known[name] not in wanted:
            raise Wrong(f"{place}: {of}:{name} is {known[name]}, and {kind} reads {' or '.join(wanted)}")
    return check


def condition_of(table: Table, vocabulary: Vocabulary, place: str) -> Condition:
    """Build a condition. Raises Wrong."""
    given = {("equal" if name == "is" else name): value for name, value in table.items()}
    condition: Condition = built(Condition, given, f"{place} when")
    if condition.of and (condition.of not in vocabulary or condition.field not in vocabulary[condition.of].fields):
        raise Wrong(f"{place} when: {condition.of} has no field {condition.field}")
    if bool(condition.of) is bool(condition.state_of):
        raise Wrong(f"{place} when: either a field or the state of another requirement")
    return condition


Read = tuple[str, str, tuple[FieldType, ...]]  # item, field, the types that it may be of (none: any)


def reads(check: Check) -> Iterator[Read]:
    """Give every field that a check reads."""
    asked = check.asked
    for found in named_reads(asked).values():
        yield from found
    if getattr(asked, "asked_of", ""):
        yield asked.asked_of, asked.asks, ()
    if getattr(asked, "since_of", ""):
        yield asked.since_of, asked.since, (FieldType.DAY,)


def named_reads(asked: Any) -> dict[str, tuple[Read, ...]]:  # noqa: ANN401 - what any kind asks
    """Return, for what a kind asks, the fields of its own item that each part of it names."""
    asks: Any = type(asked)
    found = {}
    for name, hint in hints_of(asks).items():
        wanted = tuple(one for one in getattr(hint, "__metadata__", ()) if isinstance(one, FieldType))
        value = getattr(asked, name)
        if (wanted or name in ANY_TYPE) and value:
            names = (value,) if isinstance(value, str) else value
            found[name] = tuple((asked.of, one, wanted) for one in names)
    return found


def day_of(value: object, place: str) -> date:
    """Return a day. Raises Wrong."""
    found: date = typed(date, value, place)
    return found
