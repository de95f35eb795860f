"""How far a claim is: computed from what verifiers, the claimant and those who may object have done, never stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from register.claims.domain import ClaimStatus

WORKING_DAYS_TO_OBJECT = 5


class ClaimState(StrEnum):
    """What a claim waits for, or how it ended."""

    WAITS_FOR_VERIFIER = "waits-for-verifier"
    WAITS_FOR_SECOND = "waits-for-second"
    WAITS_FOR_CODE = "waits-for-code"
    WAITS_FOR_OBJECTIONS = "waits-for-objections"
    DISPUTED = "disputed"
    READY = "ready"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Everything that decides how far a claim is.

    `first`: the organisation holds nothing of this owner yet. `held`: another organisation holds the setting.
    `object_until` is None where nobody had to be told.
    """

    status: ClaimStatus
    first: bool
    held: bool
    approvals: int
    code_entered: bool
    object_until: datetime | None
    disputed: bool

    @property
    def verifiers_needed(self) -> int:
        """Two for an owner's first claim and where a setting would change hands, else one."""
        return 2 if self.first or self.held else 1

    @property
    def code_needed(self) -> bool:
        """Whether the claimant still has to enter a code."""
        return self.first and not self.code_entered

    def state(self, now: datetime) -> ClaimState:
        """Return what the claim waits for at an instant."""
        if self.status is not ClaimStatus.PROPOSED:
            return ClaimState(self.status.value)
        waits = (
            (self.disputed, ClaimState.DISPUTED),
            (self.approvals == 0, ClaimState.WAITS_FOR_VERIFIER),
            (self.approvals < self.verifiers_needed, ClaimState.WAITS_FOR_SECOND),
            (self.code_needed, ClaimState.WAITS_FOR_CODE),
            (self.object_until is not None and now < self.object_until, ClaimState.WAITS_FOR_OBJECTIONS),
        )
        return next((state for holds, state in waits if holds), ClaimState.READY)
