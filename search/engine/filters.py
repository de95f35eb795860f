"""Filters as data: one entry gives the form control, the query on every engine, the count and the parameter.

What a kind of filter means is written once for each engine, in its adapter; a new filter of a known kind is one
entry in `FILTERS` (and one in `documents.FIELDS` where it asks something new of the document).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask_babel import LazyString, lazy_gettext

from search.engine.request import Chosen

# The one value of a filter that is set or not.
YES = "yes"
_NO_GROUPS: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """The document's codes and the chosen ones meet: a choice widens.

    Its counts leave out its own choice, so that they say what choosing another value as well would show.
    `groups` lets one choice stand for several stored codes.
    """

    name: str
    label: LazyString
    field: str
    groups: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=lambda: _NO_GROUPS)
    counted: bool = True

    def stored(self, choice: str) -> frozenset[str]:
        """Give the stored codes that a choice stands for."""
        return self.groups.get(choice, frozenset({choice}))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """The document has every chosen code in one of the fields: each choice narrows, and its counts say how far."""

    name: str
    label: LazyString
    fields: tuple[str, ...]
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf:
    """The document has no chosen code in any of the fields: what is not said there does not stand in the way."""

    name: str
    label: LazyString
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """Every chosen number lies between two fields, both ends included."""

    name: str
    label: LazyString
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """The field is the chosen number or more."""

    name: str
    label: LazyString
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfter:
    """The field is the chosen date or before."""

    name: str
    label: LazyString
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsSet:
    """The field says yes, where that was asked; its count, under `YES`, says how many do."""

    name: str
    label: LazyString
    field: str
    counted: bool = True


Filter = OneOf | AllOf | NoneOf | Covers | AtLeast | NotAfter | IsSet

# A home that takes any child, or decides by discussion, takes a girl and takes a boy.
_TAKES = {
    "female": frozenset({"female", "any", "by-discussion"}),
    "male": frozenset({"male", "any", "by-discussion"}),
}

FILTERS: tuple[Filter, ...] = (
    OneOf(name="provision", label=lazy_gettext("Type of provision"), field="provision"),
    OneOf(name="authority", label=lazy_gettext("Local authority area"), field="authority"),
    OneOf(name="region", label=lazy_gettext("Region"), field="region"),
    OneOf(name="nation", label=lazy_gettext("Nation"), field="nation"),
    OneOf(name="gender", label=lazy_gettext("Gender"), field="gender", groups=MappingProxyType(_TAKES)),
    OneOf(name="purpose", label=lazy_gettext("Purpose of the placement"), field="purposes"),
    OneOf(name="contract", label=lazy_gettext("Contract"), field="contract_types"),
    AllOf(name="need", label=lazy_gettext("Needs"), fields=("needs_core", "needs_specialist")),
    NoneOf(name="unrefused", label=lazy_gettext("Needs that are not refused"), fields=("needs_not_offered",)),
    OneOf(name="education", label=lazy_gettext("Education"), field="education"),
    AllOf(name="language", label=lazy_gettext("Languages"), fields=("languages",)),
    Covers(name="age", label=lazy_gettext("Age"), low="age_min", high="age_max"),
    AtLeast(name="places", label=lazy_gettext("Places"), field="places_open"),
    AtLeast(name="siblings", label=lazy_gettext("Brothers and sisters together"), field="siblings_max"),
    NotAfter(name="available", label=lazy_gettext("Available by"), field="available_from"),
    IsSet(name="emergency", label=lazy_gettext("Takes emergencies"), field="emergency"),
    IsSet(name="solo", label=lazy_gettext("Can be the only child there"), field="solo"),
)

BY_NAME: Mapping[str, Filter] = MappingProxyType({entry.name: entry for entry in FILTERS})


def read_choice(entry: Filter, values: Sequence[str | int]) -> Chosen:
    """Give what was chosen as engines take it, from the list of plain values as which it is kept.

    Raises ValueError where a value is none of the filter's kind.
    """
    match entry:
        case Covers():
            return frozenset(int(value) for value in values)
        case AtLeast():
            return max(int(value) for value in values)
        case NotAfter():
            return min(date.fromisoformat(str(value)) for value in values)
        case IsSet():
            return True
        case OneOf() | AllOf() | NoneOf():
            return frozenset(str(value) for value in values)
