"""What others ask of claims: one function a question."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.core.db import db
from register.core.errors import NotFound


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


def waiting_claims(setting_id: str) -> Sequence[Claim]:
    """Return the claims on a setting that nobody has decided about, oldest first."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.status == ClaimStatus.PROPOSED, Claim.setting_id == setting_id)
        .order_by(Claim.claimed_at, Claim.id)
    ).all()


def rivals_of(claims: Sequence[Claim]) -> dict[str, list[str]]:
    """Return which other organisations claim the setting of each of these claims too, by claim id."""
    rows = db.session.execute(
        select(Claim.setting_id, Claim.organisation_id)
        .where(Claim.status == ClaimStatus.PROPOSED, Claim.setting_id.in_({one.setting_id for one in claims}))
        .order_by(Claim.claimed_at, Claim.id)
    ).all()
    return {
        one.id: [other for setting_id, other in rows if setting_id == one.setting_id and other != one.organisation_id]
        for one in claims
    }


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
