"""What a placement is for: the purposes that a setting or a vacancy may offer, by provision."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

FOSTERING = frozenset({"IFA", "LAF"})
HOMES = frozenset({"CH", "CH-SB"})
SCHOOLS = frozenset({"RSS", "RHS"})
EVERYWHERE = frozenset({*FOSTERING, *HOMES, *SCHOOLS, "SCH", "SA", "RFC"})


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: its code, its name and the provisions in which it is offered.

    `follows` names the answer of a vacancy that already says it ("emergency", "solo", "siblings"): such a purpose is
    never asked beside that answer, and is derived from it for searching.
    """

    code: str
    label: LazyString
    provisions: frozenset[str]
    follows: str | None = None


_ALL = (
    Purpose("EMG", _("Emergency or same day"), EVERYWHERE, "emergency"),
    Purpose("STF", _("Short term, task-centred"), FOSTERING),
    Purpose("LTF", _("Long term or permanence"), FOSTERING),
    Purpose("BRG", _("Bridging, or step down from residential care"), FOSTERING | HOMES | {"SA"}),
    Purpose("RSP", _("Short breaks (respite)"), FOSTERING | HOMES | SCHOOLS),
    Purpose("PCA", _("Parent and child: assessment"), FOSTERING | {"RFC"}),
    Purpose("PCS", _("Parent and child: support"), FOSTERING | {"RFC"}),
    Purpose("FFA", _("Fostering for adoption, or concurrent"), FOSTERING),
    Purpose("RMD", _("Remand"), FOSTERING | HOMES),
    Purpose("PAC", _("PACE overnight bed"), FOSTERING | HOMES),
    Purpose("SIB2", _("Two brothers or sisters together"), EVERYWHERE, "siblings"),
    Purpose("SIB3", _("Three brothers or sisters together"), EVERYWHERE, "siblings"),
    Purpose("SIB4", _("Four brothers or sisters together"), EVERYWHERE, "siblings"),
    Purpose("SIB5", _("Five brothers or sisters together"), EVERYWHERE, "siblings"),
    Purpose("SOL", _("Solo placement"), FOSTERING | HOMES, "solo"),
    Purpose("UAS", _("Unaccompanied asylum-seeking child"), FOSTERING | HOMES | {"SA"}),
    Purpose("STP", _("Staying put, continuing care or When I Am Ready"), FOSTERING),
    Purpose("MOC", _("Mockingbird hub or satellite home"), FOSTERING),
    Purpose("SEC-W", _("Secure: welfare"), frozenset({"SCH"})),
    Purpose("SEC-C", _("Secure: remand or sentence"), frozenset({"SCH"})),
    Purpose("ASM", _("Residential assessment"), HOMES | {"RFC"}),
    Purpose("EDC", _("Care and education on one site"), HOMES | SCHOOLS),
    Purpose("38W", _("38 weeks a year"), SCHOOLS),
    Purpose("44W", _("44 weeks a year"), SCHOOLS),
    Purpose("52W", _("52 weeks a year"), SCHOOLS),
    Purpose("SLG", _("Supported lodgings"), frozenset({"SA"})),
    Purpose("SHR", _("Shared supported accommodation"), frozenset({"SA"})),
    Purpose("SCU", _("Self-contained supported accommodation"), frozenset({"SA"})),
)

PURPOSES = MappingProxyType({one.code: one for one in _ALL})
MOST_SIBLINGS = 5


@cache
def purposes_for(provision: str | None) -> tuple[Purpose, ...]:
    """Return the purposes that are asked of a provision; none for one out of scope."""
    return tuple(one for one in _ALL if provision in one.provisions and one.follows is None)


def derived_purposes(*, emergency: bool, solo: bool, siblings_max: int | None) -> frozenset[str]:
    """Return the purposes that follow from other answers of a vacancy."""
    found = {f"SIB{n}" for n in range(2, min(siblings_max or 0, MOST_SIBLINGS) + 1)}
    if emergency:
        found.add("EMG")
    if solo:
        found.add("SOL")
    return frozenset(found)
