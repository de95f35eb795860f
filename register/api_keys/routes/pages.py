"""An organisation's keys: made, replaced, revoked, and when each was last used; for provider administrators."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from register.api_keys import queries, services
from register.api_keys.domain import Lifetime, Overlap
from register.api_keys.models import ApiKey
from register.api_keys.routes.blueprint import blueprint
from register.api_keys.schemas import NewKeySchema, RotationSchema
from register.core import clock
from register.core.access import Role, Scope, current_principal, roles
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form

Page = str | Response | tuple[str, int]
REFUSED = 422
SCOPE_NAMES = {
    Scope.VACANCIES_READ: _l("Read your organisation's vacancies"),
    Scope.VACANCIES_WRITE: _l("Publish, change, confirm and withdraw your organisation's vacancies"),
}
LIFETIME_NAMES = {
    Lifetime.QUARTER: _l("90 days"),
    Lifetime.HALF_YEAR: _l("Half a year"),
    Lifetime.YEAR: _l("A year"),
}
OVERLAP_NAMES = {
    Overlap.NONE: _l("It stops at once"),
    Overlap.DAY: _l("One more day"),
    Overlap.WEEK: _l("One more week"),
    Overlap.MONTH: _l("30 more days"),
}


@blueprint.get("/keys")
@roles(Role.PROVIDER_ADMINISTRATOR)
def keys() -> Page:
    """Show the keys of one's organisation."""
    found = queries.keys_of(current_principal().organisation_id or "")
    return render_template("api_keys/keys.html", keys=found, names=SCOPE_NAMES, working=_works)


@blueprint.route("/keys/new", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def new() -> Page:
    """Ask what a new key is for, make it and show it this once."""
    form = read_form(NewKeySchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        try:
            with transaction() as session:
                made, text = services.create_key(
                    session,
                    name=form.data["name"],
                    scopes=[Scope(one) for one in form.data["scopes"]],
                    lifetime=Lifetime(form.data["days"]),
                    by=current_principal(),
                    now=clock.now(),
                )
        except RuleBroken as refused:
            form.add(refused.reasons)
        else:
            return _show_once(made, text)
    page = render_template("api_keys/new.html", form=form, scopes=SCOPE_NAMES, lifetimes=_by_days(LIFETIME_NAMES))
    return (page, REFUSED) if form.errors else page


@blueprint.route("/keys/<key_id>/rotate", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def rotate(key_id: str) -> Page:
    """Replace a key by a new one, and show that this once."""
    found = queries.get_own_key(key_id, by=current_principal())
    form = read_form(RotationSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        overlap = Overlap(form.data["overlap"])
        try:
            with transaction() as session:
                made, text = services.rotate_key(
                    session, key_id, overlap=overlap, by=current_principal(), now=clock.now()
                )
        except RuleBroken as refused:
            form.add(refused.reasons)
        else:
            return _show_once(made, text)
    page = render_template("api_keys/rotate.html", form=form, key=found, overlaps=_by_days(OVERLAP_NAMES))
    return (page, REFUSED) if form.errors else page


@blueprint.post("/keys/<key_id>/revoke")
@roles(Role.PROVIDER_ADMINISTRATOR)
def revoke(key_id: str) -> Page:
    """Take a key back at once."""
    with transaction() as session:
        services.revoke_key(session, key_id, by=current_principal(), now=clock.now())
    flash(_("The key no longer works."), "success")
    return redirect(url_for("api_keys.keys"), 303)


def _show_once(made: ApiKey, text: str) -> str:
    return render_template("api_keys/made.html", key=made, text=text, names=SCOPE_NAMES)


def _by_days(names: Mapping[Lifetime, object] | Mapping[Overlap, object]) -> dict[str, object]:
    return {str(int(days)): name for days, name in names.items()}


def _works(key: ApiKey) -> bool:
    return key.works_at(clock.now())
