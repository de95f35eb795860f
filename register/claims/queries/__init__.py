"""What others ask of claims: one function a question."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.core.db import db
from register.core.errors import NotFound
from register.organisations.queries import holders_of


def get_claim(claim_id: str) -> Claim:
    """Return a claim. Raises NotFound."""
    found = db.session.get(Claim, claim_id)
    if found is None:
        raise NotFound("There is no such claim.")
    return found


def find_waiting_claim(setting_id: str, organisation_id: str) -> Claim | None:
    """Return an organisation's undecided claim on a setting, or None."""
    return db.session.scalars(
        select(Claim).where(
            Claim.setting_id == setting_id,
            Claim.organisation_id == organisation_id,
            Claim.status == ClaimStatus.PROPOSED,
        )
    ).one_or_none()


def claims_of(organisation_id: str) -> Sequence[Claim]:
    """Return every claim of an organisation, newest first."""
    return db.session.scalars(
        select(Claim).where(Claim.organisation_id == organisation_id).order_by(Claim.id.desc())
    ).all()


def waiting_claims(setting_id: str | None = None) -> Sequence[Claim]:
    """Return the claims that wait for a verifier, on one setting or on all, oldest first."""
    query = select(Claim).where(Claim.status == ClaimStatus.PROPOSED)
    if setting_id is not None:
        query = query.where(Claim.setting_id == setting_id)
    return db.session.scalars(query.order_by(Claim.claimed_at, Claim.id)).all()


def waiting_among(setting_ids: Iterable[str], *, organisation_id: str) -> dict[str, str]:
    """Return an organisation's undecided claims on these settings, as {setting id: claim id}."""
    rows = db.session.execute(
        select(Claim.setting_id, Claim.id).where(
            Claim.setting_id.in_(list(setting_ids)),
            Claim.organisation_id == organisation_id,
            Claim.status == ClaimStatus.PROPOSED,
        )
    )
    return {row.setting_id: row.id for row in rows}


def disputed_among(claims: Sequence[Claim]) -> frozenset[str]:
    """Return the ids of those claims whose setting another organisation holds or claims too.

    `claims` are all that wait, so that another's claim is among them.
    """
    holders = holders_of(one.setting_id for one in claims)
    counts = Counter(one.setting_id for one in claims)
    return frozenset(
        one.id
        for one in claims
        if counts[one.setting_id] > 1 or holders.get(one.setting_id, one.organisation_id) != one.organisation_id
    )
