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
    with transaction():
        found = [db.session.get(Claim, key, with_for_update=True) for key in keys]
        waiting = [one for one in found if one is not None and one.status is ClaimStatus.PROPOSED]
        failed = {}
        settled = []
        for claim in waiting:
            try:
                with db.session.begin_nested():
                    if settle_if_ready(claim, by=SERVICE, now=now):
                        settled.append(claim)
            except RegisterError as refused:
                failed[claim.id] = refused.code
        tell_approved(settled, now=now)
    return failed


TOPICS = (Topic(DUE_TOPIC, Mode.COLLAPSE, _settle, batch=200),)
