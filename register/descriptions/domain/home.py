"""What a home is like, and how many staff there are by day and by night: questions with few answers each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class RatioDay(StrEnum):
    """How many staff a child has by day."""

    STANDARD = "std"
    ONE = "1:1"
    TWO = "2:1"
    THREE = "3:1"
    MORE = ">3:1"


RATIO_DAY_LABELS: MappingProxyType[RatioDay, LazyString] = MappingProxyType(
    {
        RatioDay.STANDARD: _("Standard: staff are shared by the children who live there"),
        RatioDay.ONE: _("One to one"),
        RatioDay.TWO: _("Two staff to one child"),
        RatioDay.THREE: _("Three staff to one child"),
        RatioDay.MORE: _("More than three staff to one child"),
    }
)


class RatioNight(StrEnum):
    """What staff do at night."""

    WAKING = "waking"
    SLEEP_IN = "sleep-in"
    ON_CALL = "on-call"


RATIO_NIGHT_LABELS: MappingProxyType[RatioNight, LazyString] = MappingProxyType(
    {
        RatioNight.WAKING: _("Waking: somebody is awake all night"),
        RatioNight.SLEEP_IN: _("Sleep-in: somebody sleeps there"),
        RatioNight.ON_CALL: _("On call: somebody comes when called"),
    }
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is asked about a home: what it is, and what can be said of it."""

    label: LazyString
    answers: Mapping[str, LazyString]


FEATURES: MappingProxyType[str, Feature] = MappingProxyType(
    {
        "pets": Feature(
            _("Pets"),
            {"none": _("No pets"), "live": _("Pets live there"), "bring": _("A child can bring a pet")},
        ),
        "smoking": Feature(_("Smoking"), {"never": _("Nobody smokes there"), "outside": _("Outside only")}),
        "floors": Feature(
            _("Stairs"), {"stairs": _("Stairs"), "lift": _("A lift"), "level": _("All on the ground floor")}
        ),
        "room": Feature(_("Bedroom"), {"own": _("A room of one\u2019s own"), "shared": _("Shared")}),
        "adapted": Feature(
            _("Adapted"), {"no": _("Not adapted"), "part": _("In part"), "wheelchair": _("For a wheelchair")}
        ),
        "garden": Feature(_("Garden"), {"yes": _("A garden"), "no": _("No garden")}),
        "around": Feature(
            _("Around it"), {"rural": _("Countryside"), "town": _("A town or village"), "city": _("A city")}
        ),
        "children": Feature(
            _("Other children"),
            {
                "none": _("None"),
                "older": _("Older only"),
                "younger": _("Younger only"),
                "mixed": _("Older and younger"),
            },
        ),
    }
)


def fits(feature: str, answer: str) -> bool:
    """Whether an answer is one of those to a question that is asked."""
    return feature in FEATURES and answer in FEATURES[feature].answers
