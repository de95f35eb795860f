"""Disputes about claims: why, how far, and how they end."""

from enum import StrEnum


class DisputeReason(StrEnum):
    """Why somebody says that a claim is wrong."""

    STILL_RUN = "still-run"
    UNKNOWN_CLAIMANT = "unknown-claimant"
    SALE_NOT_COMPLETE = "sale-not-complete"
    ANOTHER_RUNS_IT = "another-runs-it"
    BOTH_CLAIM = "both-claim"  # found by the service: two organisations claim one setting


#: What an objector chooses from.
REASONS_TO_OBJECT = (
    DisputeReason.STILL_RUN,
    DisputeReason.UNKNOWN_CLAIMANT,
    DisputeReason.SALE_NOT_COMPLETE,
    DisputeReason.ANOTHER_RUNS_IT,
)


class DisputeStatus(StrEnum):
    """How far a dispute is."""

    OPEN = "open"
    IN_HAND = "in-hand"  # a verifier looks after it
    PROPOSED = "proposed"  # one verifier has said how it should end
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


DISPUTE_MOVES: dict[DisputeStatus, frozenset[DisputeStatus]] = {
    DisputeStatus.OPEN: frozenset({DisputeStatus.IN_HAND, DisputeStatus.WITHDRAWN}),
    DisputeStatus.IN_HAND: frozenset({DisputeStatus.IN_HAND, DisputeStatus.PROPOSED, DisputeStatus.WITHDRAWN}),
    DisputeStatus.PROPOSED: frozenset({DisputeStatus.IN_HAND, DisputeStatus.DECIDED, DisputeStatus.WITHDRAWN}),
    DisputeStatus.DECIDED: frozenset(),
    DisputeStatus.WITHDRAWN: frozenset(),
}
LIVE = frozenset({DisputeStatus.OPEN, DisputeStatus.IN_HAND, DisputeStatus.PROPOSED})


class Outcome(StrEnum):
    """How a dispute ends."""

    CLAIM_STANDS = "claim-stands"  # the claim goes its way; another claim on the setting is refused
    CLAIM_FAILS = "claim-fails"  # the claim is refused
