"""The numbers of a setting: seen by its holder and by auditors, corrected by its holder."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core import audit
from register.core.access import Role, current_principal, roles
from register.core.clock import now, starts_at
from register.core.db import db, transaction
from register.core.errors import Conflict, RuleBroken
from register.core.forms import Form, read_form, typed_day
from register.descriptions.queries import get_own_setting
from register.organisations.queries import label_of
from register.vacancies import services
from register.vacancies.domain.status import OCCUPYING, STATUS_LABELS, UNAVAILABLE_LABELS
from register.vacancies.queries import find_numbers, get_watched_setting, numbers_of, vacancies_of
from register.vacancies.routes.blueprint import EDITORS, blueprint
from register.vacancies.schemas import FilledSchema, FreedSchema


@blueprint.get("/settings/<setting_id>/numbers")
@roles(*EDITORS, Role.AUDITOR)
def numbers(setting_id: str) -> str:
    """Show how the places of a setting stand, with what each number is made of."""
    by = current_principal()
    get_watched_setting(setting_id, by=by)
    if by.has(Role.AUDITOR):
        db.session.rollback()  # no read transaction stays open beside the one that writes the audit
        audit.disclose(("setting", setting_id), what="numbers", by=by, now=now())
    return _show(setting_id, Form())


@blueprint.post("/settings/<setting_id>/numbers")
@roles(*EDITORS)
def tell_filled(setting_id: str) -> Response | tuple[str, int]:
    """Say or correct how many places are filled; whoever saves second sees both numbers."""
    get_own_setting(setting_id, by=current_principal())
    source = MultiDict(request.form)
    source["since"] = typed_day(source, "since")
    form = read_form(FilledSchema(), source)
    form.values |= {key: value for key, value in request.form.items() if key.startswith("since-")}
    if not form.ok:
        return _show(setting_id, form), 422
    since = form.data.get("since")
    try:
        with transaction():
            services.tell_filled(
                setting_id,
                form.data["filled"],
                version=form.data["version"],
                by=current_principal(),
                now=now(),
                as_at=starts_at(since) if since else None,
            )
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _show(setting_id, form), 422
    except Conflict:
        return _show(setting_id, form, theirs_first=True), 409
    flash(_("Saved."), "success")
    return redirect(url_for("vacancies.numbers", setting_id=setting_id), 303)


@blueprint.post("/settings/<setting_id>/numbers/free")
@roles(*EDITORS)
def free(setting_id: str) -> Response | tuple[str, int]:
    """Say that filled places have become free, and lead to offering them."""
    get_own_setting(setting_id, by=current_principal())
    form = read_form(FreedSchema(), request.form)
    if not form.ok:
        return _show(setting_id, form), 422
    places = form.data["places"]
    try:
        with transaction():
            services.free_places(setting_id, places, version=form.data["version"], by=current_principal(), now=now())
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _show(setting_id, form), 422
    except Conflict:
        return _show(setting_id, form, theirs_first=True), 409
    told = ngettext(
        "%(num)d place has become free. Say here what it offers.",
        "%(num)d places have become free. Say here what they offer.",
        places,
    )
    flash(told, "success")
    return redirect(url_for("vacancies.new", setting_id=setting_id, places=places), 303)


def _show(setting_id: str, form: Form, *, theirs_first: bool = False) -> str:
    by = current_principal()
    setting, organisation_id = get_watched_setting(setting_id, by=by)
    told = find_numbers(setting_id, organisation_id)
    own = vacancies_of([setting_id], organisation_id=organisation_id).get(setting_id, [])
    values = {"version": told.version if told else 0, "filled": told.filled if told else None}
    sent = form.values.get("filled")
    # Whoever sends again after seeing the newer number means it.
    form.values = values | form.values | {"version": values["version"]}
    return render_template(
        "vacancies/numbers.html",
        setting=setting,
        label=label_of(setting_id),
        numbers=numbers_of([setting], organisation_id=organisation_id)[setting_id],
        told=told,
        sent=sent,
        vacancies=[one for one in own if one.status in OCCUPYING],
        status_names=STATUS_LABELS,
        reasons=UNAVAILABLE_LABELS,
        may_edit=by.has(*EDITORS),
        theirs_first=theirs_first,
        form=form,
    )
