"""What a holder says of its setting, section by section."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.db import db
from register.core.errors import Conflict, Reason, RuleBroken
from register.core.events import record
from register.descriptions.domain.answers import OLDEST, youngest_for
from register.descriptions.domain.home import fits
from register.descriptions.domain.needs import Offer, needs_for
from register.descriptions.domain.purposes import purposes_for
from register.descriptions.domain.sections import Section
from register.descriptions.events import DescriptionChanged
from register.descriptions.models import SettingDescription
from register.descriptions.queries import (
    get_own_setting,
    says_place,
    screen_words,
)
from register.regulators.models import Setting

# The columns that each section answers.
COLUMNS: Mapping[Section, tuple[str, ...]] = {
    Section.CONTACT: ("contact_team", "contact_telephone", "contact_email", "out_of_hours_telephone"),
    Section.CHILDREN: ("age_min", "age_max", "gender"),
    Section.PURPOSES: ("purposes",),
    Section.NEEDS: ("needs",),
    Section.EXCLUSIONS: ("exclusions",),
    Section.STAFF: ("ratio_day", "ratio_night"),
    Section.LEARNING: ("education", "languages"),
    Section.HOME: ("home",),
    Section.ABOUT: ("about",),
}
FOR_OTHERS = ("contact_team", "about")


def save_section(
    setting_id: str, section: Section, answers: Mapping[str, Any], *, version: int, by: Principal, now: datetime
) -> SettingDescription:
    """Save one section other than the place. Columns that `answers` leaves out become empty.

    Raises RuleBroken where an answer cannot stand, Conflict where the description is no longer the one of `version`
    (0: not begun yet).
    """
    setting = get_own_setting(setting_id, by=by)
    description = take(setting, version=version, by=by, now=now)
    empty: dict[str, Any] = {
        "purposes": [],
        "needs": {},
        "exclusions": {},
        "education": [],
        "languages": [],
        "home": {},
    }
    values = {column: answers.get(column, empty.get(column)) for column in COLUMNS[section]}
    reasons = [*_rule_reasons(section, values, description, setting), *_word_reasons(values, setting)]
    if reasons:
        raise RuleBroken.of(reasons)
    for column, value in values.items():
        setattr(description, column, value)
    save(DescriptionChanged, description, section, by=by, now=now)
    return description


def take(setting: Setting, *, version: int, by: Principal, now: datetime) -> SettingDescription:
    """Return the description of a setting locked until the transaction's end, begun where there was none.

    Raises Conflict unless it is still the one of `version`.
    """
    organisation_id = by.organisation_id or ""
    # Two who begin at once would both find nothing: whoever holds the setting's row goes first.
    db.session.get_one(Setting, setting.id, with_for_update={"key_share": True})
    description = db.session.get(
        SettingDescription, (setting.id, organisation_id), with_for_update=True, populate_existing=True
    )
    if description is None:
        description = SettingDescription(
            setting_id=setting.id,
            organisation_id=organisation_id,
            version=0,
            answered=[],
            purposes=[],
            needs={},
            exclusions={},
            education=[],
            languages=[],
            home={},
            created_at=now,
            changed_at=now,
        )
        db.session.add(description)
    if description.version != version:
        raise Conflict(_("Somebody else changed this description while you were looking at it."))
    return description


def save(
    kind: type[DescriptionChanged],
    description: SettingDescription,
    section: Section,
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Count the change of a section and write its event."""
    description.version += 1
    description.answered = sorted({*description.answered, section.value})
    description.changed_at = now
    version = description.version
    event = kind(subject_id=description.setting_id, section=section, version_from=version - 1, version_to=version)
    record(event, by=by, now=now)


def _rule_reasons(
    section: Section, values: Mapping[str, Any], description: SettingDescription, setting: Setting
) -> list[Reason]:
    if section is Section.CHILDREN:
        return _age_reasons(values, setting)
    if section is Section.PURPOSES:
        allowed = {one.code for one in purposes_for(setting.provision)}
        text = _("Choose from the list")
        return [] if allowed.issuperset(values["purposes"]) else [Reason("purposes", "purpose", text)]
    if section is Section.NEEDS:
        possible = {one.code for one in needs_for(setting.provision)}
        if not possible.issuperset(values["needs"]):
            return [Reason("needs", "need", _("Choose from the list"))]
        never = {code for code, offer in values["needs"].items() if offer != Offer.NOT_OFFERED}
        clash = never & set(description.exclusions)
    elif section is Section.EXCLUSIONS:
        clash = {code for code in values["exclusions"] if description.needs.get(code) in (Offer.CORE, Offer.SPECIALIST)}
    elif section is Section.HOME:
        known = all(fits(feature, answer) for feature, answer in values["home"].items())
        return [] if known else [Reason("home", "home", _("Choose from the list"))]
    else:
        return []
    text = _("A need cannot be both accepted and never accepted: change one of the two answers")
    return [Reason(section.value, "clash", text)] if clash else []


def _age_reasons(values: Mapping[str, Any], setting: Setting) -> list[Reason]:
    youngest = youngest_for(setting.provision)
    if values["age_min"] < youngest:
        text = _("The law allows this type of setting nobody younger than %(age)s", age=youngest)
        return [Reason("age_min", "too-young", text)]
    if values["age_max"] > OLDEST:
        return [Reason("age_max", "too-old", _("The oldest age must be %(age)s or less", age=OLDEST))]
    if values["age_min"] > values["age_max"]:
        return [Reason("age_max", "ages", _("The oldest age must be the youngest age or more"))]
    return []


def _word_reasons(values: Mapping[str, Any], setting: Setting) -> list[Reason]:
    if says_place(values.get("contact_email"), setting=setting):
        return [Reason("contact_email", "place", _("This address holds a part of the home's name or address"))]
    return [
        Reason(column, "screened", _("Remove the marked text: it could lead to the home"))
        for column in FOR_OTHERS
        if screen_words(values.get(column), setting=setting)
    ]
