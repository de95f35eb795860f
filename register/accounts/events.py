"""What happens to accounts, as the audit keeps it: ids and codes, never an address or a name."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """Something that happened to a person's account."""

    subject_kind: ClassVar[str] = "person"


class SignedIn(PersonEvent):
    """A password, and the second factor where there is one, were right."""


class SignedOut(PersonEvent):
    """A session was ended by its person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(PersonEvent):
    """A password or a code was wrong; the subject is "unknown" when no such account exists."""

    step: str


class NameChanged(PersonEvent):
    """A person changed their own name."""


class PasswordChanged(PersonEvent):
    """A new password was set; all sessions ended."""


class PasswordResetRequested(PersonEvent):
    """Somebody asked for a new password; the subject is "unknown" when no such account exists."""


class SecondFactorEnrolled(PersonEvent):
    """An authenticator app was set up."""


class SecondFactorRemoved(PersonEvent):
    """The authenticator app was taken away."""


class RecoveryCodeUsed(PersonEvent):
    """A recovery code stood in for the app."""


class RecoveryCodesRenewed(PersonEvent):
    """New recovery codes replaced the old ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityChosen(PersonEvent):
    """A person chose for which organisation and on which side to act."""

    organisation: str
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesDeclared(PersonEvent):
    """A person declared roles on both sides."""

    organisations: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(PersonEvent):
    """A role in an organisation began; `settings` are those it is limited to."""

    organisation: str
    role: str
    settings: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(PersonEvent):
    """A role in an organisation ended."""

    organisation: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationEvent(Event):
    """Something that happened to an invitation."""

    subject_kind: ClassVar[str] = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(InvitationEvent):
    """A role was offered by mail."""

    organisation: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(InvitationEvent):
    """An offered role was taken by a person."""

    person: str


class InvitationWithdrawn(InvitationEvent):
    """An offered role was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStarted(Event):
    """A new, unverified provider came in."""

    subject_kind: ClassVar[str] = "organisation"

    person: str
