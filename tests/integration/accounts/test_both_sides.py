from datetime import date

import pytest
from flask import Flask

from register.core.access import Capacity, Principal, Role
from register.core.clock import now
from register.core.db import new_id, transaction
from register.core.errors import NotAllowed
from register.regulators.services.entering import NewerReport, note_report
from tests.builders.regulators import a_setting


def test_a_verifier_who_also_provides_notes_no_report(app: Flask) -> None:
    verifier = Principal(
        person_id=new_id(),
        organisation_id=new_id(),
        capacity=Capacity.REGISTER,
        roles=frozenset({Role.VERIFIER}),
        sides=frozenset({Capacity.REGISTER, Capacity.PROVIDING}),
    )
    report = NewerReport(
        event="inspection", happened_on=date(2026, 2, 1), judgement="Good", link="https://reports.ofsted.gov.uk/1"
    )
    setting_id = a_setting()
    with pytest.raises(NotAllowed), transaction() as session:
        note_report(session, setting_id, report, by=verifier, now=now())
