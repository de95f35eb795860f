"""How many places of a setting are filled: told by its holder once, corrected, and moved by what happens to vacancies.

Whoever writes holds the lock on the setting, as whoever publishes does: the numbers of one setting have one writer.
"""

from datetime import datetime

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.db import db
from register.core.errors import Conflict, Reason, RuleBroken
from register.core.events import record
from register.descriptions.queries import get_own_setting
from register.regulators.models import Setting
from register.vacancies.domain.numbers import Numbers, filled_reasons
from register.vacancies.events import NumbersChanged
from register.vacancies.models import SettingNumbers, SettingNumbersHistory
from register.vacancies.queries.numbers import find_numbers, numbers_of


def tell_filled(
    setting_id: str, filled: int, *, version: int, by: Principal, now: datetime, as_at: datetime | None = None
) -> SettingNumbers:
    """Say how many places are filled, since `as_at` where that is earlier.

    Raises Conflict unless `version` is still the newest (0: nothing told yet), RuleBroken where so many cannot be.
    """
    setting, told, numbers = _take(setting_id, version=version, by=by)
    if as_at is not None and as_at > now:
        raise RuleBroken(Reason("since", "future", _("Enter today or an earlier day")))
    reasons = filled_reasons(numbers, filled)
    if reasons:
        raise RuleBroken.of(reasons)
    return _write(setting, told, filled, what="given", by=by, now=now, as_at=as_at)


def free_places(setting_id: str, places: int, *, version: int, by: Principal, now: datetime) -> SettingNumbers:
    """Say that filled places have become free; what becomes of them is a vacancy's to say."""
    setting, told, numbers = _take(setting_id, version=version, by=by)
    if told is None:
        raise RuleBroken(Reason("filled", "not-told", _("Say first how many places are filled")))
    if not 1 <= places <= told.filled:
        raise RuleBroken(Reason("places", "places", _("Choose between 1 and %(most)s", most=told.filled)))
    return _write(setting, told, numbers.freed(places).filled or 0, what="freed", by=by, now=now)


def move_filled(
    setting: Setting, change: int, *, vacancy_id: str, by: Principal, now: datetime, as_at: datetime | None = None
) -> None:
    """Move the number of filled places with those of a vacancy, where the holder has told it."""
    told = find_numbers(setting.id, by.organisation_id or "", for_update=True)
    if told is None or not change:
        return
    filled = max(0, told.filled + change)
    what = "filled" if change > 0 else "freed"
    _write(setting, told, filled, what=what, by=by, now=now, as_at=as_at, vacancy_id=vacancy_id)


def _take(setting_id: str, *, version: int, by: Principal) -> tuple[Setting, SettingNumbers | None, Numbers]:
    get_own_setting(setting_id, by=by)
    setting = db.session.get_one(Setting, setting_id, with_for_update={"key_share": True})
    told = find_numbers(setting_id, by.organisation_id or "", for_update=True)
    if version != (told.version if told is not None else 0):
        raise Conflict(_("Somebody else changed these numbers while you were looking at them."))
    return setting, told, numbers_of([setting], organisation_id=by.organisation_id or "")[setting_id]


def _write(
    setting: Setting,
    told: SettingNumbers | None,
    filled: int,
    *,
    what: str,
    by: Principal,
    now: datetime,
    as_at: datetime | None = None,
    vacancy_id: str | None = None,
) -> SettingNumbers:
    before, version = (told.filled, told.version) if told is not None else (None, None)
    if told is None:
        told = SettingNumbers(setting_id=setting.id, organisation_id=by.organisation_id or "", version=0)
        db.session.add(told)
    told.filled, told.version, told.changed_at = filled, told.version + 1, now
    db.session.add(
        SettingNumbersHistory(
            setting_id=told.setting_id,
            organisation_id=told.organisation_id,
            version=told.version,
            what=what,
            as_at=as_at or now,
            known_at=now,
            person_id=by.person_id,
            vacancy_id=vacancy_id,
            filled=filled,
        )
    )
    happened = NumbersChanged(
        subject_id=setting.id,
        version_from=version,
        version_to=told.version,
        filled_from=before,
        filled_to=filled,
        vacancy_id=vacancy_id,
    )
    record(happened, by=by, now=now)
    return told
