"""What a row of the tables says.

`known` passes on AS_AT. `fails` changes one or more fields ("item:field") and leads to a state that does not pass;
taking `unknown` away leads to MISSING, or to SOURCE_STALE where no provider can mend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from prequal.requirements.domain.evidence import Case, Entry, Item, Rate, Value
from prequal.requirements.domain.states import State

AS_AT = date(2026, 9, 1)
LATELY = date(2026, 6, 1)
LONG_AGO = date(2022, 6, 1)
SOON = date(2027, 3, 31)
TEN_MILLION = 1_000_000_000
NONE: tuple[Entry, ...] = ()
NUMBERS = frozenset({"gb-coh", "gb-chc", "gb-ppon", "ico", "dfe-urn", "nhs-ods"})


def an_entry(code: str, **given: Any) -> tuple[Entry, ...]:
    return (Entry(code=code, since=given.pop("since", LONG_AGO), **given),)


@dataclass(frozen=True)
class Row:
    """One requirement's three cases."""

    known: Mapping[str, Mapping[str, Value | None]]
    fails: Mapping[str, Value | None]
    unknown: str
    becomes: State = State.FAIL
    lacks: State = State.MISSING
    passes: State = State.PASS
    provision: str = "CH"
    nation: str = "E"
    rates: tuple[Rate, ...] = field(default_factory=tuple)
    moved: Mapping[str, Any] = field(default_factory=dict)


def case_of(row: Row, changes: Mapping[str, Value | None] | None = None) -> Case:
    """The row's case with some fields changed."""
    items = {of: dict(values) for of, values in row.known.items()}
    for place, value in (changes or {}).items():
        of, _, name = place.partition(":")
        items.setdefault(of, {})[name] = value
    return Case(row.provision, row.nation, {of: Item(values, reference=of) for of, values in items.items()}, NUMBERS)


def cover(**given: Value) -> dict[str, Value]:
    return {"limit_pence": TEN_MILLION, "basis": "each-claim", "ends_on": SOON, **given}


PROFILE: dict[str, Value | None] = {
    "incorporated": True,
    "charity": True,
    "employs": True,
    "has_parent": True,
    "relies_on_others": True,
    "staff": 60,
    "settings": 4,
    "turnover_pence": 5_000_000_000,
    "yearly_placements_pence": 900_000_000,
}
COMPANY: dict[str, Value | None] = {
    "status": "active",
    "strike_off_proposed": False,
    "accounts_overdue": False,
    "confirmation_overdue": False,
}
ALL_HUNDRED: dict[str, Value | None] = {"share": 100, "counted_on": LATELY}
SIX = ("allegations", "missing", "exploitation", "self_harm", "online_safety", "medication")
