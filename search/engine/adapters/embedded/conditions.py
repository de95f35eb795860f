"""What each kind of filter means in SQL, and how its values are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.engine.adapters.embedded.layout import CODES_IN_A_COLUMN, Codes, Masks, columns_of, day_number
from search.engine.documents import Field, Kind
from search.engine.filters import YES, AllOf, AtLeast, Covers, Filter, IsSet, NoneOf, NotAfter, OneOf
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
        case NoneOf(), frozenset():
            return _none_of(entry, [str(choice) for choice in chosen], layout)
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
    numbers = [number for code in stored if (number := layout.codes.number(field, code)) is not None]
    if not numbers:
        return _NOTHING
    return f"v.{field.name} IN ({', '.join('?' * len(numbers))})", numbers


def _meets(field: Field, masks: Masks) -> Condition:
    parts = [(column, bits) for column, bits in zip(columns_of(field), masks.bits, strict=True) if bits]
    if not parts:
        return _NOTHING
    return "(" + " OR ".join(f"v.{column} & ?" for column, _ in parts) + ")", [bits for _, bits in parts]


def _all_of(entry: AllOf, choices: Iterable[str], layout: Layout) -> Condition:
    masks = layout.codes.masks(layout.fields[entry.fields[0]], choices)
    if masks.unknown:
        return _NOTHING
    parts = [(sql, bits) for sql, bits in zip(_united(entry, layout), masks.bits, strict=True) if bits]
    return " AND ".join(f"{sql} & ? = ?" for sql, _ in parts), [bits for _, bits in parts for _ in "12"]


def _none_of(entry: NoneOf, choices: Iterable[str], layout: Layout) -> Condition:
    # A code that no document ever had stands in nobody's way.
    masks = layout.codes.masks(layout.fields[entry.fields[0]], choices)
    parts = [(sql, bits) for sql, bits in zip(_united(entry, layout), masks.bits, strict=True) if bits]
    return " AND ".join(["1", *(f"{sql} & ? = 0" for sql, _ in parts)]), [bits for _, bits in parts]


def _united(entry: AllOf | NoneOf, layout: Layout) -> list[str]:
    """Give the union of the fields' sets, column by column; they draw on one vocabulary."""
    columns = zip(*(columns_of(layout.fields[name]) for name in entry.fields), strict=True)
    return [f"({' | '.join(f'v.{column}' for column in each)})" for each in columns]


def counted(entry: Filter, layout: Layout) -> list[str]:
    """Give the SQL from whose values a filter is counted. Raises TypeError for a filter that is not counted."""
    match entry:
        case OneOf(counted=True):
            return [f"v.{column}" for column in columns_of(layout.fields[entry.field])]
        case AllOf(counted=True):
            return _united(entry, layout)
        case IsSet(counted=True):
            return [f"v.{entry.field}"]
    raise TypeError(f"{entry.name} is not counted")


def count(entry: Filter, columns: Sequence[Mapping[int, int]], layout: Layout) -> dict[str, int]:
    """Count a filter's values from how often each number stands in each of its `counted` columns."""
    if isinstance(entry, IsSet):
        (flags,) = columns
        return {YES: flags[1]} if flags.get(1) else {}
    field = layout.fields[entry.fields[0] if isinstance(entry, AllOf) else entry.field]  # type: ignore[union-attr]
    totals: Counter[str] = Counter()
    for offset, numbers in enumerate(columns):
        if field.kind is Kind.CODES:
            for bit, total in enumerate(_bit_totals(numbers)):
                if total:
                    totals[layout.codes.name(field, offset * CODES_IN_A_COLUMN + bit)] += total
        else:
            for number, total in numbers.items():
                totals[layout.codes.name(field, number)] += total
    if isinstance(entry, OneOf) and entry.groups:
        # A document has one code here, so the groups' codes add up.
        sums = {choice: sum(totals[code] for code in codes) for choice, codes in entry.groups.items()}
        return {choice: total for choice, total in sorted(sums.items()) if total}
    return dict(sorted(totals.items()))


def _bit_totals(numbers: Mapping[int, int]) -> list[int]:
    totals = [0] * CODES_IN_A_COLUMN
    for number, total in numbers.items():
        rest = number
        while rest:
            lowest = rest & -rest
            totals[lowest.bit_length() - 1] += total
            rest ^= lowest
    return totals
