"""What happens to vacancies, as the audit and the index learn of it: ids and codes, never words."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event

INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyEvent(Event):
    """Something happened to a vacancy; `version_from` is None for a new one."""

    subject_kind: ClassVar[str] = "vacancy"
    setting_id: str
    version_from: int | None
    version_to: int
    status_from: str | None
    status_to: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Bring the index up to date."""
        return ((INDEX, self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyDrafted(VacancyEvent):
    """A vacancy was begun; nobody else sees it."""

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Return nothing: a draft is in no index."""
        return ()


class VacancyPublished(VacancyEvent):
    """A draft was offered to others."""


class VacancyChanged(VacancyEvent):
    """What a vacancy offers, or its status, changed."""


class VacancyConfirmed(VacancyEvent):
    """Somebody said that it is still true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyFilled(VacancyEvent):
    """Places of a vacancy were filled; the vacancy with its last one."""

    places: int


class VacancyHoldEnded(VacancyEvent):
    """The time for which it was held ran out: it is open again."""


class VacancyReservationEnded(VacancyEvent):
    """The last day on which it was reserved for one authority is over: others find it."""


class VacancyWithdrawn(VacancyEvent):
    """A vacancy was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersChanged(Event):
    """How many places of a setting are filled was told, corrected, or moved by a vacancy."""

    subject_kind: ClassVar[str] = "setting"
    version_from: int | None
    version_to: int
    filled_from: int | None
    filled_to: int
    vacancy_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEvent(Event):
    """Something happened to many vacancies at once; each of them has its own event beside it."""

    subject_kind: ClassVar[str] = "vacancy-batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHeld(BatchEvent):
    """A full batch would have withdrawn over a tenth: it waits for a person."""

    withdrawn: int


class BatchPreviewed(BatchEvent):
    """A file was read and shown row by row; nothing changed yet."""


class BatchApplied(BatchEvent):
    """What was shown was done."""


class BatchDiscarded(BatchEvent):
    """What was shown was thrown away."""
