"""The number that an officer rings about a vacancy."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask import current_app

from register.core.clock import LONDON
from register.core.working_days import is_working_day
from register.descriptions.domain.telephones import OfficeHours, Telephone, answering
from register.vacancies.queries import DocumentRow

OFFICE_HOURS = "register.office_hours"


def telephone_of(row: DocumentRow, *, now: datetime) -> Telephone | None:
    """Return the contact team's or the out-of-hours number, whichever is answered now; None where none is given."""
    office: OfficeHours = current_app.extensions[OFFICE_HOURS]
    return answering(
        row.contact_telephone,
        row.out_of_hours_telephone,
        office=office,
        local=now.astimezone(LONDON),
        works_on=partial(is_working_day, nation=row.nation),
    )
