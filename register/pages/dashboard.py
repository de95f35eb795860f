"""What a provider sees first: its settings, what each offers, and what needs confirming."""

from dataclasses import dataclass
from datetime import datetime

from register.claims.domain import ClaimStatus
from register.claims.queries import claims_of
from register.core.access import Principal
from register.core.clock import local_date
from register.descriptions.domain.sections import is_whole
from register.descriptions.queries import descriptions_of
from register.organisations.queries import labels_of, settings_of
from register.regulators.models import Setting
from register.regulators.queries import settings_by_id
from register.vacancies.domain.freshness import Due, Freshness
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.models import Vacancy
from register.vacancies.queries import asks, due_of, freshness_rule, numbers_of, vacancies_of


@dataclass(frozen=True, slots=True)
class OwnVacancy:
    """One live vacancy; `due` and `freshness` only where it is asked for confirmation.

    `day_has_come` is True where somebody must decide: a planned place should be free by now, one that could not be used
    until a day may be used again.
    """

    vacancy: Vacancy
    status: Status
    due: Due | None
    freshness: Freshness | None
    day_has_come: bool = False


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """One setting: what others call it, whether it is described, what it offers, how its places stand."""

    setting: Setting
    label: str
    described: bool
    vacancies: tuple[OwnVacancy, ...]
    numbers: Numbers

    @property
    def may_publish(self) -> bool:
        """Whether the regulator's facts let it offer vacancies."""
        return self.setting.open and self.setting.provision is not None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All settings of a provider that a person may touch; `due` counts what no longer is fresh.

    `claims_waiting` counts the settings that the provider has claimed and no verifier has decided about.
    """

    settings: tuple[OwnSetting, ...]
    confirmable: int
    due: int
    claims_waiting: int


def dashboard_of(principal: Principal, *, now: datetime) -> Dashboard:
    """Gather a provider's settings with their vacancies, by label; a fixed number of queries."""
    organisation_id = principal.organisation_id or ""
    ids = [one for one in settings_of(organisation_id) if principal.may_touch_setting(one)]
    settings, labels, descriptions = settings_by_id(ids), labels_of(ids), descriptions_of(ids)
    vacancies = vacancies_of(ids, organisation_id=organisation_id)
    numbers = numbers_of(settings.values(), organisation_id=organisation_id)
    rows = []
    for setting_id, setting in settings.items():
        description = descriptions.get(setting_id)
        answered = description.answered if description else []
        own = tuple(_own(one, setting, now=now) for one in vacancies.get(setting_id, []))
        rows.append(
            OwnSetting(
                setting=setting,
                label=labels.get(setting_id, setting.identifier),
                described=is_whole(answered, setting.provision, hidden=setting.hidden),
                vacancies=own,
                numbers=numbers[setting_id],
            )
        )
    rows.sort(key=lambda one: (_natural(one.label), one.setting.id))
    asked = [one for row in rows for one in row.vacancies if one.freshness is not None]
    return Dashboard(
        settings=tuple(rows),
        confirmable=len(asked),
        due=sum(one.freshness is not Freshness.FRESH for one in asked),
        claims_waiting=sum(one.status == ClaimStatus.PROPOSED for one in claims_of(organisation_id)),
    )


def _own(vacancy: Vacancy, setting: Setting, *, now: datetime) -> OwnVacancy:
    status = Status(vacancy.status)
    if status not in CONFIRMABLE:
        return OwnVacancy(vacancy, status, None, None)
    due = due_of(vacancy, setting, rule=freshness_rule())
    return OwnVacancy(vacancy, status, due, due.at(now), asks(vacancy, today=local_date(now)))


def _natural(label: str) -> tuple[str, int]:
    words, _, number = label.rpartition(" ")
    return (words, int(number)) if number.isdigit() else (label, 0)
