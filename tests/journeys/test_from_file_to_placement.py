"""The whole way: from the regulator's file to a vacancy that a placements officer finds near a school.

Each step is a test of its own on one register, in the order in which people take them.
"""

import csv
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.claiming import approve, enter_code, let_the_days_pass, verifier
from tests.journeys.people import PASSWORD, Person, administrator, join, sign_in
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.real_data, pytest.mark.xdist_group("from file to placement")]

Someone = Callable[..., Visitor]
SCHOOLS = Path("schools") / "dfe_register-trainee-teachers_schools_2022-07.csv"
AUTHORITY = "Manchester"
HOME_NAME = "Thistledown House"


@dataclass
class Story:
    """What the steps before have come to."""

    identifier: str
    report: dict[str, object]
    home_postcode: str  # of a school, so that no real home's is named
    school_postcode: str
    people: dict[str, Person] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(register: Register, shared_data: Path) -> Story:
    """Import the real workbook, and choose a children's home of four places and two schools in one authority."""
    report = register.command("import", "ofsted", str(shared_data / "ofsted" / "provider_at_march_2025.ods"))
    with sqlite3.connect(register.folder / "register.sqlite") as database:
        (identifier,) = database.execute(
            "SELECT identifier FROM setting WHERE authority_published = ? AND provision = 'CH' AND open"
            " AND registered_places = 4 ORDER BY identifier LIMIT 1",
            (AUTHORITY,),
        ).fetchone()
    with (shared_data / SCHOOLS).open(encoding="utf-8-sig", newline="") as rows:
        schools = sorted(
            {row["postcode"] for row in csv.DictReader(rows) if row["town"] == AUTHORITY and not row["close_date"]}
        )
    postcodes = [one for one in schools if re.match(r"M1[3-6] ", one)]
    return Story(identifier, report, home_postcode=postcodes[0], school_postcode=postcodes[-1])


def link_in(message: str) -> str:
    found = re.search(r"http\S+", message)
    assert found, message
    return found[0]


def test_the_workbook_is_imported_with_what_the_regulator_counts(story: Story) -> None:
    assert story.report["rows"] == 5600
    assert story.report["premises"] == {"Supported Accommodation": 8119}


def test_two_administrators_read_the_report_and_let_an_authority_buy(
    someone: Someone, register: Register, story: Story
) -> None:
    first = someone("administrator")
    story.people["first"] = administrator(first, register)
    first.follow("Regulator files")
    first.follow("as at 31 March 2025")
    first.sees("5600")
    first.sees("Children's home")
    first.open("/organisations/add")
    first.choose("Local authority")
    first.fill("Full name", AUTHORITY)
    first.press("Continue")
    first.press("Add organisation")
    first.press("Propose a buying capacity")
    first.choose("Authority, for its own area")
    last_day = datetime.now(UTC) + timedelta(days=300)
    for part, value in (("Day", last_day.day), ("Month", last_day.month), ("Year", last_day.year)):
        first.fill(part, str(value))
    first.choose("The council's constitution or scheme of delegation")
    first.fill("Where can it be found again?", "Constitution, part 3, scheme of delegation")
    first.press("Continue")
    first.press("Propose")
    first.sees("Another register administrator must decide it")

    second = someone("second-administrator")
    administrator(second, register, name="Bede Holloway")
    second.follow("To decide")
    second.follow(AUTHORITY)
    second.press("Decide")
    second.choose("Yes, grant it")
    second.press("Decide")
    second.sees("Decided.")


def test_a_provider_finds_its_home_and_claims_it(someone: Someone, story: Story) -> None:
    provider = someone("provider")
    provider.open("/start-as-provider")
    provider.fill("Name of your organisation", "Oakway Care Limited")
    provider.fill("Your full name", "Olive Tarn")
    provider.fill("Your email address", "olive.tarn@oakway.example")
    provider.press("Send the link")
    provider.open(link_in(provider.mail("olive.tarn@oakway.example")))
    provider.fill("Choose a password", PASSWORD)
    provider.press("Set up")
    story.people["provider"] = Person("Olive Tarn", "olive.tarn@oakway.example")
    provider.follow("Register", exact=True)
    provider.fill("Number, owner or name", story.identifier)
    provider.press("Search")
    provider.follow(story.identifier)
    provider.sees("What the regulator says")
    provider.sees("Manchester")
    provider.sees("History over the files loaded")
    provider.sees("as at 31 March 2025")
    assert not provider.page.locator("main input:not([type=hidden])").count(), (
        "what a regulator publishes is never edited"
    )
    provider.press("Claim this setting")
    provider.press("Claim")
    provider.sees("Waits for a verifier")


