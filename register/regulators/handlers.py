"""Work after commits: a held file that a person confirmed is applied from store."""

from collections.abc import Mapping
from datetime import datetime

from register.core import clock
from register.core.outbox import Mode, Topic
from register.regulators.services.loading import apply_stored_file


def _apply(keys: tuple[str, ...], _now: datetime) -> Mapping[str, str]:
    for key in keys:
        apply_stored_file(key, clock=clock.now)
    return {}


TOPICS = (Topic("regulator-file", Mode.EACH, _apply, batch=1),)
