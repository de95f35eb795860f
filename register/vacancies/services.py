"""What people do with vacancies. Every function runs inside the caller's transaction and saves nothing by itself.

Whoever acts must belong to the setting's holder: for everybody else there is no such vacancy (NotFound).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import db, new_id
from register.core.errors import Conflict, Reason, RuleBroken
from register.core.events import record
from register.descriptions.domain.answers import Gender
from register.descriptions.domain.needs import Offer
from register.descriptions.queries import find_description, get_own_setting, screen_words
from register.organisations.queries import settings_of
from register.regulators.models import Setting
from register.vacancies.domain.contracts import ContractType, Solo
from register.vacancies.domain.status import CONFIRMABLE, STATUS_LABELS, Status, UnavailableReason, may_follow
from register.vacancies.domain.terms import Limits, Terms, publish_reasons, terms_reasons
from register.vacancies.events import (
    VacancyChanged,
    VacancyConfirmed,
    VacancyDrafted,
    VacancyEvent,
    VacancyFilled,
    VacancyPublished,
    VacancyWithdrawn,
)
from register.vacancies.models import Vacancy, VacancyHistory
from register.vacancies.queries import get_own_vacancy, open_places

OFFERED = frozenset({Status.PLANNED, Status.OPEN, Status.HELD, Status.MATCHING})


def draft_vacancy(setting_id: str, terms: Terms, *, by: Principal, now: datetime) -> Vacancy:
    """Begin a vacancy that nobody else sees yet. Raises RuleBroken where its terms cannot stand."""
    setting = get_own_setting(setting_id, by=by)
    _refuse(*terms_reasons(terms, limits_of(setting)), *_word_reasons(terms, setting))
    vacancy = Vacancy(
        id=new_id(),
        setting_id=setting_id,
        organisation_id=by.organisation_id or "",
        version=1,
        status=Status.DRAFT,
        created_at=now,
        changed_at=now,
        last_confirmed_at=now,
        confirmed_by=by.person_id,
    )
    _write_terms(vacancy, terms)
    db.session.add(vacancy)
    db.session.flush()
    _note(vacancy, "drafted", by=by, now=now)
    record(_event(VacancyDrafted, vacancy, None, None), by=by, now=now)
    return vacancy


def change_vacancy(vacancy_id: str, terms: Terms, *, version: int, by: Principal, now: datetime) -> Vacancy:
    """Change what a vacancy offers; saving is confirming. Raises Conflict unless `version` is still the newest."""
    vacancy, setting = _take(vacancy_id, by=by)
    _must_be(vacancy, version)
    status = Status(vacancy.status)
    if status not in CONFIRMABLE | {Status.DRAFT}:
        raise RuleBroken(Reason("", "ended", _("This vacancy has ended and can no longer be changed.")))
    limits = limits_of(setting, besides=vacancy_id)
    if status in OFFERED:
        reasons = publish_reasons(terms, limits, today=local_date(now))
    else:
        reasons = terms_reasons(terms, limits)
    _refuse(*reasons, *_word_reasons(terms, setting))
    _write_terms(vacancy, terms)
    _save(VacancyChanged, vacancy, "changed", status, by=by, now=now)
    return vacancy


def publish_vacancy(vacancy_id: str, *, by: Principal, now: datetime) -> Vacancy:
    """Offer a draft to others: open, or planned where it is available from a later day."""
    vacancy, setting = _take(vacancy_id, by=by)
    before = Status(vacancy.status)
    after = Status.PLANNED if vacancy.available_from > local_date(now) else Status.OPEN
    if before is not Status.DRAFT:
        raise RuleBroken(Reason("", "not-a-draft", _("This vacancy has already been published.")))
    _check_offer(vacancy, setting, now=now)
    vacancy.status = after
    _save(VacancyPublished, vacancy, "published", before, by=by, now=now)
    return vacancy


def reopen_vacancy(vacancy_id: str, *, by: Principal, now: datetime) -> Vacancy:
    """Open a planned, held, matching or unavailable vacancy."""
    vacancy, setting = _take(vacancy_id, by=by)
    if vacancy.status == Status.DRAFT:
        return publish_vacancy(vacancy_id, by=by, now=now)
    before = _step(vacancy, Status.OPEN)
    _check_offer(vacancy, setting, now=now)
    vacancy.available_from = min(vacancy.available_from, local_date(now))
    _save(VacancyChanged, vacancy, "opened", before, by=by, now=now)
    return vacancy


def hold_vacancy(vacancy_id: str, *, until: datetime, by: Principal, now: datetime) -> Vacancy:
    """Hold an open vacancy for whoever has first refusal, until an instant."""
    if until <= now:
        raise RuleBroken(Reason("held_until", "past", _("Choose a time that is still to come")))
    vacancy, _setting = _take(vacancy_id, by=by)
    before = _step(vacancy, Status.HELD)
    vacancy.held_until = until
    _save(VacancyChanged, vacancy, "held", before, by=by, now=now)
    return vacancy


def start_matching(vacancy_id: str, *, by: Principal, now: datetime) -> Vacancy:
    """Say that a child is being matched with the place; others no longer find it."""
    vacancy, _setting = _take(vacancy_id, by=by)
    before = _step(vacancy, Status.MATCHING)
    _save(VacancyChanged, vacancy, "matching", before, by=by, now=now)
    return vacancy


def make_unavailable(
    vacancy_id: str, *, reason: UnavailableReason, until: date | None, by: Principal, now: datetime
) -> Vacancy:
    """Say that an empty place cannot be used, why, and until when (the last such day) where that is known."""
    if until is not None and until < local_date(now):
        raise RuleBroken(Reason("unavailable_until", "past", _("Choose today or a later day")))
    vacancy, _setting = _take(vacancy_id, by=by)
    before = _step(vacancy, Status.UNAVAILABLE)
    vacancy.unavailable_reason, vacancy.unavailable_until = reason, until
    _save(VacancyChanged, vacancy, "unavailable", before, by=by, now=now)
    return vacancy


def mark_filled(vacancy_id: str, *, places: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Fill some places, or all; the vacancy is filled with its last place and otherwise goes on with fewer."""
    vacancy, _setting = _take(vacancy_id, by=by)
    before = Status(vacancy.status)
    filled = vacancy.places if places is None else places
    if not 1 <= filled <= vacancy.places:
        raise RuleBroken(Reason("places", "places", _("Choose between 1 and %(most)s", most=vacancy.places)))
    if not may_follow(before, Status.FILLED):
        raise _no_way(before, Status.FILLED)
    if filled == vacancy.places:
        _step(vacancy, Status.FILLED)
    else:
        vacancy.places -= filled
        if vacancy.siblings_max is not None:
            vacancy.siblings_max = vacancy.places if vacancy.places > 1 else None
    _save(VacancyFilled, vacancy, "filled", before, by=by, now=now, places=filled)
    return vacancy


