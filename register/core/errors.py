"""The five ways in which the service says no; `core/web.py` maps each to HTTP once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a refusal: the field it belongs to ("" for the whole), a stable code, and words for people."""

    field: str
    code: str
    text: str


class RegisterError(Exception):
    """Something that the service refuses, in words that may be shown."""

    status = 500
    code = "error"


class NotFound(RegisterError):
    """There is no such thing, or whoever asks may not know that there is: 404."""

    status = 404
    code = "not-found"


class NotAllowed(RegisterError):
    """Whoever asks may not do this: 403."""

    status = 403
    code = "not-allowed"


class RuleBroken(RegisterError):
    """A rule of the field forbids this: 422, with reasons by field."""

    status = 422
    code = "rule-broken"

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(reason.text for reason in reasons))
        self.reasons = reasons

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> "RuleBroken":
        """Build from any iterable of reasons."""
        return cls(*reasons)


class Conflict(RegisterError):
    """Somebody else changed it meanwhile: 409; to programs with both versions where they are known."""

    status = 409
    code = "conflict"

    def __init__(self, text: str, *, ours: object = None, yours: object = None) -> None:
        super().__init__(text)
        self.versions = {} if ours is None else {"ours": ours, "yours": yours}


class Unavailable(RegisterError):
    """A part that this needs does not answer just now: 503."""

    status = 503
    code = "unavailable"
