"""What a vacancy hangs on below its setting, and in which words."""

from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class DwellingKind(StrEnum):
    """What a dwelling is."""

    PREMISES = "premises"
    HOUSEHOLD = "household"


KIND_OF: MappingProxyType[str, DwellingKind] = MappingProxyType(
    {"SA": DwellingKind.PREMISES, "IFA": DwellingKind.HOUSEHOLD, "LAF": DwellingKind.HOUSEHOLD}
)


class PremisesCategory(StrEnum):
    """The regulator's four categories of supported accommodation."""

    SELF_CONTAINED = "self-contained"
    RING_FENCED = "ring-fenced-shared"
    SHARED = "shared"
    LODGINGS = "lodgings"


CATEGORY_LABELS: MappingProxyType[PremisesCategory, LazyString] = MappingProxyType(
    {
        PremisesCategory.SELF_CONTAINED: _("Self-contained unit"),
        PremisesCategory.RING_FENCED: _("Ring-fenced shared accommodation, for looked after children and care leavers"),
        PremisesCategory.SHARED: _("Shared accommodation, also for others"),
        PremisesCategory.LODGINGS: _("Supported lodgings in a private household"),
    }
)

#: No premises and no household is larger; a number beyond it was typed by mistake.
MOST_PLACES = MappingProxyType({DwellingKind.PREMISES: 60, DwellingKind.HOUSEHOLD: 12})


def kind_for(provision: str | None) -> DwellingKind | None:
    """Return what the vacancies of a provision hang on; None where it is the setting itself."""
    return KIND_OF.get(provision or "")
