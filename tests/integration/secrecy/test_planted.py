"""Names, addresses, postcodes and household keys are planted; nothing that anybody else can see or read holds any.

Everything comes in through the pages, as its owner gives it, and is typed besides into every field of every form and
into paths and queries. Then every page is opened as every role, and every file, table, message and line of the log is
read. What is allowed is named here, with the reason.
"""

import re
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from register.accounts.models import Person
from register.core.access import Role, Scope
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.errors import Conflict
from register.core.forms import Form
from register.core.relay import Relay
from register.descriptions.models import RestrictedPlace
from register.descriptions.services import PlaceAnswer
from register.dwellings.domain.kinds import PremisesCategory
from register.dwellings.models import Dwelling
from register.dwellings.services import HouseholdAnswer, PremisesAnswer
from register.organisations.models import Organisation
from register.settings import Settings
from tests.builders.accounts import a_person, sign_in
from tests.builders.api_keys import a_key
from tests.builders.dwellings import a_household
from tests.builders.organisations import an_organisation
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_held_setting, a_restricted_place
from tests.integration.conftest import Clock
from tests.integration.secrecy.planting import (
    HOME,
    KEY,
    KEYS,
    PLACES,
    PREMISES,
    Country,
    Walk,
    listening,
    planted_in,
    sow,
)
from tests.integration.vacancies.test_describing import SECTIONS
from tests.integration.vacancies.test_pages import FORM

MANCHESTER = "E08000003"
# Where the owner is shown a name and an address, each time after the audit has it.
DISCLOSED = {"descriptions.section", "dwellings.dwelling"}
# Where an agency reads its own keys of households.
OWN_KEYS = {
    *("dwellings.dwelling", "dwellings.end", "dwellings.listing"),
    *("vacancies.change", "vacancies.new", "vacancies.template", "vacancies.vacancy"),
}
# What these hold is the secret itself, which is told there.
TOLD_IN = {
    *(("descriptions.section", name) for name in ("name", "address", "postcode")),
    *((f"dwellings.{page}", name) for page in ("new", "dwelling") for name in ("name", "address", "postcode", "key")),
}
# A person's own name is whatever it is; colleagues and the register's people see it, nobody else.
ANYTHING = {("accounts.change_name", "name")}
SECRET_TABLES = {"restricted_place": PLACES, "dwelling": KEYS}


FORM_16 = FORM | {"age_min": "16", "age_max": "17", "words": "A room with a view."}


def described(client: FlaskClient, provider_id: str, provision: str) -> str:
    """A setting that its holder has described on its pages, place and all."""
    setting_id, _ = a_held_setting(provision, organisation=db.session.get_one(Organisation, provider_id))
    sections = {"place": HOME, **SECTIONS, "children": {"age_min": "8", "age_max": "17", "gender": "any"}}
    if provision == "SA":
        sections |= {"children": {"age_min": "16", "age_max": "17", "gender": "any"}}
    done = 0
    for section, answers in sections.items():
        answer = client.post(f"/settings/{setting_id}/description/{section}", data={**answers, "version": str(done)})
        done += answer.status_code == 303
    assert done >= 6
    return setting_id


def published(client: FlaskClient, setting_id: str, **more: str) -> str:
    answer = client.post(f"/settings/{setting_id}/vacancies/new", data=FORM_16 | more)
    assert client.post(f"{answer.location}/publish").status_code == 303, answer.get_data(as_text=True)
    return str(answer.location).rpartition("/")[2]


