"""The page behind the link in a reminder: no sign-in, and opening it changes nothing, because mail scanners open links.

It shows brand and internal code, never a name or a place.
"""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from register.core.access import open_to_all
from register.core.clock import local_date, now
from register.core.db import transaction
from register.core.errors import Conflict, NotFound, RuleBroken
from register.core.forms import Form
from register.organisations.queries import labels_of
from register.regulators.queries import settings_by_id
from register.vacancies import services
from register.vacancies.domain.freshness import FRESHNESS_LABELS, Due, Freshness
from register.vacancies.domain.status import STATUS_LABELS, Status, may_follow
from register.vacancies.models import Vacancy
from register.vacancies.queries import asks, due_of, freshness_rule
from register.vacancies.queries.links import open_link
from register.vacancies.routes.acting import state_rows, state_seen
from register.vacancies.routes.blueprint import blueprint
from register.vacancies.services.answering import Answer, Answered

EACH = "each"


@dataclass(frozen=True, slots=True)
class Asked:
    """One vacancy as the page asks about it; `rows` holds both versions where somebody has changed it since."""

    vacancy: Vacancy
    label: str
    due: Due
    freshness: Freshness
    day_has_come: bool
    may_fill: bool
    rows: list[tuple[str, str, str, bool]]


@blueprint.get("/answer")
@open_to_all
def answer() -> str | tuple[str, int]:
    """Show what the link is about, with a button that does something."""
    return _page(Form(values={"all": EACH}))


@blueprint.post("/answer", endpoint="answer_post")
@open_to_all
def answer_link() -> Response | str | tuple[str, int]:
    """Confirm, mark as filled or withdraw what was chosen."""
    form = Form(values=dict(request.form.items()))
    try:
        answers = _answers(form)
        if not form.ok:
            return _page(form, status=422)
        with transaction():
            done = services.answer_link(_token(), answers, now=now())
    except NotFound:
        return _gone()
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _page(form, status=422)
    except Conflict:
        return _page(form, status=409)
    flash(ngettext("%(num)d answer saved. Thank you.", "%(num)d answers saved. Thank you.", done), "success")
    return redirect(url_for("vacancies.answer", token=_token()), 303)


def _token() -> str:
    return request.values.get("token", "")


def _answers(form: Form) -> dict[str, Answered]:
    """Read the answers; one for all wins over those for each. What is wrong goes into the form."""
    link = open_link(_token(), now=now())
    for_all = form.values.get("all", EACH)
    answers = {}
    for vacancy_id, vacancy in link.vacancies.items():
        chosen = form.values.get(f"answer-{vacancy_id}", "") if for_all == EACH else for_all
        version = request.form.get(f"version-{vacancy_id}", type=int)
        if chosen not in set(Answer) or version is None or not _possible(vacancy, Answer(chosen)):
            continue
        typed = form.values.get(f"places-{vacancy_id}", "").strip() if chosen == Answer.FILLED else ""
        if typed and not typed.isdecimal():
            form.errors[f"places-{vacancy_id}"] = _("Enter how many places were filled, in figures")
            continue
        answers[vacancy_id] = Answered(Answer(chosen), version, int(typed) if typed else None)
    if not answers and form.ok:
        form.errors["all"] = _("Choose an answer")
    return answers


def _possible(vacancy: Vacancy, said: Answer) -> bool:
    if said is Answer.FILLED:
        return may_follow(Status(vacancy.status), Status.FILLED)
    return said is Answer.WITHDRAWN or not asks(vacancy, today=local_date(now()))


def _page(form: Form, *, status: int = 200) -> str | tuple[str, int]:
    try:
        link = open_link(_token(), now=now())
    except NotFound:
        return _gone()
    setting_ids = {one.setting_id for one in link.vacancies.values()}
    settings, labels, rule = settings_by_id(setting_ids), labels_of(setting_ids), freshness_rule()
    asked = []
    for one in link.vacancies.values():
        due = due_of(one, settings[one.setting_id], rule=rule)
        asked.append(
            Asked(
                vacancy=one,
                label=labels.get(one.setting_id, ""),
                due=due,
                freshness=due.at(now()),
                day_has_come=not _possible(one, Answer.SAME),
                may_fill=_possible(one, Answer.FILLED),
                rows=_both(one, request.form.get(f"version-{one.id}", type=int)),
            )
        )
    asked.sort(key=lambda one: (one.label, one.vacancy.id))
    text = render_template(
        "vacancies/answer.html",
        asked=asked,
        token=_token(),
        form=form,
        changed=[one for one in asked if one.rows],
        status_names=STATUS_LABELS,
        freshness_names=FRESHNESS_LABELS,
    )
    return (text, status) if status != 200 else text  # noqa: PLR2004 - OK


def _both(vacancy: Vacancy, version: int | None) -> list[tuple[str, str, str, bool]]:
    """Return both versions of what somebody has changed since it was shown; empty where nobody has."""
    return [] if version in (None, vacancy.version) else state_rows(vacancy, state_seen(vacancy.id, version))


def _gone() -> tuple[str, int]:
    return render_template("vacancies/link_gone.html"), 404
