"""What becomes of one row of a batch, by the rules that a form keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.db import new_id
from register.core.errors import Reason
from register.descriptions.domain.screening import Finding
from register.regulators.models import Setting
from register.vacancies.domain.dwellings import Room, room_reasons
from register.vacancies.domain.numbers import Numbers, offer_reasons
from register.vacancies.domain.pushing import (
    ENDS,
    FOUND_LABELS,
    Action,
    Outcome,
    State,
    beside,
    confirmed_at,
    differing,
    reachable,
    without,
)
from register.vacancies.domain.status import OCCUPYING, STATUS_LABELS, Status
from register.vacancies.domain.terms import Limits, publish_reasons, terms_reasons
from register.vacancies.queries import asks
from register.vacancies.queries.batches import Found
from register.vacancies.schemas import terms_from
from register.vacancies.services.writing import state_of

Data = dict[str, Any]


@dataclass(slots=True)
class Ground:
    """Everything that the rows of a batch are decided by; `numbers` and `rooms` move with the rows.

    `screened` holds the texts that others may not read. `confirmed` says as of when an outcome counts as confirmed, by
    vacancy id; `filled` by how many the filled places of a setting move, with the vacancy that moves them.
    """

    by: Principal
    now: datetime
    today: date
    settings: Mapping[str, Setting]
    limits: Mapping[str, Limits]
    numbers: dict[str, Numbers]
    rooms: dict[str, Room]
    live: Sequence[Found]
    references: frozenset[str]
    ends: Mapping[str, str]
    screened: Mapping[tuple[str, str], Finding]
    confirmed: dict[str, datetime] = field(default_factory=dict)
    filled: list[tuple[str, int, str]] = field(default_factory=list)

    def leave(self, before: Found) -> None:
        """Free the room that a vacancy takes where it is."""
        self._move(before.dwelling_id, Status(before.status), -before.places)

    def enter(self, dwelling_id: str | None, status: Status, places: int) -> None:
        """Take room for a vacancy where it is."""
        self._move(dwelling_id, status, places)

    def _move(self, dwelling_id: str | None, status: Status, places: int) -> None:
        room = self.rooms.get(dwelling_id or "")
        if room is not None and dwelling_id is not None and status in OCCUPYING:
            self.rooms[dwelling_id] = replace(room, offered=room.offered + places)


def decide(number: int, data: Data, *, setting: Setting | None, before: Found | None, ground: Ground) -> Outcome:
    """Return what becomes of a row."""
    reference = data["reference"] or (before.reference if before is not None else None)
    status = _status(data, ground.today)
    outcome = Outcome(number, reference, Action.REFUSED)
    if before is None:
        return _first(outcome, data, status, setting, ground)
    outcome.vacancy_id, outcome.setting_id, outcome.version = before.id, before.setting_id, before.version
    outcome.before = state_of(before)  # type: ignore[arg-type]  # a row has the columns that a vacancy has
    if status in ENDS:
        state: State = outcome.before | {"status": str(status)} | _NOTHING_PENDING
    else:
        if setting is None or setting.id != before.setting_id:
            outcome.reasons = (_elsewhere(setting),)
            return outcome
        state = _state(data, status)
    if data["version"] is not None and data["version"] != before.version:
        if (before.setting_id, str(state["words"])) in ground.screened:
            state = state | {"words": None}  # what may not be written is not repeated
        outcome.action, outcome.ours, outcome.yours = Action.CONFLICT, outcome.before, state
        text = _("It was changed here meanwhile and is now version %(version)s", version=before.version)
        outcome.reasons = (Reason("version", "conflict", text),)
        return outcome
    return _again(outcome, data, state, before, ground)


def withdraw_unnamed(before: Found) -> Outcome:
    """Return what becomes of a vacancy that a full batch does not name."""
    state = state_of(before)  # type: ignore[arg-type]  # a row has the columns that a vacancy has
    return Outcome(
        0,
        before.reference,
        Action.WITHDRAWN,
        vacancy_id=before.id,
        setting_id=before.setting_id,
        version=before.version + 1,
        before=state,
        after=state | {"status": str(Status.WITHDRAWN)} | _NOTHING_PENDING,
        differing=("status",),
    )


_NOTHING_PENDING: State = {"unavailable_reason": None, "unavailable_until": None, "held_until": None, "held_for": None}


def _status(data: Data, today: date) -> Status:
    status = Status(data["status"])
    # As in the form: what is open from a later day on is planned.
    return Status.PLANNED if status is Status.OPEN and data["available_from"] > today else status


def _first(outcome: Outcome, data: Data, status: Status, setting: Setting | None, ground: Ground) -> Outcome:
    if data["id"]:
        outcome.reasons = (Reason("id", "unknown", _("There is no such vacancy among yours, or it has ended")),)
        return outcome
    if status in ENDS:
        if outcome.reference in ground.ends:
            outcome.action = Action.UNCHANGED
        else:
            text = _("You have no vacancy with this reference that could end")
            outcome.reasons = (Reason("reference", "unknown", text),)
        return outcome
    if setting is None:
        outcome.reasons = (_not_yours(),)
        return outcome
    checked, reasons = _checked(data, ground)
    if checked is None and not reasons:
        text = _("Say when this was last checked at the source: a new vacancy is published only as of then")
        reasons = (Reason("source_checked_at", "missing", text),)
    numbers = ground.numbers[setting.id]
    reasons += _rules(data, status, setting, numbers, ground)
    if reasons:
        outcome.reasons = reasons
        return outcome
    outcome.action, outcome.vacancy_id, outcome.setting_id, outcome.version = Action.CREATED, new_id(), setting.id, 1
    outcome.after = _state(data, status)
    ground.numbers[setting.id] = beside(numbers, status, data["places"])
    ground.enter(data["dwelling_id"], status, data["places"])
    if checked is not None:
        ground.confirmed[outcome.vacancy_id] = checked
    return outcome


def _again(outcome: Outcome, data: Data, state: State, before: Found, ground: Ground) -> Outcome:
    was, status = Status(before.status), Status(state["status"])
    checked, reasons = _checked(data, ground)
    outcome.differing = differing(outcome.before or {}, state)
    named = data["reference"] is not None and before.reference != data["reference"]
    if named and data["reference"] in ground.references:
        text = _("Another of your vacancies has this reference: choose one that is free")
        reasons = (*reasons, Reason("reference", "taken", text))
    if not outcome.differing and not named and not reasons:
        return _same(outcome, checked, before, ground)
    if not reachable(was, status):
        names = {"before": str(STATUS_LABELS[was]), "after": str(STATUS_LABELS[status])}
        text = _("A vacancy that is “%(before)s” cannot become “%(after)s”.", **names)
        reasons = (*reasons, Reason("status", "transition", text))
    numbers = ground.numbers.get(before.setting_id)
    if status not in ENDS and numbers is not None:
        numbers = without(numbers, was, before.places)
        freed = numbers.offering(data["places"]).over if was is Status.PLANNED and status in OCCUPYING else 0
        numbers = numbers.freed(freed)
        ground.leave(before)
        reasons += _rules(data, status, ground.settings[before.setting_id], numbers, ground)
        if reasons:
            ground.enter(before.dwelling_id, was, before.places)
        else:
            ground.numbers[before.setting_id] = beside(numbers, status, data["places"])
            ground.enter(data["dwelling_id"], status, data["places"])
            if freed:
                ground.filled.append((before.setting_id, -freed, before.id))
    if reasons:
        outcome.reasons = reasons
        return outcome
    if status in ENDS and numbers is not None:
        left = without(numbers, was, before.places)
        # What is filled is no longer on offer, and not free for the next row either.
        ground.numbers[before.setting_id] = left.filled_by(before.places) if status is Status.FILLED else left
        ground.leave(before)
    if status is Status.FILLED:
        ground.filled.append((before.setting_id, before.places, before.id))
    ends = {Status.FILLED: Action.FILLED, Status.WITHDRAWN: Action.WITHDRAWN}
    outcome.action, outcome.version, outcome.after = ends.get(status, Action.CHANGED), before.version + 1, state
    if checked is not None:
        ground.confirmed[before.id] = checked
    return outcome


def _same(outcome: Outcome, checked: datetime | None, before: Found, ground: Ground) -> Outcome:
    """Return what becomes of a row that says what is known already."""
    if checked is not None and asks(before, today=ground.today):
        text = _("Its day has come: send it as open, with a later day, or as withdrawn")
        outcome.reasons = (Reason("status", "decide", text),)
    elif checked is not None and checked > before.last_confirmed_at:
        outcome.action = Action.CONFIRMED
        ground.confirmed[before.id] = checked
    else:
        outcome.action = Action.UNCHANGED
    return outcome


def _checked(data: Data, ground: Ground) -> tuple[datetime | None, tuple[Reason, ...]]:
    given = data["source_checked_at"]
    checked = confirmed_at(given, ground.now)
    if given is not None and checked is None:
        text = _("Nobody can have checked this at a time that is still to come")
        return None, (Reason("source_checked_at", "future", text),)
    return checked, ()


def _rules(data: Data, status: Status, setting: Setting, numbers: Numbers, ground: Ground) -> tuple[Reason, ...]:
    """Return why a row cannot stand as it is: the rules of the form, and what its status needs."""
    terms = terms_from(data)
    room = ground.rooms.get(terms.dwelling_id or "")
    limits = replace(ground.limits[setting.id], numbers=numbers, room=room)
    reasons: tuple[Reason, ...]
    if status is Status.UNAVAILABLE:
        reasons = (*terms_reasons(terms, limits), *offer_reasons(numbers, terms.places))
        reasons += tuple(room_reasons(None, terms.dwelling_id, room, terms.places))
        if data["unavailable_reason"] is None:
            reasons += (Reason("unavailable_reason", "missing", _("Say why the place cannot be used")),)
        until = data["unavailable_until"]
        if until is not None and until < ground.today:
            reasons += (Reason("unavailable_until", "past", _("Choose today or a later day")),)
    else:
        reasons = publish_reasons(terms, limits, today=ground.today, planned=status is Status.PLANNED)
    if status is Status.PLANNED and terms.available_from <= ground.today:
        text = _("Its day has come: send it as open, or with a later day")
        reasons += (Reason("available_from", "come", text),)
    if status is Status.HELD and (data["held_until"] is None or data["held_until"] <= ground.now):
        reasons += (Reason("held_until", "past", _("Say until when it is held: a time that is still to come")),)
    found = ground.screened.get((setting.id, terms.words or ""))
    if data["place"] is not None and terms.dwelling_id is None:
        text = _("You have told of no such household or premises in use at this setting: tell of it first")
        reasons = (*(one for one in reasons if one.field != "dwelling_id"), Reason("place", "unknown", text))
    if found is not None:
        where = {"what": str(FOUND_LABELS[found.kind]), "first": found.start + 1, "last": found.end}
        text = _("Take out %(what)s (characters %(first)s to %(last)s): it could lead to the home", **where)
        reasons += (Reason("words", str(found.kind), text),)
    return tuple(replace(one, field="place") if one.field == "dwelling_id" else one for one in reasons)


def _state(data: Data, status: Status) -> State:
    """Return what a row makes of a vacancy, as `state_of` returns what a vacancy is."""
    unavailable, until = status is Status.UNAVAILABLE, data["unavailable_until"]
    held = data["held_until"] if status is Status.HELD else None
    return {
        "status": str(status),
        "unavailable_reason": data["unavailable_reason"] if unavailable else None,
        "unavailable_until": until.isoformat() if unavailable and until else None,
        "held_until": held.astimezone(UTC).isoformat() if held else None,
        "held_for": data["held_for"] if held else None,
        "dwelling_id": data["dwelling_id"],
        "places": data["places"],
        "age_min": data["age_min"],
        "age_max": data["age_max"],
        "gender": data["gender"],
        "available_from": data["available_from"].isoformat(),
        "purposes": sorted(set(data.get("purposes", ()))),
        "needs": dict(sorted(data.get("needs", {}).items())),
        "contract_types": sorted(set(data.get("contract_types", ()))),
        "notice_hours": data["notice_hours"],
        "emergency": data["emergency"],
        "siblings_max": data["siblings_max"],
        "solo": str(data["solo"]),
        "subject_to_matching": data["subject_to_matching"],
        "words": data.get("words") or None,
        "reserved_for": data["reserved_for"],
        "reserved_until": data["reserved_until"].isoformat() if data["reserved_until"] else None,
    }


def _not_yours() -> Reason:
    return Reason("identifier", "not-yours", _("Your organisation holds no setting with this number: claim it first"))


def _elsewhere(setting: Setting | None) -> Reason:
    if setting is None:
        return _not_yours()
    text = _("This vacancy belongs to another of your settings: give one at this setting a reference of its own")
    return Reason("identifier", "moved", text)
