"""A provider's own vacancies as rows: the fields of the schema that reads them, for its programs and its lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from register.core.csv_files import Cell
from register.core.db import db
from register.descriptions.domain.needs import Offer
from register.dwellings.models import Dwelling
from register.organisations.queries import labels_of
from register.regulators.models import Setting
from register.vacancies.models import Vacancy
from register.vacancies.queries.freshness import due_of, freshness_rule

#: The columns of a list, in the order in which people fill them in.
HEADER = (
    "scheme",
    "identifier",
    "label",
    "place",
    "reference",
    "id",
    "version",
    "status",
    "places",
    "age_min",
    "age_max",
    "gender",
    "available_from",
    "source_checked_at",
    "purposes",
    "contract_types",
    "needs_core",
    "needs_specialist",
    "needs_not_offered",
    "notice_hours",
    "emergency",
    "siblings_max",
    "solo",
    "subject_to_matching",
    "unavailable_reason",
    "unavailable_until",
    "held_until",
    "held_for",
    "reserved_for",
    "reserved_until",
    "words",
    "last_confirmed_at",
    "confirm_by",
)
NEEDS_COLUMNS = {f"needs_{offer}": offer for offer in Offer}
#: What a list tells and nobody fills in.
TOLD = frozenset({"label", "last_confirmed_at", "confirm_by"})


def listed(found: Iterable[tuple[Vacancy, Setting]], *, now: datetime) -> list[dict[str, Any]]:
    """Return vacancies as rows, what is not said left out; two queries for many."""
    pairs = list(found)
    labels = labels_of({setting.id for _vacancy, setting in pairs})
    places = places_by_id(vacancy.dwelling_id for vacancy, _setting in pairs if vacancy.dwelling_id is not None)
    rule = freshness_rule()
    rows = []
    for vacancy, setting in pairs:
        due = due_of(vacancy, setting, rule=rule)
        row = {
            "id": vacancy.id,
            "reference": vacancy.reference,
            "version": vacancy.version,
            "scheme": setting.scheme,
            "identifier": setting.identifier,
            "provision": setting.provision,
            "label": labels.get(setting.id),
            "place": places.get(vacancy.dwelling_id or ""),
            "status": str(vacancy.status),
            "places": vacancy.places,
            "age_min": vacancy.age_min,
            "age_max": vacancy.age_max,
            "gender": vacancy.gender,
            "available_from": vacancy.available_from.isoformat(),
            "purposes": list(vacancy.purposes),
            "needs": dict(vacancy.needs),
            "contract_types": list(vacancy.contract_types),
            "notice_hours": vacancy.notice_hours,
            "emergency": vacancy.emergency,
            "siblings_max": vacancy.siblings_max,
            "solo": vacancy.solo,
            "subject_to_matching": vacancy.subject_to_matching,
            "unavailable_reason": vacancy.unavailable_reason,
            "unavailable_until": vacancy.unavailable_until.isoformat() if vacancy.unavailable_until else None,
            "held_until": vacancy.held_until.isoformat() if vacancy.held_until else None,
            "held_for": vacancy.held_for,
            "reserved_for": vacancy.reserved_for,
            "reserved_until": vacancy.reserved_until.isoformat() if vacancy.reserved_until else None,
            "words": vacancy.words,
            "freshness": str(due.at(now)),
            "last_confirmed_at": vacancy.last_confirmed_at.isoformat(),
            "confirm_by": due.confirm_by.isoformat(),
            "hidden_at": due.hidden_at.isoformat(),
            "changed_at": vacancy.changed_at.isoformat(),
        }
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def places_by_id(dwelling_ids: Iterable[str]) -> dict[str, str]:
    """Return how a holder names its own households (by their key) and premises (by their number)."""
    wanted = sorted(set(dwelling_ids))
    if not wanted:
        return {}
    found = db.session.execute(select(Dwelling.id, Dwelling.key, Dwelling.number).where(Dwelling.id.in_(wanted)))
    return {one.id: one.key or str(one.number) for one in found}


def cells_of(row: Mapping[str, Any]) -> Sequence[Cell]:
    """Return a row as the cells of a list; several codes stand in one cell with a space between them."""
    return [_cell(row, name) for name in HEADER]


def _cell(row: Mapping[str, Any], name: str) -> Cell:
    if name in NEEDS_COLUMNS:
        return " ".join(sorted(code for code, offer in row.get("needs", {}).items() if offer == NEEDS_COLUMNS[name]))
    found: Cell | list[str] = row.get(name)
    return " ".join(found) if isinstance(found, list) else found
