"""What people do with organisations, buying capacities and claims: one function a user action."""

from register.organisations.services.capacities import (
    Evidence,
    Proposal,
    approve_capacity,
    check_proposal,
    confirm_capacity,
    kinds_for,
    propose_capacity,
    refuse_capacity,
    revoke_capacity,
    withdraw_capacity,
)
from register.organisations.services.claims import (
    approve_claim,
    claim_setting,
    give_up_setting,
    refuse_claim,
    withdraw_claim,
)
from register.organisations.services.organisations import (
    add_identifier,
    add_organisation,
    change_organisation,
    check_identifiers,
    create_organisation,
    end_membership,
    join_consortium,
    remove_identifier,
)

__all__ = [
    "Evidence",
    "Proposal",
    "add_identifier",
    "add_organisation",
    "approve_capacity",
    "approve_claim",
    "change_organisation",
    "check_identifiers",
    "check_proposal",
    "claim_setting",
    "confirm_capacity",
    "create_organisation",
    "end_membership",
    "give_up_setting",
    "join_consortium",
    "kinds_for",
    "propose_capacity",
    "refuse_capacity",
    "refuse_claim",
    "remove_identifier",
    "revoke_capacity",
    "withdraw_capacity",
    "withdraw_claim",
]
