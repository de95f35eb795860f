"""What happens after a commit: those who must act are reminded before a buying capacity lapses or ends."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from register.core.access import Role
from register.core.clock import local_date
from register.core.db import db, transaction
from register.core.notices import send_notice
from register.core.outbox import Mode, Topic
from register.organisations.models import BuyingCapacity
from register.organisations.ports import person_directory
from register.organisations.queries import get_organisation
from register.organisations.services.capacities import REMINDER_TOPIC


def _remind(keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    for capacity_id in keys:
        with transaction():
            capacity = db.session.get(BuyingCapacity, capacity_id, with_for_update=True)
            if capacity is not None:
                _remind_of(capacity, now=now)
    return {}


def _remind_of(capacity: BuyingCapacity, *, now: datetime) -> None:
    today, dates = local_date(now), capacity.dates
    # Confirmed since, or taken away: a later message was planted, or none is needed.
    if dates is None or not capacity.state(today).stands or today < dates.remind_on:
        return
    if capacity.reminded_on is not None and capacity.reminded_on >= dates.remind_on:
        return
    capacity.reminded_on = today
    organisation = get_organisation(capacity.organisation_id)
    last_day = format_date(dates.last_day, "d MMMM yyyy")
    subject = _("A buying capacity ends on %(day)s", day=last_day)
    if dates.confirm_by < dates.ends_on:
        body = _(
            "%(name)s may buy until %(day)s, unless a register administrator confirms on evidence that its capacity "
            "still holds. Sign in and open the organisation's page.",
            name=organisation.name,
            day=last_day,
        )
    else:
        body = _(
            "%(name)s may buy until %(day)s. A longer capacity is a new one: proposed by one register administrator "
            "and granted by another. Sign in and open the organisation's page.",
            name=organisation.name,
            day=last_day,
        )
    directory = person_directory()
    to = dict.fromkeys(
        directory.addresses_with(Role.REGISTER_ADMINISTRATOR)
        + directory.addresses_with(Role.COMMISSIONING_LEAD, organisation_id=organisation.id)
    )
    for address in to:
        send_notice(db.session(), to=address, subject=subject, body=body, now=now)


TOPICS = (Topic(REMINDER_TOPIC, Mode.EACH, _remind),)
