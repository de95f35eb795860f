"""What was typed into fields: amounts, and what cannot be true together."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from register.core.errors import Reason
from register.evidence.domain.kinds import Field, FieldType

_POUNDS = re.compile(
    r"(?P<pounds>\d{1,12}|\d{1,3}(?:,\d{3})+)(?P<pence>\.\d{1,2})?\s*(?P<times>m|million|k|thousand)?", re.ASCII
)
_TIMES = {"m": 1_000_000, "million": 1_000_000, "k": 1_000, "thousand": 1_000}


def pence_of(typed: str) -> int | None:
    """Return an amount in pounds as pence ("£10,000,000", "10m", "2.5 million"), or None for what is none."""
    found = _POUNDS.fullmatch(typed.strip().removeprefix("£").strip().casefold())
    if found is None:
        return None
    pounds = Decimal(found["pounds"].replace(",", "") + (found["pence"] or ""))
    return int(pounds * _TIMES.get(found["times"] or "", 1) * 100)


def pounds_of(pence: int) -> str:
    """Return pence as people write pounds: "10,000,000", "12.50"."""
    whole, rest = divmod(pence, 100)
    return f"{whole:,}" + (f".{rest:02}" if rest else "")


def problems(fields: Iterable[Field], answers: Mapping[str, Any], *, today: date) -> list[Reason]:
    """Return what cannot be true of answers that are each well formed; empty when they may stand."""
    found = []
    for one in fields:
        value = answers.get(one.name)
        if one.type is FieldType.DAY and isinstance(value, date) and value > today and not one.ahead:
            found.append(Reason(one.name, "ahead", _("This day has not come yet")))
        if one.type in {FieldType.NUMBER, FieldType.PENCE} and isinstance(value, int) and value > one.most:
            found.append(Reason(one.name, "too-many", _("This number is too large")))
    starts, ends = answers.get("starts_on"), answers.get("ends_on")
    if starts and ends and ends < starts:
        found.append(Reason("ends_on", "order", _("Cover cannot end before it starts")))
    total = answers.get("total")
    found.extend(
        Reason(part, "too-many", _("This cannot be more than all of them"))
        for part in ("qualified", "in_window")
        if total is not None and answers.get(part, 0) > total
    )
    return found
