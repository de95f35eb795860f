"""Disputes: somebody says that a claim is wrong, a verifier looks after it, two decide, both sides are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from register.accounts.domain import digest_of
from register.claims.domain import ClaimStatus, RefusalReason
from register.claims.domain.disputes import DISPUTE_MOVES, DisputeReason, DisputeStatus, Outcome
from register.claims.events import (
    DisputeDecided,
    DisputeOpened,
    DisputeOutcomeProposed,
    DisputeOutcomeRejected,
    DisputeTaken,
    DisputeWithdrawn,
)
from register.claims.models import Claim, Dispute
from register.claims.queries import get_claim
from register.claims.queries.disputes import claims_told, disputes_of, find_objection, get_dispute, holder_told
from register.claims.queries.first_claims import find_first_claim
from register.claims.services.messages import tell_administrators, tell_approved, tell_claimants, tell_refused
from register.claims.services.settling import refuse, settle_if_ready
from register.core.access import Principal, Role
from register.core.db import db, new_id
from register.core.errors import Conflict, NotAllowed, NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.notices import send_notice
from register.organisations.queries import holder_of
from register.organisations.services.deciding import decider, require_version
from register.organisations.services.holdings import who_claims


@dataclass(frozen=True, slots=True, kw_only=True)
class _Objector:
    organisation_id: str | None = None
    person_id: str | None = None
    digest: str | None = None
    other_claim_id: str | None = None


def object_to_claim(claim_id: str, *, reason: DisputeReason, by: Principal, now: datetime) -> Dispute:
    """Object as the holder of the setting. Raises NotFound for others, Conflict where that was done, RuleBroken."""
    person_id, organisation_id = who_claims(by)
    claim = get_claim(claim_id)
    if claim.organisation_id == organisation_id or holder_of(claim.setting_id) != organisation_id:
        raise NotFound(_("There is no such claim."))
    if find_objection(claim_id, organisation_id=organisation_id) is not None:
        raise Conflict(_("Your organisation has already objected."))
    objector = _Objector(organisation_id=organisation_id, person_id=person_id)
    dispute = _open(claim, objector, reason=reason, by=by, now=now)
    _tell_objected([claim], now=now)
    return dispute


def object_by_link(token: str, *, reason: DisputeReason, by: Principal, now: datetime) -> Sequence[Dispute]:
    """Object to every undecided claim that a link was sent about. Raises NotFound for a link that is none."""
    digest = digest_of(token)
    told = claims_told(digest)
    if not told:
        raise NotFound(_("This link is not whole, or the claim that it was about is over."))
    waiting = [one for one in told if one.status is ClaimStatus.PROPOSED]
    if not waiting:
        raise RuleBroken(Reason("", "decided", _("This claim has already been decided.")))
    disputed = [one for one in waiting if find_objection(one.id, digest=digest) is None]
    opened = [
        _open(
            one,
            _Objector(digest=digest, organisation_id=holder_told(one.id, digest)),
            reason=reason,
            by=by,
            now=now,
        )
        for one in disputed
    ]
    _tell_objected(disputed, now=now)
    return opened


def dispute_rival_claims(claim: Claim, rivals: Sequence[Claim], *, by: Principal, now: datetime) -> None:
    """Open a dispute with each claim of another organisation that waits on the same setting."""
    for rival in rivals:
        _open(claim, _Objector(other_claim_id=rival.id), reason=DisputeReason.BOTH_CLAIM, by=by, now=now)


def withdraw_objection(claim_id: str, *, by: Principal, now: datetime) -> Dispute:
    """Take an objection of one's own organisation back. Raises NotFound."""
    _person_id, organisation_id = who_claims(by)
    dispute = find_objection(claim_id, organisation_id=organisation_id)
    if dispute is None:
        raise NotFound(_("Your organisation has not objected to this claim."))
    _withdraw(dispute, by=by, now=now)
    claim = get_claim(claim_id)
    tell_approved([claim] if settle_if_ready(claim, by=by, now=now) else [], now=now)
    return dispute


