"""First claims: where their code may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from register.claims.domain import ClaimStatus
from register.claims.domain.codes import AddressSource
from register.claims.models import Claim, FirstClaim
from register.core.db import db
from register.regulators.queries.contacts import published_addresses


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """An address that the register held before the claim, and where it comes from."""

    address: str
    source: AddressSource


def find_first_claim(first_claim_id: str | None) -> FirstClaim | None:
    """Return a first claim, or None."""
    return db.session.get(FirstClaim, first_claim_id) if first_claim_id else None


def open_first_claim(organisation_id: str, owner_key: str) -> FirstClaim | None:
    """Return the first claim of an organisation for an owner that still has an undecided claim, or None."""
    return db.session.scalars(
        select(FirstClaim)
        .join(Claim, Claim.first_claim_id == FirstClaim.id)
        .where(
            FirstClaim.organisation_id == organisation_id,
            FirstClaim.owner_key == owner_key,
            Claim.status == ClaimStatus.PROPOSED,
        )
        .order_by(FirstClaim.id.desc())
        .limit(1)
    ).one_or_none()


def waiting_of(first_claim_id: str) -> Sequence[Claim]:
    """Return the undecided claims of a first claim, oldest first."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.first_claim_id == first_claim_id, Claim.status == ClaimStatus.PROPOSED)
        .order_by(Claim.id)
    ).all()


def held_addresses(first: FirstClaim) -> tuple[HeldAddress, ...]:
    """Return the addresses to which the code of a first claim may go: published, or proved by an earlier claim."""
    published = published_addresses(one.setting_id for one in waiting_of(first.id))
    earlier = db.session.scalars(
        select(FirstClaim.address)
        .where(
            FirstClaim.organisation_id == first.organisation_id,
            FirstClaim.id != first.id,
            FirstClaim.code_entered_at.is_not(None),
            FirstClaim.address.is_not(None),
        )
        .distinct()
        .order_by(FirstClaim.address)
    )
    found = {one: AddressSource.EARLIER_CLAIM for one in earlier if one}
    found |= dict.fromkeys(published, AddressSource.REGULATOR_FILE)
    return tuple(HeldAddress(address, source) for address, source in found.items())
