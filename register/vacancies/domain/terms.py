"""What a vacancy offers, and the rules that it must keep: the law's, the registration's and the setting's own word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from register.core.errors import Reason
from register.descriptions.domain.answers import OLDEST, Gender, youngest_for
from register.descriptions.domain.needs import NEEDS, Offer, needs_for
from register.descriptions.domain.purposes import MOST_SIBLINGS, PURPOSES, purposes_for
from register.dwellings.domain.kinds import kind_for
from register.vacancies.domain.contracts import ContractType, Solo
from register.vacancies.domain.dwellings import Room, choice_reasons, room_reasons
from register.vacancies.domain.numbers import NOTHING_TOLD, Numbers, offer_reasons

MOST_PLACES = 12
LONGEST_NOTICE_HOURS = 24 * 28
RESERVABLE = frozenset({ContractType.BLOCK, ContractType.FIRST_REFUSAL})
PLANNED_AT_MOST = timedelta(weeks=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one vacancy offers. Ages are whole years, both ends included; `needs` is {need: offer}.

    `dwelling_id` says at which premises or with which household it is, where the provision has such. `reserved_for` is
    the GSS code of the authority that alone may have it, until the end of `reserved_until`.
    """

    dwelling_id: str | None = None
    places: int
    age_min: int
    age_max: int
    gender: Gender
    available_from: date
    purposes: frozenset[str] = frozenset()
    needs: Mapping[str, Offer]
    contract_types: frozenset[ContractType] = frozenset({ContractType.SPOT})
    notice_hours: int = 0
    emergency: bool = False
    siblings_max: int | None = None
    solo: Solo = Solo.NO
    subject_to_matching: bool = False
    words: str | None = None
    reserved_for: str | None = None
    reserved_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a setting allows: regulator's facts, and what its holder said of it.

    `numbers` are those of the setting without the vacancy itself; `room` is that of the dwelling that the terms name,
    None unless it is one of the setting's in use.
    """

    provision: str | None
    open: bool = True
    suspended: bool = False
    numbers: Numbers = NOTHING_TOLD
    age_min: int | None = None
    age_max: int | None = None
    exclusions: frozenset[str] = frozenset()
    out_of_hours: bool = False
    room: Room | None = None


def terms_reasons(terms: Terms, limits: Limits) -> tuple[Reason, ...]:
    """Return why these terms cannot stand, whether they are published or not; empty when they can."""
    return (
        *choice_reasons(terms.dwelling_id, limits.room),
        *_age_reasons(terms, limits),
        *_code_reasons(terms, limits),
        *_number_reasons(terms),
        *_reserve_reasons(terms),
    )


def publish_reasons(terms: Terms, limits: Limits, *, today: date, planned: bool = False) -> tuple[Reason, ...]:
    """Return why a vacancy cannot be offered to others now; `today` is the day in Europe/London.

    The place of a planned one is still what it was: only the registration limits how many there are.
    """
    numbers = Numbers(registered=limits.numbers.registered) if planned else limits.numbers
    return (
        *_registration_reasons(limits),
        *terms_reasons(terms, limits),
        *offer_reasons(numbers, terms.places),
        *room_reasons(kind_for(limits.provision), terms.dwelling_id, limits.room, terms.places, planned=planned),
        *_readiness_reasons(terms, limits, today=today),
    )


def _age_reasons(terms: Terms, limits: Limits) -> Iterator[Reason]:
    youngest = youngest_for(limits.provision)
    if terms.age_min > terms.age_max:
        yield Reason("age_max", "ages", _("The oldest age must be the youngest age or more"))
    if terms.age_max > OLDEST:
        yield Reason("age_max", "too-old", _("The oldest age must be %(age)s or less", age=OLDEST))
    if terms.age_min < youngest:
        text = (
            _("Supported accommodation is for young people of %(age)s and over: the law allows nobody younger")
            if youngest
            else _("The youngest age must be %(age)s or more")
        )
        yield Reason("age_min", "too-young", text % {"age": youngest})
    elif limits.age_min is not None and terms.age_min < limits.age_min:
        text = _("You described this setting as for %(age)s and over", age=limits.age_min)
        yield Reason("age_min", "below-setting", text)
    if limits.age_max is not None and terms.age_max > limits.age_max:
        text = _("You described this setting as for up to %(age)s", age=limits.age_max)
        yield Reason("age_max", "above-setting", text)


def _code_reasons(terms: Terms, limits: Limits) -> Iterator[Reason]:
    allowed = {one.code for one in purposes_for(limits.provision)}
    for code in sorted(terms.purposes - allowed):
        name = str(PURPOSES[code].label) if code in PURPOSES else code
        yield Reason("purposes", "purpose", _("“%(name)s” is not offered by this type of setting", name=name))
    possible = {one.code for one in needs_for(limits.provision)}
    for code in sorted(set(terms.needs) - possible):
        name = str(NEEDS[code].label) if code in NEEDS else code
        yield Reason("needs", "need", _("“%(name)s” cannot be offered by this type of setting", name=name))
    for code, offer in sorted(terms.needs.items()):
        if offer is not Offer.NOT_OFFERED and code in limits.exclusions:
            name = str(NEEDS[code].label)
            yield Reason("needs", "excluded", _("You described “%(name)s” as never accepted here", name=name))
    if not terms.contract_types:
        yield Reason("contract_types", "none", _("Choose at least one way in which the place can be bought"))


def _number_reasons(terms: Terms) -> Iterator[Reason]:
    if not 1 <= terms.places <= MOST_PLACES:
        yield Reason("places", "places", _("Places must be between 1 and %(most)s", most=MOST_PLACES))
    if not 0 <= terms.notice_hours <= LONGEST_NOTICE_HOURS:
        text = _("Notice must be between 0 and %(most)s hours", most=LONGEST_NOTICE_HOURS)
        yield Reason("notice_hours", "notice", text)
    if terms.siblings_max is None:
        return
    if not 2 <= terms.siblings_max <= MOST_SIBLINGS:  # noqa: PLR2004 - one child has no brother or sister with it
        text = _("Brothers and sisters together must be between 2 and %(most)s", most=MOST_SIBLINGS)
        yield Reason("siblings_max", "siblings", text)
    elif terms.siblings_max > terms.places:
        text = _("You offer %(places)s, too few for that many brothers and sisters together", places=terms.places)
        yield Reason("siblings_max", "too-few-places", text)
    if terms.solo is Solo.ONLY:
        yield Reason("solo", "solo-siblings", _("A solo placement cannot take brothers and sisters together"))


def _reserve_reasons(terms: Terms) -> Iterator[Reason]:
    if terms.reserved_for is not None and not terms.contract_types & RESERVABLE:
        text = _(
            "Only places bought as a block or by first refusal are reserved for one authority: choose one of these"
        )
        yield Reason("contract_types", "reserved", text)
    if terms.reserved_until is not None and terms.reserved_for is None:
        yield Reason("reserved_for", "missing", _("Choose the authority for which it is reserved"))


def _registration_reasons(limits: Limits) -> Iterator[Reason]:
    if limits.provision is None:
        text = _("This type of setting is outside the service: the register shows it, but it offers no vacancies here")
        yield Reason("", "out-of-scope", text)
    if not limits.open:
        text = _("The regulator's file says that this setting is not registered now, so it can offer no vacancies")
        yield Reason("", "not-registered", text)
    if limits.suspended:
        yield Reason("", "suspended", _("The regulator has suspended this setting, so it can offer no vacancies"))


def _readiness_reasons(terms: Terms, limits: Limits, *, today: date) -> Iterator[Reason]:
    if terms.emergency and not limits.out_of_hours:
        text = _("Emergencies need an out-of-hours number: add one to the description of this setting first")
        yield Reason("emergency", "no-out-of-hours", text)
    if terms.reserved_until is not None and terms.reserved_until < today:
        yield Reason("reserved_until", "past", _("Enter today or a later day"))
    if terms.available_from > today + PLANNED_AT_MOST:
        weeks = PLANNED_AT_MOST.days // 7
        text = _("A planned place can be offered up to %(weeks)s weeks ahead", weeks=weeks)
        yield Reason("available_from", "too-far", text)
