"""Pages on which a holder keeps vacancies true, or takes them back."""

from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from marshmallow import Schema
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core.access import current_principal, roles
from register.core.clock import now, starts_at
from register.core.db import transaction
from register.core.errors import Reason, RuleBroken
from register.core.forms import Form, read_form, typed_day
from register.vacancies import services
from register.vacancies.domain.status import Status, UnavailableReason
from register.vacancies.models import Vacancy
from register.vacancies.queries import (
    get_own_vacancy,
)
from register.vacancies.routes.acting import act
from register.vacancies.routes.blueprint import EDITORS, blueprint
from register.vacancies.routes.showing import show_own
from register.vacancies.schemas import (
    FillSchema,
    StatusSchema,
)

# What a status needs besides.
NEEDED = (
    (Status.HELD, "hours", _l("Enter for how many hours")),
    (Status.UNAVAILABLE, "unavailable_reason", _l("Choose a reason")),
    (Status.PLANNED, "planned_from", _l("Enter from which day on")),
)


@blueprint.post("/vacancies/<vacancy_id>/confirm")
@roles(*EDITORS)
def confirm(vacancy_id: str) -> Response | tuple[str, int]:
    """Say that nothing has changed."""
    return act(
        vacancy_id,
        lambda version: services.confirm_vacancy(vacancy_id, version=version, by=current_principal(), now=now()),
        told=_("Confirmed as of now."),
    )


@blueprint.post("/vacancies/<vacancy_id>/fill")
@roles(*EDITORS)
def fill(vacancy_id: str) -> Response | tuple[str, int]:
    """Say that places were filled, and since when."""
    form = _read_days(FillSchema(), "since")
    if not form.ok:
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    since = form.data.get("since")
    return act(
        vacancy_id,
        lambda version: services.mark_filled(
            vacancy_id,
            places=form.data.get("places"),
            version=version,
            by=current_principal(),
            now=now(),
            as_at=starts_at(since) if since else None,
        ),
        told=_("Marked as filled."),
        form=form,
    )


@blueprint.post("/vacancies/<vacancy_id>/withdraw")
@roles(*EDITORS)
def withdraw(vacancy_id: str) -> Response | tuple[str, int]:
    """Take a vacancy back."""
    return act(
        vacancy_id,
        lambda version: services.withdraw_vacancy(vacancy_id, version=version, by=current_principal(), now=now()),
        told=_("Withdrawn."),
    )


@blueprint.post("/vacancies/<vacancy_id>/status")
@roles(*EDITORS)
def change_status(vacancy_id: str) -> Response | tuple[str, int]:
    """Open, plan, hold, match or make unavailable."""
    form = _read_days(StatusSchema(), "unavailable_until", "planned_from")
    if not form.ok:
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    told = _("Saved, and confirmed as of now.")
    return act(vacancy_id, lambda version: _to_status(vacancy_id, form, version), told=told, form=form)


@blueprint.post("/vacancies/confirm-all")
@roles(*EDITORS)
def confirm_all() -> Response:
    """Say that nothing has changed with any vacancy."""
    with transaction():
        confirmed = services.confirm_all(by=current_principal(), now=now())
    flash(ngettext("%(num)d vacancy confirmed.", "%(num)d vacancies confirmed.", confirmed), "success")
    return redirect(url_for("pages.dashboard"), 303)


def _read_days(schema: Schema, *names: str) -> Form:
    source = MultiDict(request.form)
    for name in names:
        source[name] = typed_day(source, name)
    form = read_form(schema, source)
    form.values |= {key: value for key, value in request.form.items() if key.startswith(tuple(f"{n}-" for n in names))}
    return form


def _to_status(vacancy_id: str, form: Form, version: int | None) -> Vacancy:
    by, at, data = current_principal(), now(), form.data
    wanted = Status(data["status"])
    for status, field, words in NEEDED:
        if wanted is status and field not in data:
            raise RuleBroken(Reason(field, "missing", str(words)))
    if wanted is Status.HELD:
        until = at + timedelta(hours=data["hours"])
        return services.hold_vacancy(
            vacancy_id, until=until, held_for=data.get("held_for"), version=version, by=by, now=at
        )
    if wanted is Status.UNAVAILABLE:
        reason, until_day = UnavailableReason(data["unavailable_reason"]), data.get("unavailable_until")
        return services.make_unavailable(vacancy_id, reason=reason, until=until_day, version=version, by=by, now=at)
    if wanted is Status.PLANNED:
        return services.plan_vacancy(vacancy_id, available_from=data["planned_from"], version=version, by=by, now=at)
    if wanted is Status.MATCHING:
        return services.start_matching(vacancy_id, version=version, by=by, now=at)
    if wanted is Status.OPEN:
        return services.reopen_vacancy(vacancy_id, version=version, by=by, now=at)
    raise RuleBroken(Reason("status", "transition", _("Choose from the list")))
