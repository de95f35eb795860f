"""A vacancy as its owner and as a buyer sees it, and the vacancies of a setting on the setting's page."""

from dataclasses import replace

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from register.core.access import Role, current_principal, roles
from register.core.clock import local_date, now
from register.core.errors import NotFound
from register.core.forms import Form
from register.descriptions.queries import get_own_setting
from register.geography.queries import authorities
from register.geography.queries.current import current_gazetteer
from register.organisations.queries import label_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.domain import status
from register.vacancies.domain.freshness import FRESHNESS_LABELS, Freshness
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import STATUS_LABELS, TRANSITIONS, UNAVAILABLE_LABELS, Status
from register.vacancies.models import Vacancy
from register.vacancies.queries import (
    DocumentRow,
    asks,
    document_rows,
    due_of,
    freshness_rule,
    get_own_vacancy,
    get_vacancy,
    get_watched_setting,
    history_of,
    numbers_of,
    reserved_ids,
    vacancies_of,
)
from register.vacancies.routes.asking import dwelling_names
from register.vacancies.routes.blueprint import BUYERS, EDITORS, authority_names, blueprint
from register.vacancies.schemas import (
    name_of_authority,
    setting_rows,
    terms_rows,
)

# Filling and withdrawing have buttons of their own; publishing is a draft's.
CHOOSABLE = frozenset({Status.OPEN, Status.PLANNED, Status.HELD, Status.MATCHING, Status.UNAVAILABLE})
HAPPENED = {
    "drafted": _l("Draft begun"),
    "published": _l("Published"),
    "changed": _l("Changed"),
    "confirmed": _l("Confirmed, nothing changed"),
    "opened": _l("Opened"),
    "held": _l("Held for first refusal"),
    "matching": _l("Matching begun"),
    "unavailable": _l("Made unavailable"),
    "filled": _l("Places filled"),
    "planned": _l("Planned for a later day"),
    "hold-ended": _l("The hold ran out: open again"),
    "unreserved": _l("The reservation ended"),
    "withdrawn": _l("Withdrawn"),
}


@blueprint.get("/vacancies/<vacancy_id>")
@roles(*EDITORS, *BUYERS)
def vacancy(vacancy_id: str) -> str:
    """Show a vacancy: to its owner with its history, a draft to be checked; to who buys as others may know it."""
    if current_principal().has(*BUYERS):
        return _show_offer(vacancy_id)
    return show_own(get_own_vacancy(vacancy_id, by=current_principal()), Form())


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"own_vacancies": _own_vacancies, "own_numbers": _own_numbers, "may_watch": _may_watch}


def _may_watch(setting: Setting) -> bool:
    """Whether an auditor is there who may see how the places of a setting stand."""
    if not current_principal().has(Role.AUDITOR):
        return False
    try:
        get_watched_setting(setting.id, by=current_principal())
    except NotFound:
        return False
    return True


def _own_numbers(setting: Setting) -> Numbers:
    """Return the numbers of a setting that the principal's organisation holds."""
    return numbers_of([setting], organisation_id=current_principal().organisation_id or "")[setting.id]


def _own_vacancies(setting: Setting) -> list[tuple[Vacancy, object]] | None:
    """Return the live vacancies of a setting with their status in words, None for whoever does not hold it."""
    principal = current_principal()
    if not principal.has(*EDITORS):
        return None
    try:
        get_own_setting(setting.id, by=principal)
    except NotFound:
        return None
    found = vacancies_of([setting.id], organisation_id=principal.organisation_id or "").get(setting.id, [])
    return [(one, STATUS_LABELS[Status(one.status)]) for one in found]


def show_own(found: Vacancy, form: Form) -> str:
    """Show a vacancy to its owner, with what can be done and what has happened."""
    setting = get_setting(found.setting_id)
    due = due_of(found, setting, rule=freshness_rule())
    current = Status(found.status)
    day_has_come = asks(found, today=local_date(now()))
    choosable = CHOOSABLE if current is not Status.DRAFT else {Status.UNAVAILABLE}
    steps = {one: STATUS_LABELS[one] for one in Status if one in TRANSITIONS[current] & choosable}
    return render_template(
        "vacancies/vacancy.html",
        vacancy=found,
        setting=setting,
        label=label_of(setting.id),
        rows=terms_rows(services.terms_of(found), dwelling_names(setting)),
        status=current,
        status_names=STATUS_LABELS,
        may_fill=status.may_follow(current, Status.FILLED),
        may_withdraw=status.may_follow(current, Status.WITHDRAWN),
        may_confirm=current in status.CONFIRMABLE and not day_has_come,
        day_has_come=day_has_come,
        held_for=name_of_authority(found.held_for) if found.held_for else None,
        authorities=authority_names(),
        seen_as=_seen_as(found),
        steps=steps,
        reasons=UNAVAILABLE_LABELS,
        due=due,
        freshness=due.at(now()) if current in status.CONFIRMABLE else None,
        freshness_names=FRESHNESS_LABELS,
        history=[(one, HAPPENED.get(one.what, one.what)) for one in reversed(history_of(found.id))],
        form=form,
    )


def _seen_as(found: Vacancy) -> str | None:
    """Return what others read of who offers it and where, None while nobody finds it."""
    row = document_rows([found.id]).get(found.id)
    return f"{row.label}, {_where(row)}" if row is not None else None


def _where(row: DocumentRow) -> str:
    authority = authorities().current(row.authority_gss)
    area = current_gazetteer().find_area(row.area_id) if row.area_id else None
    return area.name if area is not None else authority.name if authority is not None else ""


@blueprint.get("/vacancies/reserved")
@roles(*BUYERS)
def reserved() -> str:
    """List what is reserved or held for the authorities that somebody buys for; nobody else finds these."""
    buys_for = current_principal().buys_for
    at = now()
    rows = document_rows(reserved_ids(buys_for), buys_for=buys_for)
    shown = [(one, _where(one)) for one in rows.values() if one.due.at(at) is not Freshness.HIDDEN]
    return render_template("vacancies/reserved.html", rows=shown, status_names=STATUS_LABELS)


def _show_offer(vacancy_id: str) -> str:
    row = document_rows([vacancy_id], buys_for=current_principal().buys_for).get(vacancy_id)
    at = now()
    if row is None or row.due.at(at) is Freshness.HIDDEN:
        raise NotFound(_("There is no such vacancy."))
    found, setting = get_vacancy(vacancy_id), get_setting(row.setting_id)
    terms = terms_rows(replace(services.terms_of(found), words=row.words or None))
    return render_template(
        "vacancies/offer.html",
        row=row,
        rows=[*(one for one in terms if one[0] != "reserved_for" or found.reserved_for), *setting_rows(row)],
        provision=setting.provision_published,
        where=_where(row),
        hidden=setting.hidden,
        confirmed_at=found.last_confirmed_at,
        status_names=STATUS_LABELS,
        freshness=row.due.at(at),
        freshness_names=FRESHNESS_LABELS,
    )
