"""Doing what a batch comes to: at once, after somebody has seen it, or never."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from register.core import outbox
from register.core.access import Principal, Role
from register.core.clock import ends_at
from register.core.db import db, new_id
from register.core.errors import Conflict, NotAllowed, Reason, RuleBroken
from register.core.events import Event, record, record_many
from register.core.notices import send_notice
from register.organisations.ports import PERSON_DIRECTORY, PersonDirectory
from register.regulators.services.batches import insert_all, update_all
from register.vacancies.domain.pushing import Action, BatchState, Mode, Outcome
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.events import (
    BatchApplied,
    BatchDiscarded,
    BatchEvent,
    BatchHeld,
    BatchPreviewed,
    VacancyChanged,
    VacancyConfirmed,
    VacancyEvent,
    VacancyFilled,
    VacancyPublished,
    VacancyWithdrawn,
)
from register.vacancies.models import Vacancy, VacancyBatch, VacancyHistory
from register.vacancies.queries.batches import Found, get_own_batch
from register.vacancies.queries.freshness import due_when, freshness_rule
from register.vacancies.services.confirming import Confirmed
from register.vacancies.services.ending import ENDING
from register.vacancies.services.numbers import move_filled
from register.vacancies.services.pushing import Plan, Rows, plan_batch
from register.vacancies.services.watching import plant

#: How long a list that somebody uploaded waits to be saved.
FORGOTTEN_AFTER = timedelta(days=7)
KINDS: dict[Action, tuple[type[VacancyEvent], str]] = {
    Action.CREATED: (VacancyPublished, "published"),
    Action.CHANGED: (VacancyChanged, "changed"),
    Action.CONFIRMED: (VacancyConfirmed, "confirmed"),
    Action.FILLED: (VacancyFilled, "filled"),
    Action.WITHDRAWN: (VacancyWithdrawn, "withdrawn"),
}


def push_batch(rows: Rows, *, mode: Mode, by: Principal, now: datetime) -> tuple[Plan, VacancyBatch | None]:
    """Decide about rows and write those that are taken; a batch that must be held is kept instead."""
    plan = plan_batch(rows, mode=mode, by=by, now=now)
    if mode is Mode.FULL:
        _supersede(BatchState.HELD, by=by, now=now)
    if plan.held:
        batch = _keep(plan, rows, BatchState.HELD, by=by, now=now)
        _ask_administrators(batch, now=now)
        return plan, batch
    write(plan)
    return plan, None


def preview_batch(rows: Rows, *, numbers: Sequence[int], by: Principal, now: datetime) -> VacancyBatch:
    """Keep rows for whoever uploaded them to look at what would become of each; vacancies not named stay."""
    plan = plan_batch(rows, mode=Mode.PARTIAL, by=by, now=now, numbers=numbers)
    _supersede(BatchState.PREVIEWED, by=by, now=now, before=now - FORGOTTEN_AFTER)
    return _keep(plan, rows, BatchState.PREVIEWED, numbers=numbers, by=by, now=now)


def replan(batch: VacancyBatch, *, by: Principal, now: datetime, only_looking: bool = False) -> Plan:
    """Return what a kept batch would come to now."""
    kept = [(number, row) for number, row, _reference, reasons in batch.rows if not reasons]
    refused = [
        Outcome(number, reference, _action(reasons), tuple(Reason(*one) for one in reasons))
        for number, _row, reference, reasons in batch.rows
        if reasons
    ]
    return plan_batch(
        [row for _number, row in kept],
        mode=Mode(batch.mode),
        by=by,
        now=now,
        numbers=[number for number, _row in kept],
        refused=refused,
        only_looking=only_looking,
    )


def _action(reasons: list[list[str]]) -> Action:
    return Action.CONFLICT if reasons[0][1] == "conflict" else Action.REFUSED


def _as_kept(plan: Plan, rows: Rows, numbers: Sequence[int]) -> list[list[Any]]:
    """Return rows as a batch keeps them: of those that are not taken only why, since they may hold what no row may."""
    refused = {one.row: one for one in plan.outcomes if one.reasons}
    found: list[list[Any]] = []
    for number, row in zip(numbers, rows, strict=True):
        one = refused.get(number)
        reasons = [[each.field, each.code, each.text] for each in one.reasons] if one is not None else []
        found.append([number, None if one is not None else row, one.reference if one is not None else None, reasons])
    return found


def apply_batch(batch_id: str, *, plan_seen: str, by: Principal, now: datetime) -> Plan:
    """Do exactly what was shown. Raises Conflict where that is no longer what would come of it."""
    batch = _waiting(batch_id, by=by)
    plan = replan(batch, by=by, now=now)
    if plan.digest != plan_seen:
        raise Conflict(_("Something changed after you looked: nothing was done. Look again at what would be done now."))
    write(plan)
    _decide(batch, BatchState.APPLIED, BatchApplied(subject_id=batch.id), by=by, now=now)
    return plan


def discard_batch(batch_id: str, *, by: Principal, now: datetime) -> None:
    """Throw a kept batch away; nothing changes."""
    batch = _waiting(batch_id, by=by)
    _decide(batch, BatchState.DISCARDED, BatchDiscarded(subject_id=batch.id), by=by, now=now)


def may_decide(batch: VacancyBatch, by: Principal) -> bool:
    """Whether somebody may decide about a kept batch of theirs: about what was held only an administrator."""
    return batch.state != BatchState.HELD or by.has(Role.PROVIDER_ADMINISTRATOR)


def write(plan: Plan) -> None:
    """Write every outcome that changes anything: rows, history, audit and outbox, a statement or two for each."""
    created, changed, confirmed, history, events = [], [], [], [], list[Event]()
    now, by = plan.ground.now, plan.ground.by
    live = {one.id: one for one in plan.ground.live}
    for one in plan.outcomes:
        if one.action not in KINDS or one.vacancy_id is None:
            continue
        checked = plan.ground.confirmed.get(one.vacancy_id)
        before = live.get(one.vacancy_id)
        if before is None:
            created.append(_new_row(one, checked, by=by, now=now))
        elif one.action is Action.CONFIRMED:
            confirmed.append({"id": one.vacancy_id, "last_confirmed_at": checked, "confirmed_by": by.person_id})
        else:
            changed.append(_changed_row(one, before, checked, by=by, now=now))
        kind, what = KINDS[one.action]
        history.append(_history_row(one, what, checked, by=by, now=now))
        events.append(_event(kind, one))
    session = db.session()
    insert_all(session, Vacancy, *_as_tuples(created))
    update_all(session, Vacancy, *_as_tuples(changed), keys=1)
    update_all(session, Vacancy, *_as_tuples(confirmed), keys=1)
    insert_all(session, VacancyHistory, *_as_tuples(history))
    record_many(events, by=by, now=now)
    _watch(plan, now=now)
    plant(((by.organisation_id or "", at) for at in _reminders(plan, now=now)), now=now)
    for setting_id, change, vacancy_id in plan.ground.filled:
        move_filled(plan.ground.settings[setting_id], change, vacancy_id=vacancy_id, by=by, now=now)


def _watch(plan: Plan, *, now: datetime) -> None:
    """Write down what ends by itself: holds and reservations."""
    for one in plan.outcomes:
        if one.after is not None and one.action in {Action.CREATED, Action.CHANGED} and one.vacancy_id is not None:
            ends = []
            if one.after["held_until"]:
                ends.append(datetime.fromisoformat(one.after["held_until"]))
            if one.after["reserved_until"]:
                ends.append(ends_at(date.fromisoformat(one.after["reserved_until"])))
            for due_at in ends:
                outbox.enqueue(db.session(), topic=ENDING, key=one.vacancy_id, now=now, due_at=due_at)


def _reminders(plan: Plan, *, now: datetime) -> Iterator[datetime]:
    """Give when somebody must be reminded next of each vacancy written, by when it counts as confirmed."""
    rule, live = freshness_rule(), {one.id: one for one in plan.ground.live}
    for one in plan.outcomes:
        if one.action not in KINDS or one.vacancy_id is None or one.setting_id is None:
            continue
        state = _columns(one.after or one.before or {})
        if Status(state["status"]) not in CONFIRMABLE:
            continue
        before, provision = live.get(one.vacancy_id), plan.ground.settings[one.setting_id].provision
        known = [plan.ground.confirmed.get(one.vacancy_id), before.last_confirmed_at if before is not None else None]
        vacancy = Confirmed(
            one.vacancy_id,
            state["status"],
            state["emergency"],
            state["available_from"],
            state["unavailable_until"],
            provision,
        )
        confirmed_at = max((at for at in known if at is not None), default=now)
        due = due_when(vacancy, provision=provision, rule=rule, confirmed_at=confirmed_at)
        next_at = due.next_reminder(now)
        if next_at is not None:
            yield next_at


def _as_tuples(rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return the names of columns, the id first, and the rows as values in their order."""
    if not rows:
        return (), []
    names = tuple(sorted(rows[0], key=lambda name: (name != "id", name)))
    pick = itemgetter(*names)
    return names, [pick(row) for row in rows]


