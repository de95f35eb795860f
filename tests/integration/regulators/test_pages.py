"""The pages of the register and of regulator files."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.clock import now
from register.core.db import db, transaction
from register.regulators.importers.rows import InspectionRow, PremisesRow, RejectedRow
from register.regulators.models import RegulatorFile, ReportNote, Setting
from register.regulators.services.loading import load_file
from tests.builders.accounts import a_person, sign_in
from tests.builders.opened_files import OFSTED, AFile, a_file, a_row
from tests.builders.organisations import an_authority
from tests.builders.regulators import a_setting
from tests.integration.conftest import Clock

Y24, Y25 = date(2024, 3, 31), date(2025, 3, 31)


def load(file: AFile, *, gone_percent: float = 10_000) -> str:
    db.session.rollback()
    file_id = load_file(file, name="file.csv", gone_percent=gone_percent, clock=now).file_id
    db.session.rollback()
    return file_id


def page_of(client: FlaskClient, identifier: str) -> str:
    setting_id = db.session.scalars(select(Setting.id).where(Setting.identifier == identifier)).one()
    answer = client.get(f"/settings/{setting_id}")
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_a_settings_page_shows_the_regulators_words_with_date_age_and_link(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", registration_status="Active", places=7)))
    page = page_of(client, "SC000001")
    assert "Ofsted, as at 31 March 2025 (11 months ago)" in page
    assert "https://reports.ofsted.gov.uk/provider/CARE/SC000001" in page
    assert "Latest full inspection: overall experiences and progress" in page
    assert "1 October 2024" in page
    assert "Larkfield Fostering" in page


def test_no_page_offers_to_edit_a_fact(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001")))
    sign_in(client, a_person(Role.VERIFIER))
    page = page_of(client, "SC000001")
    main = page[page.index("<main") : page.index("</main")]
    assert "<form" not in main
    assert "<input" not in main


def test_a_hidden_home_shows_nothing_that_leads_to_it(app: Flask, client: FlaskClient) -> None:
    secrets = {
        "name": "The Old Mill",
        "postcode": "LS1 1AA",
        "constituency": "Leeds Central",
        "linked_education_urn": "123456",
    }
    load(a_file(a_row("SC000001", code="CH", **secrets)))
    for page in (page_of(client, "SC000001"), client.get("/settings").get_data(as_text=True)):
        assert not [value for value in secrets.values() if value in page]
    assert "SC000001" not in client.get("/settings?words=Mill").get_data(as_text=True)


def test_not_yet_inspected_is_a_normal_state(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", **{"latest_full.overall": None, "latest_full.inspected_on": None})))
    assert "Not yet inspected" in page_of(client, "SC000001")


def test_history_over_the_files_is_there_to_read(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", places=9)))
    visit = InspectionRow(2, OFSTED, "SC000001", "x", "Monitoring visit", "10", Y24, Y24, {"overall": "Good"})
    load(a_file(a_row("SC000001", places=3), as_of=Y24, inspection_rows=[visit]))
    page = page_of(client, "SC000001")
    assert page.index("Registered places: 9") < page.index("Registered places: 3")
    assert "Monitoring visit" in page


def test_premises_are_counted_and_never_named(app: Flask, client: FlaskClient) -> None:
    premises = [
        PremisesRow(number, OFSTED, "SC000001", "Shared", 3, "Bradford", None, None, "Shipley", "Active", None)
        for number in (2, 3)
    ]
    load(a_file(a_row("SC000001", code="SA"), premises_rows=premises))
    page = page_of(client, "SC000001")
    assert "2 with 6 places" in page
    assert "Bradford" not in page


def test_an_abolished_authority_keeps_its_published_name_and_shows_who_took_over(
    app: Flask, client: FlaskClient
) -> None:
    load(a_file(a_row("SC000001", authority="Cumbria")))
    page = page_of(client, "SC000001")
    assert "Cumbria" in page
    assert "Cumberland, Westmorland and Furness" in page


def test_the_register_is_searched_by_words_authority_and_type(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3, "CH", authority="Bradford", owner_name="Elm Care")))
    assert "SC000002" not in client.get("/settings?provision=IFA").get_data(as_text=True)
    assert "SC000001" not in client.get("/settings?words=elm").get_data(as_text=True)
    assert "SC000002" in client.get("/settings?authority=E08000032").get_data(as_text=True)
    assert "No setting fits" in client.get("/settings?words=nothing").get_data(as_text=True)
    assert client.get("/settings?after=made-up").status_code == 422


def test_the_register_says_how_many_settings_fit_and_in_which_order(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", owner_name="Oak"), a_row("SC000002", 3, owner_name="Elm Care")))
    page = client.get("/settings").get_data(as_text=True)
    assert "2 settings" in page
    assert "In the order of their owners" in page
    assert page.index("SC000002") < page.index("SC000001")
    assert "1 setting<" in client.get("/settings?words=elm").get_data(as_text=True)


def test_a_report_shows_states_changes_and_rejected_rows(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", owner_name="Elm Care"), as_of=Y24))
    wrong = RejectedRow(3, "", "URN", "=HYPERLINK(1)", "This is no URN.", "Ask the regulator.")
    file_id = load(a_file(a_row("SC000001", owner_name="Oak Care"), wrong))
    sign_in(client, a_person(Role.AUDITOR))
    page = client.get(f"/register/files/{file_id}").get_data(as_text=True)
    assert "Owner: from Elm Care to Oak Care" in page
    assert "This is no URN." in page
    assert file_id in client.get("/register/files").get_data(as_text=True)


def test_a_reports_csv_has_every_row_and_runs_no_formula(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", owner_name="Elm Care"), as_of=Y24))
    wrong = RejectedRow(3, "", "URN", "=HYPERLINK(1)", "-why", "@remedy")
    file_id = load(a_file(a_row("SC000001", owner_name="+Oak"), wrong))
    sign_in(client, a_person(Role.VERIFIER))
    answer = client.get(f"/register/files/{file_id}.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row["state"] for row in rows] == ["changed", "rejected"]
    assert (rows[0]["fact"], rows[0]["from"], rows[0]["to"]) == ("owner_name", "Elm Care", "'+Oak")
    assert (rows[1]["value"], rows[1]["why"], rows[1]["remedy"]) == ("'=HYPERLINK(1)", "'-why", "'@remedy")


def test_a_reports_csv_names_no_setting_whose_place_is_a_secret(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001", code="CH"), a_row("SC000002", 3), as_of=Y24))
    moved = a_row("SC000001", code="CH", authority="Bradford", owner_name="Oak Care")
    file_id = load(a_file(moved, a_row("SC000002", 3, authority="Bradford")))
    sign_in(client, a_person(Role.VERIFIER))
    text = client.get(f"/register/files/{file_id}.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert "SC000001" not in text
    assert [row["to"] for row in rows if not row["identifier"]] == ["Oak Care"]
    assert [row["to"] for row in rows if row["identifier"]] == ["Bradford"]


def test_a_person_confirms_a_held_file_on_its_page(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3), as_of=Y24))
    file_id = load(a_file(a_row("SC000002")), gone_percent=10)
    sign_in(client, a_person(Role.AUDITOR))
    assert "apply it" not in client.get(f"/register/files/{file_id}").get_data(as_text=True)
    assert client.post(f"/register/files/{file_id}/confirm").status_code == 403
    sign_in(client, a_person(Role.REGISTER_ADMINISTRATOR))
    page = client.get(f"/register/files/{file_id}").get_data(as_text=True)
    assert "Independent Fostering Agency: 1" in page
    assert client.post(f"/register/files/{file_id}/confirm").status_code == 303
    assert db.session.get_one(RegulatorFile, file_id).state == "applying"


def test_the_calendar_says_what_is_overdue_here(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001"), as_of=Y24))
    page = " ".join(client.get("/register/calendar").get_data(as_text=True).split())
    assert "as at 31 March 2025" in page
    assert "31 July 2025" in page
    assert "Overdue here" in page


CERTIFICATE = {
    "scheme": "ofsted-urn",
    "identifier": "2700001",
    "provision": "CH",
    "authority_gss": "E08000035",
    "owner": "Larkfield Care Limited",
    "certificate_on": "2026-02-10",
}


def test_a_verifier_enters_a_setting_from_its_certificate(app: Flask, client: FlaskClient) -> None:
    sign_in(client, a_person(Role.VERIFIER))
    answer = client.post("/settings/enter", data=CERTIFICATE)
    assert answer.status_code == 303
    assert "Awaiting the regulator" in client.get(answer.location).get_data(as_text=True)
    answer = client.post("/settings/enter", data=CERTIFICATE)
    assert answer.status_code == 422
    assert "has this setting already" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"identifier": "XXXXXXX"}, "as it is on the certificate"),
        ({"certificate_on": "2027-01-01"}, "cannot be in the future"),
        ({"authority_gss": "E99999999"}, "Choose a local authority"),
        ({"owner": ""}, "Fill this in"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused_beside_its_field(
    app: Flask, client: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    sign_in(client, a_person(Role.VERIFIER))
    answer = client.post("/settings/enter", data=CERTIFICATE | wrong)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


NOTE = {
    "event": "Full inspection",
    "happened_on": "2026-01-10",
    "judgement": "Good",
    "link": "https://reports.ofsted.gov.uk/provider/CARE/SC000001",
}


@pytest.mark.parametrize(("judgement", "state"), [("Good", "confirmed"), ("Inadequate", "flagged")])
def test_a_newer_report_stands_beside_the_fact_until_the_next_file(
    app: Flask, client: FlaskClient, judgement: str, state: str
) -> None:
    load(a_file(a_row("SC000001")))
    sign_in(client, a_person(Role.VERIFIER))
    setting_id = db.session.scalars(select(Setting.id)).one()
    assert client.post(f"/settings/{setting_id}/newer-report", data=NOTE).status_code == 303
    assert "Newer report noted" in page_of(client, "SC000001")
    facts = {"latest_full.overall": judgement, "latest_full.inspected_on": date(2026, 1, 10)}
    load(a_file(a_row("SC000001", **facts), as_of=date(2026, 3, 1)))
    assert db.session.scalars(select(ReportNote.state)).one() == state
    assert page_of(client, "SC000001")


def test_a_newer_report_is_on_the_regulators_own_site_and_newer_than_the_file(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001")))
    sign_in(client, a_person(Role.VERIFIER))
    setting_id = db.session.scalars(select(Setting.id)).one()
    elsewhere = NOTE | {"link": "https://reports.example.org/1", "happened_on": "2025-01-01"}
    answer = client.post(f"/settings/{setting_id}/newer-report", data=elsewhere)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "own site" in text
    assert "newer than this report" in text


def test_an_authority_creates_its_own_fostering_service_once(app: Flask, client: FlaskClient) -> None:
    lead = a_person(Role.COMMISSIONING_LEAD)
    sign_in(client, lead)
    page = client.get("/settings/own-fostering").get_data(as_text=True)
    own = next(code for code in page.split('value="') if code[:3] in {"E06", "E08", "E09", "E10"})[:9]
    answer = client.post("/settings/own-fostering", data={"authority_gss": own})
    assert answer.status_code == 303
    assert "fostering service" in client.get(answer.location).get_data(as_text=True)
    assert client.post("/settings/own-fostering", data={"authority_gss": own}).status_code == 422
    other = "E06000001" if own != "E06000001" else "E06000002"
    assert client.post("/settings/own-fostering", data={"authority_gss": other}).status_code == 403


def test_a_setting_is_marked_in_house_and_whoever_depends_on_it_is_told(app: Flask, client: FlaskClient) -> None:
    setting_id = a_setting("CH")
    sign_in(client, a_person(Role.VERIFIER))
    data = {"authority_gss": "E08000003"}
    assert client.post(f"/settings/{setting_id}/in-house", data=data).status_code == 303
    assert db.session.get_one(Setting, setting_id).in_house_for_gss == "E08000003"
    assert client.post(f"/settings/{setting_id}/in-house", data={}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Setting, setting_id).in_house_for_gss is None


def test_each_judgement_of_a_visit_has_its_plain_name(app: Flask, client: FlaskClient) -> None:
    judged = InspectionRow(
        2, "ofsted-urn", "SC000001", "CH", "Full inspection", "1", date(2024, 10, 1), None, {"overall": "Good"}
    )
    load(a_file(a_row("SC000001"), judged))
    page = page_of(client, "SC000001")
    assert "<li>Overall experiences and progress: Good</li>" in page


def test_an_age_of_one_month_is_said_as_one_and_a_younger_one_in_words(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    load(a_file(a_row("SC000001")))
    clock.at = datetime(2025, 5, 2, tzinfo=UTC)
    assert "as at 31 March 2025 (1 month ago)" in page_of(client, "SC000001")
    clock.at = datetime(2025, 4, 2, tzinfo=UTC)
    assert "as at 31 March 2025 (less than a month ago)" in page_of(client, "SC000001")


def test_a_stranger_is_led_from_a_setting_that_nobody_holds_to_claiming_it(app: Flask, client: FlaskClient) -> None:
    load(a_file(a_row("SC000001")))
    assert "/start-as-provider" in page_of(client, "SC000001")
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    assert "/start-as-provider" not in page_of(client, "SC000001")


def test_a_home_whose_company_bears_its_name_is_not_told_by_its_owner(app: Flask, client: FlaskClient) -> None:
    facts = {"name": "Old Mill House", "address_1": "3 Weir Lane", "owner_name": "The Old Mill House Ltd"}
    load(a_file(a_row("SC000001", code="CH", **facts, places=3), as_of=Y24))
    load(a_file(a_row("SC000001", code="CH", **facts, places=4)))
    for page in (page_of(client, "SC000001"), client.get("/settings").get_data(as_text=True)):
        assert "Mill House" not in page
        assert "Weir" not in page
    assert "SC000001" not in client.get("/settings?words=Mill").get_data(as_text=True)


def test_a_hidden_home_outside_england_has_no_link_to_a_page_with_its_address(app: Flask, client: FlaskClient) -> None:
    hidden = a_setting("CH", scheme="ci-cs", identifier="CS2003000001", nation="S")
    open_to_see = a_setting("IFA", scheme="ci-cs", identifier="CS2003000002", nation="S")
    for noted in (hidden, open_to_see):
        sign_in(client, a_person(Role.VERIFIER))
        note = NOTE | {"link": f"https://www.careinspectorate.com/report/{noted}"}
        assert client.post(f"/settings/{noted}/newer-report", data=note).status_code == 303
        assert note["link"] in client.get(f"/settings/{noted}").get_data(as_text=True)
    visitor = app.test_client()
    with app.app_context():
        assert "careinspectorate.com" not in visitor.get(f"/settings/{hidden}").get_data(as_text=True)
        shown = visitor.get(f"/settings/{open_to_see}").get_data(as_text=True)
    assert shown.count("careinspectorate.com") == 2


@pytest.mark.parametrize("said", [{"event": "Visit to old-mill house"}, {"judgement": "Good, at LS1 4AP"}])
def test_a_newer_report_names_no_hidden_home(app: Flask, client: FlaskClient, said: dict[str, str]) -> None:
    load(a_file(a_row("SC000001", code="CH", name="Old Mill House")))
    sign_in(client, a_person(Role.VERIFIER))
    setting_id = db.session.scalars(select(Setting.id)).one()
    answer = client.post(f"/settings/{setting_id}/newer-report", data=NOTE | said)
    assert answer.status_code == 422
    assert "Leave out the name and address" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("nation", "shown"), [("E", True), ("S", False), ("W", False)])
def test_a_residential_school_outside_england_shows_its_name_without_its_address(
    app: Flask, client: FlaskClient, nation: str, shown: bool
) -> None:
    facts = {"name": "Weirside School", "address_1": "3 Weir Lane", "town": "Netherby", "postcode": "LS1 1AA"}
    load(a_file(a_row("SC000001", code="RSS", **facts)))
    with transaction():
        db.session.scalars(select(Setting)).one().nation = nation
    page = page_of(client, "SC000001")
    assert "Weirside School" in page
    assert [value in page for value in ("3 Weir Lane", "Netherby", "LS1 1AA")] == [shown] * 3


def test_an_auditor_of_one_authority_reads_a_report_row_by_row_for_that_authority_only(
    app: Flask, client: FlaskClient
) -> None:
    load(a_file(a_row("SC000001"), a_row("SC000002", 3, authority="Bradford"), as_of=Y24))
    bad = RejectedRow(4, "", "Places", "many", "Not a number.", "Mend it.")
    rows = (a_row("SC000001", owner_name="Oak"), a_row("SC000002", 3, authority="Bradford", owner_name="Elm"))
    file_id = load(a_file(*rows, bad))
    sign_in(client, a_person(Role.AUDITOR, organisation_id=an_authority("E08000032").id))
    page = client.get(f"/register/files/{file_id}").get_data(as_text=True)
    table = client.get(f"/register/files/{file_id}.csv").get_data(as_text=True)
    for shown in (page, table):
        assert "SC000002" in shown
        assert "SC000001" not in shown
        assert "Not a number." not in shown
    assert "The numbers are those of the whole file" in page
    assert "Enter a setting" not in client.get("/register/files").get_data(as_text=True)
    other = app.test_client()
    sign_in(other, a_person(Role.AUDITOR))
    page = other.get(f"/register/files/{file_id}").get_data(as_text=True)
    assert "SC000001" in page
    assert "Not a number." in page