def close_disputes_of(claim: Claim, *, by: Principal, now: datetime) -> None:
    """End the disputes about a claim that is over; a rival claim for which nothing else is missing takes effect."""
    rivals = []
    for dispute in disputes_of(claim.id):
        if DisputeStatus.WITHDRAWN in DISPUTE_MOVES[dispute.status]:
            _withdraw(dispute, by=by, now=now)
            rivals += [one for one in (dispute.claim_id, dispute.other_claim_id) if one and one != claim.id]
    settled = [get_claim(one) for one in dict.fromkeys(rivals)]
    tell_approved([one for one in settled if settle_if_ready(one, by=by, now=now)], now=now)


def take_dispute(dispute_id: str, *, version: int, by: Principal, now: datetime) -> Dispute:
    """Look after a dispute from now on. Raises NotAllowed, Conflict, RuleBroken."""
    dispute, person_id = _decided_by(dispute_id, version=version, by=by)
    if dispute.status is DisputeStatus.PROPOSED:
        raise RuleBroken(Reason("", "proposed", _("An outcome is proposed: agree to it or do not.")))
    _move(dispute, DisputeStatus.IN_HAND)
    dispute.owner_person_id = person_id
    record(DisputeTaken(subject_id=dispute.id, claim_id=dispute.claim_id), by=by, now=now)
    return dispute


def propose_outcome(dispute_id: str, outcome: Outcome, *, version: int, by: Principal, now: datetime) -> Dispute:
    """Say how a dispute should end; another verifier decides. Raises NotAllowed, Conflict, RuleBroken."""
    dispute, person_id = _decided_by(dispute_id, version=version, by=by)
    _move(dispute, DisputeStatus.PROPOSED)
    dispute.outcome, dispute.proposed_by = outcome, person_id
    event = DisputeOutcomeProposed(subject_id=dispute.id, claim_id=dispute.claim_id, outcome=outcome.value)
    record(event, by=by, now=now)
    return dispute


def decide_dispute(dispute_id: str, *, agrees: bool, version: int, by: Principal, now: datetime) -> Dispute:
    """Agree to a proposed outcome as a second verifier, or do not: then it is in hand again.

    Raises NotAllowed (whoever proposed it is not the second), Conflict, RuleBroken.
    """
    dispute, person_id = _decided_by(dispute_id, version=version, by=by)
    if dispute.outcome is None or dispute.proposed_by is None:
        raise RuleBroken(Reason("", "not-proposed", _("Nobody has proposed an outcome yet.")))
    if person_id == dispute.proposed_by:
        raise NotAllowed(_("You proposed this, so another verifier must decide it."))
    outcome, proposed_by = dispute.outcome, dispute.proposed_by
    _move(dispute, DisputeStatus.DECIDED if agrees else DisputeStatus.IN_HAND)
    if not agrees:
        dispute.outcome = dispute.proposed_by = None
        event = DisputeOutcomeRejected(subject_id=dispute.id, claim_id=dispute.claim_id, outcome=outcome.value)
        record(event, by=by, now=now)
        return dispute
    dispute.decided_by, dispute.decided_at = person_id, now
    record(
        DisputeDecided(
            subject_id=dispute.id, claim_id=dispute.claim_id, outcome=outcome.value, proposed_by=proposed_by
        ),
        by=by,
        now=now,
    )
    _carry_out(dispute, outcome, by=by, now=now)
    return dispute


def _carry_out(dispute: Dispute, outcome: Outcome, *, by: Principal, now: datetime) -> None:
    claim = get_claim(dispute.claim_id)
    other = get_claim(dispute.other_claim_id) if dispute.other_claim_id else None
    stands, fails = (claim, other) if outcome is Outcome.CLAIM_STANDS else (other, claim)
    if fails is not None and fails.status is ClaimStatus.PROPOSED:
        refuse(fails, reason=RefusalReason.DISPUTE, by=by, now=now)
        close_disputes_of(fails, by=by, now=now)
        tell_refused([fails], now=now)
    if stands is not None:
        tell_claimants(
            [stands],
            subject=_("A dispute about your claim is decided"),
            body=_(
                "Two verifiers decided that your organisation's claim may go on. Sign in to see what is left to do."
            ),
            now=now,
        )
        tell_approved([stands] if settle_if_ready(stands, by=by, now=now) else [], now=now)
    _tell_objector(dispute, claim, upheld=outcome is Outcome.CLAIM_FAILS, now=now)


