"""Taking a vacancy under its locks and saving it: the row, its history, its event, in the caller's transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.db import db
from register.core.errors import Conflict
from register.core.events import record
from register.descriptions.domain.answers import Gender
from register.descriptions.domain.needs import Offer
from register.regulators.models import Setting
from register.vacancies.domain.contracts import ContractType, Solo
from register.vacancies.domain.status import Status
from register.vacancies.domain.terms import Terms
from register.vacancies.events import (
    VacancyEvent,
)
from register.vacancies.models import Vacancy, VacancyHistory
from register.vacancies.queries import get_own_vacancy
from register.vacancies.services.watching import watch_freshness


def terms_of(vacancy: Vacancy) -> Terms:
    """Return what a vacancy offers."""
    return Terms(
        dwelling_id=vacancy.dwelling_id,
        places=vacancy.places,
        age_min=vacancy.age_min,
        age_max=vacancy.age_max,
        gender=Gender(vacancy.gender),
        available_from=vacancy.available_from,
        purposes=frozenset(vacancy.purposes),
        needs={code: Offer(offer) for code, offer in vacancy.needs.items()},
        contract_types=frozenset(ContractType(one) for one in vacancy.contract_types),
        notice_hours=vacancy.notice_hours,
        emergency=vacancy.emergency,
        siblings_max=vacancy.siblings_max,
        solo=Solo(vacancy.solo),
        subject_to_matching=vacancy.subject_to_matching,
        words=vacancy.words,
        reserved_for=vacancy.reserved_for,
        reserved_until=vacancy.reserved_until,
    )


def state_of(vacancy: Vacancy) -> dict[str, Any]:
    """Return every column that people decide, as the history keeps it."""
    return {
        "status": str(vacancy.status),
        "unavailable_reason": vacancy.unavailable_reason,
        "unavailable_until": vacancy.unavailable_until.isoformat() if vacancy.unavailable_until else None,
        "held_until": vacancy.held_until.isoformat() if vacancy.held_until else None,
        "held_for": vacancy.held_for,
        "dwelling_id": vacancy.dwelling_id,
        "places": vacancy.places,
        "age_min": vacancy.age_min,
        "age_max": vacancy.age_max,
        "gender": vacancy.gender,
        "available_from": vacancy.available_from.isoformat(),
        "purposes": sorted(vacancy.purposes),
        "needs": dict(vacancy.needs),
        "contract_types": sorted(vacancy.contract_types),
        "notice_hours": vacancy.notice_hours,
        "emergency": vacancy.emergency,
        "siblings_max": vacancy.siblings_max,
        "solo": vacancy.solo,
        "subject_to_matching": vacancy.subject_to_matching,
        "words": vacancy.words,
        "reserved_for": vacancy.reserved_for,
        "reserved_until": vacancy.reserved_until.isoformat() if vacancy.reserved_until else None,
    }


def terms_of_state(state: Mapping[str, Any]) -> Terms:
    """Return what a vacancy offered, from a state as the history keeps it."""
    until = state.get("reserved_until")
    return Terms(
        dwelling_id=state.get("dwelling_id"),
        places=state["places"],
        age_min=state["age_min"],
        age_max=state["age_max"],
        gender=Gender(state["gender"]),
        available_from=date.fromisoformat(state["available_from"]),
        purposes=frozenset(state["purposes"]),
        needs={code: Offer(offer) for code, offer in state["needs"].items()},
        contract_types=frozenset(ContractType(one) for one in state["contract_types"]),
        notice_hours=state["notice_hours"],
        emergency=state["emergency"],
        siblings_max=state["siblings_max"],
        solo=Solo(state["solo"]),
        subject_to_matching=state["subject_to_matching"],
        words=state["words"],
        reserved_for=state.get("reserved_for"),
        reserved_until=date.fromisoformat(until) if until else None,
    )


def take(vacancy_id: str, *, by: Principal, version: int | None = None) -> tuple[Vacancy, Setting]:
    """Return a vacancy and its setting, both locked until the transaction's end.

    Raises NotFound, and Conflict unless `version`, where somebody looked at one, is still the newest.
    """
    # Vacancy first, then setting, everywhere: the places of one setting are counted by one writer at a time.
    vacancy = get_own_vacancy(vacancy_id, by=by, for_update=True)
    if version is not None:
        _must_be(vacancy, version)
    setting = db.session.get_one(Setting, vacancy.setting_id, with_for_update={"key_share": True})
    return vacancy, setting


def _must_be(vacancy: Vacancy, version: int) -> None:
    if vacancy.version != version:
        raise Conflict(_("Somebody else changed this vacancy while you were looking at it."))


def write_terms(vacancy: Vacancy, terms: Terms) -> None:
    """Set what a vacancy offers."""
    vacancy.dwelling_id = terms.dwelling_id
    vacancy.places = terms.places
    vacancy.age_min, vacancy.age_max = terms.age_min, terms.age_max
    vacancy.gender = terms.gender
    vacancy.available_from = terms.available_from
    vacancy.purposes = sorted(terms.purposes)
    vacancy.needs = {code: str(offer) for code, offer in sorted(terms.needs.items())}
    vacancy.contract_types = sorted(terms.contract_types)
    vacancy.notice_hours = terms.notice_hours
    vacancy.emergency = terms.emergency
    vacancy.siblings_max = terms.siblings_max
    vacancy.solo = terms.solo
    vacancy.subject_to_matching = terms.subject_to_matching
    vacancy.words = terms.words
    vacancy.reserved_for, vacancy.reserved_until = terms.reserved_for, terms.reserved_until


def save(
    kind: type[VacancyEvent],
    vacancy: Vacancy,
    what: str,
    before: Status,
    *,
    by: Principal,
    now: datetime,
    as_at: datetime | None = None,
    confirms: bool = True,
    **more: int,
) -> None:
    """Count the change, confirm it, and write history and event; true since `as_at` where that was earlier.

    Whoever saves has just looked: saving is confirming. What happens by itself confirms nothing.
    """
    version = vacancy.version
    vacancy.version = version + 1
    vacancy.changed_at = now
    if confirms:
        vacancy.last_confirmed_at, vacancy.confirmed_by = now, by.person_id
        watch_freshness([vacancy], now=now)
    note(vacancy, what, by=by, now=now, as_at=as_at)
    record(event(kind, vacancy, version, before, **more), by=by, now=now)


def event(
    kind: type[VacancyEvent],
    vacancy: Vacancy,
    version: int | None,
    before: Status | None,
    **more: int,
) -> VacancyEvent:
    """Build an event of a vacancy as it stands."""
    return kind(
        subject_id=vacancy.id,
        setting_id=vacancy.setting_id,
        version_from=version,
        version_to=vacancy.version,
        status_from=before,
        status_to=vacancy.status,
        **more,
    )


def note(vacancy: Vacancy, what: str, *, by: Principal, now: datetime, as_at: datetime | None = None) -> None:
    """Add the state of a vacancy to its history."""
    db.session.add(
        VacancyHistory(
            vacancy_id=vacancy.id,
            version=vacancy.version,
            what=what,
            as_at=as_at or now,
            known_at=now,
            person_id=by.person_id,
            means=by.means,
            state=state_of(vacancy),
        )
    )
