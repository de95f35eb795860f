"""Which owners an organisation has shown itself to be."""

from collections.abc import Iterable

from sqlalchemy import select

from register.core.db import db
from register.organisations.models import SettingHolder
from register.regulators.models import Setting


def held_owners(organisation_id: str, owner_keys: Iterable[str | None]) -> frozenset[str]:
    """Return those of the owners of whose settings an organisation holds one today.

    For any other owner, and where a setting has none, its claim is a first one.
    """
    rows = db.session.scalars(
        select(Setting.owner_key)
        .join(SettingHolder, SettingHolder.setting_id == Setting.id)
        .where(
            SettingHolder.organisation_id == organisation_id,
            SettingHolder.held_until.is_(None),
            Setting.owner_key.in_({key for key in owner_keys if key}),
        )
        .distinct()
    )
    return frozenset(str(key) for key in rows)
