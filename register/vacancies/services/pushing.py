"""Many vacancies at once, from a provider's own system or list: decided row by row, written in a few statements.

Nothing here saves by itself: the caller's transaction holds all rows that were taken, or none.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError

from register.core.access import Principal
from register.core.clock import local_date
from register.core.errors import Reason
from register.core.forms import reasons_of
from register.core.rows import RowReader
from register.descriptions.domain.screening import Finding
from register.descriptions.queries import descriptions_of, screen_many
from register.dwellings.domain.kinds import kind_for
from register.regulators.models import Setting
from register.regulators.queries import settings_by_id
from register.vacancies.domain.pushing import ENDS, REFERENCE, Action, Mode, Outcome, is_held, without
from register.vacancies.domain.status import Status
from register.vacancies.domain.terms import Limits
from register.vacancies.queries import batches as asked
from register.vacancies.queries import numbers_of
from register.vacancies.queries.batches import Found
from register.vacancies.schemas import NOT_NEEDED_AT_THE_END, RowSchema
from register.vacancies.services.deciding import Ground, decide, withdraw_unnamed

Rows = Sequence[object]
_REFERENCE = re.compile(REFERENCE)
_NAME = re.compile(r"[A-Za-z0-9_.]{1,40}$")


@dataclass(slots=True)
class Plan:
    """What becomes of each row of a batch, before anything is written.

    `held` says that it withdraws so much that a person looks first. `digest` is the same for the same outcome only.
    """

    mode: Mode
    outcomes: list[Outcome]
    ground: Ground
    held: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows end how."""
        found = dict.fromkeys((str(one) for one in Action), 0)
        for one in self.outcomes:
            found[one.action] += 1
        return found

    @property
    def digest(self) -> str:
        """Return what tells this plan from one that would do anything else."""
        told = [
            (one.row, one.reference, one.action, one.vacancy_id if one.before else None, one.version, one.after)
            for one in self.outcomes
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(slots=True)
class Wanted:
    """A row that the schema has read."""

    number: int
    data: dict[str, Any]
    setting: Setting | None = None
    before: Found | None = None

    @property
    def status(self) -> Status:
        """Return where the row says that the vacancy stands."""
        return Status(self.data["status"])


def plan_batch(
    rows: Rows,
    *,
    mode: Mode,
    by: Principal,
    now: datetime,
    numbers: Sequence[int] | None = None,
    refused: Iterable[Outcome] = (),
    only_looking: bool = False,
) -> Plan:
    """Decide what becomes of each row, without writing: read everything once, then row by row.

    `numbers` are those by which people know the rows; `refused` are rows that were refused before and are not looked at
    again; `only_looking` locks nothing. Rows that end a vacancy come first, so that the place which one frees can be
    offered by another.
    """
    if not only_looking:
        asked.lock_organisation(by.organisation_id or "")
    wanted, outcomes = read_rows(rows, range(1, len(rows) + 1) if numbers is None else numbers)
    outcomes += refused
    ground = _ground(wanted, mode=mode, by=by, now=now, lock=not only_looking)
    plan = Plan(mode, outcomes, ground)
    if mode is Mode.FULL:
        _withdraw_what_is_not_named(plan, wanted)
    taken: dict[str, int] = {}
    for one in sorted(wanted, key=lambda each: (each.status not in ENDS, each.number)):
        if one.before is not None and taken.setdefault(one.before.id, one.number) != one.number:
            reason = _same_vacancy(taken[one.before.id])
            outcomes.append(Outcome(one.number, one.data["reference"], Action.REFUSED, (reason,)))
        else:
            outcomes.append(decide(one.number, one.data, setting=one.setting, before=one.before, ground=ground))
    outcomes.sort(key=lambda one: (one.row == 0, one.row))
    if mode is Mode.FULL:
        live = sum(one.reference is not None for one in ground.live)
        plan.held = is_held(withdrawn=plan.counts[Action.WITHDRAWN], live=live)
    return plan


def read_rows(rows: Rows, numbers: Sequence[int]) -> tuple[list[Wanted], list[Outcome]]:
    """Read rows by the schema; returns those that hold, and what becomes of those that do not."""
    whole, ended = RowReader(RowSchema()), RowReader(RowSchema(partial=NOT_NEEDED_AT_THE_END))
    wanted: list[Wanted] = []
    refused: list[Outcome] = []
    seen: dict[str, int] = {}
    for number, row in zip(numbers, rows, strict=True):
        reader = ended if isinstance(row, dict) and row.get("status") in ENDS else whole
        try:
            data = reader.read(row)
        except ValidationError as error:
            refused.append(Outcome(number, _reference_of(row), Action.REFUSED, _told(error)))
            continue
        reason = _twice(data, seen, number)
        if reason is None:
            wanted.append(Wanted(number, data))
        else:
            refused.append(Outcome(number, data["reference"], Action.REFUSED, (reason,)))
    return wanted, refused


def _twice(data: dict[str, Any], seen: dict[str, int], number: int) -> Reason | None:
    names = [f"{kind}:{data[kind]}" for kind in ("reference", "id") if data[kind]]
    if not names:
        return Reason("reference", "missing", _("Give each vacancy a reference of your own"))
    for name in names:
        if name in seen:
            return _same_vacancy(seen[name])
    seen.update(dict.fromkeys(names, number))
    return None


def _same_vacancy(number: int) -> Reason:
    text = _("Row %(row)s is about the same vacancy: leave one of the two out", row=number)
    return Reason("reference", "twice", text)


def _reference_of(row: object) -> str | None:
    found = row.get("reference") if isinstance(row, dict) else None
    return found if isinstance(found, str) and _REFERENCE.match(found) else None


def _told(error: ValidationError) -> tuple[Reason, ...]:
    """Return why a row is refused; a name that is no name of a field may be anything, and is not said again."""
    return tuple(one if _NAME.match(one.field) else replace(one, field="") for one in reasons_of(error))


def _ground(wanted: list[Wanted], *, mode: Mode, by: Principal, now: datetime, lock: bool) -> Ground:
    """Read, in a fixed number of queries, everything that the rows are decided by; vacancies first, then settings."""
    references = {one.data["reference"] for one in wanted if one.data["reference"]}
    ids = {one.data["id"] for one in wanted if one.data["id"]}
    live = asked.live_vacancies(by, references=None if mode is Mode.FULL else references, ids=ids, lock=lock)
    live = [one for one in live if by.may_touch_setting(one.setting_id)]
    by_reference = {one.reference: one for one in live if one.reference}
    by_id = {one.id: one for one in live}
    pairs = {(one.data["scheme"], one.data["identifier"].strip()) for one in wanted if "identifier" in one.data}
    settings = asked.own_settings(by, pairs)
    for one in wanted:
        one.before = by_id.get(one.data["id"]) or by_reference.get(one.data["reference"])
        if "identifier" in one.data:
            one.setting = settings.get((one.data["scheme"], one.data["identifier"].strip()))
    known = {one.id: one for one in settings.values()}
    known |= settings_by_id({one.before.setting_id for one in wanted if one.before is not None} - known.keys())
    if lock:
        asked.lock_settings(known)
    organisation_id = by.organisation_id or ""
    with_places = [one.id for one in known.values() if kind_for(one.provision) is not None]
    places = asked.own_places(with_places, organisation_id=organisation_id)
    for one in wanted:
        found = places.get((one.setting.id if one.setting is not None else "", one.data["place"] or ""))
        one.data["dwelling_id"] = found[0] if found is not None else None
    gone = [one for one in wanted if one.before is None and one.status in ENDS]
    ends = asked.ends_of(organisation_id, [one.data["reference"] for one in gone])
    return Ground(
        by=by,
        now=now,
        today=local_date(now),
        settings=known,
        limits=_limits(known.values()),
        numbers=numbers_of(known.values(), organisation_id=organisation_id),
        rooms=dict(places.values()),
        live=live,
        references=frozenset(by_reference),
        ends=ends,
        screened=_screened(wanted, known, holder=by.organisation_id),
    )


def _limits(settings: Iterable[Setting]) -> dict[str, Limits]:
    every = list(settings)
    descriptions = descriptions_of(one.id for one in every)
    found = {}
    for one in every:
        description = descriptions.get(one.id)
        found[one.id] = Limits(
            provision=one.provision,
            open=one.open,
            suspended="suspend" in (one.registration_status or "").casefold(),
            age_min=description.age_min if description else None,
            age_max=description.age_max if description else None,
            exclusions=frozenset(description.exclusions) if description else frozenset(),
            out_of_hours=bool(description and description.out_of_hours_telephone),
        )
    return found


def _screened(
    wanted: Iterable[Wanted], settings: dict[str, Setting], *, holder: str | None
) -> dict[tuple[str, str], Finding]:
    """Return the texts that others may not read, as {(setting id, text): the first finding}; each is looked at once."""
    texts: dict[str, list[str | None]] = {}
    for one in wanted:
        words = one.data.get("words")
        if words and one.setting is not None and (one.before is None or one.before.words != words):
            listed = texts.setdefault(one.setting.id, [])
            if words not in listed:
                listed.append(words)
    found = {}
    for setting_id, findings in screen_many(
        texts, settings, holders=dict.fromkeys(texts, holder) if holder else {}
    ).items():
        for text, each in zip(texts[setting_id], findings, strict=True):
            if each:
                found[setting_id, str(text)] = each[0]
    return found


def _withdraw_what_is_not_named(plan: Plan, wanted: Iterable[Wanted]) -> None:
    """Withdraw first, so that what frees a place here lets another offer it."""
    if any(one.reference is None for one in plan.outcomes):
        return  # a row whose reference cannot be read may be any of them: nothing is withdrawn for its sake
    ground = plan.ground
    named = {one.reference for one in plan.outcomes} | {one.data["reference"] for one in wanted}
    named |= {one.before.reference for one in wanted if one.before is not None}
    for one in ground.live:
        if one.reference and one.reference not in named:
            plan.outcomes.append(withdraw_unnamed(one))
            if one.setting_id in ground.numbers:
                numbers = ground.numbers[one.setting_id]
                ground.numbers[one.setting_id] = without(numbers, Status(one.status), one.places)
            ground.leave(one)
