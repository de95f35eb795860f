"""What happens after a commit: claims whose days to object are over take effect where nothing else is missing."""

from collections.abc import Mapping
from datetime import datetime

from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.claims.services.contacts import DUE_TOPIC
from register.claims.services.messages import tell_approved
from register.claims.services.settling import settle_if_ready
from register.core.access import SERVICE
from register.core.db import db, transaction
from register.core.errors import RegisterError
from register.core.outbox import Mode, Topic


def _settle(keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    """Settle together what is due together, so that whoever claimed it has one message."""
    try:
        with transaction():
            return _settle_in(keys, now=now)
    finally:
        db.session.remove()


def _settle_in(keys: tuple[str, ...], *, now: datetime) -> dict[str, str]:
    failed, settled = {}, []
    for key in keys:
        try:
            with db.session.begin_nested():
                claim = db.session.get(Claim, key, with_for_update=True)
                waits = claim is not None and claim.status is ClaimStatus.PROPOSED
                if claim is not None and waits and settle_if_ready(claim, by=SERVICE, now=now):
                    settled.append(claim)
        except Exception as error:  # noqa: BLE001 - a claim that cannot be settled holds up no other
            failed[key] = error.code if isinstance(error, RegisterError) else type(error).__name__
    tell_approved(settled, now=now)
    return failed


TOPICS = (Topic(DUE_TOPIC, Mode.COLLAPSE, _settle, batch=200),)
