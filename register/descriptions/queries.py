"""Reading descriptions: one function a question. Nothing here gives a restricted name or address away."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.descriptions.domain.screening import Finding, names_place, screen, whole_phrases
from register.descriptions.models import WHOLE, RestrictedPlace, SettingDescription
from register.descriptions.ports import own_secrets
from register.geography.queries import authorities
from register.organisations.models import Organisation, SettingHolder
from register.organisations.queries import holder_of
from register.regulators.domain import places
from register.regulators.models import Setting
from register.regulators.queries import get_setting


def get_own_setting(setting_id: str, *, by: Principal) -> Setting:
    """Return a setting that the principal's organisation holds and the principal may touch.

    Raises NotFound for any other: whoever is not the holder may not learn that there is something to see.
    """
    setting = get_setting(setting_id)
    holder = holder_of(setting_id)
    if holder is None or holder != by.organisation_id or not by.may_touch_setting(setting_id):
        raise NotFound("There is no such setting among yours.")
    return setting


def find_description(setting_id: str) -> SettingDescription | None:
    """Return what the present holder of a setting says of it, or None."""
    return descriptions_of([setting_id]).get(setting_id)


def descriptions_of(setting_ids: Iterable[str]) -> dict[str, SettingDescription]:
    """Return what present holders say of these settings, by setting id; one query for many."""
    found = db.session.scalars(
        select(SettingDescription)
        .join(
            SettingHolder,
            (SettingHolder.setting_id == SettingDescription.setting_id)
            & (SettingHolder.organisation_id == SettingDescription.organisation_id)
            & SettingHolder.held_until.is_(None),
        )
        .where(SettingDescription.setting_id.in_(list(setting_ids)))
    )
    return {one.setting_id: one for one in found}


def has_restricted_place(setting: Setting, *, organisation_id: str, part: str = WHOLE) -> bool:
    """Whether an organisation has given the place of a setting or of a part of it; says nothing of what it is."""
    return (
        db.session.scalar(
            select(RestrictedPlace.setting_id).where(
                RestrictedPlace.setting_id == setting.id,
                RestrictedPlace.organisation_id == organisation_id,
                RestrictedPlace.part == part,
            )
        )
        is not None
    )


def with_restricted_place(setting_ids: Collection[str], *, organisation_id: str) -> frozenset[str]:
    """Return those of the settings of which an organisation has given the place; one query for many."""
    return frozenset(
        db.session.scalars(
            select(RestrictedPlace.setting_id).where(
                RestrictedPlace.setting_id.in_(setting_ids),
                RestrictedPlace.organisation_id == organisation_id,
                RestrictedPlace.part == WHOLE,
            )
        )
    )


def brand_leads_to_place(text: str, *, organisation: Organisation) -> bool:
    """Whether a name under which others are to see an organisation leads to a place of any of its settings.

    What it is called already tells nobody anything new: a home may share a word with its provider.
    """
    known = (organisation.brand, organisation.name)
    if screen(text):
        return True
    for place in db.session.scalars(select(RestrictedPlace).where(RestrictedPlace.organisation_id == organisation.id)):
        phrases = secret_phrases(place.name, place.address, place.postcode)
        authority = authorities().current(place.authority_gss) if place.authority_gss else None
        public = (*known, authority.name) if authority is not None else known
        if names_place(text, secret=phrases, public=public) or says_place_whole(text, place.name, place.address):
            return True
    return False


def says_place_whole(text: str, name: str, address: str) -> bool:
    """Whether a text holds the whole name of a place, or the whole first line of its address."""
    return places.says_place(text, places.names_in({"name": name, "address_1": address.partition("\n")[0]}))


def screen_words(text: str | None, *, setting: Setting) -> tuple[Finding, ...]:
    """Find what words for others may not hold.

    That is every part of the place of this setting, whoever gave it; of its holder's other places the whole name and
    the street; and what the holder keeps to itself besides (its keys of households).
    """
    if not text:
        return ()
    found = _places_of([setting.id]).get(setting.id, [])
    holder = holder_of(setting.id)
    whole = _held_back([holder])[holder] if holder is not None else ()
    return screen(text, secret=_secret(found), public=_public(setting, found), whole=whole)


def says_place(text: str | None, *, setting: Setting) -> bool:
    """Whether an address or number that others will see names the place of this setting, whoever gave it."""
    if not text:
        return False
    found = _places_of([setting.id]).get(setting.id, [])
    return names_place(text, secret=_secret(found), public=_public(setting, found))


def names_any_place(text: str, *, settings: Iterable[Setting], known: Iterable[str] = ()) -> bool:
    """Whether a text names the restricted place of any of these settings, or of a part of one, whoever gave it.

    `known` are words that everybody knows anyway, such as the name of whoever runs them.
    """
    by_id = {one.id: one for one in settings}
    places_of = _places_of(by_id)
    secret = [phrase for found in places_of.values() for phrase in _secret(found)]
    public = {word for setting_id, found in places_of.items() for word in _public(by_id[setting_id], found)}
    return bool(text and secret) and names_place(text, secret=secret, public=sorted({*public, *known}))


def screen_many(
    texts: dict[str, list[str | None]], settings: dict[str, Setting], *, holders: Mapping[str, str]
) -> dict[str, list[tuple[Finding, ...]]]:
    """Screen several texts of several settings as `screen_words` does; a fixed number of queries for many.

    `texts`, `holders` (organisation ids) and the answer are by setting id, findings in the order of the texts.
    """
    wanted = [setting_id for setting_id, each in texts.items() if any(each)]
    places_of = _places_of(wanted)
    held_back = _held_back({holders[one] for one in wanted if one in holders})
    answers: dict[str, list[tuple[Finding, ...]]] = {}
    for setting_id, each in texts.items():
        found = places_of.get(setting_id, [])
        secret, public = _secret(found), _public(settings[setting_id], found)
        whole = held_back.get(holders.get(setting_id, ""), ())
        answers[setting_id] = [screen(text, secret=secret, public=public, whole=whole) if text else () for text in each]
    return answers


def secret_phrases(name: str, address: str, postcode: str) -> list[str]:
    """Return the phrases of a restricted place whose words may not be said."""
    return [one.strip() for one in (name, *address.replace(",", "\n").splitlines(), postcode) if one.strip()]


def public_words(setting: Setting, *gss: str) -> tuple[str, ...]:
    """Return what everybody knows of where a setting and its parts are: the names of its authority and of others."""
    known = authorities()
    found = [known.current(one) for one in dict.fromkeys((setting.authority_gss or "", *gss)) if one]
    names = [name for one in found if one is not None for name in (one.name, one.welsh_name or "")]
    return tuple(one for one in (*names, setting.authority_published or "") if one)


def _held_back(organisation_ids: Collection[str]) -> dict[str, list[str]]:
    """Return what may be said of none of an organisation's settings, by organisation; two queries for many."""
    if not organisation_ids:
        return {}
    kept = own_secrets(organisation_ids)
    phrases_of = {one: [*kept.get(one, ())] for one in organisation_ids}
    known = authorities()
    every = select(
        RestrictedPlace.organisation_id, RestrictedPlace.name, RestrictedPlace.address, RestrictedPlace.authority_gss
    ).where(RestrictedPlace.organisation_id.in_(phrases_of))
    for holder, name, address, gss in db.session.execute(every):
        authority = known.current(gss) if gss else None
        phrases_of[holder] += whole_phrases(name, address, public=(authority.name,) if authority is not None else ())
    return phrases_of


def _places_of(setting_ids: Iterable[str]) -> dict[str, list[RestrictedPlace]]:
    found: dict[str, list[RestrictedPlace]] = {}
    for place in db.session.scalars(select(RestrictedPlace).where(RestrictedPlace.setting_id.in_(list(setting_ids)))):
        found.setdefault(place.setting_id, []).append(place)
    return found


def _secret(found: Iterable[RestrictedPlace]) -> list[str]:
    return [phrase for one in found for phrase in secret_phrases(one.name, one.address, one.postcode)]


def _public(setting: Setting, found: Iterable[RestrictedPlace]) -> tuple[str, ...]:
    return public_words(setting, *(one.authority_gss for one in found if one.authority_gss))
