"""How far claims are, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from register.claims.domain.disputes import LIVE
from register.claims.domain.progress import Progress
from register.claims.models import Claim, ClaimApproval, Dispute, FirstClaim
from register.claims.queries.owners import held_owners
from register.core.db import db
from register.organisations.queries import holders_of
from register.regulators.queries import settings_by_id


def progress_of(claims: Sequence[Claim]) -> dict[str, Progress]:
    """Return how far each of these claims is, by id; a few queries for many."""
    ids, settings = [one.id for one in claims], settings_by_id(one.setting_id for one in claims)
    approvals = approvals_of(ids)
    disputed = live_disputes(ids)
    holders = holders_of(settings)
    entered = _entered({one.first_claim_id for one in claims if one.first_claim_id})
    by_organisation: dict[str, set[str | None]] = defaultdict(set)
    for one in claims:
        by_organisation[one.organisation_id].add(settings[one.setting_id].owner_key)
    held = {organisation: held_owners(organisation, keys) for organisation, keys in by_organisation.items()}
    return {
        one.id: Progress(
            status=one.status,
            # One that began as a first claim stays one, whatever came to be held meanwhile.
            first=one.first_claim_id is not None or settings[one.setting_id].owner_key not in held[one.organisation_id],
            held=holders.get(one.setting_id, one.organisation_id) != one.organisation_id,
            approvals=len(approvals.get(one.id, ())),
            code_entered=one.first_claim_id in entered,
            object_until=one.object_until,
            disputed=one.id in disputed,
        )
        for one in claims
    }


def approvals_of(claim_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return which verifiers have said yes to each of these claims, in the order in which they did."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(ClaimApproval.claim_id, ClaimApproval.person_id)
        .where(ClaimApproval.claim_id.in_(list(claim_ids)))
        .order_by(ClaimApproval.approved_at, ClaimApproval.person_id)
    )
    for claim_id, person_id in rows:
        found[claim_id].append(person_id)
    return dict(found)


def live_disputes(claim_ids: Iterable[str]) -> dict[str, Dispute]:
    """Return a dispute that is not over for each of these claims that has one, the oldest."""
    ids = list(claim_ids)
    rows = db.session.scalars(
        select(Dispute)
        .where(Dispute.status.in_(LIVE), or_(Dispute.claim_id.in_(ids), Dispute.other_claim_id.in_(ids)))
        .order_by(Dispute.id.desc())
    )
    found: dict[str, Dispute] = {}
    for one in rows:
        found |= {claim_id: one for claim_id in (one.claim_id, one.other_claim_id) if claim_id}
    return found


def count_waiting_of(first_claim_id: str) -> int:
    """Return how many undecided claims belong to a first claim."""
    return (
        db.session.scalar(
            select(func.count()).where(Claim.first_claim_id == first_claim_id, Claim.status == "proposed")
        )
        or 0
    )


def _entered(first_claim_ids: Iterable[str]) -> set[str | None]:
    return set(
        db.session.scalars(
            select(FirstClaim.id).where(
                FirstClaim.id.in_(list(first_claim_ids)), FirstClaim.code_entered_at.is_not(None)
            )
        )
    )
