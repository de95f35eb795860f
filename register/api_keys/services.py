"""What people do with their organisation's keys. Every function runs inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from register.api_keys.domain import LAST_USE_STEP, MOST_KEYS, Lifetime, Overlap, digest_of, hint_of, new_key
from register.api_keys.events import ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from register.api_keys.models import ApiKey
from register.api_keys.queries import get_own_key, keys_of
from register.core import rates
from register.core.access import Principal, Scope
from register.core.db import new_id
from register.core.errors import Reason, RuleBroken
from register.core.events import record
from register.core.rates import Rate


def create_key(
    session: Session, *, name: str, scopes: Iterable[Scope], lifetime: Lifetime, by: Principal, now: datetime
) -> tuple[ApiKey, str]:
    """Make a key for the principal's organisation; returns it with the text that is shown this once."""
    organisation_id = by.organisation_id or ""
    if sum(one.works_at(now) for one in keys_of(organisation_id)) >= MOST_KEYS:
        text = _("Your organisation has %(most)s keys that work. Revoke one that is no longer used.", most=MOST_KEYS)
        raise RuleBroken(Reason("", "too-many", text))
    made, text = _make(name, sorted(scopes), expires_at=now + timedelta(days=lifetime), by=by, now=now)
    session.add(made)
    event = ApiKeyCreated(subject_id=made.id, organisation=organisation_id, scopes=made.scopes)
    record(event, by=by, now=now, session=session)
    return made, text


def rotate_key(session: Session, key_id: str, *, overlap: Overlap, by: Principal, now: datetime) -> tuple[ApiKey, str]:
    """Replace a key by a new one with the same name, scopes and length of life; the old one ends with the overlap."""
    old = get_own_key(key_id, by=by, for_update=True)
    if not old.works_at(now) or old.replaced_by is not None:
        raise RuleBroken(Reason("", "ended", _("This key has been replaced or no longer works. Make a new one.")))
    made, text = _make(old.name, old.scopes, expires_at=now + (old.expires_at - old.created_at), by=by, now=now)
    session.add(made)
    old.replaced_by = made.id
    old.expires_at = min(old.expires_at, now + timedelta(days=overlap))
    event = ApiKeyRotated(subject_id=old.id, organisation=old.organisation_id, replacement=made.id)
    record(event, by=by, now=now, session=session)
    return made, text


def revoke_key(session: Session, key_id: str, *, by: Principal, now: datetime) -> None:
    """Take a key back; the next request with it is refused."""
    found = get_own_key(key_id, by=by, for_update=True)
    if found.works_at(now):
        found.revoked_at = now
        event = ApiKeyRevoked(subject_id=found.id, organisation=found.organisation_id)
        record(event, by=by, now=now, session=session)


def count_use(session: Session, key: ApiKey, *, limit: int, now: datetime) -> Rate:
    """Count a request against the organisation's allowance a minute, and note the key's last use, to the minute."""
    if key.last_used_at is None or key.last_used_at <= now - LAST_USE_STEP:
        session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_at=now))
    return rates.count(session, "api", key.organisation_id, limit=limit, now=now)


def _make(name: str, scopes: list[str], *, expires_at: datetime, by: Principal, now: datetime) -> tuple[ApiKey, str]:
    text = new_key()
    made = ApiKey(
        id=new_id(),
        organisation_id=by.organisation_id or "",
        name=name,
        scopes=[str(one) for one in scopes],
        digest=digest_of(text),
        hint=hint_of(text),
        created_by=by.person_id,
        created_at=now,
        expires_at=expires_at,
    )
    return made, text
