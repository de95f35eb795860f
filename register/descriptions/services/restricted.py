"""The names and addresses that nobody but their holder sees: of a setting, and of each of its parts."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from register.core import audit, outbox
from register.core.access import Principal
from register.core.db import db
from register.core.errors import Reason, RuleBroken
from register.descriptions.domain.screening import Found, names_place, screen, whole_phrases
from register.descriptions.domain.sections import Section
from register.descriptions.events import RestrictedPlaceChanged
from register.descriptions.models import WHOLE, RestrictedPlace, SettingDescription
from register.descriptions.queries import (
    find_description,
    get_own_setting,
    has_restricted_place,
    public_words,
    says_place_whole,
    secret_phrases,
)
from register.descriptions.services.sections import FOR_OTHERS, save, take
from register.geography.domain.areas import Area
from register.geography.domain.postcodes import PostcodeState, parse_postcode
from register.geography.queries import Gazetteer, authorities
from register.organisations.models import SettingHolder
from register.organisations.queries import get_organisation, label_of
from register.regulators.models import Setting


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A restricted name and address as the owner gives it; never printed."""

    name: str
    address: str
    postcode: str

    def __repr__(self) -> str:
        """Say nothing: a repr ends in logs."""
        return "<PlaceAnswer>"


def save_place(
    setting_id: str, place: PlaceAnswer, *, version: int, gazetteer: Gazetteer, by: Principal, now: datetime
) -> SettingDescription:
    """Save the name and address that nobody else sees, and find the area that others may know."""
    setting = get_own_setting(setting_id, by=by)
    description = take(setting, version=version, by=by, now=now)
    area = keep_place(setting, place, authority=setting.authority_gss, gazetteer=gazetteer, by=by, now=now)
    description.area_id = area.id if area is not None and not area.whole_authority else None
    save(RestrictedPlaceChanged, description, Section.PLACE, by=by, now=now)
    return description


def keep_place(
    setting: Setting,
    place: PlaceAnswer,
    *,
    part: str = WHOLE,
    authority: str | None = None,
    gazetteer: Gazetteer,
    by: Principal,
    now: datetime,
) -> Area | None:
    """Write the name and address of a setting, or of a part of it, and return the area in which it lies.

    `authority` is the GSS code of the one that the regulator names; without it the postcode decides. None where the
    postcode is real but nobody says where it lies. Raises RuleBroken for any other postcode, and where words for others
    already say the place. The caller writes the event.
    """
    organisation_id = by.organisation_id or ""
    found = gazetteer.postcode(place.postcode)
    parts = parse_postcode(place.postcode)
    if parts is None or found.state not in {PostcodeState.FOUND, PostcodeState.NO_LOCATION}:
        raise RuleBroken(Reason("postcode", found.state, _postcode_words(found.state)))
    gss = authority or (found.place.authority if found.place is not None else None)
    _refuse_said_before(setting, place, authority=gss)
    _refuse_said_elsewhere(setting, place, authority=gss, by=by)
    _refuse_said_by_brand(organisation_id, place)
    stored = db.session.get(RestrictedPlace, (setting.id, organisation_id, part), with_for_update=True)
    if stored is None:
        stored = RestrictedPlace(setting_id=setting.id, organisation_id=organisation_id, part=part)
        db.session.add(stored)
    changed = (stored.name, stored.address) != (place.name, place.address)
    stored.name, stored.address, stored.postcode = place.name, place.address, " ".join(parts)
    stored.authority_gss, stored.changed_at = gss, now
    if changed:
        index_others_anew(setting.id, organisation_id=organisation_id, now=now)
    return gazetteer.area_of(place.postcode, authority=gss or "").area


def index_others_anew(setting_id: str, *, organisation_id: str, now: datetime) -> None:
    """Have what an organisation's other settings say screened again: what it keeps secret has changed."""
    others = select(SettingHolder).where(
        SettingHolder.organisation_id == organisation_id,
        SettingHolder.held_until.is_(None),
        SettingHolder.setting_id != setting_id,
    )
    outbox.enqueue_each(db.session(), others, topic="setting-changed", key=SettingHolder.setting_id.expression, now=now)


def read_place(
    setting_id: str, *, part: str = WHOLE, subject: tuple[str, str] | None = None, by: Principal, now: datetime
) -> PlaceAnswer | None:
    """Return a restricted place to its owner, after the audit has it; None where none was given.

    `subject` is what the audit calls a part; the setting unless it says otherwise. Opens a transaction of its own: not
    to be called inside one.
    """
    setting = get_own_setting(setting_id, by=by)
    organisation_id = by.organisation_id or ""
    if not has_restricted_place(setting, organisation_id=organisation_id, part=part):
        return None
    db.session.rollback()  # no read transaction stays open beside the one that writes the audit
    audit.disclose(subject or ("setting", setting_id), what="restricted-place", by=by, now=now)
    stored = db.session.scalars(
        select(RestrictedPlace).where(
            RestrictedPlace.setting_id == setting_id,
            RestrictedPlace.organisation_id == organisation_id,
            RestrictedPlace.part == part,
        )
    ).one()
    return PlaceAnswer(stored.name, stored.address, stored.postcode)


def _refuse_said_before(setting: Setting, place: PlaceAnswer, *, authority: str | None) -> None:
    description = find_description(setting.id)
    secret = secret_phrases(place.name, place.address, place.postcode)
    for column in (*FOR_OTHERS, "contact_email"):
        text = getattr(description, column, None)
        if text and names_place(text, secret=secret, public=public_words(setting, authority or "")):
            words = _("What you wrote for others holds a part of this name or address. Change those words first.")
            raise RuleBroken(Reason("name", "said-before", words))


def _refuse_said_elsewhere(setting: Setting, place: PlaceAnswer, *, authority: str | None, by: Principal) -> None:
    known = authorities().current(authority) if authority else None
    whole = whole_phrases(place.name, place.address, public=[known.name] if known is not None else [])
    others = db.session.scalars(
        select(SettingDescription).where(
            SettingDescription.organisation_id == by.organisation_id, SettingDescription.setting_id != setting.id
        )
    )
    for one in others:
        texts = [getattr(one, column) or "" for column in FOR_OTHERS]
        if Found.PLACE in {finding.kind for text in texts for finding in screen(text, whole=whole)}:
            label = label_of(one.setting_id) or _("another setting")
            words = _(
                "What you wrote for others about %(label)s holds this name or address. Change those words first.",
                label=label,
            )
            raise RuleBroken(Reason("name", "said-before", words))


def _refuse_said_by_brand(organisation_id: str, place: PlaceAnswer) -> None:
    # The label of a setting begins with the brand, which for a company of one home may be the home's name.
    if says_place_whole(get_organisation(organisation_id).brand, place.name, place.address):
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