def _columns(state: dict[str, Any]) -> dict[str, Any]:
    until, held, reserved = state["unavailable_until"], state["held_until"], state["reserved_until"]
    return state | {
        "reserved_until": date.fromisoformat(reserved) if reserved else None,
        "available_from": date.fromisoformat(state["available_from"]),
        "unavailable_until": date.fromisoformat(until) if until else None,
        "held_until": datetime.fromisoformat(held) if held else None,
    }


def _new_row(one: Outcome, checked: datetime | None, *, by: Principal, now: datetime) -> dict[str, Any]:
    return _columns(one.after or {}) | {
        "id": one.vacancy_id,
        "setting_id": one.setting_id,
        "organisation_id": by.organisation_id,
        "reference": one.reference,
        "version": one.version,
        "created_at": now,
        "changed_at": now,
        "last_confirmed_at": checked or now,
        "confirmed_by": by.person_id,
    }


def _changed_row(
    one: Outcome, before: Found, checked: datetime | None, *, by: Principal, now: datetime
) -> dict[str, Any]:
    fresher = checked is not None and checked > before.last_confirmed_at
    return _columns(one.after or {}) | {
        "id": one.vacancy_id,
        "reference": one.reference,
        "version": one.version,
        "changed_at": now,
        "last_confirmed_at": checked if fresher else before.last_confirmed_at,
        "confirmed_by": by.person_id if fresher else before.confirmed_by,
    }


