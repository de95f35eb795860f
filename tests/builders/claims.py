"""Claims, put straight into the tables."""

from datetime import datetime

from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.core.db import new_id, transaction
from register.organisations.models import Organisation
from tests.builders.organisations import WHEN


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
