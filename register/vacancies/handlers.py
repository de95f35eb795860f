"""After a commit: a change of a setting, its holder or its description reaches the index through its vacancies.

At its time: what a holder has limited ends by itself, and people are reminded.
"""

from collections.abc import Mapping
from datetime import datetime

from register.core import outbox
from register.core.db import db, transaction
from register.vacancies.events import INDEX
from register.vacancies.queries import vacancy_ids_of_setting
from register.vacancies.services.ending import ENDING, end_what_ran_out
from register.vacancies.services.reminding import remind
from register.vacancies.services.watching import REMINDER

SETTING_CHANGED = "setting-changed"


def _index_vacancies(setting_ids: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    try:
        with transaction() as session:
            for setting_id in setting_ids:
                for vacancy_id in vacancy_ids_of_setting(setting_id):
                    outbox.enqueue(session, topic=INDEX, key=vacancy_id, now=now)
    finally:
        db.session.remove()
    return {}


def _end_what_ran_out(vacancy_ids: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    def end(vacancy_id: str) -> None:
        with transaction():
            end_what_ran_out(vacancy_id, now=now)

    return outbox.each_alone(vacancy_ids, end)


def _remind(organisation_ids: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    def send(organisation_id: str) -> None:
        with transaction():
            remind(organisation_id, now=now)

    return outbox.each_alone(organisation_ids, send)


TOPICS = (
    outbox.Topic(REMINDER, outbox.Mode.COLLAPSE, _remind, batch=50),
    outbox.Topic(ENDING, outbox.Mode.COLLAPSE, _end_what_ran_out, batch=100),
    outbox.Topic(SETTING_CHANGED, outbox.Mode.COLLAPSE, _index_vacancies, batch=200),
)
