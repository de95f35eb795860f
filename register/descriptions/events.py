"""What happens to descriptions: which section of which setting, never what was written."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionChanged(Event):
    """A holder said something new of its setting; its vacancies are found by it."""

    subject_kind: ClassVar[str] = "setting"
    section: str
    version_from: int
    version_to: int

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Bring the setting's vacancies up to date in the index."""
        return (("setting-changed", self.subject_id),)


class RestrictedPlaceChanged(DescriptionChanged):
    """A holder gave or changed the name and address that nobody else sees; also where others place the setting."""