def withdraw_vacancy(vacancy_id: str, *, by: Principal, now: datetime) -> Vacancy:
    """Take a vacancy back."""
    vacancy, _setting = _take(vacancy_id, by=by)
    before = _step(vacancy, Status.WITHDRAWN)
    _save(VacancyWithdrawn, vacancy, "withdrawn", before, by=by, now=now)
    return vacancy


def confirm_vacancy(vacancy_id: str, *, by: Principal, now: datetime) -> Vacancy:
    """Say that nothing has changed."""
    vacancy, _setting = _take(vacancy_id, by=by)
    if Status(vacancy.status) not in CONFIRMABLE:
        raise RuleBroken(Reason("", "ended", _("This vacancy is not offered, so there is nothing to confirm.")))
    _confirm([vacancy], by=by, now=now)
    return vacancy


def confirm_all(*, by: Principal, now: datetime) -> int:
    """Say that nothing has changed with any vacancy that the principal may touch; returns how many there are."""
    setting_ids = {one for one in settings_of(by.organisation_id or "") if by.may_touch_setting(one)}
    vacancies = db.session.scalars(
        select(Vacancy)
        .where(
            Vacancy.organisation_id == by.organisation_id,
            Vacancy.setting_id.in_(setting_ids),
            Vacancy.status.in_(CONFIRMABLE),
        )
        .order_by(Vacancy.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    _confirm(vacancies, by=by, now=now)
    return len(vacancies)


def limits_of(setting: Setting, *, besides: str | None = None) -> Limits:
    """Return what a setting allows a vacancy to offer, `besides` that vacancy itself."""
    description = find_description(setting.id)
    return Limits(
        provision=setting.provision,
        open=setting.open,
        suspended="suspend" in (setting.registration_status or "").casefold(),
        registered_places=setting.registered_places,
        places_elsewhere=open_places(setting.id, besides=besides),
        age_min=description.age_min if description else None,
        age_max=description.age_max if description else None,
        exclusions=frozenset(description.exclusions) if description else frozenset(),
        out_of_hours=bool(description and description.out_of_hours_telephone),
    )


def terms_of(vacancy: Vacancy) -> Terms:
    """Return what a vacancy offers."""
    return Terms(
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
    )


def _take(vacancy_id: str, *, by: Principal) -> tuple[Vacancy, Setting]:
    # Vacancy first, then setting, everywhere: the places of one setting are counted by one writer at a time.
    vacancy = get_own_vacancy(vacancy_id, by=by, for_update=True)
    setting = db.session.get_one(Setting, vacancy.setting_id, with_for_update={"key_share": True})
    return vacancy, setting


def _must_be(vacancy: Vacancy, version: int) -> None:
    if vacancy.version != version:
        raise Conflict(_("Somebody else changed this vacancy while you were looking at it."))


def _step(vacancy: Vacancy, after: Status) -> Status:
    before = Status(vacancy.status)
    if not may_follow(before, after):
        raise _no_way(before, after)
    vacancy.status = after
    vacancy.held_until = None
    vacancy.unavailable_reason = vacancy.unavailable_until = None
    return before


def _no_way(before: Status, after: Status) -> RuleBroken:
    text = _(
        "A vacancy that is “%(before)s” cannot become “%(after)s”.",
        before=str(STATUS_LABELS[before]),
        after=str(STATUS_LABELS[after]),
    )
    return RuleBroken(Reason("", "transition", text))


def _check_offer(vacancy: Vacancy, setting: Setting, *, now: datetime) -> None:
    terms, limits = terms_of(vacancy), limits_of(setting, besides=vacancy.id)
    _refuse(*publish_reasons(terms, limits, today=local_date(now)), *_word_reasons(terms, setting))


def _word_reasons(terms: Terms, setting: Setting) -> tuple[Reason, ...]:
    found = screen_words(terms.words, setting=setting)
    return (Reason("words", found[0].kind, _("Remove the marked text: it could lead to the home")),) if found else ()


def _refuse(*reasons: Reason) -> None:
    if reasons:
        raise RuleBroken.of(reasons)


def _write_terms(vacancy: Vacancy, terms: Terms) -> None:
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


def _save(
    kind: type[VacancyEvent],
    vacancy: Vacancy,
    what: str,
    before: Status,
    *,
    by: Principal,
    now: datetime,
    **more: int,
) -> None:
    # Whoever saves has just looked: saving is confirming.
    version = vacancy.version
    vacancy.version = version + 1
    vacancy.changed_at = vacancy.last_confirmed_at = now
    vacancy.confirmed_by = by.person_id
    _note(vacancy, what, by=by, now=now)
    record(_event(kind, vacancy, version, before, **more), by=by, now=now)


def _event(
    kind: type[VacancyEvent], vacancy: Vacancy, version: int | None, before: Status | None, **more: int
) -> VacancyEvent:
    return kind(
        subject_id=vacancy.id,
        setting_id=vacancy.setting_id,
        version_from=version,
        version_to=vacancy.version,
        status_from=before,
        status_to=vacancy.status,
        **more,
    )


def _note(vacancy: Vacancy, what: str, *, by: Principal, now: datetime) -> None:
    db.session.add(
        VacancyHistory(
            vacancy_id=vacancy.id,
            version=vacancy.version,
            what=what,
            as_at=now,
            known_at=now,
            person_id=by.person_id,
            state=state_of(vacancy),
        )
    )


def state_of(vacancy: Vacancy) -> dict[str, Any]:
    """Return every column that people decide, as the history keeps it."""
    terms = terms_of(vacancy)
    return {
        "status": str(vacancy.status),
        "unavailable_reason": vacancy.unavailable_reason,
        "unavailable_until": vacancy.unavailable_until.isoformat() if vacancy.unavailable_until else None,
        "held_until": vacancy.held_until.isoformat() if vacancy.held_until else None,
        "places": terms.places,
        "age_min": terms.age_min,
        "age_max": terms.age_max,
        "gender": str(terms.gender),
        "available_from": terms.available_from.isoformat(),
        "purposes": sorted(terms.purposes),
        "needs": dict(vacancy.needs),
        "contract_types": sorted(terms.contract_types),
        "notice_hours": terms.notice_hours,
        "emergency": terms.emergency,
        "siblings_max": terms.siblings_max,
        "solo": str(terms.solo),
        "subject_to_matching": terms.subject_to_matching,
        "words": terms.words,
    }


def _confirm(vacancies: Sequence[Vacancy], *, by: Principal, now: datetime) -> None:
    if not vacancies:
        return
    ids = [one.id for one in vacancies]
    db.session.execute(
        update(Vacancy).where(Vacancy.id.in_(ids)).values(last_confirmed_at=now, confirmed_by=by.person_id)
    )
    rows = [
        {
            "vacancy_id": one.id,
            "version": one.version,
            "what": "confirmed",
            "as_at": now,
            "known_at": now,
            "person_id": by.person_id,
            "state": None,
        }
        for one in vacancies
    ]
    db.session.execute(insert(VacancyHistory), rows)
    for one in vacancies:
        record(_event(VacancyConfirmed, one, one.version, Status(one.status)), by=by, now=now)
