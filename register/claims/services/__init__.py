"""What people do with claims: one function a user action."""

from register.claims.services.claims import Outcome, claim_setting, claim_settings, withdraw_claim
from register.claims.services.codes import Address, enter_code, send_new_code
from register.claims.services.deciding import (
    Approval,
    Decided,
    approve_claim,
    approve_claims,
    refuse_claim,
    refuse_claims,
)
from register.claims.services.disputes import (
    decide_dispute,
    object_by_link,
    object_to_claim,
    propose_outcome,
    take_dispute,
    withdraw_objection,
)

__all__ = [
    "Address",
    "Approval",
    "Decided",
    "Outcome",
    "approve_claim",
    "approve_claims",
    "claim_setting",
    "claim_settings",
    "decide_dispute",
    "enter_code",
    "object_by_link",
    "object_to_claim",
    "propose_outcome",
    "refuse_claim",
    "refuse_claims",
    "send_new_code",
    "take_dispute",
    "withdraw_claim",
    "withdraw_objection",
]
