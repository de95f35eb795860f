"""Granting a buying capacity: one register administrator proposes on evidence, another decides, both are on record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from register.core import outbox
from register.core.access import Principal, Role
from register.core.clock import local_date, starts_at
from register.core.db import db, new_id
from register.core.errors import NotAllowed, Reason, RuleBroken
from register.core.events import record
from register.core.identifiers import Scheme
from register.geography.queries import authorities
from register.organisations.domain import (
    CAPACITY_MOVES,
    GRANTED_TO,
    CapacityKind,
    CapacityStatus,
    EvidenceKind,
    capacity_problems,
)
from register.organisations.events import (
    CapacityConfirmed,
    CapacityGranted,
    CapacityProposed,
    CapacityRefused,
    CapacityRevoked,
    CapacityWithdrawn,
)
from register.organisations.models import BuyingCapacity, BuyingCapacityAuthority, CapacityEvidence, Organisation
from register.organisations.ports import capacity_reconfirm_days
from register.organisations.queries import get_capacity, get_organisation
from register.organisations.services.deciding import are_independent, decider, require_version

REMINDER_TOPIC = "capacity-reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a register administrator saw: its kind, where to find it again, and a note of at most 280 characters."""

    kind: EvidenceKind
    reference: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """As what an organisation is to buy, for which authorities (GSS codes), until which last day, on what evidence."""

    kind: CapacityKind
    scope: frozenset[str]
    ends_on: date
    evidence: Evidence


def kinds_for(organisation: Organisation) -> list[CapacityKind]:
    """Return the capacities that an organisation of this kind may be granted, in the order of lists."""
    return [kind for kind in CapacityKind if organisation.kind in GRANTED_TO[kind]]


def check_proposal(organisation_id: str, proposal: Proposal, *, by: Principal, now: datetime) -> None:
    """Raise NotAllowed or RuleBroken as `propose_capacity` would; changes nothing."""
    organisation = get_organisation(organisation_id)
    decider(by, Role.REGISTER_ADMINISTRATOR, about=organisation_id)
    own = frozenset(one.identifier for one in organisation.identifiers if one.scheme is Scheme.LA_GSS)
    problems = capacity_problems(
        proposal.kind,
        organisation.kind,
        scope=proposal.scope,
        own_gss=own,
        ends_on=proposal.ends_on,
        today=local_date(now),
    )
    reasons = [Reason(field, code, _problem_words(code)) for field, code in problems]
    if any(authorities().current(gss) is None for gss in proposal.scope):
        reasons.append(Reason("scope", "unknown-authority", _problem_words("unknown-authority")))
    if reasons:
        raise RuleBroken.of(reasons)


def _problem_words(code: str) -> str:
    words: dict[str, str] = {
        "kind-of-organisation": _("An organisation of this kind cannot be granted this capacity"),
        "no-authority": _("Choose at least one authority"),
        "not-its-own-area": _("An authority buys for its own area; choose that one only"),
        "not-in-the-future": _("The last day must be in the future"),
        "too-far": _("The last day must be within five years"),
        "unknown-authority": _("No authority of today has one of these codes"),
    }
    return words[code]


def propose_capacity(organisation_id: str, proposal: Proposal, *, by: Principal, now: datetime) -> BuyingCapacity:
    """Propose a buying capacity; it gives nothing until another register administrator grants it.

    Raises NotAllowed where the proposer has a role in the organisation or on either side of the market, RuleBroken
    where kind, scope or last day do not hold.
    """
    check_proposal(organisation_id, proposal, by=by, now=now)
    person_id = decider(by, Role.REGISTER_ADMINISTRATOR, about=organisation_id)
    capacity = BuyingCapacity(
        id=new_id(),
        organisation_id=organisation_id,
        kind=proposal.kind,
        status=CapacityStatus.PROPOSED,
        ends_on=proposal.ends_on,
        proposed_by=person_id,
        proposed_at=now,
    )
    capacity.authorities = [BuyingCapacityAuthority(gss=gss) for gss in sorted(proposal.scope)]
    capacity.evidence = [_seen(proposal.evidence, by=person_id, now=now)]
    db.session.add(capacity)
    event = CapacityProposed(
        subject_id=capacity.id,
        organisation_id=organisation_id,
        kind=proposal.kind.value,
        scope=sorted(proposal.scope),
        ends_on=proposal.ends_on.isoformat(),
        evidence=proposal.evidence.kind.value,
    )
    record(event, by=by, now=now)
    return capacity


def approve_capacity(capacity_id: str, *, version: int, by: Principal, now: datetime) -> BuyingCapacity:
    """Grant what another register administrator proposed. Raises NotAllowed for the proposer, Conflict, RuleBroken."""
    capacity, person_id = _second(capacity_id, version=version, by=by)
    today = local_date(now)
    if capacity.ends_on < today:
        raise RuleBroken(Reason("", "ended", _("Its last day has passed. Propose it again with a later one.")))
    _move(capacity, CapacityStatus.GRANTED)
    capacity.decided_by, capacity.decided_at = person_id, now
    capacity.confirm_by = _confirm_by(today)
    event = CapacityGranted(
        subject_id=capacity.id,
        organisation_id=capacity.organisation_id,
        proposed_by=capacity.proposed_by,
        confirm_by=capacity.confirm_by.isoformat(),
    )
    record(event, by=by, now=now)
    _plant_reminder(capacity, now=now)
    return capacity