def _tell_objector(dispute: Dispute, claim: Claim, *, upheld: bool, now: datetime) -> None:
    """Tell whoever objected how it ended: the holder, or whoever reads the address that is held."""
    subject = _("Your objection is decided")
    agreed = _("Two verifiers agreed with your objection: the claim was refused, and nothing changes for you.")
    if dispute.raised_by_organisation_id is not None:
        lost = _(
            "Two verifiers looked at your objection and decided that the claim may go on. When it takes effect, "
            "the setting is no longer yours, and you will have a message."
        )
        body = agreed if upheld else lost
        tell_administrators(dispute.raised_by_organisation_id, subject=subject, body=body, now=now)
    elif dispute.contact_digest is not None:
        first = find_first_claim(claim.first_claim_id)
        body = agreed if upheld else _("Two verifiers looked at your objection and decided that the claim may go on.")
        if first is not None and first.address is not None:
            send_notice(db.session(), to=first.address, subject=subject, body=body, now=now)


def _open(claim: Claim, objector: _Objector, *, reason: DisputeReason, by: Principal, now: datetime) -> Dispute:
    db.session.flush()
    # Whoever decides at this moment holds the claim: what was read before may be over.
    claim = db.session.get_one(Claim, claim.id, with_for_update=True, populate_existing=True)
    if claim.status is not ClaimStatus.PROPOSED:
        raise RuleBroken(Reason("", "decided", _("This claim has already been decided.")))
    dispute = Dispute(
        id=new_id(),
        claim_id=claim.id,
        other_claim_id=objector.other_claim_id,
        raised_by_organisation_id=objector.organisation_id,
        raised_by_person_id=objector.person_id,
        contact_digest=objector.digest,
        reason=reason,
        status=DisputeStatus.OPEN,
        opened_at=now,
    )
    db.session.add(dispute)
    db.session.flush()
    record(DisputeOpened(subject_id=dispute.id, claim_id=claim.id, reason=reason.value), by=by, now=now)
    return dispute


def _withdraw(dispute: Dispute, *, by: Principal, now: datetime) -> None:
    _move(dispute, DisputeStatus.WITHDRAWN)
    record(DisputeWithdrawn(subject_id=dispute.id, claim_id=dispute.claim_id), by=by, now=now)


def _move(dispute: Dispute, to: DisputeStatus) -> None:
    if to not in DISPUTE_MOVES[dispute.status]:
        raise RuleBroken(Reason("", "dispute", _("This dispute is not at that point, or is over.")))
    dispute.status = to


def _decided_by(dispute_id: str, *, version: int, by: Principal) -> tuple[Dispute, str]:
    """Return a dispute and the verifier who acts; nobody decides about an organisation of either side."""
    dispute = get_dispute(dispute_id)
    sides = {get_claim(dispute.claim_id).organisation_id, dispute.raised_by_organisation_id}
    if dispute.other_claim_id is not None:
        sides.add(get_claim(dispute.other_claim_id).organisation_id)
    person_id = ""
    for organisation_id in sorted(one for one in sides if one):
        person_id = decider(by, Role.VERIFIER, about=organisation_id)
    require_version(dispute.version, version)
    return dispute, person_id


def _tell_objected(claims: Sequence[Claim], *, now: datetime) -> None:
    tell_claimants(
        claims,
        subject=_("Somebody objects to your claim"),
        body=_(
            "Somebody who was told of your organisation's claim says that it is not right. A verifier looks at it, and "
            "two decide. You need not do anything; you will have a message."
        ),
        now=now,
    )
