"""Pages on which a holder offers places, keeps them true and takes them back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core.access import Role, current_principal, roles
from register.core.clock import local_date, now
from register.core.db import transaction
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.forms import Form, chosen, read_form, typed_day
from register.descriptions.domain import answers, needs, purposes
from register.descriptions.domain.answers import Gender
from register.descriptions.domain.needs import Offer
from register.descriptions.domain.screening import segments
from register.descriptions.queries import find_description, get_own_setting, screen_words
from register.geography.queries import authorities
from register.geography.queries.current import current_gazetteer
from register.organisations.queries import label_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.domain import contracts, status
from register.vacancies.domain.freshness import FRESHNESS_LABELS, Freshness
from register.vacancies.domain.status import STATUS_LABELS, TRANSITIONS, UNAVAILABLE_LABELS, Status, UnavailableReason
from register.vacancies.domain.terms import Terms
from register.vacancies.models import Vacancy
from register.vacancies.queries import (
    document_rows,
    due_of,
    freshness_rule,
    get_own_vacancy,
    get_vacancy,
    history_of,
    vacancies_of,
)
from register.vacancies.schemas import (
    FillSchema,
    StatusSchema,
    TermsSchema,
    form_values,
    setting_rows,
    terms_from,
    terms_rows,
)

blueprint = Blueprint("vacancies", __name__)
EDITORS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)
BUYERS = (Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD)
# Filling and withdrawing have buttons of their own; publishing is a draft's.
CHOOSABLE = frozenset({Status.OPEN, Status.HELD, Status.MATCHING, Status.UNAVAILABLE})
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
    "withdrawn": _l("Withdrawn"),
}


@blueprint.route("/settings/<setting_id>/vacancies/new", methods=["GET", "POST"])
@roles(*EDITORS)
def new(setting_id: str) -> str | Response | tuple[str, int]:
    """Ask what a new vacancy offers, starting from the description of the setting, and keep it as a draft."""
    setting = get_own_setting(setting_id, by=current_principal())
    if request.method == "GET":
        return _ask(setting, Form(values=_starting_values(setting)), vacancy=None)
    form = _read_terms()
    if form.ok:
        try:
            with transaction():
                drafted = services.draft_vacancy(setting_id, terms_from(form.data), by=current_principal(), now=now())
            return redirect(url_for("vacancies.vacancy", vacancy_id=drafted.id), 303)
        except RuleBroken as broken:
            form.add(broken.reasons)
    return _ask(setting, form, vacancy=None), 422


@blueprint.get("/vacancies/<vacancy_id>")
@roles(*EDITORS, *BUYERS)
def vacancy(vacancy_id: str) -> str:
    """Show a vacancy: to its owner with its history, a draft to be checked; to who buys as others may know it."""
    if current_principal().has(*BUYERS):
        return _show_offer(vacancy_id)
    return _show(get_own_vacancy(vacancy_id, by=current_principal()), Form())


@blueprint.route("/vacancies/<vacancy_id>/change", methods=["GET", "POST"])
@roles(*EDITORS)
def change(vacancy_id: str) -> str | Response | tuple[str, int]:
    """Ask what a vacancy offers and save it; whoever saves second sees both versions."""
    found = get_own_vacancy(vacancy_id, by=current_principal())
    setting = get_setting(found.setting_id)
    if request.method == "GET":
        values = form_values(services.terms_of(found)) | {"version": found.version}
        return _ask(setting, Form(values=values), vacancy=found)
    form = _read_terms()
    if form.ok:
        terms = terms_from(form.data)
        try:
            with transaction():
                services.change_vacancy(
                    vacancy_id, terms, version=form.data["version"], by=current_principal(), now=now()
                )
        except RuleBroken as broken:
            form.add(broken.reasons)
        except Conflict:
            return _both_versions(vacancy_id, terms), 409
        else:
            flash(_("Saved, and confirmed as of now."), "success")
            return redirect(url_for("vacancies.vacancy", vacancy_id=vacancy_id), 303)
    return _ask(setting, form, vacancy=get_own_vacancy(vacancy_id, by=current_principal())), 422


@blueprint.post("/vacancies/<vacancy_id>/publish")
@roles(*EDITORS)
def publish(vacancy_id: str) -> Response | tuple[str, int]:
    """Offer a draft to others."""
    return _act(
        vacancy_id,
        lambda: services.publish_vacancy(vacancy_id, by=current_principal(), now=now()),
        told=_("Published. Placements officers find it from now on."),
    )


@blueprint.post("/vacancies/<vacancy_id>/confirm")
@roles(*EDITORS)
def confirm(vacancy_id: str) -> Response | tuple[str, int]:
    """Say that nothing has changed."""
    return _act(
        vacancy_id,
        lambda: services.confirm_vacancy(vacancy_id, by=current_principal(), now=now()),
        told=_("Confirmed as of now."),
    )


@blueprint.post("/vacancies/<vacancy_id>/fill")
@roles(*EDITORS)
def fill(vacancy_id: str) -> Response | tuple[str, int]:
    """Say that places were filled."""
    form = read_form(FillSchema(), request.form)
    if not form.ok:
        return _show(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    places = form.data.get("places")
    return _act(
        vacancy_id,
        lambda: services.mark_filled(vacancy_id, places=places, by=current_principal(), now=now()),
        told=_("Marked as filled."),
    )


@blueprint.post("/vacancies/<vacancy_id>/withdraw")
@roles(*EDITORS)
def withdraw(vacancy_id: str) -> Response | tuple[str, int]:
    """Take a vacancy back."""
    return _act(
        vacancy_id,
        lambda: services.withdraw_vacancy(vacancy_id, by=current_principal(), now=now()),
        told=_("Withdrawn."),
    )


@blueprint.post("/vacancies/<vacancy_id>/status")
@roles(*EDITORS)
def change_status(vacancy_id: str) -> Response | tuple[str, int]:
    """Open, hold, match or make unavailable."""
    source = MultiDict(request.form)
    source["unavailable_until"] = typed_day(source, "unavailable_until")
    form = read_form(StatusSchema(), source)
    form.values |= {key: value for key, value in request.form.items() if key.startswith("unavailable_until-")}
    if not form.ok:
        return _show(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    return _act(vacancy_id, lambda: _to_status(vacancy_id, form), told=_("Saved, and confirmed as of now."), form=form)


@blueprint.post("/vacancies/confirm-all")
@roles(*EDITORS)
def confirm_all() -> Response:
    """Say that nothing has changed with any vacancy."""
    with transaction():
        confirmed = services.confirm_all(by=current_principal(), now=now())
    flash(ngettext("%(num)d vacancy confirmed.", "%(num)d vacancies confirmed.", confirmed), "success")
    return redirect(url_for("pages.dashboard"), 303)


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"own_vacancies": _own_vacancies}


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


def _to_status(vacancy_id: str, form: Form) -> Vacancy:
    by, at = current_principal(), now()
    wanted = Status(form.data["status"])
    if wanted is Status.HELD:
        if "hours" not in form.data:
            raise RuleBroken(Reason("hours", "missing", _("Enter for how many hours")))
        until = at + timedelta(hours=form.data["hours"])
        return services.hold_vacancy(vacancy_id, until=until, by=by, now=at)
    if wanted is Status.UNAVAILABLE:
        if "unavailable_reason" not in form.data:
            raise RuleBroken(Reason("unavailable_reason", "missing", _("Choose a reason")))
        reason = UnavailableReason(form.data["unavailable_reason"])
        return services.make_unavailable(
            vacancy_id, reason=reason, until=form.data.get("unavailable_until"), by=by, now=at
        )
    if wanted is Status.MATCHING:
        return services.start_matching(vacancy_id, by=by, now=at)
    if wanted is Status.OPEN:
        return services.reopen_vacancy(vacancy_id, by=by, now=at)
    raise RuleBroken(Reason("status", "transition", _("Choose from the list")))


def _act(
    vacancy_id: str, action: Callable[[], Vacancy], *, told: str, form: Form | None = None
) -> Response | tuple[str, int]:
    try:
        with transaction():
            action()
    except RuleBroken as broken:
        form = form or Form()
        form.add(broken.reasons)
        return _show(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    flash(told, "success")
    back = "pages.dashboard" if request.form.get("back") == "dashboard" else "vacancies.vacancy"
    return redirect(url_for(back, vacancy_id=None if back == "pages.dashboard" else vacancy_id), 303)


def _show(found: Vacancy, form: Form) -> str:
    setting = get_setting(found.setting_id)
    due = due_of(found, setting, rule=freshness_rule())
    current = Status(found.status)
    choosable = CHOOSABLE if current is not Status.DRAFT else frozenset()
    steps = {one: STATUS_LABELS[one] for one in Status if one in TRANSITIONS[current] & choosable}
    return render_template(
        "vacancies/vacancy.html",
        vacancy=found,
        setting=setting,
        label=label_of(setting.id),
        rows=terms_rows(services.terms_of(found)),
        status=current,
        status_names=STATUS_LABELS,
        may_fill=status.may_follow(current, Status.FILLED),
        may_withdraw=status.may_follow(current, Status.WITHDRAWN),
        may_confirm=current in status.CONFIRMABLE,
        steps=steps,
        reasons=UNAVAILABLE_LABELS,
        due=due,
        freshness=due.at(now()) if current in status.CONFIRMABLE else None,
        freshness_names=FRESHNESS_LABELS,
        history=[(one, HAPPENED.get(one.what, one.what)) for one in reversed(history_of(found.id))],
        form=form,
    )


def _show_offer(vacancy_id: str) -> str:
    row = document_rows([vacancy_id]).get(vacancy_id)
    at = now()
    if row is None or row.due.at(at) is Freshness.HIDDEN:
        raise NotFound(_("There is no such vacancy."))
    found, setting = get_vacancy(vacancy_id), get_setting(row.setting_id)
    authority = authorities().current(row.authority_gss)
    area = current_gazetteer().find_area(row.area_id) if row.area_id else None
    where = area.name if area is not None else authority.name if authority is not None else ""
    return render_template(
        "vacancies/offer.html",
        row=row,
        rows=[*terms_rows(replace(services.terms_of(found), words=row.words or None)), *setting_rows(row)],
        provision=setting.provision_published,
        where=where,
        hidden=setting.hidden,
        confirmed_at=found.last_confirmed_at,
        status_names=STATUS_LABELS,
        freshness=row.due.at(at),
        freshness_names=FRESHNESS_LABELS,
    )


def _both_versions(vacancy_id: str, terms: Terms) -> str:
    found = get_own_vacancy(vacancy_id, by=current_principal())
    theirs = terms_rows(services.terms_of(found))
    mine = terms_rows(terms)
    rows = [
        (label, here, there, here != there)
        for (_field, label, here), (_same, _label, there) in zip(theirs, mine, strict=True)
    ]
    sent = [(key, value) for key, value in request.form.items(multi=True) if key not in {"csrf_token", "version"}]
    return render_template(
        "vacancies/both_versions.html",
        vacancy=found,
        label=label_of(found.setting_id),
        rows=rows,
        sent=sent,
    )


def _read_terms() -> Form:
    source = MultiDict(request.form)
    source["available_from"] = typed_day(source, "available_from")
    form = read_form(TermsSchema(), source)
    form.values |= {key: value for key, value in request.form.items() if key.startswith("available_from-")}
    given = chosen(request.form, "needs")
    form.values["needs"] = given
    try:
        form.data |= TermsSchema(only=("needs",)).load({"needs": given})
    except ValidationError:
        form.errors["needs"] = _("Choose from the list")
    return form


def _starting_values(setting: Setting) -> dict[str, object]:
    description = find_description(setting.id)
    terms = Terms(places=1, age_min=0, age_max=0, gender=Gender.ANY, available_from=local_date(now()), needs={})
    values = form_values(terms) | {"age_min": None, "age_max": None, "gender": None}
    if description is None:
        return values
    return values | {
        "age_min": description.age_min,
        "age_max": description.age_max,
        "gender": description.gender,
        "purposes": list(description.purposes),
        "needs": {code: Offer(offer) for code, offer in description.needs.items()},
    }


def _ask(setting: Setting, form: Form, *, vacancy: Vacancy | None) -> str:
    words = form.values.get("words")
    marked = segments(words, screen_words(words, setting=setting)) if form.errors.get("words") and words else ()
    return render_template(
        "vacancies/form.html",
        setting=setting,
        label=label_of(setting.id),
        vacancy=vacancy,
        form=form,
        marked=marked,
        purposes={one.code: one.label for one in purposes.purposes_for(setting.provision)},
        needs=needs.needs_for(setting.provision),
        groups=needs.GROUPS,
        offers=needs.OFFER_LABELS,
        genders=answers.GENDER_LABELS,
        contracts=contracts.CONTRACT_LABELS,
        solo=contracts.SOLO_LABELS,
        youngest=answers.youngest_for(setting.provision),
    )