def refuse_capacity(capacity_id: str, *, version: int, by: Principal, now: datetime) -> BuyingCapacity:
    """Refuse what another register administrator proposed. Raises as `approve_capacity` does."""
    capacity, person_id = _second(capacity_id, version=version, by=by)
    _move(capacity, CapacityStatus.REFUSED)
    capacity.decided_by, capacity.decided_at = person_id, now
    record(CapacityRefused(subject_id=capacity.id, organisation_id=capacity.organisation_id), by=by, now=now)
    return capacity


def withdraw_capacity(capacity_id: str, *, version: int, by: Principal, now: datetime) -> BuyingCapacity:
    """Take back one's own proposal. Raises NotAllowed for anybody else."""
    capacity = get_capacity(capacity_id)
    person_id = decider(by, Role.REGISTER_ADMINISTRATOR, about=capacity.organisation_id)
    if person_id != capacity.proposed_by:
        raise NotAllowed(_("Only whoever proposed it can take it back; you can refuse it."))
    require_version(capacity.version, version)
    _move(capacity, CapacityStatus.WITHDRAWN)
    record(CapacityWithdrawn(subject_id=capacity.id, organisation_id=capacity.organisation_id), by=by, now=now)
    return capacity


def confirm_capacity(
    capacity_id: str, evidence: Evidence, *, version: int, by: Principal, now: datetime
) -> BuyingCapacity:
    """Confirm for another year that what was granted still holds, on fresh evidence; a lapsed one stands again.

    Its scope and last day do not change: wider or longer is a new grant, by two. Raises RuleBroken once it has ended.
    """
    capacity = get_capacity(capacity_id)
    person_id = decider(by, Role.REGISTER_ADMINISTRATOR, about=capacity.organisation_id)
    require_version(capacity.version, version)
    today = local_date(now)
    if capacity.status is not CapacityStatus.GRANTED or capacity.ends_on < today:
        raise RuleBroken(Reason("", "not-standing", _("Only a granted capacity that has not ended can be confirmed.")))
    capacity.confirm_by = _confirm_by(today)
    capacity.evidence.append(_seen(evidence, by=person_id, now=now))
    event = CapacityConfirmed(
        subject_id=capacity.id,
        organisation_id=capacity.organisation_id,
        confirm_by=capacity.confirm_by.isoformat(),
        evidence=evidence.kind.value,
    )
    record(event, by=by, now=now)
    _plant_reminder(capacity, now=now)
    return capacity


def revoke_capacity(capacity_id: str, *, version: int, by: Principal, now: datetime) -> BuyingCapacity:
    """End a granted capacity at once; one register administrator is enough to take away."""
    capacity = get_capacity(capacity_id)
    person_id = decider(by, Role.REGISTER_ADMINISTRATOR, about=capacity.organisation_id)
    require_version(capacity.version, version)
    _move(capacity, CapacityStatus.REVOKED)
    capacity.revoked_by, capacity.revoked_at = person_id, now
    record(CapacityRevoked(subject_id=capacity.id, organisation_id=capacity.organisation_id), by=by, now=now)
    return capacity


def _second(capacity_id: str, *, version: int, by: Principal) -> tuple[BuyingCapacity, str]:
    capacity = get_capacity(capacity_id)
    person_id = decider(by, Role.REGISTER_ADMINISTRATOR, about=capacity.organisation_id)
    if person_id == capacity.proposed_by:
        raise NotAllowed(_("You proposed this, so another register administrator must decide it."))
    if not are_independent(person_id, capacity.proposed_by):
        raise NotAllowed(
            _("You and whoever proposed this were let in by the same person, so somebody else must decide.")
        )
    require_version(capacity.version, version)
    return capacity, person_id


def _move(capacity: BuyingCapacity, to: CapacityStatus) -> None:
    if to not in CAPACITY_MOVES[capacity.status]:
        raise RuleBroken(Reason("", "decided", _("This has already been decided.")))
    capacity.status = to


def _seen(evidence: Evidence, *, by: str, now: datetime) -> CapacityEvidence:
    return CapacityEvidence(
        id=new_id(), kind=evidence.kind, reference=evidence.reference, note=evidence.note, seen_by=by, seen_at=now
    )


def _confirm_by(today: date) -> date:
    return today + timedelta(days=capacity_reconfirm_days())


def _plant_reminder(capacity: BuyingCapacity, *, now: datetime) -> None:
    dates = capacity.dates
    if dates is not None:
        due = max(now, starts_at(dates.remind_on))
        outbox.enqueue(db.session(), topic=REMINDER_TOPIC, key=capacity.id, now=now, due_at=due)
