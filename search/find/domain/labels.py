"""What codes are called on the pages of the search."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from register.descriptions.domain.answers import GENDER_LABELS, Gender
from register.descriptions.domain.needs import NEEDS
from register.descriptions.domain.purposes import PURPOSES
from register.geography.domain.points import DistanceBand

PROVISION_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {
        "CH": _("Children\u2019s home"),
        "CH-SB": _("Children\u2019s home, short breaks only"),
        "SCH": _("Secure children\u2019s home"),
        "SA": _("Supported accommodation, 16 and 17"),
        "IFA": _("Fostering: independent agency"),
        "LAF": _("Fostering: local authority"),
        "RFC": _("Residential family centre"),
        "RSS": _("Residential special school"),
        "RHS": _("Residential holiday scheme"),
    }
)
# A search for a girl or for a boy finds and counts the vacancies that take one.
TAKES_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {"female": GENDER_LABELS[Gender.FEMALE], "male": GENDER_LABELS[Gender.MALE]}
)
BAND_LABELS: Mapping[DistanceBand, LazyString] = MappingProxyType(
    {
        DistanceBand.UNDER_5: _("Under 5 miles"),
        DistanceBand.FROM_5_TO_10: _("5 to 10 miles"),
        DistanceBand.FROM_10_TO_20: _("10 to 20 miles"),
        DistanceBand.FROM_20_TO_40: _("20 to 40 miles"),
        DistanceBand.OVER_40: _("Over 40 miles"),
    }
)


def name_of(labels: Mapping[str, LazyString], code: str) -> str:
    """Give what a code is called, itself where nobody has named it."""
    return str(labels.get(code, code))


def name_of_need(code: str) -> str:
    """Give what a need is called."""
    return str(NEEDS[code].label) if code in NEEDS else code


def name_of_purpose(code: str) -> str:
    """Give what a purpose is called."""
    return str(PURPOSES[code].label) if code in PURPOSES else code
