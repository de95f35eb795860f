"""Reminding people before a vacancy is stale, when it is, and when it is hidden: one message a person, not a storm.

Everybody who may keep the vacancies of a setting gets it, so that whoever is away has a deputy. What falls due within
half a day goes into the same message. The link in it needs no sign-in; what it can do is in `answering`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy import delete, select

from register.accounts.domain import digest_of, new_token
from register.accounts.queries import find_provider_principal, people_of
from register.accounts.services.addresses import link_to
from register.core.access import Principal, Role
from register.core.clock import local_date
from register.core.db import db, new_id
from register.core.notices import send_notice
from register.organisations.queries import labels_of, settings_of
from register.regulators.queries import settings_by_id
from register.vacancies.domain.freshness import Due
from register.vacancies.domain.status import CONFIRMABLE
from register.vacancies.models import ConfirmationLink, Vacancy
from register.vacancies.queries import asks, due_of, freshness_rule
from register.vacancies.services.watching import plant

GATHERED = timedelta(hours=12)
LISTED = 40
KEEPERS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One vacancy of which somebody is reminded; the reminder stands until `until`."""

    vacancy: Vacancy
    due: Due
    until: datetime

    @property
    def item(self) -> list[str]:
        """Return what the link keeps of it."""
        return [self.vacancy.id, self.until.isoformat()]


def remind(organisation_id: str, *, now: datetime) -> int:
    """Send what is due to the people of an organisation, once for each stage; returns how many messages."""
    reminders = _due(organisation_id, now=now)
    # The next stage begins where this one's reminder ends.
    plant(((organisation_id, one.until) for one in reminders if one.until <= one.due.hidden_at), now=now)
    sent = 0
    for person, _roles in people_of(organisation_id) if reminders else ():
        by = find_provider_principal(person.id, organisation_id, now=now)
        if by is None or not by.has(*KEEPERS):
            continue
        own = [one for one in reminders if by.may_touch_setting(one.vacancy.setting_id)]
        told = _told(by)
        if any(tuple(one.item) not in told for one in own):
            _send(own, to=person.email, by=by, now=now)
            sent += 1
    return sent


def _due(organisation_id: str, *, now: datetime) -> list[Reminder]:
    vacancies = db.session.scalars(
        select(Vacancy)
        .where(
            Vacancy.organisation_id == organisation_id,
            Vacancy.setting_id.in_(settings_of(organisation_id)),
            Vacancy.status.in_(CONFIRMABLE),
        )
        .order_by(Vacancy.setting_id, Vacancy.id)
    ).all()
    settings, rule = settings_by_id({one.setting_id for one in vacancies}), freshness_rule()
    found, anything = [], False
    for one in vacancies:
        due = due_of(one, settings[one.setting_id], rule=rule)
        until = due.reminder_until(now)
        anything = anything or until is not None
        until = until or due.reminder_until(now + GATHERED)
        if until is not None:
            found.append(Reminder(one, due, until))
    return found if anything else []


def _told(by: Principal) -> set[tuple[str, ...]]:
    links = db.session.scalars(
        select(ConfirmationLink.items).where(
            ConfirmationLink.person_id == by.person_id, ConfirmationLink.organisation_id == by.organisation_id
        )
    )
    return {tuple(item) for items in links for item in items}


def _send(reminders: Sequence[Reminder], *, to: str, by: Principal, now: datetime) -> None:
    db.session.execute(
        delete(ConfirmationLink).where(
            ConfirmationLink.person_id == by.person_id,
            ConfirmationLink.organisation_id == by.organisation_id,
            ConfirmationLink.expires_at <= now,
        )
    )
    token = new_token()
    expires_at = max(one.until for one in reminders)
    db.session.add(
        ConfirmationLink(
            id=new_id(),
            token_digest=digest_of(token),
            person_id=by.person_id or "",
            organisation_id=by.organisation_id or "",
            items=[one.item for one in reminders],
            created_at=now,
            expires_at=expires_at,
        )
    )
    subject = ngettext("%(num)d vacancy: is it still true?", "%(num)d vacancies: are they still true?", len(reminders))
    body = _(
        "%(lines)s\n\n"
        "Say what has become of them. You need not sign in:\n\n%(link)s\n\n"
        "The link is yours: it confirms, marks as filled or withdraws these vacancies and nothing else, at most until "
        "%(until)s. If you sign in, one button confirms all: %(dashboard)s",
        lines="\n".join(_lines(reminders, now=now)),
        link=link_to("vacancies.answer")(token),
        until=_moment(expires_at),
        dashboard=current_app.config["PUBLIC_URL"] + "/dashboard",
    )
    send_notice(db.session(), to=to, subject=subject, body=body, now=now)


def _lines(reminders: Sequence[Reminder], *, now: datetime) -> list[str]:
    labels = labels_of({one.vacancy.setting_id for one in reminders})
    lines = [
        f"{labels.get(one.vacancy.setting_id, '')}: {_what(one.vacancy)}. {_when(one, now=now)}"
        for one in reminders[:LISTED]
    ]
    more = len(reminders) - len(lines)
    return [*lines, ngettext("And %(num)d more.", "And %(num)d more.", more)] if more else lines


def _what(vacancy: Vacancy) -> str:
    places = ngettext("%(num)d place", "%(num)d places", vacancy.places)
    ages = _("ages %(youngest)s to %(oldest)s", youngest=vacancy.age_min, oldest=vacancy.age_max)
    return f"{places}, {ages}"


def _when(one: Reminder, *, now: datetime) -> str:
    if asks(one.vacancy, today=local_date(now)):
        return str(_("Its day has come: sign in to open it or to give a later day."))
    if now >= one.due.hidden_at:
        return str(_("Nobody finds it since %(at)s.", at=_moment(one.due.hidden_at)))
    if now >= one.due.confirm_by:
        hidden = _moment(one.due.hidden_at)
        return str(
            _("Overdue since %(at)s; nobody finds it from %(hidden)s.", at=_moment(one.due.confirm_by), hidden=hidden)
        )
    return str(_("Confirm by %(at)s.", at=_moment(one.due.confirm_by)))


def _moment(at: datetime) -> str:
    return str(format_datetime(at, "d MMMM yyyy, HH:mm"))
