"""How a setting stood at some time, as it was known at some other: its holder's and auditors'."""

from datetime import datetime

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from register.core import audit
from register.core.access import Role, current_principal, roles
from register.core.clock import LONDON, now
from register.core.db import db
from register.core.forms import Form
from register.organisations.queries import label_of
from register.vacancies.domain.status import STATUS_LABELS, UNAVAILABLE_LABELS
from register.vacancies.queries import get_watched_setting
from register.vacancies.queries.history import happenings, setting_then
from register.vacancies.routes.blueprint import EDITORS, blueprint
from register.vacancies.routes.showing import HAPPENED

NUMBERS_HAPPENED = {
    "numbers-given": _l("Filled places told"),
    "numbers-filled": _l("Filled places went up"),
    "numbers-freed": _l("Filled places went down"),
}


@blueprint.get("/settings/<setting_id>/history")
@roles(*EDITORS, Role.AUDITOR)
def history(setting_id: str) -> str | tuple[str, int]:
    """Show what was true at a time, as the register knew it at that or another."""
    by = current_principal()
    get_watched_setting(setting_id, by=by)
    if by.has(Role.AUDITOR):
        db.session.rollback()  # no read transaction stays open beside the one that writes the audit
        audit.disclose(("setting", setting_id), what="vacancy-history", by=by, now=now())
    setting, organisation_id = get_watched_setting(setting_id, by=by)
    form = Form(values={name: request.args.get(name, "").strip() for name in ("as_at", "known_at")})
    as_at, known_at = _moment(form, "as_at"), _moment(form, "known_at")
    text = render_template(
        "vacancies/history.html",
        setting=setting,
        label=label_of(setting_id),
        form=form,
        as_at=as_at,
        known_at=known_at,
        then=setting_then(setting_id, organisation_id, as_at=as_at, known_at=known_at),
        happened=[(one, _told(one.what)) for one in happenings(setting_id, organisation_id, known_at=known_at)],
        status_names=STATUS_LABELS,
        reasons=UNAVAILABLE_LABELS,
        may_edit=by.has(*EDITORS),
    )
    return text if form.ok else (text, 422)


def _moment(form: Form, name: str) -> datetime:
    """Read a local date and time as browsers send it; now where nothing was chosen."""
    typed = form.values[name]
    if not typed:
        return now()
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        form.errors[name] = _("Enter a date and time, like 2026-03-27T14:30")
        return now()
    return local.replace(tzinfo=LONDON) if local.tzinfo is None else local


def _told(what: str) -> str:
    return str(HAPPENED.get(what) or NUMBERS_HAPPENED.get(what) or what)
