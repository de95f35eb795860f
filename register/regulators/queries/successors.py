"""Whether a setting is probably an older one under a new number: said to verifiers, and only where files tell it."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from register.core.db import db
from register.regulators.models import FactSet, Setting

NEAR = timedelta(days=366)
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A setting that is gone, at what the files give as the same place."""

    setting: Setting
    closed_on: date


def earlier_at_the_place(setting: Setting) -> tuple[Earlier, ...]:
    """Return settings of the same kind that closed about when this one was registered, at the same published place.

    The same postcode, and the same name or first line of address: where a regulator withholds these, nothing is said.
    """
    facts = _facts_of(setting.facts_hash)
    began = facts.get("registered_on") or (setting.first_listed_on.isoformat() if setting.first_listed_on else None)
    if began is None or not facts.get("postcode") or setting.authority_gss is None:
        return ()
    day = date.fromisoformat(began)
    rows = db.session.execute(
        select(Setting, FactSet.facts)
        .join(FactSet, FactSet.hash == Setting.facts_hash)
        .where(
            Setting.scheme == setting.scheme,
            Setting.provision == setting.provision,
            Setting.authority_gss == setting.authority_gss,
            Setting.id != setting.id,
            Setting.gone_on.between(day - NEAR, day + NEAR),
        )
        .order_by(Setting.gone_on.desc(), Setting.identifier)
    )
    return tuple(
        Earlier(other, other.gone_on) for other, text in rows if other.gone_on and _same_place(facts, json.loads(text))
    )


def _facts_of(facts_hash: str | None) -> dict[str, str]:
    text = db.session.scalar(select(FactSet.facts).where(FactSet.hash == facts_hash))
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _same_place(one: dict[str, str], other: dict[str, str]) -> bool:
    def same(key: str) -> bool:
        here, there = (_BETWEEN.sub("", str(facts.get(key) or "").casefold()) for facts in (one, other))
        return bool(here) and here == there

    return same("postcode") and (same("name") or same("address_1"))
