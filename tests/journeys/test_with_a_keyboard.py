"""Enrolment, sign-in, an import's report and a claim, with a keyboard and nothing else."""

from collections.abc import Callable
from pathlib import Path

from tests.builders.regulator_files import ofsted_row, ofsted_sheet
from tests.builders.spreadsheets import a_csv
from tests.journeys.claiming import OFFICE
from tests.journeys.keyboard import Keyboard, join_by_keyboard, sign_in_by_keyboard
from tests.journeys.people import PASSWORD
from tests.journeys.running import Register
from tests.journeys.test_signing_in import link_in
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]


def test_a_verifier_enrols_signs_in_and_reads_a_report(someone: Someone, register: Register, tmp_path: Path) -> None:
    rows = (ofsted_row("SC100001"), ofsted_row("SC100002"), ofsted_row("not a number"))
    register.command("import", "ofsted", str(a_csv(tmp_path / "list.csv", ofsted_sheet(*rows))))
    email = "vera.millbrook@register.example"
    invited = register.command("person", "invite", "--role", "verifier", email)
    keyboard = Keyboard(someone("verifier"))
    vera = join_by_keyboard(keyboard, invited["link"], name="Vera Millbrook", email=email)
    keyboard.press("Sign out")
    sign_in_by_keyboard(keyboard, vera)
    keyboard.follow("Regulator files")
    keyboard.follow("Ofsted, as at 31 March 2025")
    keyboard.visitor.sees("not a number")
    keyboard.go_to("Rejected rows")  # a table that is wider than a window is moved with the arrows


def test_a_provider_finds_and_claims_a_setting_which_a_first_verifier_approves(
    someone: Someone, register: Register
) -> None:
    keyboard = Keyboard(someone("provider"))
    keyboard.open("/")
    keyboard.follow("Start as a provider")
    keyboard.write("Name of your organisation", "Oakway Care Limited")
    keyboard.write("Your full name", "Olive Tarn")
    keyboard.write("Your email address", "olive.tarn@oakway.example")
    keyboard.press("Send the link")
    keyboard.open(link_in(keyboard.visitor.mail("olive.tarn@oakway.example")))
    keyboard.write("Choose a password", PASSWORD)
    keyboard.press("Set up")
    keyboard.follow("Register")
    keyboard.write("Number, owner or name", "SC100001")
    keyboard.press("Search")
    keyboard.follow("Children's home SC100001")
    keyboard.press("Claim this setting")
    keyboard.press("Claim")
    keyboard.visitor.sees("A verifier decides")

    email = "vic.moorland@register.example"
    invited = register.command("person", "invite", "--role", "verifier", email)
    verifier = Keyboard(someone("verifier"))
    join_by_keyboard(verifier, invited["link"], name="Vic Moorland", email=email)
    verifier.follow("To decide")
    verifier.follow("Oakway Care Limited")
    verifier.choose("Yes, approve")
    verifier.write("E-mail address that you read in the regulator's own register", OFFICE)
    verifier.write("Where you read it", "The regulator's page of the service, today")
    verifier.press("Continue")
    verifier.press("Approve")
    verifier.visitor.sees("Decided.")
