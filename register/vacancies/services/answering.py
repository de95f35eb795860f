"""Answering a reminder by the link in it: confirm, mark as filled or withdraw; never open, and never raise anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _

from register.core.errors import Conflict, NotFound
from register.vacancies.queries.links import open_link
from register.vacancies.services.confirming import confirm_all
from register.vacancies.services.statuses import mark_filled, withdraw_vacancy


class Answer(StrEnum):
    """What somebody may say of a vacancy by the link."""

    SAME = "same"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, to the version that was shown; `places` says how many were filled, all where it is None."""

    answer: Answer
    version: int
    places: int | None = None


def answer_link(token: str, answers: Mapping[str, Answered], *, now: datetime) -> int:
    """Do what was answered, all of it or nothing; returns how many vacancies it was.

    Raises NotFound where the link is no longer good or holds no such vacancy, Conflict where somebody else has changed
    one of them since it was shown.
    """
    link = open_link(token, now=now, for_update=True)
    if any(one not in link.vacancies for one in answers):
        raise NotFound(_("This link is no longer good."))
    if any(link.vacancies[one].version != said.version for one, said in answers.items()):
        raise Conflict(_("Somebody else changed a vacancy while you were looking at it."))
    for vacancy_id, said in sorted(answers.items()):
        if said.answer is Answer.FILLED:
            mark_filled(vacancy_id, places=said.places, version=said.version, by=link.by, now=now)
        elif said.answer is Answer.WITHDRAWN:
            withdraw_vacancy(vacancy_id, version=said.version, by=link.by, now=now)
    same = {one for one, said in answers.items() if said.answer is Answer.SAME}
    if same:
        confirm_all(by=link.by, now=now, only=same)
    return len(answers)
