"""What happens to dwellings: which, of which setting; never where they are, nor the agency's key."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingEvent(Event):
    """Something happened to a dwelling; `version_from` is None for a new one."""

    subject_kind: ClassVar[str] = "dwelling"
    setting_id: str
    kind: str
    version_from: int | None
    version_to: int

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Bring the setting's vacancies up to date in the index."""
        return (("setting-changed", self.setting_id),)


class DwellingAdded(DwellingEvent):
    """A holder told the register of premises or of a household."""


class DwellingChanged(DwellingEvent):
    """What is said of a dwelling changed, or its place."""


class DwellingEnded(DwellingEvent):
    """A dwelling is used no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdsCounted(Event):
    """An agency said how many approved households it has in the areas of an authority."""

    subject_kind: ClassVar[str] = "setting"
    authority: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Bring the setting's vacancies up to date in the index: the areas in which others know them may change."""
        return (("setting-changed", self.subject_id),)
