"""Writing down when somebody must be reminded: one message an organisation and hour, however many vacancies."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from register.core import outbox
from register.core.db import db
from register.regulators.queries import settings_by_id
from register.vacancies.domain.status import CONFIRMABLE
from register.vacancies.models import Vacancy
from register.vacancies.queries.freshness import due_of, freshness_rule

REMINDER = "confirmation-reminder"


def watch_freshness(vacancies: Iterable[Vacancy], *, now: datetime) -> None:
    """Plant the reminders of vacancies that have just been confirmed, before their confirmation is in the database."""
    confirmed = [one for one in vacancies if one.status in CONFIRMABLE]
    settings = settings_by_id({one.setting_id for one in confirmed})
    rule = freshness_rule()
    plant(
        (
            (one.organisation_id, due_of(one, settings[one.setting_id], rule=rule, confirmed_at=now).remind_at)
            for one in confirmed
        ),
        now=now,
    )


def plant(reminders: Iterable[tuple[str, datetime]], *, now: datetime) -> None:
    """Write down at which hours organisations must be looked at; a moment late rather than twice in an hour."""
    hours = {(organisation_id, _full_hour(at)) for organisation_id, at in reminders}
    for organisation_id, due_at in sorted(hours):
        outbox.enqueue(db.session(), topic=REMINDER, key=organisation_id, now=now, due_at=due_at)


def _full_hour(at: datetime) -> datetime:
    before = at.replace(minute=0, second=0, microsecond=0)
    return before if before == at else before + timedelta(hours=1)
