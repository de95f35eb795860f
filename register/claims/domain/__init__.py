"""Statuses and rules of claims: no tables, no clock."""

from enum import StrEnum


class ClaimStatus(StrEnum):
    """What has been decided about a claim."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CLAIM_MOVES: dict[ClaimStatus, frozenset[ClaimStatus]] = {
    ClaimStatus.PROPOSED: frozenset({ClaimStatus.APPROVED, ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN}),
    ClaimStatus.APPROVED: frozenset(),
    ClaimStatus.REFUSED: frozenset(),
    ClaimStatus.WITHDRAWN: frozenset(),
}


class RefusalReason(StrEnum):
    """Why a claim was refused."""

    NOT_THE_OWNER = "not-the-owner"
    NOT_SHOWN = "not-shown"
    HELD_BY_ANOTHER = "held-by-another"
    WRONG_SETTING = "wrong-setting"
    NOT_REGISTERED = "not-registered"
    DISPUTE = "dispute"
