"""E-mail addresses that regulators publish of services: for proving a claim by, and for nothing else."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from register.core.db import db
from register.regulators.models import FactSet, Setting


def published_addresses(setting_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that the newest files give for these settings, each once, in a fixed order."""
    texts = db.session.scalars(
        select(FactSet.facts)
        .join(Setting, Setting.facts_hash == FactSet.hash)
        .where(Setting.id.in_(list(setting_ids)))
        .distinct()
    )
    found = (str(json.loads(text).get("email") or "").strip().casefold() for text in texts)
    return tuple(sorted({one for one in found if "@" in one}))