def test_two_verifiers_approve_the_claim_and_its_code_comes_back(
    someone: Someone, register: Register, story: Story
) -> None:
    for number, name in enumerate(("Vera Millbrook", "Otto Fenwick")):
        deciding = someone(f"verifier-{number + 1}")
        verifier(deciding, register, name=name)
        approve(deciding, "Oakway Care Limited", first=number == 0)
    provider = someone("provider")
    sign_in(provider, story.people["provider"])
    enter_code(provider)
    provider.open("/claims")
    provider.sees("Approved, open to objections")
    let_the_days_pass(register)
    provider.mail("olive.tarn@oakway.example", subject="Your claim was approved")


def test_the_provider_describes_the_home_once(someone: Someone, story: Story) -> None:
    provider = someone("provider")
    sign_in(provider, story.people["provider"])
    provider.open("/dashboard")
    provider.follow("Describe this setting")
    tasks = provider.page.url

    def section(title: str) -> None:
        provider.open(tasks)
        provider.follow(title)

    def save() -> None:
        provider.press("Save and continue")
        assert not provider.page.locator(".govuk-error-summary").count(), provider.text()

    section("Name and address")
    provider.fill("Name of the home", HOME_NAME)
    provider.fill("Address", "14 Quarrybank Rise")
    provider.fill("Postcode", story.home_postcode)
    save()
    section("Whom to contact")
    provider.fill("Who answers", "Placements team")
    provider.fill("Telephone number", "0161 496 0123")
    save()
    section("Age and gender")
    provider.fill("Youngest age", "8")
    provider.fill("Oldest age", "17")
    provider.choose("Any gender")
    save()
    section("Kinds of placement")
    provider.page.locator("input[name=purposes]").first.check()
    save()
    section("Needs and specialisms")
    provider.select("Autism", "Normally accepted")
    provider.select("Complex trauma", "A specialism")
    save()
    section("Needs never accepted")
    provider.select("Fire-setting", "Not insured for it")
    save()
    section("Education and languages")
    provider.choose("Places in local schools")
    provider.choose("English")
    save()
    provider.open(tasks)
    provider.follow("Check your answers")
    provider.does_not_see("Quarrybank")


def test_the_provider_publishes_a_vacancy(someone: Someone, story: Story) -> None:
    provider = someone("provider")
    sign_in(provider, story.people["provider"])
    provider.open("/dashboard")
    provider.follow("Offer a vacancy")
    provider.fill("How many places?", "1")
    provider.fill("Youngest age", "10")
    provider.fill("Oldest age", "16")
    provider.choose("Any gender")
    today = datetime.now(UTC)
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        provider.fill(part, str(value))
    provider.fill("How much notice do you need?", "24")
    provider.page.locator("input[name=solo]").last.check()
    provider.page.locator("input[name=contract_types]").first.check()
    provider.press("Save and continue")
    provider.sees("Check your answers before you publish")
    provider.press("Publish")
    provider.sees("Open")


def find(officer: Visitor, place: str) -> None:
    officer.follow("Find a place")
    officer.fill("Near which place?", place)
    officer.fill("Age in years (optional)", "12")
    officer.press("Find places")


def test_a_placements_officer_finds_it_from_a_schools_postcode(
    someone: Someone, register: Register, story: Story
) -> None:
    with sqlite3.connect(register.folder / "register.sqlite") as database:
        (authority,) = database.execute(
            "SELECT id FROM organisation WHERE kind = 'local-authority' AND name = ?", (AUTHORITY,)
        ).fetchone()
    officer = someone("officer")
    role = ("--role", "placements-officer", "--organisation", authority)
    invited = register.command("person", "invite", *role, "perry.officer@council.example")
    story.people["officer"] = join(
        officer, invited["link"], name="Perry Ashdown", email="perry.officer@council.example"
    )
    find(officer, story.school_postcode)
    officer.sees("1 vacancy")
    officer.sees("Oakway Care")
    officer.sees("0161 496 0123")
    officer.does_not_see(HOME_NAME)
    assert story.school_postcode.replace(" ", "") not in officer.page.url.replace("%20", "").replace("+", "")


def test_the_provider_confirms_and_fills_it_and_nobody_finds_it_any_more(someone: Someone, story: Story) -> None:
    provider = someone("provider", phone=True)
    sign_in(provider, story.people["provider"])
    provider.open("/dashboard")
    provider.press("Nothing has changed")
    provider.sees("1 vacancy confirmed")
    provider.follow("ages 10 to 16")
    provider.press("Mark as filled")
    provider.sees("Filled")

    officer = someone("officer", phone=True, scripts=False)
    sign_in(officer, story.people["officer"])
    find(officer, story.school_postcode)
    officer.sees("No vacancy in the register fits this search")
