"""What people do with organisations, buying capacities and holdings: one function a user action."""

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
from register.organisations.services.deciding import are_independent
from register.organisations.services.holdings import give_up_setting
from register.organisations.services.organisations import (
    add_identifier,
    add_missing_authorities,
    add_organisation,
    change_organisation,
    check_identifiers,
    codes_by_name,
    create_organisation,
    end_membership,
    join_consortium,
    remove_identifier,
)

__all__ = [
    "Evidence",
    "Proposal",
    "add_identifier",
    "add_missing_authorities",
    "add_organisation",
    "approve_capacity",
    "are_independent",
    "change_organisation",
    "check_identifiers",
    "check_proposal",
    "codes_by_name",
    "confirm_capacity",
    "create_organisation",
    "end_membership",
    "give_up_setting",
    "join_consortium",
    "kinds_for",
    "propose_capacity",
    "refuse_capacity",
    "remove_identifier",
    "revoke_capacity",
    "withdraw_capacity",
]
