"""What people do with vacancies. Every function runs inside the caller's transaction and saves nothing by itself.

Whoever acts must belong to the setting's holder: for everybody else there is no such vacancy (NotFound).
"""

from register.vacancies.services.answering import answer_link
from register.vacancies.services.confirming import confirm_all, confirm_vacancy
from register.vacancies.services.limits import limits_of
from register.vacancies.services.numbers import free_places, tell_filled
from register.vacancies.services.offering import change_vacancy, draft_vacancy, publish_vacancy
from register.vacancies.services.statuses import (
    hold_vacancy,
    make_unavailable,
    mark_filled,
    plan_vacancy,
    reopen_vacancy,
    start_matching,
    withdraw_vacancy,
)
from register.vacancies.services.writing import state_of, terms_of, terms_of_state

__all__ = [
    "answer_link",
    "change_vacancy",
    "confirm_all",
    "confirm_vacancy",
    "draft_vacancy",
    "free_places",
    "hold_vacancy",
    "limits_of",
    "make_unavailable",
    "mark_filled",
    "plan_vacancy",
    "publish_vacancy",
    "reopen_vacancy",
    "start_matching",
    "state_of",
    "tell_filled",
    "terms_of",
    "terms_of_state",
    "withdraw_vacancy",
]
