"""The other answers of a description: gender, education, languages, exclusions and their reasons."""

from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

YOUNGEST, OLDEST = 0, 21
LONGEST_WORDS = 280
# Supported accommodation for anybody under 16 has been against the law in England since September 2021.
YOUNGEST_BY_PROVISION = MappingProxyType({"SA": 16})


class Gender(StrEnum):
    """Whom a setting or a vacancy takes."""

    ANY = "any"
    FEMALE = "female"
    MALE = "male"
    BY_DISCUSSION = "by-discussion"


GENDER_LABELS: MappingProxyType[Gender, LazyString] = MappingProxyType(
    {
        Gender.ANY: _("Any gender"),
        Gender.FEMALE: _("Girls and young women"),
        Gender.MALE: _("Boys and young men"),
        Gender.BY_DISCUSSION: _("Something else, by discussion"),
    }
)


class Education(StrEnum):
    """Where children who live there learn."""

    NONE = "none"
    ON_SITE = "on-site"
    LOCAL = "local"
    ALTERNATIVE = "alternative"


EDUCATION_LABELS: MappingProxyType[Education, LazyString] = MappingProxyType(
    {
        Education.NONE: _("Nothing arranged"),
        Education.ON_SITE: _("A registered school on the same site"),
        Education.LOCAL: _("Places in local schools"),
        Education.ALTERNATIVE: _("Alternative provision"),
    }
)

# ISO 639-3 codes of the languages most often asked for, sign languages among them.
LANGUAGES: MappingProxyType[str, LazyString] = MappingProxyType(
    {
        "eng": _("English"),
        "cym": _("Welsh"),
        "gla": _("Scottish Gaelic"),
        "bfi": _("British Sign Language"),
        "sqi": _("Albanian"),
        "amh": _("Amharic"),
        "ara": _("Arabic"),
        "ben": _("Bengali"),
        "yue": _("Cantonese"),
        "prs": _("Dari"),
        "pes": _("Farsi"),
        "fra": _("French"),
        "guj": _("Gujarati"),
        "hin": _("Hindi"),
        "kmr": _("Kurdish (Kurmanji)"),
        "ckb": _("Kurdish (Sorani)"),
        "lit": _("Lithuanian"),
        "cmn": _("Mandarin"),
        "orm": _("Oromo"),
        "pus": _("Pashto"),
        "pol": _("Polish"),
        "por": _("Portuguese"),
        "pan": _("Punjabi"),
        "ron": _("Romanian"),
        "som": _("Somali"),
        "spa": _("Spanish"),
        "tam": _("Tamil"),
        "tir": _("Tigrinya"),
        "tur": _("Turkish"),
        "ukr": _("Ukrainian"),
        "urd": _("Urdu"),
        "vie": _("Vietnamese"),
        "yor": _("Yoruba"),
    }
)


class ExclusionReason(StrEnum):
    """Why a need is never accepted: a code, so that nothing stays at anybody's discretion."""

    REGISTRATION = "registration"
    BUILDING = "building"
    SKILLS = "skills"
    OTHERS = "others"
    INSURANCE = "insurance"


EXCLUSION_LABELS: MappingProxyType[ExclusionReason, LazyString] = MappingProxyType(
    {
        ExclusionReason.REGISTRATION: _("A condition of registration"),
        ExclusionReason.BUILDING: _("The building is not suitable"),
        ExclusionReason.SKILLS: _("Staff or carers are not trained for it"),
        ExclusionReason.OTHERS: _("Risk to others who live there"),
        ExclusionReason.INSURANCE: _("Not insured for it"),
    }
)


def youngest_for(provision: str | None) -> int:
    """Return the lowest age, in whole years, that the law allows a provision to take."""
    return YOUNGEST_BY_PROVISION.get(provision or "", YOUNGEST)
