"""What happens to regulator data, as the audit keeps it: ids and codes, never what a file says."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorFileRead(Event):
    """A file of a regulator began to be read."""

    subject_kind: ClassVar[str] = "regulator-file"
    source: str
    sha256: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorFileHeld(Event):
    """A file would mark too many settings as gone and waits for a person."""

    subject_kind: ClassVar[str] = "regulator-file"
    gone: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFileConfirmed(Event):
    """A person decided that a held file is right."""

    subject_kind: ClassVar[str] = "regulator-file"
    gone: int

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have the worker apply it; the files' rows are in store."""
        return (("regulator-file", self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorFileApplied(Event):
    """Every row of a file has its state, and the settings say what the files say."""

    subject_kind: ClassVar[str] = "regulator-file"
    rows: int
    new: int
    changed: int
    restored: int
    rejected: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingEntered(Event):
    """A verifier entered a setting from its certificate, before a file lists it."""

    subject_kind: ClassVar[str] = "setting"
    scheme: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InHouseFosteringCreated(Event):
    """An authority created its own fostering service, which no regulator's file lists."""

    subject_kind: ClassVar[str] = "setting"
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingMarkedInHouse(Event):
    """A setting was marked as an authority's own, or the mark was taken off (`authority` None)."""

    subject_kind: ClassVar[str] = "setting"
    authority: str | None

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have whatever is made of the setting made anew."""
        return (("setting-changed", self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerReportNoted(Event):
    """A verifier noted a report that no file has yet."""

    subject_kind: ClassVar[str] = "setting"
    note_id: str
