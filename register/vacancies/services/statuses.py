"""What becomes of a published vacancy: opened, held, matched, unavailable, filled, withdrawn."""

from datetime import date, datetime

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.clock import local_date
from register.core.errors import Reason, RuleBroken
from register.regulators.models import Setting
from register.vacancies.domain.status import STATUS_LABELS, Status, UnavailableReason, may_follow
from register.vacancies.events import (
    VacancyChanged,
    VacancyFilled,
    VacancyWithdrawn,
)
from register.vacancies.models import Vacancy
from register.vacancies.queries import numbers_of
from register.vacancies.services.ending import watch_hold
from register.vacancies.services.limits import check_offer, check_places
from register.vacancies.services.numbers import move_filled
from register.vacancies.services.offering import publish_vacancy
from register.vacancies.services.writing import save, take


def reopen_vacancy(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Open a planned, held, matching or unavailable vacancy."""
    vacancy, setting = take(vacancy_id, by=by, version=version)
    if vacancy.status == Status.DRAFT:
        return publish_vacancy(vacancy_id, version=version, by=by, now=now)
    before = _step(vacancy, Status.OPEN)
    if before is Status.PLANNED:
        _free_planned(vacancy, setting, by=by, now=now)
    check_offer(vacancy, setting, now=now)
    vacancy.available_from = min(vacancy.available_from, local_date(now))
    save(VacancyChanged, vacancy, "opened", before, by=by, now=now)
    return vacancy


def hold_vacancy(
    vacancy_id: str,
    *,
    until: datetime,
    held_for: str | None = None,
    version: int | None = None,
    by: Principal,
    now: datetime,
) -> Vacancy:
    """Hold an open vacancy for whoever has first refusal, until an instant; then it opens again by itself.

    `held_for` is the GSS code of an authority whose officers still see it.
    """
    if until <= now:
        raise RuleBroken(Reason("held_until", "past", _("Choose a time that is still to come")))
    vacancy, _setting = take(vacancy_id, by=by, version=version)
    before = _step(vacancy, Status.HELD)
    vacancy.held_until, vacancy.held_for = until, held_for
    save(VacancyChanged, vacancy, "held", before, by=by, now=now)
    watch_hold(vacancy, now=now)
    return vacancy


def start_matching(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Say that a child is being matched with the place; others no longer find it."""
    vacancy, _setting = take(vacancy_id, by=by, version=version)
    before = _step(vacancy, Status.MATCHING)
    save(VacancyChanged, vacancy, "matching", before, by=by, now=now)
    return vacancy


def make_unavailable(
    vacancy_id: str,
    *,
    reason: UnavailableReason,
    until: date | None,
    version: int | None = None,
    by: Principal,
    now: datetime,
) -> Vacancy:
    """Say that an empty place cannot be used, why, and until when (the last such day) where that is known.

    A draft may be recorded so at once: nobody else ever sees it.
    """
    if until is not None and until < local_date(now):
        raise RuleBroken(Reason("unavailable_until", "past", _("Choose today or a later day")))
    vacancy, setting = take(vacancy_id, by=by, version=version)
    before = _step(vacancy, Status.UNAVAILABLE)
    if before is Status.PLANNED:
        _free_planned(vacancy, setting, by=by, now=now)
    if before in {Status.PLANNED, Status.DRAFT}:
        check_places(vacancy, setting)
    vacancy.unavailable_reason, vacancy.unavailable_until = reason, until
    save(VacancyChanged, vacancy, "unavailable", before, by=by, now=now)
    return vacancy


def mark_filled(
    vacancy_id: str,
    *,
    places: int | None = None,
    version: int | None = None,
    by: Principal,
    now: datetime,
    as_at: datetime | None = None,
) -> Vacancy:
    """Fill some places, or all; the vacancy is filled with its last place and otherwise goes on with fewer.

    The setting's number of filled places goes up with it. `as_at` says since when, where that was earlier.
    """
    if as_at is not None and as_at > now:
        raise RuleBroken(Reason("since", "future", _("Enter today or an earlier day")))
    vacancy, setting = take(vacancy_id, by=by, version=version)
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
    move_filled(setting, filled, vacancy_id=vacancy_id, by=by, now=now, as_at=as_at)
    save(VacancyFilled, vacancy, "filled", before, by=by, now=now, as_at=as_at, places=filled)
    return vacancy


def plan_vacancy(
    vacancy_id: str, *, available_from: date, version: int | None = None, by: Principal, now: datetime
) -> Vacancy:
    """Say from which later day on a place that cannot be used now can be."""
    if available_from <= local_date(now):
        raise RuleBroken(Reason("planned_from", "past", _("Enter a later day, or open the vacancy")))
    vacancy, setting = take(vacancy_id, by=by, version=version)
    before = _step(vacancy, Status.PLANNED)
    vacancy.available_from = available_from
    check_offer(vacancy, setting, now=now)
    save(VacancyChanged, vacancy, "planned", before, by=by, now=now)
    return vacancy


def withdraw_vacancy(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Take a vacancy back."""
    vacancy, _setting = take(vacancy_id, by=by, version=version)
    before = _step(vacancy, Status.WITHDRAWN)
    save(VacancyWithdrawn, vacancy, "withdrawn", before, by=by, now=now)
    return vacancy


def _free_planned(vacancy: Vacancy, setting: Setting, *, by: Principal, now: datetime) -> None:
    # A planned place is one that comes free: whoever opens it says that the child has moved out.
    numbers = numbers_of([setting], organisation_id=vacancy.organisation_id, besides=vacancy.id)[setting.id]
    move_filled(setting, -numbers.offering(vacancy.places).over, vacancy_id=vacancy.id, by=by, now=now)


def _step(vacancy: Vacancy, after: Status) -> Status:
    before = Status(vacancy.status)
    if not may_follow(before, after):
        raise _no_way(before, after)
    vacancy.status = after
    vacancy.held_until = vacancy.held_for = None
    vacancy.unavailable_reason = vacancy.unavailable_until = None
    return before


def _no_way(before: Status, after: Status) -> RuleBroken:
    text = _(
        "A vacancy that is “%(before)s” cannot become “%(after)s”.",
        before=str(STATUS_LABELS[before]),
        after=str(STATUS_LABELS[after]),
    )
    return RuleBroken(Reason("", "transition", text))
