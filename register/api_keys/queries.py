"""What is asked of keys: one function a question."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from register.api_keys.domain import digest_of
from register.api_keys.models import ApiKey
from register.core.access import Capacity, Principal, Scope
from register.core.db import db
from register.core.errors import NotFound


def find_working_key(key: str, *, now: datetime) -> ApiKey | None:
    """Return the key that this text is, None when it is none, has run out or was revoked."""
    found = db.session.scalars(select(ApiKey).where(ApiKey.digest == digest_of(key))).one_or_none()
    return found if found is not None and found.works_at(now) else None


def keys_of(organisation_id: str) -> Sequence[ApiKey]:
    """Return every key that an organisation ever had, newest first."""
    return db.session.scalars(
        select(ApiKey).where(ApiKey.organisation_id == organisation_id).order_by(ApiKey.id.desc())
    ).all()


def get_own_key(key_id: str, *, by: Principal, for_update: bool = False) -> ApiKey:
    """Return a key of the principal's organisation. Raises NotFound for any other."""
    found = db.session.get(ApiKey, key_id, with_for_update=for_update, populate_existing=for_update)
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound("There is no such key.")
    return found


def principal_of(key: ApiKey) -> Principal:
    """Return whoever acts with a key: its organisation, as far as its scopes go."""
    return Principal(
        key_id=key.id,
        organisation_id=key.organisation_id,
        capacity=Capacity.PROVIDING,
        scopes=frozenset(Scope(one) for one in key.scopes),
        organisations=frozenset({key.organisation_id}),
        means="key",
    )
