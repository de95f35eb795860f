"""Pages on which a holder keeps vacancies true, or takes them back."""

from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core.access import current_principal, roles
from register.core.clock import now
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


@blueprint.post("/vacancies/<vacancy_id>/confirm")
@roles(*EDITORS)
def confirm(vacancy_id: str) -> Response | tuple[str, int]:
    """Say that nothing has changed."""
    return act(
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
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    places = form.data.get("places")
    return act(
        vacancy_id,
        lambda: services.mark_filled(vacancy_id, places=places, by=current_principal(), now=now()),
        told=_("Marked as filled."),
    )


@blueprint.post("/vacancies/<vacancy_id>/withdraw")
@roles(*EDITORS)
def withdraw(vacancy_id: str) -> Response | tuple[str, int]:
    """Take a vacancy back."""
    return act(
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
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    return act(vacancy_id, lambda: _to_status(vacancy_id, form), told=_("Saved, and confirmed as of now."), form=form)


@blueprint.post("/vacancies/confirm-all")
@roles(*EDITORS)
def confirm_all() -> Response:
    """Say that nothing has changed with any vacancy."""
    with transaction():
        confirmed = services.confirm_all(by=current_principal(), now=now())
    flash(ngettext("%(num)d vacancy confirmed.", "%(num)d vacancies confirmed.", confirmed), "success")
    return redirect(url_for("pages.dashboard"), 303)


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
