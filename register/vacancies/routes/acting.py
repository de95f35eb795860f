"""One button, one action: done in its transaction, then back to the page, or the page again with the reasons.

Whoever pressed it looked at one version. Where somebody else has changed the vacancy since, both are shown.
"""

from collections.abc import Callable, Mapping
from typing import Any

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

State = Mapping[str, Any]
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
    return render_template(
        "vacancies/changed_meanwhile.html",
        vacancy=found,
        label=label_of(found.setting_id),
        changed=format_datetime(found.changed_at, "d MMMM yyyy, HH:mm"),
        rows=state_rows(
            found,
            state_seen(vacancy_id, request.form.get("version", type=int)),
            dwellings=dwelling_names(get_setting(found.setting_id)),
        ),
        action=request.path,
        sent=[(key, value) for key, value in request.form.items(multi=True) if key not in NOT_SENT],
    )


def state_seen(vacancy_id: str, version: int | None) -> State | None:
    """Return the state that a vacancy had in an earlier version, None where it was not kept."""
    states = [one.state for one in history_of(vacancy_id) if one.version == version and one.state is not None]
    return states[-1] if states else None


def state_rows(
    found: Vacancy, seen: State | None, *, dwellings: dict[str, str] | None = None
) -> list[tuple[str, str, str, bool]]:
    """Return a vacancy as it is and as somebody saw it: (what, now, then, whether they differ).

    Where it is below its setting is said only with the names of `dwellings`.
    """
    now_rows = _rows(services.state_of(found), dwellings)
    then_rows = _rows(seen, dwellings) if seen is not None else [(label, _("Not kept")) for label, _value in now_rows]
    return [
        (label, now, then, now != then and seen is not None)
        for (label, now), (_label, then) in zip(now_rows, then_rows, strict=True)
    ]


def _rows(state: State, dwellings: dict[str, str] | None) -> list[tuple[str, str]]:
    status = str(STATUS_LABELS[Status(str(state["status"]))])
    told = terms_rows(services.terms_of_state(state), dwellings)
    return [(_("Status"), status), *((label, value) for _field, label, value in told)]
