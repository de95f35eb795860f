"""What each kind of filter means in SQL, and how its values are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from search.engine.adapters.embedded.layout import CODES_IN_A_COLUMN, Codes, Masks, columns_of, day_number
from search.engine.documents import Field, Kind
from search.engine.filters import AllOf, AtLeast, Covers, Filter, IsSet, NotAfter, OneOf
from search.engine.request import Chosen

Condition = tuple[str, list[int]]
_NOTHING: Condition = ("0", [])


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of an index by name, and the numbers of their codes."""

    fields: Mapping[str, Field]
    codes: Codes


def condition(entry: Filter, chosen: Chosen, layout: Layout) -> Condition:
    """Give the SQL and its parameters under which a row passes a filter.

    Raises TypeError when what was chosen is not of the filter's kind.
    """
    match entry, chosen:
        case OneOf(), frozenset():
            return _one_of(entry, [str(choice) for choice in chosen], layout)
        case AllOf(), frozenset():
            return _all_of(entry, [str(choice) for choice in chosen], layout)
        case Covers(), frozenset():
            numbers = [int(number) for number in chosen]
            return f"v.{entry.low} <= ? AND v.{entry.high} >= ?", [min(numbers), max(numbers)]
        case IsSet(), bool():
            return f"v.{entry.field} = ?", [int(chosen)]
        case AtLeast(), int():
            return f"v.{entry.field} >= ?", [chosen]
        case NotAfter(), date():
            return f"v.{entry.field} <= ?", [day_number(chosen)]
    raise TypeError(f"{entry.name} cannot be {type(chosen).__name__}")


def _one_of(entry: OneOf, choices: Iterable[str], layout: Layout) -> Condition:
    field = layout.fields[entry.field]
    stored = sorted({code for choice in choices for code in entry.stored(choice)})
    if field.kind is Kind.CODES:
        return _meets(field, layout.codes.masks(field, stored))
    numbers = [number for code in stored if (number := layout.codes.number(field.name, code)) is not None]
    if not numbers:
        return _NOTHING
    return f"v.{field.name} IN ({', '.join('?' * len(numbers))})", numbers


def _meets(field: Field, masks: Masks) -> Condition:
    parts = [(column, bits) for column, bits in zip(columns_of(field), masks.bits, strict=True) if bits]
    if not parts:
        return _NOTHING
    return "(" + " OR ".join(f"v.{column} & ?" for column, _ in parts) + ")", [bits for _, bits in parts]


def _all_of(entry: AllOf, choices: Iterable[str], layout: Layout) -> Condition:
    parts, parameters = [], []
    for code in sorted(choices):
        # Each code has a number of its own in each of the fields.
        asked = [_meets(layout.fields[name], layout.codes.masks(layout.fields[name], [code])) for name in entry.fields]
        parts.append("(" + " OR ".join(sql for sql, _ in asked) + ")")
        parameters += [number for _, numbers in asked for number in numbers]
    return " AND ".join(parts), parameters


def counted_columns(entry: Filter, layout: Layout) -> list[str]:
    """Name the columns from which a filter's values are counted. Raises TypeError for one that is not counted."""
    match entry:
        case OneOf(counted=True):
            names: tuple[str, ...] = (entry.field,)
        case AllOf(counted=True):
            names = entry.fields
        case _:
            raise TypeError(f"{entry.name} is not counted")
    return [column for name in names for column in columns_of(layout.fields[name])]


def values(entry: Filter, row: tuple[int, ...], layout: Layout) -> frozenset[str]:
    """Give the values of a filter that a row with these counted columns has."""
    names = entry.fields if isinstance(entry, AllOf) else (entry.field,) if isinstance(entry, OneOf) else ()
    found: set[str] = set()
    position = 0
    for name in names:
        field = layout.fields[name]
        for offset in range(len(columns_of(field))):
            number = row[position]
            position += 1
            if field.kind is Kind.CODES:
                start = offset * CODES_IN_A_COLUMN
                found.update(layout.codes.name(name, start + bit) for bit in _bits(number))
            else:
                found.add(layout.codes.name(name, number))
    if isinstance(entry, OneOf) and entry.groups:
        found = {choice for choice in entry.groups if entry.stored(choice) & found}
    return frozenset(found)


def _bits(number: int) -> Iterable[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
