"""What a file does to the register."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from register.core.access import SERVICE
from register.core.audit import AuditEvent
from register.core.clock import now
from register.core.db import db, own_transaction, transaction
from register.core.errors import Conflict, RuleBroken
from register.core.outbox import OutboxMessage
from register.core.relay import Relay
from register.core.trial import mark_trial
from register.regulators.importers.rows import InspectionRow, Kind, PremisesRow, RejectedRow
from register.regulators.models import Inspection, Premises, RegulatorFile, Rejection, Setting, Statement
from register.regulators.queries import find_setting
from register.regulators.queries.files import changes_of, get_file, report_of
from register.regulators.services.loading import confirm_held_file, load_file
from tests.builders.opened_files import OFSTED, AFile, a_file, a_joiner, a_leaver, a_row
from tests.builders.register_state import register_state
from tests.builders.regulators import a_setting

Y22, Y24, Y25 = (date(year, 3, 31) for year in (2022, 2024, 2025))


def load(file: AFile, *, gone_percent: float = 10_000.0) -> dict[str, Any]:
    db.session.rollback()
    loaded = load_file(file, name="file.csv", gone_percent=gone_percent, clock=now)
    report = report_of(get_file(loaded.file_id), again=loaded.again)
    db.session.rollback()
    return report


def setting(identifier: str) -> Setting:
    db.session.rollback()
    found = find_setting(OFSTED, identifier)
    assert found is not None
    return found


def states(report: dict[str, Any]) -> dict[str, int]:
    return {name: report[name] for name in ("new", "changed", "unchanged", "restored", "rejected") if report[name]}


def rejected(number: int) -> RejectedRow:
    return RejectedRow(number, "", "URN", "=1+1", "This is no URN.", "Ask the regulator.")


def test_a_first_file_makes_settings_with_facts_date_and_authority(app: Flask) -> None:
    report = load(a_file(a_row("SC000001"), a_row("SC000002", 3, "CH"), rejected(4)))
    assert states(report) == {"new": 2, "rejected": 1}
    assert report["rows"] == 3
    assert report["settings"] == {"Independent Fostering Agency": 1, "Children's home": 1}
    assert report["places"] == {"Children's home": 4}
    agency, home = setting("SC000001"), setting("SC000002")
    assert (agency.authority_gss, agency.authority_published) == ("E08000035", "Leeds")
    assert agency.name_published == "Larkfield Fostering"
    assert agency.facts_as_of == Y25
    assert agency.nation == "E"
    assert home.hidden
    assert home.name_published is None


def test_a_type_out_of_scope_keeps_the_regulators_name_and_has_no_code(app: Flask) -> None:
    load(a_file(a_row("SC000001", code=None)))
    assert setting("SC000001").provision is None
    assert setting("SC000001").provision_published == "Boarding School"


def test_a_newer_file_says_which_facts_changed_from_what_to_what(app: Flask) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    report = load(a_file(a_row("SC000001", places=9, name="Moved"), a_row("SC000002", 3)))
    assert states(report) == {"changed": 1, "unchanged": 1}
    ((statement, _),) = changes_of(report["file"])
    assert statement.changes == {"places": [None, 9], "name": ["(not shown)", "(not shown)"]}
    assert setting("SC000001").registered_places == 9
    assert setting("SC000002").facts_as_of == Y25


def test_only_settings_that_changed_are_told_on(app: Flask) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    load(a_file(a_row("SC000001", places=9), a_row("SC000002", 3)))
    told = db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.topic == "setting-changed")).all()
    assert told == [setting("SC000001").id]


def test_an_older_file_never_overwrites_a_newer_fact_but_adds_to_the_history(app: Flask) -> None:
    load(a_file(a_row("SC000001", places=9)))
    report = load(a_file(a_row("SC000001", places=3), as_of=Y22))
    assert states(report) == {"unchanged": 1}
    assert setting("SC000001").registered_places == 9
    assert setting("SC000001").first_listed_on == Y22
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 2


def test_the_same_file_twice_changes_nothing(app: Flask) -> None:
    file = a_file(a_row("SC000001"), rejected(3))
    first = load(file)
    before = register_state()
    second = load(file)
    assert register_state() == before
    assert second["again"]
    assert states(second) == {"unchanged": 1, "rejected": 1}
    assert first["rows"] == second["rows"]


def test_the_same_file_as_at_another_date_is_refused(app: Flask) -> None:
    file = a_file(a_row("SC000001"))
    load(file)
    other = a_file(a_row("SC000001"), as_of=Y24)
    other.head = type(other.head)(
        **{name: getattr(other.head, name) for name in other.head.__slots__} | {"sha256": file.head.sha256}
    )
    with pytest.raises(Conflict, match="2025-03-31"):
        load(other)


def test_a_setting_that_a_full_file_lacks_is_gone_and_restored_when_it_is_back(app: Flask) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y22))
    report = load(a_file(a_row("SC000002"), as_of=Y24))
    assert report["gone"] == 1
    assert report["rows"] == 1
    gone = setting("SC000001")
    assert (gone.open, gone.gone_on) == (False, Y24)
    report = load(a_file(a_row("SC000001"), a_row("SC000002", 3)))
    assert states(report) == {"restored": 1, "unchanged": 1}
    assert setting("SC000001").open
    assert setting("SC000001").gone_on is None


def test_a_file_that_is_not_full_makes_nothing_gone(app: Flask) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    report = load(a_file(a_row("SC000002"), full=False))
    assert report["gone"] == 0
    assert setting("SC000001").open


def test_a_leaver_ends_on_the_regulators_date(app: Flask) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    report = load(a_file(a_row("SC000002"), leaver_rows=[a_leaver("SC000001", ended_on=date(2024, 8, 2))]))
    assert report["leavers"] == 1
    assert report["gone"] == 1
    left = setting("SC000001")
    assert (left.gone_on, left.registration_status, left.open) == (date(2024, 8, 2), "Resigned", False)


def test_a_file_of_leavers_and_joiners_alone_opens_and_ends_settings(app: Flask) -> None:
    load(a_file(a_row("SC000001"), as_of=Y24))
    movements = a_file(
        kind=Kind.MOVEMENTS,
        leaver_rows=[a_leaver("SC000001", ended_on=date(2024, 8, 2)), a_leaver("SC000009", ended_on=None, number=3)],
        joiner_rows=[a_joiner("SC000002", opened_on=date(2024, 9, 1)), a_joiner("SC000001", opened_on=Y22, number=3)],
    )
    report = load(movements)
    assert report["rows"] == 4
    assert report["rows"] == sum(states(report).values())
    assert not setting("SC000001").open
    assert setting("SC000001").owner_published == "Larkfield Care Limited"
    assert setting("SC000002").open
    assert not setting("SC000009").open


def test_a_setting_named_twice_in_a_file_is_taken_once_and_the_second_row_rejected(app: Flask) -> None:
    report = load(a_file(a_row("SC000001", 2), a_row("SC000001", 3, places=9)))
    assert states(report) == {"new": 1, "rejected": 1}
    rejection = db.session.scalars(select(Rejection)).one()
    assert (rejection.row, rejection.value) == (3, "SC000001")
    assert setting("SC000001").registered_places is None


def test_premises_and_inspections_are_kept_with_the_file_and_counted_by_provision(app: Flask) -> None:
    premises = [
        PremisesRow(number, OFSTED, "SC000001", "Shared", 3, "Leeds", None, None, None, "Active", None)
        for number in (2, 3)
    ]
    visit = InspectionRow(2, OFSTED, "SC000001", "x", "Full inspection", "10", Y24, Y24, {"overall": "Good"})
    report = load(a_file(a_row("SC000001", code="SA"), premises_rows=premises, inspection_rows=[visit]))
    assert report["premises"] == {"Supported Accommodation": 2}
    assert report["inspections"] == 1
    assert report["rows"] == 1
    assert db.session.scalars(select(Premises.authority_gss)).all() == ["E08000035", "E08000035"]
    assert db.session.scalars(select(Inspection.judgements)).all() == ['{"overall":"Good"}']


def test_a_file_that_would_mark_too_many_as_gone_is_held_whole(app: Flask) -> None:
    load(a_file(*(a_row(f"SC00000{number}", number) for number in range(1, 9)), as_of=Y24))
    before = register_state()
    thin = a_file(*(a_row(f"SC00000{number}", number, places=8) for number in range(1, 8)))
    report = load(thin, gone_percent=10)
    assert report["held"]
    assert report["rows"] == 7
    assert states(report) == {}
    assert register_state() == before
    assert load(thin, gone_percent=10)["held"]  # asking again decides nothing
    assert not load(a_file(*thin.rows, mark="other"), gone_percent=12.5)["held"]


def test_a_longer_time_since_the_last_full_file_allows_more_to_be_gone(app: Flask) -> None:
    load(a_file(*(a_row(f"SC00000{number}", number) for number in range(1, 9)), as_of=Y22))
    assert not load(a_file(*(a_row(f"SC00000{number}", number) for number in range(1, 7))), gone_percent=10)["held"]


def test_a_held_file_is_applied_by_the_worker_once_a_person_confirms_it(app: Flask, relay: Relay) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    report = load(a_file(a_row("SC000002")), gone_percent=10)
    with transaction() as session:
        confirm_held_file(session, report["file"], by=SERVICE, now=now())
    assert setting("SC000001").open
    relay.run_until_idle()
    assert not setting("SC000001").open
    assert get_file(report["file"]).state == "applied"
    with pytest.raises(RuleBroken), transaction() as session:
        confirm_held_file(session, report["file"], by=SERVICE, now=now())


def test_files_of_a_regulator_are_refused_in_a_trial(app: Flask) -> None:
    with own_transaction() as session:
        mark_trial(session, now=now())
    with pytest.raises(RuleBroken, match="invented"):
        load(a_file(a_row("SC000001")))
    assert db.session.scalar(select(func.count()).select_from(RegulatorFile)) == 0


def test_another_import_of_the_source_waits_while_one_runs(app: Flask, clock: Any) -> None:
    load(a_file(a_row("SC000001"), as_of=Y24))
    with own_transaction() as session:
        running = session.scalars(select(RegulatorFile)).one()
        running.worker, running.lease_until = "elsewhere:1", now() + timedelta(seconds=4)

    def ticking() -> Any:  # every look is a second later
        return clock.forward(seconds=1)

    began = clock.at
    load_file(a_file(a_row("SC000002")), name="b.csv", gone_percent=100, clock=ticking)
    assert clock.at - began > timedelta(seconds=4)


def test_a_file_leaves_an_audit_row_for_being_read_and_applied(app: Flask) -> None:
    report = load(a_file(a_row("SC000001")))
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == report["file"])).all()
    assert [row.action for row in rows] == ["RegulatorFileRead", "RegulatorFileApplied"]
    assert rows[1].details["new"] == 1


def test_a_setting_that_awaits_its_file_joins_its_row_or_is_queried(app: Flask) -> None:
    for identifier in ("SC000001", "SC000002"):
        a_setting(
            "CH",
            identifier=identifier,
            awaiting_file=True,
            certificate_on=date(2025, 1, 5),
            facts_as_of=None,
            first_listed_on=None,
        )
    load(a_file(a_row("SC000009"), as_of=Y24))
    assert setting("SC000001").queried_on is None  # the certificate is newer than that file
    joined = setting("SC000001").id
    report = load(a_file(a_row("SC000001", code="CH", owner_name="Elm Care")))
    assert states(report) == {"new": 1}
    assert setting("SC000001").id == joined
    assert not setting("SC000001").awaiting_file
    assert setting("SC000001").owner_published == "Elm Care"
    assert setting("SC000002").queried_on == Y25
    assert setting("SC000002").open
