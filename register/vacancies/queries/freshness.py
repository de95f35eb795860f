"""How fresh a vacancy is by the rule that the application was built with."""

from flask import current_app

from register.regulators.models import Setting
from register.vacancies.domain.freshness import Due, FreshnessRule
from register.vacancies.domain.status import Status
from register.vacancies.models import Vacancy

FRESHNESS = "register.freshness_rule"


def freshness_rule() -> FreshnessRule:
    """Return the rule that the application was built with."""
    rule: FreshnessRule = current_app.extensions[FRESHNESS]
    return rule


def due_of(vacancy: Vacancy, setting: Setting, *, rule: FreshnessRule) -> Due:
    """Return when a vacancy is stale and hidden."""
    return rule.due(
        provision=setting.provision,
        status=Status(vacancy.status),
        emergency=vacancy.emergency,
        confirmed_at=vacancy.last_confirmed_at,
    )
