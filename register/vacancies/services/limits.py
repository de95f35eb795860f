"""What a setting allows its vacancies, and why a vacancy may not stand: the rules, with what they need to know."""

from datetime import datetime

from flask_babel import gettext as _

from register.core.clock import local_date
from register.core.errors import Reason, RuleBroken
from register.descriptions.queries import find_description, screen_words
from register.dwellings.queries import find_dwelling
from register.regulators.models import Setting
from register.vacancies.domain.dwellings import Room, room_reasons
from register.vacancies.domain.numbers import offer_reasons
from register.vacancies.domain.status import Status
from register.vacancies.domain.terms import Limits, Terms, publish_reasons
from register.vacancies.models import Vacancy
from register.vacancies.queries import numbers_of, places_in_dwelling
from register.vacancies.services.writing import terms_of


def limits_of(setting: Setting, *, organisation_id: str, dwelling_id: str | None, besides: str | None = None) -> Limits:
    """Return what a setting and a dwelling of its holder allow a vacancy to offer, `besides` that vacancy itself."""
    description = find_description(setting.id)
    return Limits(
        provision=setting.provision,
        open=setting.open,
        suspended="suspend" in (setting.registration_status or "").casefold(),
        numbers=numbers_of([setting], organisation_id=organisation_id, besides=besides)[setting.id],
        age_min=description.age_min if description else None,
        age_max=description.age_max if description else None,
        exclusions=frozenset(description.exclusions) if description else frozenset(),
        out_of_hours=bool(description and description.out_of_hours_telephone),
        room=_room(setting, organisation_id, dwelling_id, besides=besides),
    )


def check_offer(vacancy: Vacancy, setting: Setting, *, now: datetime) -> None:
    """Raise RuleBroken where a vacancy cannot be offered to others now, in the status that it has."""
    terms, limits = terms_of(vacancy), _limits_of(vacancy, setting)
    planned = vacancy.status == Status.PLANNED
    reasons = publish_reasons(terms, limits, today=local_date(now), planned=planned)
    refuse(*reasons, *word_reasons(terms, setting))


def check_places(vacancy: Vacancy, setting: Setting) -> None:
    """Raise RuleBroken where setting or dwelling have no empty places left for a vacancy to speak of."""
    limits = _limits_of(vacancy, setting)
    refuse(
        *offer_reasons(limits.numbers, vacancy.places),
        *room_reasons(None, vacancy.dwelling_id, limits.room, vacancy.places),
    )


def word_reasons(terms: Terms, setting: Setting) -> tuple[Reason, ...]:
    """Return why the words of a vacancy may not be seen by others; empty when they may."""
    found = screen_words(terms.words, setting=setting)
    return (Reason("words", found[0].kind, _("Remove the marked text: it could lead to the home")),) if found else ()


def _limits_of(vacancy: Vacancy, setting: Setting) -> Limits:
    return limits_of(
        setting, organisation_id=vacancy.organisation_id, dwelling_id=vacancy.dwelling_id, besides=vacancy.id
    )


def _room(setting: Setting, organisation_id: str, dwelling_id: str | None, *, besides: str | None) -> Room | None:
    found = find_dwelling(dwelling_id, setting_id=setting.id, organisation_id=organisation_id) if dwelling_id else None
    return Room(found.capacity, places_in_dwelling(found.id, besides=besides)) if found is not None else None


def refuse(*reasons: Reason) -> None:
    """Raise RuleBroken with the reasons, where there are any."""
    if reasons:
        raise RuleBroken.of(reasons)
