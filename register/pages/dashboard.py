"""What a provider sees first: its settings, what each offers, and what needs confirming."""

from dataclasses import dataclass, replace
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

PAGE = 20
PRESSING = 20
FEW = 10


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
class Wanted:
    """Which settings and vacancies somebody wants to see; `page` counts from 1."""

    setting_id: str = ""
    authority: str = ""
    status: str = ""
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.setting_id or self.authority or self.status)


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What a provider's person may touch: first what needs doing, then settings with vacancies, a page of them.

    `due` counts vacancies that are no longer fresh, `decide` those whose day has come, `confirmable` those that one
    click confirms. `quiet` are settings without a vacancy; `names` all settings by id and `areas` where they are.
    `claims_waiting` counts the settings that the provider has claimed and no verifier has decided about.
    """

    settings: tuple[OwnSetting, ...]
    quiet: tuple[OwnSetting, ...]
    todo: tuple[tuple[str, OwnVacancy], ...]
    names: dict[str, str]
    areas: tuple[tuple[str, str], ...]
    pages: int
    confirmable: int
    due: int
    decide: int
    claims_waiting: int

    @property
    def many(self) -> bool:
        """Whether there are so many settings that a person looks for some of them."""
        return len(self.names) > FEW


def dashboard_of(principal: Principal, *, now: datetime, wanted: Wanted = EVERYTHING) -> Dashboard:
    """Gather a provider's settings with their vacancies, by label; a fixed number of queries."""
    organisation_id = principal.organisation_id or ""
    rows = _rows(principal, now=now)
    asked = [(row.label, one) for row in rows for one in row.vacancies if one.freshness is not None]
    needing = [(label, one) for label, one in asked if one.day_has_come or one.freshness is not Freshness.FRESH]
    shown = [narrowed for row in rows if (narrowed := _narrowed(row, wanted)).vacancies]
    pages = max(1, -(-len(shown) // PAGE))
    first = (min(wanted.page, pages) - 1) * PAGE
    return Dashboard(
        settings=tuple(shown[first : first + PAGE]),
        quiet=() if wanted.is_narrow else tuple(row for row in rows if not row.vacancies),
        todo=tuple(sorted(needing, key=_pressing)[:PRESSING]),
        names={row.setting.id: row.label for row in rows},
        areas=tuple((one, one) for one in sorted({row.setting.authority_published or "" for row in rows} - {""})),
        pages=pages,
        confirmable=sum(not one.day_has_come for _label, one in asked),
        due=sum(not one.day_has_come for _label, one in needing),
        decide=sum(one.day_has_come for _label, one in needing),
        claims_waiting=sum(one.status == ClaimStatus.PROPOSED for one in claims_of(organisation_id)),
    )


def _rows(principal: Principal, *, now: datetime) -> list[OwnSetting]:
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
    return sorted(rows, key=lambda one: (_natural(one.label), one.setting.id))


def _narrowed(row: OwnSetting, wanted: Wanted) -> OwnSetting:
    """Return a setting with those of its vacancies that are wanted."""
    here = wanted.setting_id in {"", row.setting.id} and wanted.authority in {"", row.setting.authority_published}
    kept = [one for one in row.vacancies if here and wanted.status in {"", one.status}]
    return replace(row, vacancies=tuple(kept))


def _pressing(needing: tuple[str, OwnVacancy]) -> tuple[datetime, str]:
    label, one = needing
    return (one.due.confirm_by if one.due else one.vacancy.changed_at, label)


def _own(vacancy: Vacancy, setting: Setting, *, now: datetime) -> OwnVacancy:
    status = Status(vacancy.status)
    if status not in CONFIRMABLE:
        return OwnVacancy(vacancy, status, None, None)
    due = due_of(vacancy, setting, rule=freshness_rule())
    return OwnVacancy(vacancy, status, due, due.at(now), asks(vacancy, today=local_date(now)))


def _natural(label: str) -> tuple[str, int]:
    words, _, number = label.rpartition(" ")
    return (words, int(number)) if number.isdigit() else (label, 0)
