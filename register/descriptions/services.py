"""What a holder does with the description of its setting.

Every function but `read_place` runs inside the caller's transaction; for everybody but the holder there is no such
setting (NotFound).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from register.core import audit
from register.core.access import Principal
from register.core.db import db
from register.core.errors import Conflict, Reason, RuleBroken
from register.core.events import record
from register.descriptions.domain.answers import OLDEST, Section, youngest_for
from register.descriptions.domain.needs import Offer, needs_for
from register.descriptions.domain.purposes import purposes_for
from register.descriptions.domain.screening import names_place
from register.descriptions.events import DescriptionChanged, RestrictedPlaceChanged
from register.descriptions.models import RestrictedPlace, SettingDescription
from register.descriptions.queries import (
    get_own_setting,
    has_restricted_place,
    public_words,
    says_place,
    screen_words,
    secret_phrases,
)
from register.geography.domain.postcodes import PostcodeState, parse_postcode
from register.geography.queries import Gazetteer
from register.organisations.queries import get_organisation
from register.regulators.domain import places
from register.regulators.models import Setting

# The columns that each section answers.
COLUMNS: Mapping[Section, tuple[str, ...]] = {
    Section.CONTACT: ("contact_team", "contact_telephone", "contact_email", "out_of_hours_telephone"),
    Section.CHILDREN: ("age_min", "age_max", "gender"),
    Section.PURPOSES: ("purposes",),
    Section.NEEDS: ("needs",),
    Section.EXCLUSIONS: ("exclusions",),
    Section.LEARNING: ("education", "languages"),
    Section.ABOUT: ("about",),
}
FOR_OTHERS = ("contact_team", "about")


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A restricted name and address as the owner gives it; never printed."""

    name: str
    address: str
    postcode: str

    def __repr__(self) -> str:
        """Say nothing: a repr ends in logs."""
        return "<PlaceAnswer>"


def save_section(
    setting_id: str, section: Section, answers: Mapping[str, Any], *, version: int, by: Principal, now: datetime
) -> SettingDescription:
    """Save one section other than the place. Columns that `answers` leaves out become empty.

    Raises RuleBroken where an answer cannot stand, Conflict where the description is no longer the one of `version`
    (0: not begun yet).
    """
    setting = get_own_setting(setting_id, by=by)
    description = _take(setting, version=version, by=by, now=now)
    empty: dict[str, Any] = {"purposes": [], "needs": {}, "exclusions": {}, "education": [], "languages": []}
    values = {column: answers.get(column, empty.get(column)) for column in COLUMNS[section]}
    reasons = [*_rule_reasons(section, values, description, setting), *_word_reasons(values, setting)]
    if reasons:
        raise RuleBroken.of(reasons)
    for column, value in values.items():
        setattr(description, column, value)
    _save(DescriptionChanged, description, section, by=by, now=now)
    return description


def save_place(
    setting_id: str, place: PlaceAnswer, *, version: int, gazetteer: Gazetteer, by: Principal, now: datetime
) -> SettingDescription:
    """Save the name and address that nobody else sees, and find the area that others may know."""
    setting = get_own_setting(setting_id, by=by)
    description = _take(setting, version=version, by=by, now=now)
    answer = gazetteer.area_of(place.postcode, authority=setting.authority_gss or "")
    parts = parse_postcode(place.postcode)
    if parts is None or answer.state not in {PostcodeState.FOUND, PostcodeState.NO_LOCATION}:
        raise RuleBroken(Reason("postcode", answer.state, _postcode_words(answer.state)))
    _refuse_said_before(description, place, setting)
    _refuse_said_by_brand(description.organisation_id, place)
    stored = db.session.get(RestrictedPlace, (setting_id, description.organisation_id), with_for_update=True)
    if stored is None:
        stored = RestrictedPlace(setting_id=setting_id, organisation_id=description.organisation_id)
        db.session.add(stored)
    stored.name, stored.address, stored.postcode = place.name, place.address, " ".join(parts)
    stored.changed_at = now
    description.area_id = answer.area.id if answer.area is not None and not answer.area.whole_authority else None
    _save(RestrictedPlaceChanged, description, Section.PLACE, by=by, now=now)
    return description


def read_place(setting_id: str, *, by: Principal, now: datetime) -> PlaceAnswer | None:
    """Return the restricted place to its owner, after the audit has it; None where none was given.

    Opens a transaction of its own: not to be called inside one.
    """
    setting = get_own_setting(setting_id, by=by)
    organisation_id = by.organisation_id or ""
    if not has_restricted_place(setting, organisation_id=organisation_id):
        return None
    db.session.rollback()  # no read transaction stays open beside the one that writes the audit
    audit.disclose(("setting", setting_id), what="restricted-place", by=by, now=now)
    stored = db.session.get_one(RestrictedPlace, (setting_id, organisation_id))
    return PlaceAnswer(stored.name, stored.address, stored.postcode)


def _take(setting: Setting, *, version: int, by: Principal, now: datetime) -> SettingDescription:
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
            created_at=now,
            changed_at=now,
        )
        db.session.add(description)
    if description.version != version:
        raise Conflict(_("Somebody else changed this description while you were looking at it."))
    return description


def _save(
    kind: type[DescriptionChanged],
    description: SettingDescription,
    section: Section,
    *,
    by: Principal,
    now: datetime,
) -> None:
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


def _refuse_said_before(description: SettingDescription, place: PlaceAnswer, setting: Setting) -> None:
    secret = secret_phrases(place.name, place.address, place.postcode)
    for column in (*FOR_OTHERS, "contact_email"):
        text = getattr(description, column)
        if text and names_place(text, secret=secret, public=public_words(setting)):
            words = _("What you wrote for others holds a part of this name or address. Change those words first.")
            raise RuleBroken(Reason("name", "said-before", words))


def _refuse_said_by_brand(organisation_id: str, place: PlaceAnswer) -> None:
    # The label of a setting begins with the brand, which for a company of one home may be the home's name.
    names = places.names_in({"name": place.name, "address_1": place.address.splitlines()[0] if place.address else ""})
    if places.says_place(get_organisation(organisation_id).brand, names):
        words = _(
            "The name under which others see your organisation holds this name or address. "
            "Ask the register's administrators for another one first."
        )
        raise RuleBroken(Reason("name", "said-by-brand", words))


def _postcode_words(state: PostcodeState) -> str:
    if state is PostcodeState.NOT_A_POSTCODE:
        words = _("Enter a full postcode, like LS1 4AP")
    elif state in {PostcodeState.NORTHERN_IRELAND, PostcodeState.CHANNEL_ISLANDS, PostcodeState.ISLE_OF_MAN}:
        words = _("The register covers England, Scotland and Wales only")
    else:
        words = _("This postcode is not in the national directory: check it")
    return str(words)
