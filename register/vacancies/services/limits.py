"""What a setting allows its vacancies, and why a vacancy may not stand: the rules, with what they need to know."""

from datetime import datetime

from flask_babel import gettext as _

from register.core.clock import local_date
from register.core.errors import Reason, RuleBroken
from register.descriptions.queries import find_description, screen_words
from register.regulators.models import Setting
from register.vacancies.domain.numbers import offer_reasons
from register.vacancies.domain.status import Status
from register.vacancies.domain.terms import Limits, Terms, publish_reasons
from register.vacancies.models import Vacancy
from register.vacancies.queries import numbers_of
from register.vacancies.services.writing import terms_of


def limits_of(setting: Setting, *, organisation_id: str, besides: str | None = None) -> Limits:
    """Return what a setting allows a vacancy of its holder to offer, `besides` that vacancy itself."""
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
    )


def check_offer(vacancy: Vacancy, setting: Setting, *, now: datetime) -> None:
    """Raise RuleBroken where a vacancy cannot be offered to others now, in the status that it has."""
    terms, limits = terms_of(vacancy), limits_of(setting, organisation_id=vacancy.organisation_id, besides=vacancy.id)
    planned = vacancy.status == Status.PLANNED
    reasons = publish_reasons(terms, limits, today=local_date(now), planned=planned)
    refuse(*reasons, *word_reasons(terms, setting))


def check_places(vacancy: Vacancy, setting: Setting) -> None:
    """Raise RuleBroken where the setting has no empty places left for a vacancy to speak of."""
    limits = limits_of(setting, organisation_id=vacancy.organisation_id, besides=vacancy.id)
    refuse(*offer_reasons(limits.numbers, vacancy.places))


def word_reasons(terms: Terms, setting: Setting) -> tuple[Reason, ...]:
    """Return why the words of a vacancy may not be seen by others; empty when they may."""
    found = screen_words(terms.words, setting=setting)
    return (Reason("words", found[0].kind, _("Remove the marked text: it could lead to the home")),) if found else ()


def refuse(*reasons: Reason) -> None:
    """Raise RuleBroken with the reasons, where there are any."""
    if reasons:
        raise RuleBroken.of(reasons)
