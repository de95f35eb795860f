"""Ways in which a place may be bought."""

from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class ContractType(StrEnum):
    """A way in which a place may be bought."""

    SPOT = "SPOT"
    CALL = "CALL"
    BLOCK = "BLOCK"
    COST_AND_VOLUME = "CVOL"
    FIRST_REFUSAL = "FREF"
    RETAINED = "RETN"
    GRANT = "GRANT"


CONTRACT_LABELS: MappingProxyType[ContractType, LazyString] = MappingProxyType(
    {
        ContractType.SPOT: _("Spot: one placement, no framework"),
        ContractType.CALL: _("Call-off under a framework"),
        ContractType.BLOCK: _("Block: paid whether filled or not"),
        ContractType.COST_AND_VOLUME: _("Cost and volume"),
        ContractType.FIRST_REFUSAL: _("First refusal"),
        ContractType.RETAINED: _("Retained emergency or PACE bed"),
        ContractType.GRANT: _("In-house, or a service level agreement"),
    }
)


class Solo(StrEnum):
    """Whether a child can be the only one living there."""

    NO = "no"
    POSSIBLE = "possible"
    ONLY = "only"


SOLO_LABELS: MappingProxyType[Solo, LazyString] = MappingProxyType(
    {
        Solo.NO: _("No, other children live there"),
        Solo.POSSIBLE: _("Possible"),
        Solo.ONLY: _("Yes, always"),
    }
)
