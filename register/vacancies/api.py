"""A provider's own programs: publish vacancies, keep them true, read them back; one schema with form and list."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import ETags
from werkzeug.exceptions import PreconditionFailed

from register.core import clock
from register.core.access import Scope, current_principal, key
from register.core.api import KEY_HEADER, VERSION, as_json, done_once, loaded, read_json, read_query, version_tag
from register.core.csv_files import MIMETYPE, write_csv
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.openapi import Answers, describes
from register.vacancies.domain.pushing import REFERENCE, WRITTEN, Action, Mode, Outcome
from register.vacancies.models import Vacancy, VacancyBatch
from register.vacancies.queries import batches as asked
from register.vacancies.queries.listing import HEADER, cells_of, listed
from register.vacancies.schemas import (
    BatchAnswerSchema,
    BatchSchema,
    HeldBatchSchema,
    ListQuerySchema,
    ListSchema,
    PutAnswerSchema,
    RowSchema,
    VacancySchema,
    VersionsSchema,
)
from register.vacancies.services.batches import push_batch, write
from register.vacancies.services.pushing import Plan, plan_batch

blueprint = Blueprint("vacancies_api", __name__, url_prefix=VERSION)
ONCE = {KEY_HEADER: "A text of yours, new for every request: the same request sent again is not done again."}
TAG = {"ETag": "The version; send it as If-Match to change that one and no other."}
BY_REFERENCE: Mapping[str, dict[str, Any]] = {"reference": {"type": "string", "pattern": REFERENCE}}
UNKNOWN = "You have no vacancy with this reference."


@blueprint.get("/vacancies")
@key(Scope.VACANCIES_READ)
@describes(answers={200: Answers("Your vacancies.", ListSchema(), types=(MIMETYPE,))}, query=ListQuerySchema())
def vacancies() -> Response:
    """List your organisation's vacancies that are offered or not available, by their id here.

    Send `Accept: text/csv` for the same page as CSV; its header `Link` names the next one.
    """
    asked_for, now = read_query(ListQuerySchema()), clock.now()
    page = asked.own_vacancies(current_principal(), after=asked_for.get("after"), limit=asked_for["limit"])
    rows = listed(page.items, now=now)
    if request.accept_mimetypes.best_match(["application/json", MIMETYPE]) == MIMETYPE:
        answer = Response(write_csv(HEADER, [cells_of(one) for one in rows]), mimetype=MIMETYPE)
        answer.headers["Content-Disposition"] = 'attachment; filename="vacancies.csv"'
    else:
        answer = as_json(200, {"vacancies": rows} | ({"next": page.next_cursor} if page.next_cursor else {}))
    if page.next_cursor:
        answer.headers["Link"] = f'<{request.base_url}?after={page.next_cursor}>; rel="next"'
    answer.vary.add("Accept")
    return answer


@blueprint.get("/vacancies/<reference>")
@key(Scope.VACANCIES_READ)
@describes(
    answers={
        200: Answers("The vacancy.", VacancySchema(), headers=TAG),
        304: Answers("It is still in the version that If-None-Match names."),
    },
    path=BY_REFERENCE,
    headers={"If-None-Match": "The ETag of the version that you have."},
)
def vacancy(reference: str) -> Response:
    """Give the vacancy that has this reference of yours, also when it has been filled or withdrawn."""
    found = asked.find_by_reference(reference, by=current_principal())
    if found is None:
        raise NotFound(UNKNOWN)
    answer = as_json(200, listed([found], now=clock.now())[0])
    answer.set_etag(_tag(found[0]))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@blueprint.put("/vacancies/<reference>")
@key(Scope.VACANCIES_WRITE)
@describes(
    answers={
        200: Answers("What became of it.", PutAnswerSchema(), headers=TAG),
        201: Answers("It was published.", PutAnswerSchema(), headers=TAG),
        409: Answers("It was changed meanwhile; both versions.", VersionsSchema()),
    },
    body=RowSchema(),
    path=BY_REFERENCE,
    headers=ONCE | {"If-Match": "The ETag of the version that you mean to replace."},
    problems=frozenset({412}),
)
def put_vacancy(reference: str) -> Response:
    """Publish or replace the vacancy that has this reference of yours.

    What you leave out takes its default, as in the form. The same again changes nothing. A vacancy that is filled or
    withdrawn needs its status only.
    """
    row, by, now = read_json(), current_principal(), clock.now()
    if not isinstance(row, dict):
        loaded(RowSchema(), row)
    if row.get("reference", reference) != reference:
        raise RuleBroken(Reason("reference", "differs", _("The reference in the address is another one")))

    def work() -> tuple[int, dict[str, Any]]:
        plan = plan_batch([row | {"reference": reference}], mode=Mode.PARTIAL, by=by, now=now)
        (outcome,) = plan.outcomes
        _match(plan)
        _refuse(outcome)
        write(plan)
        found = asked.find_by_reference(reference, by=by)
        body = {"action": str(outcome.action)}
        if found is None:
            return 200, body
        return 201 if outcome.action is Action.CREATED else 200, body | {"vacancy": listed([found], now=now)[0]}

    answer = done_once(work)
    found = asked.find_by_reference(reference, by=by)
    if found is not None:
        answer.set_etag(_tag(found[0]))
    return answer


@blueprint.put("/vacancies")
@key(Scope.VACANCIES_WRITE)
@describes(
    answers={
        200: Answers("What became of each row.", BatchAnswerSchema()),
        202: Answers("It is held: a person of yours looks first. Nothing was done.", BatchAnswerSchema()),
    },
    body=BatchSchema(),
    headers=ONCE,
)
def put_vacancies() -> Response:
    """Publish, replace, confirm and end up to 1,000 vacancies at once, row by row.

    A row that is wrong does not stop the others; each says what became of it. All rows that are taken are saved
    together. The same batch again changes nothing.
    """
    sent = loaded(BatchSchema(), read_json())
    by, now = current_principal(), clock.now()
    mode, dry_run = Mode(sent["mode"]), sent["dry_run"]

    def work() -> tuple[int, dict[str, Any]]:
        if dry_run:
            return 200, _told(plan_batch(sent["vacancies"], mode=mode, by=by, now=now), None, dry_run=True)
        plan, held = push_batch(sent["vacancies"], mode=mode, by=by, now=now)
        return (202 if held else 200), _told(plan, held, dry_run=False)

    return done_once(work)


@blueprint.get("/batches/<batch_id>")
@key(Scope.VACANCIES_READ)
@describes(answers={200: Answers("The batch.", HeldBatchSchema())})
def batch(batch_id: str) -> Response:
    """Say what was decided about a batch of yours that was held."""
    found = asked.get_own_batch(batch_id, by=current_principal())
    body = {
        "batch_id": found.id,
        "mode": found.mode,
        "state": found.state,
        "counts": found.counts,
        "created_at": found.created_at.isoformat(),
    }
    if found.decided_at is not None:
        body["decided_at"] = found.decided_at.isoformat()
    return as_json(200, body)


def _tag(vacancy: Vacancy) -> str:
    return version_tag(vacancy.id, vacancy.version, vacancy.last_confirmed_at.isoformat())


def _match(plan: Plan) -> None:
    """Refuse where the vacancy is no longer the one that If-Match names."""
    wanted: ETags = request.if_match
    if not wanted:
        return
    (before,) = plan.ground.live or (None,)
    if before is None or not wanted.contains(
        version_tag(before.id, before.version, before.last_confirmed_at.isoformat())
    ):
        raise PreconditionFailed("It is no longer in the version that If-Match names: read it again.")


def _refuse(outcome: Outcome) -> None:
    if outcome.action is Action.CONFLICT:
        raise Conflict(outcome.reasons[0].text, ours=outcome.ours, yours=outcome.yours)
    if outcome.action is Action.REFUSED:
        raise RuleBroken.of(outcome.reasons)


def _told(plan: Plan, held: VacancyBatch | None, *, dry_run: bool) -> dict[str, Any]:
    state = "held" if held or (dry_run and plan.held) else "dry-run" if dry_run else "applied"
    body: dict[str, Any] = {
        "mode": str(plan.mode),
        "dry_run": dry_run,
        "state": state,
        "counts": plan.counts,
        "rows": [_row(one, told_id=not dry_run and held is None) for one in plan.outcomes],
    }
    return body | ({"batch_id": held.id} if held else {})


def _row(one: Outcome, *, told_id: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"row": one.row, "action": str(one.action)}
    if one.reference is not None:
        found["reference"] = one.reference
    if one.vacancy_id is not None and (told_id or one.action not in WRITTEN or one.before):
        found |= {"id": one.vacancy_id, "version": one.version}
    if one.reasons:
        found["errors"] = [{"field": each.field, "code": each.code, "detail": each.text} for each in one.reasons]
    if one.ours is not None:
        found |= {"ours": one.ours, "yours": one.yours}
    return found
