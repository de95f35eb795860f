"""Reading the numbers of settings: for their holder, and for an auditor."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core.access import Principal, Role
from register.core.db import db
from register.core.errors import NotFound
from register.descriptions.queries import get_own_setting
from register.organisations.queries import holder_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import OCCUPYING, Status
from register.vacancies.models import SettingNumbers, Vacancy


def get_watched_setting(setting_id: str, *, by: Principal) -> tuple[Setting, str]:
    """Return a setting and its holder's id to whoever may see what only the holder and an auditor see.

    Raises NotFound for everybody else, for an auditor of other authorities, and where nobody holds the setting.
    """
    if not by.has(Role.AUDITOR):
        return get_own_setting(setting_id, by=by), by.organisation_id or ""
    setting, holder = get_setting(setting_id), holder_of(setting_id)
    if holder is None or (by.audits is not None and setting.authority_gss not in by.audits):
        raise NotFound(_("There is no such setting."))
    return setting, holder


def find_numbers(setting_id: str, organisation_id: str, *, for_update: bool = False) -> SettingNumbers | None:
    """Return what a holder has told of a setting's numbers, None before it has told any."""
    key = (setting_id, organisation_id)
    return db.session.get(SettingNumbers, key, with_for_update=for_update, populate_existing=for_update)


def numbers_of(settings: Iterable[Setting], *, organisation_id: str, besides: str | None = None) -> dict[str, Numbers]:
    """Return the numbers of settings as their holder tells them, by setting id, one vacancy left out; two queries."""
    by_id = {one.id: one for one in settings}
    told = select(SettingNumbers.setting_id, SettingNumbers.filled).where(
        SettingNumbers.setting_id.in_(by_id), SettingNumbers.organisation_id == organisation_id
    )
    filled = {one.setting_id: one.filled for one in db.session.execute(told)}
    counted = (
        select(Vacancy.setting_id, Vacancy.status, func.sum(Vacancy.places))
        .where(
            Vacancy.setting_id.in_(by_id),
            Vacancy.organisation_id == organisation_id,
            Vacancy.status.in_(OCCUPYING),
        )
        .group_by(Vacancy.setting_id, Vacancy.status)
    )
    if besides is not None:
        counted = counted.where(Vacancy.id != besides)
    empty: dict[str, dict[str, int]] = {}
    for setting_id, status, places in db.session.execute(counted):
        empty.setdefault(setting_id, {})[status] = int(places)
    return {
        setting_id: Numbers(
            registered=setting.registered_places,
            filled=filled.get(setting_id),
            held=empty.get(setting_id, {}).get(Status.HELD, 0),
            matching=empty.get(setting_id, {}).get(Status.MATCHING, 0),
            unavailable=empty.get(setting_id, {}).get(Status.UNAVAILABLE, 0),
            open=empty.get(setting_id, {}).get(Status.OPEN, 0),
        )
        for setting_id, setting in by_id.items()
    }
