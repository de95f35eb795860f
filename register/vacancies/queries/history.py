"""What a setting offered at some time, as the register knew it at some other: for its holder and for auditors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from register.core.db import db
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import OCCUPYING, Status
from register.vacancies.models import SettingNumbersHistory, Vacancy, VacancyHistory

SHOWN = 200


@dataclass(frozen=True, slots=True)
class VacancyThen:
    """A vacancy as it was; `confirmed_at` is when somebody last said so."""

    vacancy_id: str
    status: Status
    state: Mapping[str, Any]
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class SettingThen:
    """Numbers and vacancies as they were. How many places were registered is the regulator's history, not this one."""

    numbers: Numbers
    vacancies: tuple[VacancyThen, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the history; `vacancy_id` is None where it is about the number of filled places alone."""

    as_at: datetime
    known_at: datetime
    what: str
    vacancy_id: str | None
    status: str | None
    places: int | None
    filled: int | None
    means: str | None


def setting_then(setting_id: str, organisation_id: str, *, as_at: datetime, known_at: datetime) -> SettingThen:
    """Return how a setting stood at `as_at`, as known at `known_at`; of two entries the later known one holds."""
    vacancies = tuple(_vacancies(setting_id, organisation_id, as_at=as_at, known_at=known_at))
    filled = db.session.scalars(
        select(SettingNumbersHistory.filled)
        .where(
            SettingNumbersHistory.setting_id == setting_id,
            SettingNumbersHistory.organisation_id == organisation_id,
            SettingNumbersHistory.as_at <= as_at,
            SettingNumbersHistory.known_at <= known_at,
        )
        .order_by(SettingNumbersHistory.id.desc())
        .limit(1)
    ).one_or_none()
    counted = dict.fromkeys(OCCUPYING, 0)
    for one in vacancies:
        if one.status in counted:
            counted[one.status] += int(one.state["places"])
    numbers = Numbers(
        filled=filled,
        held=counted[Status.HELD],
        matching=counted[Status.MATCHING],
        unavailable=counted[Status.UNAVAILABLE],
        open=counted[Status.OPEN],
    )
    return SettingThen(numbers, vacancies)


def _vacancies(setting_id: str, organisation_id: str, *, as_at: datetime, known_at: datetime) -> Sequence[VacancyThen]:
    known = (
        Vacancy.setting_id == setting_id,
        Vacancy.organisation_id == organisation_id,
        VacancyHistory.as_at <= as_at,
        VacancyHistory.known_at <= known_at,
    )
    newest = (
        select(func.max(VacancyHistory.id))
        .join(Vacancy, Vacancy.id == VacancyHistory.vacancy_id)
        .where(*known, VacancyHistory.state.is_not(None))
        .group_by(VacancyHistory.vacancy_id)
    )
    confirmed = (
        select(VacancyHistory.vacancy_id, func.max(VacancyHistory.as_at))
        .join(Vacancy, Vacancy.id == VacancyHistory.vacancy_id)
        .where(*known)
        .group_by(VacancyHistory.vacancy_id)
    )
    last = {vacancy_id: at for vacancy_id, at in db.session.execute(confirmed)}  # noqa: C416 - rows are no pairs to dict
    rows = db.session.scalars(
        select(VacancyHistory).where(VacancyHistory.id.in_(newest)).order_by(VacancyHistory.vacancy_id)
    )
    return [
        VacancyThen(row.vacancy_id, Status(row.state["status"]), row.state, last[row.vacancy_id])
        for row in rows
        if row.state is not None
    ]


def happenings(setting_id: str, organisation_id: str, *, known_at: datetime) -> list[Happening]:
    """Return the newest entries of a setting's history that were known at an instant, newest first."""
    of_vacancies = db.session.scalars(
        select(VacancyHistory)
        .join(Vacancy, Vacancy.id == VacancyHistory.vacancy_id)
        .where(
            Vacancy.setting_id == setting_id,
            Vacancy.organisation_id == organisation_id,
            VacancyHistory.known_at <= known_at,
        )
        .order_by(VacancyHistory.id.desc())
        .limit(SHOWN)
    )
    of_numbers = db.session.scalars(
        select(SettingNumbersHistory)
        .where(
            SettingNumbersHistory.setting_id == setting_id,
            SettingNumbersHistory.organisation_id == organisation_id,
            SettingNumbersHistory.known_at <= known_at,
        )
        .order_by(SettingNumbersHistory.id.desc())
        .limit(SHOWN)
    )
    found = [
        *(_happening(one) for one in of_vacancies),
        *(
            Happening(one.as_at, one.known_at, f"numbers-{one.what}", one.vacancy_id, None, None, one.filled, None)
            for one in of_numbers
        ),
    ]
    return sorted(found, key=lambda one: (one.known_at, one.what), reverse=True)[:SHOWN]


def _happening(one: VacancyHistory) -> Happening:
    state = one.state or {}
    status, places = state.get("status"), state.get("places")
    return Happening(one.as_at, one.known_at, one.what, one.vacancy_id, status, places, None, one.means)
