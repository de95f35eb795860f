"""The tasks of describing a setting: which are asked of which provision."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

# A foster household's are its carers', and would lead to it.
_NO_STAFF = frozenset({"IFA", "LAF"})
# Each premises is a home of its own.
_NO_HOME = frozenset({*_NO_STAFF, "SA"})


class Section(StrEnum):
    """The tasks, in the order of the task list."""

    PLACE = "place"
    CONTACT = "contact"
    CHILDREN = "children"
    PURPOSES = "purposes"
    NEEDS = "needs"
    EXCLUSIONS = "exclusions"
    STAFF = "staff"
    LEARNING = "learning"
    HOME = "home"
    ABOUT = "about"


SECTION_LABELS: MappingProxyType[Section, LazyString] = MappingProxyType(
    {
        Section.PLACE: _("Name and address (never shown to others)"),
        Section.CONTACT: _("Whom to contact"),
        Section.CHILDREN: _("Age and gender"),
        Section.PURPOSES: _("Kinds of placement"),
        Section.NEEDS: _("Needs and specialisms"),
        Section.EXCLUSIONS: _("Needs never accepted"),
        Section.STAFF: _("Staff by day and by night"),
        Section.LEARNING: _("Education and languages"),
        Section.HOME: _("The home"),
        Section.ABOUT: _("In your own words"),
    }
)
OPTIONAL = frozenset({Section.HOME, Section.ABOUT})


def asks_place(provision: str | None, *, hidden: bool) -> bool:
    """Whether the place of a setting itself is asked: a secret one, unless its vacancies are at premises instead."""
    return hidden and provision != "SA"


def sections_of(provision: str | None, *, hidden: bool) -> tuple[Section, ...]:
    """Return the tasks of a setting; `hidden` where the regulator keeps its place back."""
    left_out = {
        Section.PLACE: not asks_place(provision, hidden=hidden),
        Section.STAFF: provision in _NO_STAFF,
        Section.HOME: provision in _NO_HOME,
    }
    return tuple(one for one in Section if not left_out.get(one))


def is_whole(answered: Iterable[str], provision: str | None, *, hidden: bool) -> bool:
    """Whether every task that is asked has been answered, those left out that are optional."""
    return {*sections_of(provision, hidden=hidden)} - OPTIONAL <= {Section(one) for one in answered}
