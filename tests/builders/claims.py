"""Claims, put straight into the tables."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from register.claims import services
from register.claims.domain import ClaimStatus
from register.claims.domain.disputes import DisputeReason, DisputeStatus
from register.claims.models import Claim, Dispute
from register.claims.services import Address, Approval
from register.core.access import Principal
from register.core.db import db, new_id, transaction
from register.core.notices import Notice
from register.core.relay import Relay
from register.organisations.models import Organisation
from tests.builders.organisations import WHEN

if TYPE_CHECKING:
    from tests.integration.conftest import Clock


def a_claim(setting_id: str, organisation: Organisation, *, by: str | None = None, at: datetime = WHEN) -> Claim:
    claim = Claim(
        id=new_id(),
        setting_id=setting_id,
        organisation_id=organisation.id,
        claimant_person_id=by or new_id(),
        status=ClaimStatus.PROPOSED,
        claimed_at=at,
    )
    with transaction() as session:
        session.add(claim)
    return claim


def a_dispute(claim_id: str, *, status: DisputeStatus = DisputeStatus.OPEN) -> Dispute:
    dispute = Dispute(
        id=new_id(),
        claim_id=claim_id,
        contact_digest=new_id(),
        reason=DisputeReason.UNKNOWN_CLAIMANT,
        status=status,
        opened_at=WHEN,
    )
    with transaction() as session:
        session.add(dispute)
    return dispute


READ = Address(read="office@provider.example", note="The regulator's page of the service")
CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def code_sent(to: str = "office@provider.example") -> str:
    """The newest code that was sent to an address."""
    bodies = db.session.scalars(select(Notice.body).where(Notice.to == to).order_by(Notice.id.desc()))
    return next(found[0] for body in bodies if (found := CODE.search(body)))


def say_yes(claim: Claim, *, by: Principal, at: datetime, take_over: bool = False, address: Address = READ) -> Claim:
    """One verifier's yes, with an address for a first claim."""
    with transaction():
        return services.approve_claim(
            claim.id, version=claim.version, approval=Approval(take_over=take_over, address=address), by=by, now=at
        )


def settled(
    claim: Claim,
    *,
    claimant: Principal,
    verifiers: tuple[Principal, Principal],
    clock: "Clock",
    relay: Relay,
    take_over: bool = False,
) -> Claim:
    """See a claim through to the end: both verifiers, the code where one is due, the days to object."""
    say_yes(claim, by=verifiers[0], at=clock(), take_over=take_over)
    db.session.rollback()
    if claim.status is ClaimStatus.PROPOSED:
        say_yes(claim, by=verifiers[1], at=clock(), take_over=take_over)
    if claim.first_claim_id is not None and claim.status is ClaimStatus.PROPOSED:
        with transaction():
            services.enter_code(claim.id, code_sent(), by=claimant, now=clock())
    if claim.object_until is not None:
        clock.at = max(clock.at, claim.object_until)
    relay.run_until_idle()
    db.session.rollback()
    return claim
