"""One button, one action: done in its transaction, then back to the page, or the page again with the reasons."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from register.core.access import current_principal
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form
from register.vacancies.models import Vacancy
from register.vacancies.queries import (
    get_own_vacancy,
)
from register.vacancies.routes.showing import show_own


def act(
    vacancy_id: str, action: Callable[[], Vacancy], *, told: str, form: Form | None = None
) -> Response | tuple[str, int]:
    """Do one action of a service, then lead back to where the button was; where a rule forbids it, say why."""
    try:
        with transaction():
            action()
    except RuleBroken as broken:
        form = form or Form()
        form.add(broken.reasons)
        return show_own(get_own_vacancy(vacancy_id, by=current_principal()), form), 422
    flash(told, "success")
    back = "pages.dashboard" if request.form.get("back") == "dashboard" else "vacancies.vacancy"
    return redirect(url_for(back, vacancy_id=None if back == "pages.dashboard" else vacancy_id), 303)
