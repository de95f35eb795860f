"""How fresh a vacancy is by the rule that the application was built with."""

from datetime import date, datetime
from typing import Protocol

from flask import current_app

from register.core.clock import ends_at, starts_at
from register.regulators.models import Setting
from register.vacancies.domain.freshness import Due, FreshnessRule
from register.vacancies.domain.status import Status, asks_for_a_decision
from register.vacancies.models import Vacancy

FRESHNESS = "register.freshness_rule"


def freshness_rule() -> FreshnessRule:
    """Return the rule that the application was built with."""
    rule: FreshnessRule = current_app.extensions[FRESHNESS]
    return rule


class Dated(Protocol):
    """What is asked of a vacancy to know whether its day has come: the row itself, or only these columns of it."""

    @property
    def status(self) -> str:
        """What was decided about it."""

    @property
    def available_from(self) -> date:
        """From which day on it can be had."""

    @property
    def unavailable_until(self) -> date | None:
        """Until which day it cannot be used."""


def asks(vacancy: Dated, *, today: date) -> bool:
    """Whether the day has come on which the holder must decide what becomes of a vacancy."""
    return asks_for_a_decision(
        Status(vacancy.status),
        available_from=vacancy.available_from,
        unavailable_until=vacancy.unavailable_until,
        today=today,
    )


def decide_at(vacancy: Dated) -> datetime | None:
    """Return when the day comes on which the holder must decide, None where there is none."""
    if vacancy.status == Status.PLANNED:
        return starts_at(vacancy.available_from)
    if vacancy.status == Status.UNAVAILABLE and vacancy.unavailable_until is not None:
        return ends_at(vacancy.unavailable_until)
    return None


class Timed(Dated, Protocol):
    """What is asked of a vacancy to know when it is due."""

    @property
    def emergency(self) -> bool:
        """Whether it takes emergencies."""


def due_of(vacancy: Vacancy, setting: Setting, *, rule: FreshnessRule, confirmed_at: datetime | None = None) -> Due:
    """Return when a vacancy is stale and hidden; as if confirmed at an instant, where one is given."""
    return due_when(
        vacancy, provision=setting.provision, rule=rule, confirmed_at=confirmed_at or vacancy.last_confirmed_at
    )


def due_when(vacancy: Timed, *, provision: str | None, rule: FreshnessRule, confirmed_at: datetime) -> Due:
    """Return when a vacancy confirmed at an instant is stale and hidden; it need not be a row."""
    return rule.due(
        provision=provision,
        status=Status(vacancy.status),
        emergency=vacancy.emergency,
        confirmed_at=confirmed_at,
        decide_at=decide_at(vacancy),
    )
