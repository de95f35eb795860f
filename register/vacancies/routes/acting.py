"""One button, one action: done in its transaction, then back to the page, or the page again with the reasons.

Whoever pressed it looked at one version. Where somebody else has changed the vacancy since, both are shown.
"""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from register.core.access import current_principal
from register.core.db import transaction
from register.core.errors import Conflict, RuleBroken
from register.core.forms import Form
from register.organisations.queries import label_of
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.domain.status import STATUS_LABELS, Status
from register.vacancies.models import Vacancy
from register.vacancies.queries import get_own_vacancy, history_of
from register.vacancies.routes.asking import dwelling_names
from register.vacancies.routes.showing import show_own
from register.vacancies.schemas import terms_rows

NOT_SENT = {"csrf_token", "version"}


def act(
    vacancy_id: str, action: Callable[[int | None], Vacancy], *, told: str, form: Form | None = None
) -> Response | tuple[str, int]:
    """Do one action of a service on the version that was looked at, then lead back to where the button was."""
    try:
        with transaction():
            action(request.form.get("version", type=int))
    except RuleBroken as broken:
        form = form or Form()
        form.add(broken.reasons)
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    except Conflict:
        return _changed_meanwhile(vacancy_id), 409
    flash(told, "success")
    back = "pages.dashboard" if request.form.get("back") == "dashboard" else "vacancies.vacancy"
    return redirect(url_for(back, vacancy_id=None if back == "pages.dashboard" else vacancy_id), 303)


def _changed_meanwhile(vacancy_id: str) -> str:
    found = get_own_vacancy(vacancy_id, by=current_principal())
    seen = request.form.get("version", type=int)
    states = [one.state for one in history_of(vacancy_id) if one.version == seen and one.state is not None]
    dwellings = dwelling_names(get_setting(found.setting_id))
    now_rows = _rows(services.state_of(found), dwellings)
    then_rows = _rows(states[-1], dwellings) if states else [(label, _("Not kept")) for label, _value in now_rows]
    rows = [
        (label, now, then, now != then and bool(states))
        for (label, now), (_label, then) in zip(now_rows, then_rows, strict=True)
    ]
    return render_template(
        "vacancies/changed_meanwhile.html",
        vacancy=found,
        label=label_of(found.setting_id),
        changed=format_datetime(found.changed_at, "d MMMM yyyy, HH:mm"),
        rows=rows,
        action=request.path,
        sent=[(key, value) for key, value in request.form.items(multi=True) if key not in NOT_SENT],
    )


def _rows(state: dict[str, object], dwellings: dict[str, str] | None) -> list[tuple[str, str]]:
    status = str(STATUS_LABELS[Status(str(state["status"]))])
    told = terms_rows(services.terms_of_state(state), dwellings)
    return [(_("Status"), status), *((label, value) for _field, label, value in told)]
