"""Needs and specialisms: one list, on which a setting or vacancy says core, specialist or not offered."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Offer(StrEnum):
    """What is said of a need. A need of which nothing is said is unknown, never "not offered"."""

    CORE = "core"
    SPECIALIST = "specialist"
    NOT_OFFERED = "not_offered"


OFFER_LABELS = MappingProxyType(
    {
        Offer.CORE: _("Normally accepted"),
        Offer.SPECIALIST: _("A specialism"),
        Offer.NOT_OFFERED: _("Not offered"),
    }
)


@dataclass(frozen=True, slots=True)
class Need:
    """One need: its code, its name, the group under which it is listed, whether it makes sense as an exclusion."""

    code: str
    label: LazyString
    group: str
    may_exclude: bool = True


GROUPS = MappingProxyType(
    {
        "health": _("Disability and health"),
        "mind": _("Mental health and behaviour"),
        "exploitation": _("Exploitation and going missing"),
        "legal": _("Legal"),
        "family": _("Family"),
        "model": _("Model of care"),
        "communication": _("Communication"),
    }
)

_ALL = (
    Need("LD-M", _("Learning disability, mild"), "health"),
    Need("LD-O", _("Learning disability, moderate"), "health"),
    Need("LD-S", _("Learning disability, severe or profound"), "health"),
    Need("AUT", _("Autism"), "health"),
    Need("ADHD", _("ADHD"), "health"),
    Need("PHY", _("Physical disability (wheelchair)"), "health"),
    Need("SEN-V", _("Visual impairment"), "health"),
    Need("SEN-H", _("Hearing impairment"), "health"),
    Need("MED", _("Complex medical needs (nurse-led)"), "health"),
    Need("EPI", _("Epilepsy"), "health"),
    Need("DIA", _("Diabetes"), "health"),
    Need("PEG", _("Tube feeding"), "health"),
    Need("FASD", _("Fetal alcohol spectrum disorder"), "health"),
    Need("PAL", _("Life-limiting condition"), "health"),
    Need("CON", _("Continence needs"), "health"),
    Need("SEMH", _("Social, emotional and mental health needs"), "mind"),
    Need("SH", _("Self-harm"), "mind"),
    Need("SI", _("Risk of suicide"), "mind"),
    Need("ED", _("Eating disorder"), "mind"),
    Need("PSY", _("Psychosis, or step down from a mental health ward"), "mind"),
    Need("TRM", _("Complex trauma"), "mind"),
    Need("ATT", _("Attachment difficulties"), "mind"),
    Need("VIO", _("Physical harm to others"), "mind"),
    Need("HSB", _("Harmful sexual behaviour"), "mind"),
    Need("FIR", _("Fire-setting"), "mind"),
    Need("ANI", _("Harm to animals"), "mind"),
    Need("SUB", _("Drugs and alcohol"), "mind"),
    Need("PDM", _("Damage to property"), "mind"),
    Need("CSE", _("Sexual exploitation"), "exploitation"),
    Need("CCE", _("Criminal exploitation (county lines)"), "exploitation"),
    Need("MSV", _("Modern slavery or trafficking"), "exploitation"),
    Need("MIS", _("Going missing"), "exploitation"),
    Need("GNG", _("Gangs"), "exploitation"),
    Need("RAD", _("Radicalisation"), "exploitation"),
    Need("RMD", _("Remand"), "legal"),
    Need("YOT", _("Offending"), "legal"),
    Need("DOL", _("Deprivation of liberty order"), "legal"),
    Need("S25", _("Secure order"), "legal"),
    Need("NRP", _("Asylum, or no recourse to public funds"), "legal"),
    Need("SIB", _("Brothers and sisters together"), "family"),
    Need("PC", _("Parent and child"), "family"),
    Need("PRG", _("Pregnant young person"), "family"),
    Need("THR", _("Therapeutic care"), "model", may_exclude=False),
    Need("DDP", _("PACE or dyadic developmental practice"), "model", may_exclude=False),
    Need("TCI", _("Therapeutic crisis intervention"), "model", may_exclude=False),
    Need("DBT", _("Dialectical behaviour therapy"), "model", may_exclude=False),
    Need("TFCO", _("Treatment foster care"), "model", may_exclude=False),
    Need("SHV", _("Solo care with a high staff ratio"), "model", may_exclude=False),
    Need("EDU", _("Education on site"), "model", may_exclude=False),
    Need("STP", _("Step down from secure or hospital care"), "model", may_exclude=False),
    Need("ESOL", _("Learning English"), "communication", may_exclude=False),
    Need("BSL", _("British Sign Language"), "communication", may_exclude=False),
    Need("MAK", _("Makaton"), "communication", may_exclude=False),
    Need("AAC", _("Communication aids"), "communication", may_exclude=False),
)

NEEDS = MappingProxyType({one.code: one for one in _ALL})

# Supported accommodation may not be used with a deprivation of liberty or a secure order, nor stand in for care.
_NOT_IN = MappingProxyType(
    {
        "SA": frozenset({"DOL", "S25", "TFCO", "EDU"}),
        "IFA": frozenset({"S25"}),
        "LAF": frozenset({"S25"}),
        "CH": frozenset({"S25", "TFCO"}),
        "RSS": frozenset({"S25", "TFCO"}),
        "RFC": frozenset({"S25", "TFCO"}),
        "SCH": frozenset({"TFCO", "PC"}),
    }
)


@cache
def needs_for(provision: str | None) -> tuple[Need, ...]:
    """Return the needs that are asked of a provision."""
    left_out = _NOT_IN.get(provision or "", frozenset())
    return tuple(one for one in _ALL if one.code not in left_out)


def split_offers(offers: dict[str, str]) -> dict[Offer, frozenset[str]]:
    """Return the codes under each of the three answers."""
    return {offer: frozenset(code for code, said in offers.items() if said == offer) for offer in Offer}
