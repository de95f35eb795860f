"""What happens to keys, as the audit keeps it: ids and codes, never a key or its name."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyEvent(Event):
    """Something that happened to a key."""

    subject_kind: ClassVar[str] = "api-key"
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(ApiKeyEvent):
    """A key was made for an organisation's program."""

    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRotated(ApiKeyEvent):
    """A key was replaced by a new one; both work until the overlap ends."""

    replacement: str


class ApiKeyRevoked(ApiKeyEvent):
    """A key was taken back, at once."""
