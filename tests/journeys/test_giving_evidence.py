"""A provider gives evidence once: on a phone without scripts, and at a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from register.app import create_app
from register.core.access import Role
from register.core.db import db
from register.settings import Settings
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.documents import a_pdf, a_word_file
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.builders.vacancies import a_restricted_place
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def choose_file(visitor: Visitor, folder: Path, content: bytes, name: str) -> None:
    """Choose a file of one's own machine."""
    (folder / name).write_bytes(content)
    visitor.page.get_by_label("File", exact=True).set_input_files(folder / name)


def fill_day(visitor: Visitor, question: str, day: str) -> None:
    group = visitor.page.get_by_role("group", name=question)
    for label, part in zip(("Day", "Month", "Year"), day.split(), strict=True):
        group.get_by_label(label, exact=True).fill(part)


def give_insurance(editor: Visitor, folder: Path) -> None:
    """Give a schedule with one cover, after a file and a form that were not taken, and open it."""
    editor.press("Give evidence")
    editor.follow("Insurance schedule or certificate")
    editor.press("Start")
    choose_file(editor, folder, a_word_file(), "schedule.docx")
    editor.press("Continue")
    editor.sees("choose Save as or Export, then PDF")
    choose_file(editor, folder, a_pdf("Schedule of insurance"), "schedule.pdf")
    editor.press("Continue")
    editor.choose("Public liability")
    editor.press("Continue")
    editor.press("Continue")
    editor.sees("Enter an amount in pounds, like 10,000,000 or 10m")
    editor.fill("Limit, in pounds", "10m")
    editor.choose("For each claim")
    editor.fill("Insurer", "Invented Mutual")
    editor.fill("Policy number", "PL-0099")
    fill_day(editor, "First day of cover", "1 2 2026")
    fill_day(editor, "Last day of cover", "31 1 2028")
    editor.press("Continue")
    editor.sees("£10,000,000")
    editor.press("Give this evidence")
    editor.sees("You need not give this again until it changes or ends")
    for _ in range(60):
        editor.page.reload()
        if "Not scanned for viruses" in editor.text():
            break
        editor.page.wait_for_timeout(500)
    editor.look()
    with editor.page.expect_download() as downloaded:
        editor.page.get_by_role("link", name="Download").first.click()
    assert Path(downloaded.value.path()).read_bytes() == a_pdf("Schedule of insurance")


def give_paper_of_a_home(editor: Visitor, folder: Path) -> None:
    """Give a document that shows where a home is, with a redacted copy, and take it back."""
    editor.follow("Your evidence")
    editor.press("Give evidence")
    editor.follow("Fire risk assessment")
    editor.follow("home 1")
    editor.press("Start")
    choose_file(editor, folder, a_pdf("Fire risk assessment of Thistledown House"), "fire.pdf")
    editor.press("Continue")
    editor.sees("show the name or address of a place that is kept secret")
    choose_file(editor, folder, a_pdf("Fire risk assessment of our home"), "fire-redacted.pdf")
    editor.press("Continue")
    fill_day(editor, "When was it made?", "3 2 2026")
    editor.press("Continue")
    editor.press("Give this evidence")
    editor.sees("Copy that others read")
    editor.follow("Withdraw it")
    editor.press("Withdraw")
    editor.sees("What relied on it until then keeps it")


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_a_provider_gives_an_insurance_and_a_homes_paper(
    app: Flask, someone: Callable[..., Visitor], tmp_path: Path, *, phone: bool, scripts: bool
) -> None:
    organisation = an_organisation()
    home = a_setting()
    a_holding(home, organisation)
    a_restricted_place(home, organisation.id)
    person = a_person(Role.PROVIDER_EDITOR, organisation_id=organisation.id)
    editor = someone("editor", phone=phone, scripts=scripts)
    editor.open("/sign-in")
    editor.fill("Email address", person.email)
    editor.fill("Password", PASSWORD)
    editor.press("Sign in")
    editor.follow("Evidence", exact=True)
    editor.sees("You have given nothing yet")
    give_insurance(editor, tmp_path)
    give_paper_of_a_home(editor, tmp_path)
