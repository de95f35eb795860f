"""What happened to organisations, buying capacities and holdings: for the audit, and for what must follow."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAdded(Event):
    """An organisation joined the register."""

    subject_kind: ClassVar[str] = "organisation"
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged(Event):
    """An organisation's name or brand changed; `changed` says which."""

    subject_kind: ClassVar[str] = "organisation"
    version_from: int
    version_to: int
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierAdded(Event):
    """An organisation was given an identifier."""

    subject_kind: ClassVar[str] = "organisation"
    scheme: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRemoved(Event):
    """An identifier turned out not to be an organisation's."""

    subject_kind: ClassVar[str] = "organisation"
    scheme: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsortiumJoined(Event):
    """An authority became a member of a consortium."""

    subject_kind: ClassVar[str] = "consortium"
    authority_id: str
    joined_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsortiumLeft(Event):
    """An authority's membership of a consortium was given a last day."""

    subject_kind: ClassVar[str] = "consortium"
    authority_id: str
    left_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityEvent(Event):
    """Something that was decided about a buying capacity."""

    subject_kind: ClassVar[str] = "buying-capacity"
    organisation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityProposed(CapacityEvent):
    """A first register administrator proposed a buying capacity."""

    kind: str
    scope: list[str]
    ends_on: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityGranted(CapacityEvent):
    """A second register administrator granted it."""

    proposed_by: str
    confirm_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRefused(CapacityEvent):
    """A second register administrator refused it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityWithdrawn(CapacityEvent):
    """Whoever proposed it took it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityConfirmed(CapacityEvent):
    """It was confirmed for another year."""

    confirm_by: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRevoked(CapacityEvent):
    """It was ended before its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingEnded(Event):
    """An organisation no longer holds a setting."""

    subject_kind: ClassVar[str] = "setting"
    organisation_id: str
    reason: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Whatever shows the setting is read again."""
        return (("setting-changed", self.subject_id),)