def dwelling(client: FlaskClient, setting_id: str, sent: dict[str, str]) -> str:
    answer = client.post(f"/settings/{setting_id}/dwellings/new", data=sent | {"version": "0"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.rollback()
    return db.session.scalars(select(Dwelling.id).where(Dwelling.setting_id == setting_id)).one()


def plant(client: FlaskClient, settings: Settings) -> Country:
    """A home, premises and a household of one provider, told on its pages by its own people, each with a vacancy."""
    a_small_country(settings.data)
    provider_id = an_organisation(name="Oakway Care Limited", brand="Oakway Care").id
    owners = {
        role: a_person(role, organisation_id=provider_id)
        for role in (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)
    }
    owner_ids = {role: person.id for role, person in owners.items()}
    sign_in(client, owners[Role.PROVIDER_EDITOR])
    home = described(client, provider_id, "CH")
    scheme, agency = described(client, provider_id, "SA"), described(client, provider_id, "IFA")
    premises = dwelling(client, scheme, {"category": "shared", "capacity": "4", **PREMISES})
    client.post(f"/settings/{agency}/household-counts/{MANCHESTER}", data={f"{MANCHESTER}-M22": "21"})
    household = dwelling(client, agency, {"key": KEY, "capacity": "3", "area_id": f"{MANCHESTER}-M22"})
    vacancies = (
        published(client, home),
        published(client, scheme, dwelling_id=premises),
        published(client, agency, dwelling_id=household),
    )
    ids = {
        "setting_id": (home, scheme, agency),
        "dwelling_id": (premises, household),
        "vacancy_id": vacancies,
        "organisation_id": (provider_id,),
        "section": ("place", "about"),
        "gss": (MANCHESTER,),
    }
    return Country(provider_id, owner_ids, ids)


def as_owner(walk: Walk, role: Role) -> FlaskClient:
    client = walk.app.test_client()
    db.session.rollback()
    sign_in(client, db.session.get_one(Person, walk.country.owner_ids[role]))
    return client


def walk_as_owner(walk: Walk, role: Role) -> None:
    """Open every page as its owner: a place is on the pages that disclose it alone, a key on the agency's own."""
    client = as_owner(walk, role)
    for rule in walk.rules():
        words = [
            *(PLACES if rule.endpoint not in DISCLOSED else ()),
            *(KEYS if rule.endpoint not in OWN_KEYS else ()),
        ]
        for path in walk.paths(rule, role):
            walk.read(client, path, f"own {role}", words)


def walk_with_keys(walk: Walk) -> None:
    """Ask the API everything with the owner's key and with somebody else's."""
    for organisation_id in (walk.country.provider_id, an_organisation().id):
        key = a_key(organisation_id, *Scope).text
        for rule in walk.rules():
            if rule.rule.startswith("/api/"):
                for path in walk.paths(rule):
                    sent = {"headers": {"Authorization": f"Bearer {key}"}}
                    walk.read(walk.app.test_client(), path, "a key", PLACES, **sent)


def look_everywhere(walk: Walk, settings: Settings, log: list[str]) -> None:
    """Read every table, every file and every line of the log."""
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            words = [one for one in (*PLACES, *KEYS) if one not in SECRET_TABLES.get(table, ())]
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608 - the database's own names
                if planted := planted_in(" ".join(str(one) for one in row), words):
                    walk.leaks.append(f"table {table}: {planted} in {row._mapping}")
    for path in sorted(settings.data.rglob("*")):
        if (
            path.is_file()
            and not path.name.startswith("register.sqlite")
            and (planted := planted_in(path.read_bytes()))
        ):
            walk.leaks.append(f"file {path.name}: {planted}")
    walk.leaks += [f"log: {line[:300]}" for line in log if planted_in(line)]


def test_nothing_that_others_see_or_read_holds_anything_planted(
    app: Flask, client: FlaskClient, settings: Settings, relay: Relay, clock: Clock
) -> None:
    with listening() as log:
        walk = Walk(app, plant(client, settings))
        done = set(TOLD_IN | ANYTHING)
        for role in (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR):
            tried = sow(walk, as_owner(walk, role), skip=done.__contains__)
            done |= {(page, name) for page, name, _words, _status in tried}
            refused = {(page, name) for page, name, _words, status in tried if status == 422}
            if role is Role.PROVIDER_EDITOR:
                assert {("descriptions.section", "about"), ("vacancies.change", "words")} <= refused
        relay.run_until_idle()
        for role in (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR):
            walk_as_owner(walk, role)
        walk_with_keys(walk)
        for role in (None, *Role):
            walk.as_role(role)
        clock.forward(days=8)
        relay.run_until_idle()
    look_everywhere(walk, settings, log.lines)
    assert walk.opened > 1_000
    assert not walk.leaks, "\n".join(walk.leaks)


def test_each_look_of_the_owner_is_on_record_and_nobody_elses_gets_so_far(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    country = plant(client, settings)
    walk = Walk(app, country)
    home, premises = country.ids["setting_id"][0], country.ids["dwelling_id"][0]
    pages = (f"/settings/{home}/description/place", f"/dwellings/{premises}")
    owner, stranger = as_owner(walk, Role.PROVIDER_EDITOR), app.test_client()
    sign_in(stranger, a_person(Role.PROVIDER_EDITOR))
    for page in pages:
        assert planted_in(owner.get(page).get_data(), PLACES)
        assert stranger.get(page).status_code == 404
    db.session.rollback()
    looks = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed").order_by(AuditEvent.id)).all()
    assert [(one.subject_kind, one.subject_id) for one in looks] == [("setting", home), ("dwelling", premises)]
    assert {one.person_id for one in looks} == {country.owner_ids[Role.PROVIDER_EDITOR]}


def test_no_line_of_the_log_quotes_what_goes_to_the_database(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    with listening(besides="") as log:
        country = plant(client, settings)
        client.get(f"/settings/{country.ids['setting_id'][0]}/description/place")
    assert any("INSERT INTO restricted_place" in line for line in log.lines), "the database's own log is heard"
    assert [line for line in log.lines if planted_in(line)] == []


def test_no_error_says_back_what_was_in_the_path_the_query_or_the_body(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    a_small_country(settings.data)
    walk = Walk(app, Country("", {}, {}))
    statuses = set()
    with listening() as log:
        for role in (None, Role.PROVIDER_EDITOR, Role.PLACEMENTS_OFFICER, Role.REGISTER_ADMINISTRATOR):
            browser = app.test_client()
            if role is not None:
                sign_in(browser, a_person(role))
            for rule in sorted(app.url_map.iter_rules(), key=str):
                for method in ("GET", "POST", "PUT"):
                    path = re.sub(r"<[^>]+>", quote("Thistledown House M22 1AB"), rule.rule)
                    sent = {"method": method, "query_string": {"from": "14 Quarrybank Rise"}}
                    if method != "GET":
                        sent["data"] = {"strange": "Fernhollow"} if role else b'{"name": "Fernhollow", '
                    if rule.arguments or method != "GET":
                        statuses.add(walk.read(browser, path, str(role), (*PLACES, *KEYS), **sent))
            walk.read(browser, "/Thistledown/PR1%201AB?Netherby", str(role), PLACES)
            walk.read(
                browser, "/api/v1/Thistledown?Netherby", str(role), PLACES, headers={"Accept": "application/json"}
            )
    walk.leaks += [f"log: {line[:300]}" for line in log.lines if planted_in(line)]
    assert {404, 405} <= statuses
    assert not walk.leaks, "\n".join(walk.leaks)


def test_no_exception_and_no_object_shows_what_it_holds(app: Flask) -> None:
    place = PlaceAnswer(HOME["name"], HOME["address"], HOME["postcode"])
    objects = (
        place,
        PremisesAnswer(category=PremisesCategory.SHARED, capacity=2, place=place),
        HouseholdAnswer(key=KEY, capacity=2, area_id=MANCHESTER),
        RestrictedPlace(setting_id="a", organisation_id="b", part="", **HOME),
        Dwelling(id="a", key=KEY),
        Form(data=dict(HOME), values={"key": KEY}),
    )
    for one in objects:
        assert not planted_in(f"{one!r} {one} {ValueError(one)!r}"), type(one)


def test_no_error_of_the_database_quotes_a_row(app: Flask) -> None:
    scheme, provider = a_held_setting("SA")
    agency, fostering = a_held_setting("IFA")
    twice = (
        lambda: a_restricted_place(scheme, provider.id, **HOME),
        lambda: a_household(agency, fostering.id, key=KEY),
    )
    for write in twice:
        write()
        db.session.rollback()
        with pytest.raises(Conflict) as broken:
            write()
        db.session.rollback()
        assert not planted_in(f"{broken.value} {broken.value!r} {broken.value.__context__}"), "on PostgreSQL too"
