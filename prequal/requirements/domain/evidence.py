"""What rules read: items of evidence, declarations and fetched facts, by kind and typed fields.

An item knows its kind and fields and never which requirement it answers; a requirement names kind and field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A notice, ground or finding: what it is, about whom, since when, and what became of it."""

    code: str
    since: date
    subject: str = ""
    due_on: date | None = None
    ended_on: date | None = None
    decision: str = ""  # of people who looked at it: "", "accepted" or "refused"


Value = bool | int | Decimal | str | date | tuple[str, ...] | tuple[Entry, ...] | Mapping[str, int]


class Origin(StrEnum):
    """Who brings an item; so who mends it when it is not there."""

    GIVEN = "given"  # evidence that a provider uploads or fills in
    DECLARED = "declared"  # signed by a signatory
    FETCHED = "fetched"  # from a register that somebody publishes
    FRAMEWORK = "framework"  # said by the framework
    COMPUTED = "computed"  # worked out here


class FieldType(StrEnum):
    """What a field may hold."""

    FLAG = "flag"
    NUMBER = "number"
    PENCE = "pence"
    DAY = "day"
    CODE = "code"
    CODES = "codes"
    TEXT = "text"
    ENTRIES = "entries"
    RATES = "rates"


def fits(kind: FieldType, value: Value) -> bool:
    """Whether a value is of a field's type."""
    match kind:
        case FieldType.FLAG:
            return isinstance(value, bool)
        case FieldType.NUMBER:
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case FieldType.PENCE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.DAY:
            return isinstance(value, date)
        case FieldType.CODE | FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.CODES:
            return isinstance(value, tuple) and all(isinstance(one, str) for one in value)
        case FieldType.ENTRIES:
            return isinstance(value, tuple) and all(isinstance(one, Entry) for one in value)
        case FieldType.RATES:
            return isinstance(value, Mapping)


@dataclass(frozen=True, slots=True)
class ItemKind:
    """One thing that can be known, such as the public liability cover: its fields and where it comes from."""

    key: str  # "insurance-cover/public-liability"
    origin: Origin
    fields: Mapping[str, FieldType]
    label: Mapping[str, str]  # by language
    field_labels: Mapping[str, Mapping[str, str]]  # field, then language
    schemes: tuple[str, ...] = ()  # a fetched item is found by an identifier of one of these

    @property
    def kind(self) -> str:
        """The kind alone: "insurance-cover"."""
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Item:
    """One version of one item about one subject. What is not among `values`, or None there, is unknown."""

    values: Mapping[str, Value | None]
    reference: str = ""  # the version that was used, for whoever asks later
    stale_from: date | None = None  # of fetched facts: from when the publisher's next issue is overdue here


class Vocabulary:
    """Every item kind, by key."""

    def __init__(self, kinds: Mapping[str, ItemKind]) -> None:
        """Take the kinds by their keys."""
        self._kinds = dict(kinds)

    def __iter__(self) -> Iterator[ItemKind]:
        return iter(self._kinds.values())

    def __contains__(self, key: object) -> bool:
        return key in self._kinds

    def __getitem__(self, key: str) -> ItemKind:
        return self._kinds[key]

    def mistakes(self, key: str, item: Item) -> list[str]:
        """Return what is wrong with an item, in words that name the field; empty when it holds."""
        if key not in self._kinds:
            return [f"{key}: no such kind of item"]
        known = self._kinds[key].fields
        return [
            f"{key}: {name}: no such field" if name not in known else f"{key}: {name}: not of type {known[name]}"
            for name, value in item.values.items()
            if name not in known or (value is not None and not fits(known[name], value))
        ]


@dataclass(frozen=True, slots=True)
class Rate:
    """A published rate: in which table, for which key, from when until when (None: until the next), in pence."""

    table: str
    key: str
    pence: int
    starts_on: date
    ends_on: date | None = None
    nation: str = ""  # "": every nation


@dataclass(frozen=True, slots=True)
class Renewal:
    """A newer version of an item that waits for a verifier: when it came, and the last day on which that will do."""

    item: Item
    received_on: date
    holds_until: date | None = None

    def waits_on(self, day: date) -> bool:
        """Whether it waits on a day."""
        return self.received_on <= day and (self.holds_until is None or day <= self.holds_until)


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one setting on one lot; the same for every requirement, at whatever date.

    `items` are by key of the vocabulary, `renewals` too; `identifiers` are the schemes in which the subject has given
    a number.
    """

    provision: str
    nation: str
    items: Mapping[str, Item] = field(default_factory=dict)
    identifiers: frozenset[str] = frozenset()
    renewals: Mapping[str, Renewal] = field(default_factory=dict)
