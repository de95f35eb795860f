"""What ends by itself at a time that a holder has set: a hold, and a reservation for one authority.

Each is ended by a message that falls due then, so that the index follows without anybody looking. Nothing else opens
by itself: a planned place and one that could not be used wait for their holder.
"""

from datetime import datetime

from register.core import outbox
from register.core.access import SERVICE
from register.core.clock import ends_at
from register.core.db import db
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.events import VacancyHoldEnded, VacancyReservationEnded
from register.vacancies.models import Vacancy
from register.vacancies.services.writing import save

ENDING = "vacancy-ending"


def watch_hold(vacancy: Vacancy, *, now: datetime) -> None:
    """Write down that a hold ends."""
    if vacancy.held_until is not None:
        outbox.enqueue(db.session(), topic=ENDING, key=vacancy.id, now=now, due_at=vacancy.held_until)


def watch_reservation(vacancy: Vacancy, *, now: datetime) -> None:
    """Write down that a reservation ends, where it does."""
    if vacancy.reserved_until is not None:
        due_at = ends_at(vacancy.reserved_until)
        outbox.enqueue(db.session(), topic=ENDING, key=vacancy.id, now=now, due_at=due_at)


def end_what_ran_out(vacancy_id: str, *, now: datetime) -> None:
    """Open a vacancy whose hold has run out, and end a reservation whose last day is over; once, whoever asks again.

    It confirms nothing: when it is stale stays as it was.
    """
    vacancy = db.session.get(Vacancy, vacancy_id, with_for_update=True, populate_existing=True)
    if vacancy is None:
        return
    status = Status(vacancy.status)
    if status is Status.HELD and vacancy.held_until is not None and vacancy.held_until <= now:
        vacancy.status, vacancy.held_until, vacancy.held_for = Status.OPEN, None, None
        save(VacancyHoldEnded, vacancy, "hold-ended", status, by=SERVICE, now=now, confirms=False)
    status = Status(vacancy.status)
    if vacancy.reserved_until is not None and ends_at(vacancy.reserved_until) <= now and status in CONFIRMABLE:
        vacancy.reserved_for = vacancy.reserved_until = None
        save(VacancyReservationEnded, vacancy, "unreserved", status, by=SERVICE, now=now, confirms=False)
