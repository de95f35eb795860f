"""A charity with 900 foster households, and a home with a spreadsheet: many vacancies at once."""

import csv
import io
import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from register.app import create_app
from register.core.access import Role
from register.core.clock import local_date, now
from register.core.db import db, new_id, own_transaction
from register.dwellings.models import Dwelling
from register.regulators.models import Setting
from register.settings import Settings
from register.vacancies.models import Vacancy, VacancyHistory
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.api_keys import a_key
from tests.builders.organisations import an_organisation
from tests.builders.vacancies import a_description, a_held_setting, a_row
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

HOUSEHOLDS = 900
Someone = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.open("/sign-in")
    visitor.fill("Email address", email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")


def test_a_spreadsheet_with_two_bad_rows_is_looked_at_and_the_rest_is_saved(
    app: Flask, someone: Someone, tmp_path: Path
) -> None:
    provider = an_organisation(brand="Oakway Care")
    for _number in range(4):
        setting_id, _holder = a_held_setting(organisation=provider)
        a_description(setting_id, provider.id)
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id).email
    db.session.remove()
    visitor = someone("editor", phone=True, scripts=False)
    sign_in(visitor, editor)
    visitor.open("/dashboard")
    visitor.follow("Many vacancies at once: use a spreadsheet")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download the list").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 4
    today = local_date(now()).strftime("%d/%m/%Y")
    for number, row in enumerate(rows, 1):
        row |= {"Your reference": f"bed-{number}", "Status": "open", "Places": "1"}
        row |= {"Available from": today, "Last checked": today}
    rows[1]["Oldest age"] = "many"
    rows[2]["In your own words"] = "Ring 0161 496 0000"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    mended = tmp_path / "mended.csv"
    mended.write_bytes(out.getvalue().encode("cp1252"))
    visitor.page.get_by_label("Your list as CSV").set_input_files(mended)
    visitor.press("Look at what would change")
    visitor.sees("Nothing has changed yet.")
    visitor.sees("Enter the oldest age in years")
    visitor.press("Save these 2 rows")
    visitor.sees("Done: 2 vacancies saved.")


def push(register: Register, header: dict[str, str], rows: list[dict[str, object]]) -> dict[str, int]:
    body = json.dumps({"vacancies": rows, "mode": "full"}).encode()
    headers = header | {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{register.address}/api/v1/vacancies", body, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        counts: dict[str, int] = json.load(answer)["counts"]
    return {name: count for name, count in counts.items() if count}


def test_nine_hundred_households_are_pushed_twice_and_the_second_time_changes_nothing(
    app: Flask, register: Register, someone: Someone
) -> None:
    setting_id, charity = a_held_setting("IFA", organisation=an_organisation(brand="Larkfield"))
    charity_id = charity.id
    a_description(setting_id, charity_id, age_min=0, age_max=18, exclusions={})
    identifier = db.session.get_one(Setting, setting_id).identifier
    with own_transaction() as session:
        pattern = {
            "setting_id": setting_id, "organisation_id": charity_id, "kind": "household", "capacity": 3,
            "area_id": "E08000003", "version": 1, "created_at": now(), "changed_at": now(),
        }  # fmt: skip
        session.execute(
            insert(Dwelling),
            [pattern | {"id": new_id(), "number": one, "key": f"H-{one:04}"} for one in range(1, HOUSEHOLDS + 1)],
        )
    administrator = a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=charity_id).email
    header = a_key(charity_id).header
    today = local_date(now()).isoformat()
    rows = [
        a_row(
            identifier,
            f"household-{number}",
            place=f"H-{number:04}",
            available_from=today,
            source_checked_at=now().isoformat(),
        )
        for number in range(1, HOUSEHOLDS + 1)
    ]
    db.session.remove()
    assert push(register, header, rows) == {"created": HOUSEHOLDS}
    assert push(register, header, rows) == {"unchanged": HOUSEHOLDS}
    mine = Vacancy.organisation_id == charity_id
    assert db.session.scalar(select(func.count()).where(mine)) == HOUSEHOLDS
    kept = select(func.count()).select_from(VacancyHistory).join(Vacancy, Vacancy.id == VacancyHistory.vacancy_id)
    assert db.session.scalar(kept.where(mine)) == HOUSEHOLDS
    visitor = someone("administrator")
    sign_in(visitor, administrator)
    visitor.open("/keys")
    visitor.sees("Case system")
    visitor.open("/developers")
    visitor.sees("PUT /api/v1/vacancies/{reference}")