def _history_row(one: Outcome, what: str, checked: datetime | None, *, by: Principal, now: datetime) -> dict[str, Any]:
    return {
        "vacancy_id": one.vacancy_id,
        "version": one.version,
        "what": what,
        "as_at": checked or now,
        "known_at": now,
        "person_id": by.person_id,
        "means": by.means,
        "state": one.after if one.action is not Action.CONFIRMED else None,
    }


def _event(kind: type[VacancyEvent], one: Outcome) -> VacancyEvent:
    before, after = one.before or {}, one.after or one.before or {}
    version = one.version or 1
    moved = one.action is not Action.CONFIRMED
    more = {"places": int(before["places"])} if one.action is Action.FILLED else {}
    return kind(
        subject_id=one.vacancy_id or "",
        setting_id=one.setting_id or "",
        version_from=(version - moved if one.before else None),
        version_to=version,
        status_from=before.get("status"),
        status_to=after["status"],
        **more,
    )


def _keep(
    plan: Plan,
    rows: Rows,
    state: BatchState,
    *,
    numbers: Sequence[int] | None = None,
    by: Principal,
    now: datetime,
) -> VacancyBatch:
    batch = VacancyBatch(
        id=new_id(),
        organisation_id=by.organisation_id or "",
        state=state,
        mode=plan.mode,
        rows=_as_kept(plan, rows, range(1, len(rows) + 1) if numbers is None else numbers),
        plan=plan.digest,
        counts=plan.counts,
        person_id=by.person_id,
        key_id=by.key_id,
        created_at=now,
    )
    db.session.add(batch)
    db.session.flush()
    if state is BatchState.HELD:
        event: BatchEvent = BatchHeld(subject_id=batch.id, withdrawn=plan.counts[Action.WITHDRAWN])
    else:
        event = BatchPreviewed(subject_id=batch.id)
    record(event, by=by, now=now)
    return batch


def _ask_administrators(batch: VacancyBatch, *, now: datetime) -> None:
    """Write to those who decide; the message says where to look, not what stands there."""
    directory: PersonDirectory = current_app.extensions[PERSON_DIRECTORY]
    link = f"{current_app.config['PUBLIC_URL']}/vacancies/batches/{batch.id}"
    body = _(
        "Your system sent a full list of vacancies that would withdraw more than a tenth of them, so nothing was done. "
        "Look at it, and confirm it or throw it away:\n\n%(link)s",
        link=link,
    )
    for address in directory.addresses_with(Role.PROVIDER_ADMINISTRATOR, organisation_id=batch.organisation_id):
        send_notice(db.session(), to=address, subject=_("A full list waits for your decision"), body=body, now=now)


def _supersede(state: BatchState, *, by: Principal, now: datetime, before: datetime | None = None) -> None:
    """Throw away what waits and is overtaken: by a newer full list, or by time."""
    overtaken = select(VacancyBatch).where(
        VacancyBatch.organisation_id == by.organisation_id,
        VacancyBatch.state == state,
        VacancyBatch.created_at < (before or now),
    )
    for batch in db.session.scalars(overtaken.order_by(VacancyBatch.id).with_for_update()):
        _decide(batch, BatchState.DISCARDED, BatchDiscarded(subject_id=batch.id), by=by, now=now)


def _waiting(batch_id: str, *, by: Principal) -> VacancyBatch:
    batch = get_own_batch(batch_id, by=by, for_update=True)
    if not may_decide(batch, by):
        raise NotAllowed(_("An administrator of your organisation decides about this."))
    if batch.state not in {BatchState.HELD, BatchState.PREVIEWED}:
        raise RuleBroken(Reason("", "decided", _("This has been decided already.")))
    return batch


def _decide(batch: VacancyBatch, state: BatchState, event: BatchEvent, *, by: Principal, now: datetime) -> None:
    batch.state, batch.decided_at, batch.decided_by = state, now, by.person_id
    batch.rows = []
    record(event, by=by, now=now)
