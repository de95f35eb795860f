"""After a sale the new holder starts with the regulator's facts only, under the old number or a new one."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.models import Person
from register.core.access import Role
from register.core.clock import now
from register.core.db import db
from register.organisations.models import Organisation
from register.organisations.queries import label_of, labels_of
from register.regulators.importers.facts import FactValue
from register.regulators.importers.rows import SettingRow
from register.regulators.models import RegulatorFile, Setting
from register.regulators.queries import get_setting
from register.regulators.queries.contacts import published_addresses
from register.regulators.queries.successors import earlier_at_the_place
from register.regulators.services.loading import load_file
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim
from tests.builders.opened_files import a_file, a_row
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.claims.conftest import Deciders
from tests.pages import text_of

Y24, Y25 = date(2024, 3, 31), date(2025, 3, 31)
PLACE = {"postcode": "ZZ1 1ZZ", "address_1": "1 Invented Row"}


def load(*rows: SettingRow, as_of: date) -> None:
    db.session.rollback()
    load_file(a_file(*rows, as_of=as_of), name="file.csv", gone_percent=10_000.0, clock=now)
    db.session.rollback()


def setting(identifier: str) -> Setting:
    return db.session.scalars(select(Setting).where(Setting.identifier == identifier)).one()


def reregistered(**facts: FactValue) -> tuple[Setting, Setting]:
    """An agency that closed and one that opened within the year, with these facts of the new one."""
    load(a_row("SC000001", name="Larkfield Fostering", **PLACE), as_of=Y24)
    given = {"name": "Larkfield Fostering", "registered_on": date(2024, 9, 1), "owner_name": "New Owner Ltd"}
    load(a_row("2700001", **(given | PLACE | facts)), as_of=Y25)
    return setting("SC000001"), setting("2700001")


@pytest.fixture
def reader(people: None, app: Flask) -> Person:
    return a_person(Role.VERIFIER)


def test_what_the_old_holder_wrote_offered_and_called_it_is_not_the_new_holders(
    deciders: Deciders, client: FlaskClient, provider: Organisation
) -> None:
    setting_id, former = a_held_setting()
    a_holding(a_setting(), provider)
    a_description(setting_id, former.id, about="Words of the old holder")
    a_restricted_place(setting_id, former.id)
    vacancy_id = a_vacancy(setting_id, former.id)
    assert label_of(setting_id) == "Oakway Care, home 1"
    deciders.settle(deciders.claim(setting_id), take_over=True)
    assert label_of(setting_id) == "Invented Care, home 2"
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id))
    text_of(client, f"/vacancies/{vacancy_id}", status=404)
    pages = [text_of(client, path) for path in ("/dashboard", f"/settings/{setting_id}")]
    pages.append(text_of(client, f"/settings/{setting_id}/description/check-answers"))
    for words in ("Words of the old holder", "Thistledown", "Quarrybank", "Oakway", vacancy_id):
        assert not [page for page in pages if words in page]


def test_a_new_number_has_nothing_of_the_old_one(app: Flask) -> None:
    old, new = reregistered()
    former, buyer = an_organisation(brand="Former Care"), an_organisation(brand="New Care")
    for setting_id, organisation in ((old.id, former), (new.id, buyer)):
        a_holding(setting_id, organisation, provision="IFA")
    a_description(old.id, former.id, about="Words of the old holder")
    db.session.rollback()
    assert labels_of([old.id, new.id]) == {
        old.id: "Former Care, fostering agency 1",
        new.id: "New Care, fostering agency 1",
    }


def test_verifiers_alone_see_that_it_is_probably_the_same_place(
    app: Flask, client: FlaskClient, reader: Person
) -> None:
    old, new = reregistered()
    (earlier,) = earlier_at_the_place(new)
    assert (earlier.setting.identifier, earlier.closed_on) == ("SC000001", Y25)
    buyer = an_organisation()
    claim = a_claim(new.id, buyer)
    sign_in(client, reader)
    words = "2700001 is probably the same place as SC000001, closed on 31 March 2025"
    assert words in text_of(client, f"/queue/claims/{claim.id}")
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=buyer.id))
    for path in (f"/claims/{claim.id}", f"/settings/{new.id}", "/claims/find?q=2700001"):
        page = text_of(client, path)
        assert "same place" not in page and old.id not in page


@pytest.mark.parametrize(
    "facts",
    [
        {"postcode": "ZZ1 1ZY"},
        {"postcode": None},
        {"name": "Another", "address_1": "2 Invented Row"},
        {"registered_on": date(2020, 1, 1)},
        {"authority": "Manchester"},
    ],
)
def test_where_the_files_do_not_tell_it_nothing_is_said(app: Flask, facts: dict[str, FactValue]) -> None:
    _old, new = reregistered(**facts)
    assert not earlier_at_the_place(get_setting(new.id))


def test_an_address_that_a_regulator_publishes_is_kept_and_no_page_shows_it(
    app: Flask, client: FlaskClient, reader: Person
) -> None:
    load(a_row("SC000001", email="Service@Published.example"), as_of=Y24)
    load(a_row("SC000001", email="other@published.example"), as_of=Y25)
    found = setting("SC000001")
    assert published_addresses([found.id]) == ("other@published.example",)
    claim = a_claim(found.id, an_organisation())
    reports = [f"/register/files/{one}" for one in db.session.scalars(select(RegulatorFile.id))]
    sign_in(client, reader)
    for path in (f"/settings/{found.id}", f"/queue/claims/{claim.id}", *reports):
        assert "published.example" not in text_of(client, path)
