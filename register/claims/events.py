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
