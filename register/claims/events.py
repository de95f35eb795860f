"""What happened to claims: for the audit, and for what must follow."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingClaimed(Event):
    """A provider claimed a setting."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimApproved(Event):
    """A verifier approved a claim: its organisation holds the setting from now on."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Whatever shows the setting is read again."""
        return (("setting-changed", self.setting_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRefused(Event):
    """A verifier refused a claim."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWithdrawn(Event):
    """The claimant's organisation took its claim back."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSeconded(Event):
    """A verifier said yes to a claim; `needed` says how many have to, `given` how many have."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str
    given: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLookedAtAnew(Event):
    """What verifiers had said of a claim no longer counts, because what they saw has changed."""

    subject_kind: ClassVar[str] = "claim"
    setting_id: str
    organisation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsTold(Event):
    """Those who may object to a claim were told of it; `object_until` is the end of their days."""

    subject_kind: ClassVar[str] = "claim"
    contacts: int
    object_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAddressChosen(Event):
    """A verifier chose the address to which the code of a first claim goes; `source` says where it comes from."""

    subject_kind: ClassVar[str] = "first-claim"
    organisation_id: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCodeSent(Event):
    """A code went to the address of a first claim."""

    subject_kind: ClassVar[str] = "first-claim"
    organisation_id: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCodeEntered(Event):
    """The claimant entered the code of a first claim; `right` says whether it was the one."""

    subject_kind: ClassVar[str] = "first-claim"
    organisation_id: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvent(Event):
    """Something about a dispute."""

    subject_kind: ClassVar[str] = "dispute"
    claim_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(DisputeEvent):
    """Somebody objected to a claim, or two organisations claim one setting."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeTaken(DisputeEvent):
    """A verifier looks after a dispute from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOutcomeProposed(DisputeEvent):
    """A first verifier said how a dispute should end."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOutcomeRejected(DisputeEvent):
    """A second verifier did not agree."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDecided(DisputeEvent):
    """A second verifier agreed: the dispute is over."""

    outcome: str
    proposed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWithdrawn(DisputeEvent):
    """Whoever objected took that back, or the claim is over."""
