"""Many vacancies in a spreadsheet: a template of one's own settings, an upload, and a look before anything changes."""

from contextlib import closing
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from register.core.access import Role, current_principal, roles
from register.core.clock import local_date, now
from register.core.csv_files import LARGEST, MIMETYPE, Cell, read_csv, write_csv
from register.core.db import transaction
from register.core.errors import Conflict, RuleBroken
from register.core.forms import Form
from register.descriptions.queries import descriptions_of
from register.organisations.queries import labels_of
from register.vacancies.domain.pushing import ACTION_LABELS, MOST_ROWS, WRITTEN, Action, BatchState
from register.vacancies.models import VacancyBatch
from register.vacancies.queries import batches as asked
from register.vacancies.queries.listing import HEADER, cells_of, listed
from register.vacancies.routes.blueprint import EDITORS, blueprint
from register.vacancies.schemas.lists import TITLES, rows_from
from register.vacancies.services.batches import apply_batch, discard_batch, may_decide, preview_batch, replan
from register.vacancies.services.pushing import Plan

Page = str | Response | tuple[str, int]


@blueprint.get("/vacancies/list")
@roles(*EDITORS)
def bulk() -> Page:
    """Offer the template, take a list, and show what waits for a word."""
    return _start(Form())


@blueprint.get("/vacancies/list.csv")
@roles(*EDITORS)
def template() -> Response:
    """Give a list of one's own settings with their vacancies, to be filled in and sent back."""
    raw = write_csv([str(TITLES[name]) for name in HEADER], _template_rows(now()))
    answer = Response(raw, mimetype=MIMETYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="vacancies-{local_date(now()).isoformat()}.csv"'
    return answer


@blueprint.post("/vacancies/list")
@roles(*EDITORS)
def upload() -> Page:
    """Read a list and keep it to be looked at; nothing changes yet."""
    form = Form()
    try:
        numbers, rows, unknown = rows_from(read_csv(_sent()))
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _start(form), 422
    if len(rows) > MOST_ROWS:
        form.errors["file"] = _("The list has more than %(most)s rows: split it into several", most=MOST_ROWS)
        return _start(form), 422
    with transaction():
        batch_id = preview_batch(rows, numbers=numbers, by=current_principal(), now=now()).id
    if unknown:
        flash(_("These columns were not read: %(titles)s.", titles=", ".join(one[:40] for one in unknown)))
    return redirect(url_for("vacancies.batch", batch_id=batch_id), 303)


@blueprint.get("/vacancies/batches/<batch_id>")
@roles(*EDITORS)
def batch(batch_id: str) -> Page:
    """Show row by row what a list would do now, or what became of it."""
    return _show(asked.get_own_batch(batch_id, by=current_principal()))


@blueprint.post("/vacancies/batches/<batch_id>/confirm")
@roles(*EDITORS)
def confirm_batch(batch_id: str) -> Page:
    """Do exactly what was shown; where something moved meanwhile, show it anew and do nothing."""
    try:
        with transaction():
            plan = apply_batch(batch_id, plan_seen=request.form.get("plan", ""), by=current_principal(), now=now())
    except Conflict as conflict:
        flash(str(conflict))
        return _show(asked.get_own_batch(batch_id, by=current_principal())), 409
    done = sum(plan.counts[one] for one in WRITTEN)
    flash(ngettext("Done: %(num)d vacancy saved.", "Done: %(num)d vacancies saved.", done), "success")
    return redirect(url_for("pages.dashboard"), 303)


@blueprint.post("/vacancies/batches/<batch_id>/discard")
@roles(*EDITORS)
def discard(batch_id: str) -> Page:
    """Throw a list away; nothing changes."""
    with transaction():
        discard_batch(batch_id, by=current_principal(), now=now())
    flash(_("Thrown away. Nothing was changed."), "success")
    return redirect(url_for("vacancies.bulk"), 303)


def _sent() -> bytes:
    found = request.files.get("file")
    if found is None:
        return b""
    with closing(found) as opened:
        return bytes(opened.read(LARGEST + 1))


def _start(form: Form) -> str:
    principal = current_principal()
    held = asked.held_batches(principal.organisation_id or "") if principal.has(Role.PROVIDER_ADMINISTRATOR) else ()
    return render_template("vacancies/bulk.html", form=form, held=held, waiting=asked.waiting_batches(principal))


def _show(found: VacancyBatch) -> str:
    waits = found.state in {BatchState.PREVIEWED, BatchState.HELD}
    plan: Plan | None = None
    if waits:
        plan = replan(found, by=current_principal(), now=now(), only_looking=True)
    wrong = [one for one in plan.outcomes if one.action in {Action.REFUSED, Action.CONFLICT}] if plan else []
    return render_template(
        "vacancies/batch.html",
        batch=found,
        plan=plan,
        wrong=wrong,
        others=[one for one in plan.outcomes if one not in wrong] if plan else [],
        counts=plan.counts if plan is not None else found.counts,
        names=ACTION_LABELS,
        titles=TITLES,
        may_decide=waits and may_decide(found, current_principal()),
        changes=sum(plan.counts[one] for one in WRITTEN) if plan is not None else 0,
    )


def _template_rows(at: datetime) -> list[list[Cell]]:
    """Return the list: every vacancy of one's own, and a row to begin with for each setting that offers none."""
    by = current_principal()
    found, after = [], None
    while True:
        page = asked.own_vacancies(by, after=after, limit=500)
        found += list(page.items)
        after = page.next_cursor
        if after is None:
            break
    rows = [list(cells_of(one)) for one in listed(found, now=at)]
    offering = {setting.id for _vacancy, setting in found}
    settings = [one for one in asked.own_settings(by).values() if one.open and one.provision is not None]
    labels, described = labels_of(one.id for one in settings), descriptions_of(one.id for one in settings)
    free = asked.households_without_vacancy(by, [one.id for one in settings])
    for setting in settings:
        said = described.get(setting.id)
        begun: dict[str, Any] = {
            "scheme": setting.scheme,
            "identifier": setting.identifier,
            "label": labels.get(setting.id),
        }
        if said is not None:
            begun |= {"age_min": said.age_min, "age_max": said.age_max, "gender": said.gender}
            begun |= {"purposes": list(said.purposes), "needs": dict(said.needs)}
        places: list[str | None] = [*free.get(setting.id, [])]
        if not places and setting.id not in offering:
            places = [None]
        rows += [list(cells_of(begun | {"place": place})) for place in places]
    return rows
