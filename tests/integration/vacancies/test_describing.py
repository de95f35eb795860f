"""A holder describes its setting: section by section, saved each time, the place apart from everything else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db
from register.descriptions.models import RestrictedPlace, SettingDescription
from register.settings import Settings
from tests.builders.accounts import a_person, sign_in
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place

SECTIONS: dict[str, dict[str, object]] = {
    "contact": {
        "contact_team": "Placements team",
        "contact_telephone": "01632 960 001",
        "out_of_hours_telephone": "01632 960 002",
    },
    "children": {"age_min": "8", "age_max": "17", "gender": "any"},
    "purposes": {"purposes": ["BRG", "RSP"]},
    "needs": {"needs-AUT": "core", "needs-TRM": "specialist", "needs-EPI": ""},
    "exclusions": {"exclusions-FIR": "insurance"},
    "staff": {"ratio_day": "2:1", "ratio_night": "waking"},
    "home": {"home-pets": "live", "home-garden": "yes", "home-room": ""},
    "learning": {"education": "local", "languages": ["eng", "pol"]},
    "about": {"about": "A calm home with a large garden."},
}
PLACE = {"name": "Thistledown House", "address": "14 Quarrybank Rise\nNetherby", "postcode": "m22 1ab"}


@pytest.fixture
def held(app: Flask, client: FlaskClient, settings: Settings) -> tuple[str, str]:
    a_small_country(settings.data)
    setting_id, provider = a_held_setting()
    organisation_id = provider.id
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id))
    return setting_id, organisation_id


def description(setting_id: str, organisation_id: str) -> SettingDescription:
    db.session.rollback()
    return db.session.get_one(SettingDescription, (setting_id, organisation_id))


def test_every_section_is_saved_by_itself_and_the_task_list_says_what_is_done(
    client: FlaskClient, held: tuple[str, str]
) -> None:
    setting_id, organisation_id = held
    base = f"/settings/{setting_id}/description"
    assert client.get(base).get_data(as_text=True).count("Not yet done") == 8
    for done, (section, answers) in enumerate({"place": PLACE, **SECTIONS}.items()):
        assert client.get(f"{base}/{section}").status_code == 200
        answer = client.post(f"{base}/{section}", data={**answers, "version": str(done)})
        assert (answer.status_code, answer.location) == (303, base), section
    page = client.get(base).get_data(as_text=True)
    assert "Not yet done" not in page and "Offer a vacancy" in page
    found = description(setting_id, organisation_id)
    assert found.needs == {"AUT": "core", "TRM": "specialist"}
    assert found.exclusions == {"FIR": "insurance"}
    assert found.languages == ["eng", "pol"]
    assert (found.ratio_day, found.ratio_night, found.home) == ("2:1", "waking", {"pets": "live", "garden": "yes"})
    assert found.area_id == "E08000003-M22"
    check = client.get(f"{base}/check-answers").get_data(as_text=True)
    for words in (
        "01632 960 001",
        "8 to 17",
        "Autism",
        "Not insured for it",
        "Polish",
        "M22, Manchester",
        "Two staff",
        "A garden",
    ):
        assert words in check
    assert "Thistledown" not in check and "Quarrybank" not in check


def test_the_place_is_asked_only_where_the_regulator_keeps_it_back(client: FlaskClient, held: tuple[str, str]) -> None:
    setting_id, _provider = a_held_setting("IFA")
    provider = _provider.id
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider))
    assert client.get(f"/settings/{setting_id}/description/place").status_code == 404
    assert client.get(f"/settings/{setting_id}/description").get_data(as_text=True).count("Not yet done") == 7


def test_looking_at_the_place_is_recorded_before_it_is_shown(client: FlaskClient, held: tuple[str, str]) -> None:
    setting_id, organisation_id = held
    a_description(setting_id, organisation_id)
    a_restricted_place(setting_id, organisation_id)
    page = client.get(f"/settings/{setting_id}/description/place").get_data(as_text=True)
    assert "Thistledown House" in page and "ZZ9 9ZZ" in page
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed")).one()
    assert (event.subject_kind, event.subject_id) == ("setting", setting_id)
    assert event.details == {"what": "restricted-place"}


def test_an_empty_place_form_discloses_nothing(client: FlaskClient, held: tuple[str, str]) -> None:
    client.get(f"/settings/{held[0]}/description/place")
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed")).all() == []


@pytest.mark.parametrize(
    ("postcode", "words"),
    [
        ("nonsense", "Enter a full postcode"),
        ("ZZ9 9ZZ", "not in the national directory"),
        ("BT1 1AA", "England, Scotland and Wales only"),
    ],
)
def test_a_postcode_that_leads_nowhere_is_told(
    client: FlaskClient, held: tuple[str, str], postcode: str, words: str
) -> None:
    answer = client.post(f"/settings/{held[0]}/description/place", data={**PLACE, "postcode": postcode})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalars(select(RestrictedPlace)).all() == []


@pytest.mark.parametrize(
    ("section", "sent", "words"),
    [
        (
            "contact",
            {"contact_team": "Thistledown team", "contact_telephone": "01632 960001"},
            "Remove the marked text",
        ),
        (
            "contact",
            {
                "contact_team": "Team",
                "contact_telephone": "01632 960001",
                "contact_email": "boss@thistledown.example",
            },
            "This address holds a part of the home",
        ),
        ("about", {"about": "Write to jo@example.org"}, "Remove the marked text"),
        ("about", {"about": "a" * 281}, "This must be 280 characters or fewer"),
        ("children", {"age_min": "12", "age_max": "10", "gender": "any"}, "The oldest age must be"),
        ("children", {"age_min": "12", "age_max": "14"}, "Choose whom you take"),
        ("needs", {"needs-FIR": "core"}, "cannot be both accepted and never accepted"),
        ("needs", {"needs-S25": "core"}, "Choose from the list"),
        ("purposes", {"purposes": "STF"}, "Choose from the list"),
        ("staff", {"ratio_day": "2:1"}, "Choose what staff do at night"),
        ("home", {"home-pets": "dragon"}, "Choose from the list"),
        ("home", {"home-name": "none"}, "Choose from the list"),
    ],
)
def test_what_cannot_stand_is_asked_again(
    client: FlaskClient, held: tuple[str, str], section: str, sent: dict[str, str], words: str
) -> None:
    setting_id, organisation_id = held
    a_description(setting_id, organisation_id)
    a_restricted_place(setting_id, organisation_id)
    answer = client.post(f"/settings/{setting_id}/description/{section}", data={**sent, "version": "1"})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert description(setting_id, organisation_id).version == 1


def test_a_place_whose_name_was_already_said_is_refused_until_the_words_change(
    client: FlaskClient, held: tuple[str, str]
) -> None:
    setting_id, organisation_id = held
    a_description(setting_id, organisation_id, about="Thistledown has a large garden.")
    answer = client.post(f"/settings/{setting_id}/description/place", data={**PLACE, "version": "1"})
    assert answer.status_code == 422
    assert "Change those words first" in answer.get_data(as_text=True)


def test_whoever_saves_second_is_told(client: FlaskClient, held: tuple[str, str]) -> None:
    setting_id, organisation_id = held
    a_description(setting_id, organisation_id)
    data = {**SECTIONS["children"], "version": "1"}
    assert client.post(f"/settings/{setting_id}/description/children", data=data).status_code == 303
    assert client.post(f"/settings/{setting_id}/description/children", data=data).status_code == 409


def test_supported_accommodation_is_described_for_16_and_over(client: FlaskClient, app: Flask) -> None:
    setting_id, provider = a_held_setting("SA")
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    sent = {"age_min": "15", "age_max": "17", "gender": "any"}
    answer = client.post(f"/settings/{setting_id}/description/children", data=sent)
    assert answer.status_code == 422
    assert "nobody younger than 16" in answer.get_data(as_text=True)


def test_a_later_holder_sees_nothing_of_what_the_former_one_wrote(client: FlaskClient, held: tuple[str, str]) -> None:
    setting_id, _organisation = held
    _other, later = a_held_setting()
    a_description(setting_id, later.id, about="Written by somebody else.")
    a_restricted_place(setting_id, later.id)
    assert "Written by somebody else" not in client.get(f"/settings/{setting_id}/description/about").get_data(
        as_text=True
    )
    page = client.get(f"/settings/{setting_id}/description/place").get_data(as_text=True)
    assert "Thistledown" not in page
