"""What holders do with premises and households, down to the tables."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.errors import Conflict, NotFound, RuleBroken
from register.core.outbox import OutboxMessage
from register.descriptions.models import RestrictedPlace
from register.descriptions.queries import screen_many, screen_words
from register.descriptions.services import PlaceAnswer
from register.dwellings import services
from register.dwellings.domain.kinds import PremisesCategory
from register.dwellings.models import Dwelling
from register.dwellings.queries import dwelling_views, dwellings_of, household_counts
from register.dwellings.services import HouseholdAnswer, PremisesAnswer
from register.geography.queries import Gazetteer, current_gazetteer
from register.organisations.models import Organisation
from register.regulators.queries import get_setting
from register.settings import Settings
from tests.builders.dwellings import a_dwelling, a_household, an_editor, households
from tests.builders.organisations import an_organisation
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import START as NOW

MANCHESTER = "E08000003"
M1, M22 = f"{MANCHESTER}-M1", f"{MANCHESTER}-M22"
PLACE = PlaceAnswer("Thistledown Court", "14 Quarrybank Rise\nNetherby", "M22 1AB")


@pytest.fixture
def gazetteer(app: Flask, settings: Settings) -> Gazetteer:
    a_small_country(settings.data)
    return current_gazetteer()


def premises(**given: object) -> PremisesAnswer:
    values: dict[str, object] = {"category": PremisesCategory.SHARED, "capacity": 4, "place": PLACE}
    return PremisesAnswer(**(values | given))  # type: ignore[arg-type]


def household(**given: object) -> HouseholdAnswer:
    values: dict[str, object] = {"key": "H-0412", "capacity": 2, "area_id": M22}
    return HouseholdAnswer(**(values | given))  # type: ignore[arg-type]


def reasons(action: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(RuleBroken) as broken, transaction():
        action()
    return [(one.field, one.code) for one in broken.value.reasons]


def test_premises_are_numbered_and_known_by_area_alone(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    with transaction():
        first = services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW).id
    with transaction():
        leeds = PlaceAnswer("", "2 Sample Row", "LS6 1AB")
        second = services.add_premises(setting_id, premises(place=leeds), gazetteer=gazetteer, by=by, now=NOW).id
    views = dwelling_views([first, second])
    assert [(views[one].number, views[one].area_id) for one in (first, second)] == [(1, M22), (2, "E08000035")]
    stored = db.session.get_one(RestrictedPlace, (setting_id, provider.id, first))
    assert (stored.name, stored.postcode) == ("Thistledown Court", "M22 1AB")


def test_a_change_of_premises_reaches_audit_and_outbox_without_its_place(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    with transaction():
        dwelling_id = services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW).id
    with transaction():
        services.change_premises(dwelling_id, premises(capacity=6), version=1, gazetteer=gazetteer, by=by, now=NOW)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [one.action for one in events] == ["DwellingAdded", "DwellingChanged"]
    assert events[-1].details == {"setting_id": setting_id, "kind": "premises"}
    assert {(one.topic, one.key) for one in db.session.scalars(select(OutboxMessage))} == {
        ("setting-changed", setting_id)
    }


def test_the_place_of_premises_is_shown_to_its_owner_after_the_audit_has_it(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    with transaction():
        dwelling_id = services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW).id
    assert services.read_premises(dwelling_id, by=by, now=NOW) == PLACE
    disclosed = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert disclosed is not None
    assert (disclosed.subject_kind, disclosed.subject_id, disclosed.person_id) == (
        "dwelling",
        dwelling_id,
        by.person_id,
    )
    for stranger in (an_editor(an_organisation().id), an_editor(provider.id, settings=frozenset())):
        with pytest.raises(NotFound):
            services.read_premises(dwelling_id, by=stranger, now=NOW)


def test_words_for_others_may_not_name_any_premises_of_the_setting(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    with transaction():
        leeds = PlaceAnswer("Rowan Lodge", "2 Netherby Row\nLeeds", "LS6 1AB")
        services.add_premises(setting_id, premises(place=leeds), gazetteer=gazetteer, by=by, now=NOW)
    setting = get_setting(setting_id)
    assert screen_words("A room near the Netherby.", setting=setting)
    # Others are told the authority anyway.
    assert not screen_words("Close to buses into Leeds.", setting=setting)


def test_words_of_one_setting_tell_neither_a_place_of_another_nor_a_households_key(gazetteer: Gazetteer) -> None:
    home, provider = a_held_setting()
    provider_id = provider.id
    a_restricted_place(home, provider_id, name="Thistledown House", address="14 Quarrybank Rise\nNetherby")
    agency, _ = a_held_setting("IFA", organisation=db.session.get_one(Organisation, provider_id))
    a_household(agency, provider_id, key="HX-90817")
    setting = get_setting(agency)
    for words in ("Beside Thistledown House.", "Near Quarrybank Rise.", "With carers HX 90817."):
        assert [one.kind for one in screen_words(words, setting=setting)] == ["place"], words
        assert screen_many({agency: [words]}, {agency: setting}, holders={agency: provider_id})[agency] == [
            screen_words(words, setting=setting)
        ]
    assert screen_words("A house in Netherby for 9 to 17.", setting=setting) == ()


def test_a_place_that_another_setting_already_tells_is_refused_until_those_words_change(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    provider_id = provider.id
    home, _ = a_held_setting(organisation=db.session.get_one(Organisation, provider_id))
    a_description(home, provider_id, about="Our flats at Quarrybank Rise are near.")
    by = an_editor(provider_id)
    assert reasons(lambda: services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW)) == [
        ("name", "said-before")
    ]


def test_a_premises_postcode_must_be_real(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    for postcode in ("nonsense", "ZZ9 9ZZ"):
        place = PlaceAnswer("", "2 Sample Row", postcode)
        answer = premises(place=place)
        assert [
            field
            for field, _ in reasons(
                lambda answer=answer: services.add_premises(setting_id, answer, gazetteer=gazetteer, by=by, now=NOW)  # type: ignore[misc]
            )
        ] == ["postcode"]
    assert dwellings_of(setting_id, organisation_id=provider.id) == []


def test_a_household_is_at_an_area_in_which_its_agency_has_approved_households(gazetteer: Gazetteer) -> None:
    setting_id, agency = a_held_setting("IFA")
    by = an_editor(agency.id)

    def add(**given: object) -> Dwelling:
        return services.add_household(setting_id, household(**given), gazetteer=gazetteer, by=by, now=NOW)

    assert reasons(add) == [("area_id", "area")]
    with transaction():
        services.count_households(setting_id, MANCHESTER, {M22: 1}, gazetteer=gazetteer, by=by, now=NOW)
    assert household_counts(setting_id, organisation_id=agency.id) == {M22: 1}
    with transaction():
        add()
    assert reasons(lambda: add(key="H-0413")) == [("area_id", "full")]
    assert reasons(lambda: add(key="H-0412")) == [("key", "taken"), ("area_id", "full")]
    assert reasons(lambda: add(key="Smith 1", capacity=0)) == [
        ("capacity", "capacity"),
        ("key", "name"),
        ("area_id", "full"),
    ]


def test_counts_never_fall_below_the_households_that_were_told_of(gazetteer: Gazetteer) -> None:
    setting_id, agency = a_held_setting("IFA")
    by = an_editor(agency.id)
    households(setting_id, agency.id, {M22: 5, f"{MANCHESTER}-GONE": 3})
    a_household(setting_id, agency.id, area_id=M22)

    def count(counts: dict[str, int]) -> None:
        services.count_households(setting_id, MANCHESTER, counts, gazetteer=gazetteer, by=by, now=NOW)

    assert reasons(lambda: count({M22: 0})) == [(M22, "too-few")]
    assert reasons(lambda: count({M22: 1, M1: -1, "E08000035": 3})) == [("E08000035", "area"), (M1, "number")]
    with transaction():
        count({M22: 1, M1: 7})
    assert household_counts(setting_id, organisation_id=agency.id) == {M22: 1, M1: 7}


def test_a_household_is_shown_at_the_group_of_areas_behind_which_it_can_hide(gazetteer: Gazetteer) -> None:
    setting_id, agency = a_held_setting("IFA")
    in_m22 = a_household(setting_id, agency.id, area_id=M22)
    in_m1 = a_household(setting_id, agency.id, area_id=M1)
    shown = {}
    for m22, m1 in ((12, 7), (20, 20), (20, 5)):
        with transaction():
            services.count_households(
                setting_id, MANCHESTER, {M22: m22, M1: m1}, gazetteer=gazetteer, by=an_editor(agency.id), now=NOW
            )
        views = dwelling_views([in_m22, in_m1])
        shown[m22, m1] = (views[in_m22].area_id, views[in_m1].area_id)
    assert shown == {(12, 7): (MANCHESTER, MANCHESTER), (20, 20): (M22, M1), (20, 5): (MANCHESTER, MANCHESTER)}
    assert views[in_m22].number is None


def test_what_is_offered_is_never_more_than_a_dwelling_holds_nor_in_one_that_ended(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    dwelling_id = a_dwelling(setting_id, provider.id)
    a_vacancy(setting_id, provider.id, dwelling_id=dwelling_id, places=3)

    def change(capacity: int) -> Dwelling:
        answer = premises(capacity=capacity)
        return services.change_premises(dwelling_id, answer, version=1, gazetteer=gazetteer, by=by, now=NOW)

    assert reasons(lambda: change(2)) == [("capacity", "offered")]
    assert reasons(lambda: services.end_dwelling(dwelling_id, version=1, by=by, now=NOW)) == [("", "offered")]
    with transaction():
        change(3)


def test_a_dwelling_that_ended_keeps_its_number_and_its_place_stays_secret(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    by = an_editor(provider.id)
    with transaction():
        dwelling_id = services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW).id
    with transaction():
        services.end_dwelling(dwelling_id, version=1, by=by, now=NOW)
    with transaction():
        again = services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW)
    assert again.number == 2
    assert [one.id for one in dwellings_of(setting_id, organisation_id=provider.id)] == [again.id]
    assert screen_words("Thistledown", setting=get_setting(setting_id))
    assert reasons(lambda: services.end_dwelling(dwelling_id, version=2, by=by, now=NOW)) == [("", "ended")]


def test_whoever_saves_second_is_told(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("SA")
    dwelling_id = a_dwelling(setting_id, provider.id, version=3)
    with pytest.raises(Conflict), transaction():
        services.end_dwelling(dwelling_id, version=2, by=an_editor(provider.id), now=NOW)


def test_a_childrens_home_has_no_premises_and_no_households(gazetteer: Gazetteer) -> None:
    setting_id, provider = a_held_setting("CH")
    by = an_editor(provider.id)
    assert reasons(lambda: services.add_premises(setting_id, premises(), gazetteer=gazetteer, by=by, now=NOW)) == [
        ("", "kind")
    ]
    assert reasons(
        lambda: services.count_households(setting_id, MANCHESTER, {}, gazetteer=gazetteer, by=by, now=NOW)
    ) == [("", "kind")]


def test_a_place_or_a_key_that_is_new_has_the_holders_other_settings_screened_again(gazetteer: Gazetteer) -> None:
    lodgings, provider = a_held_setting("SA")
    agency, _same = a_held_setting("IFA", organisation=provider)
    a_held_setting()
    by = an_editor(provider.id)

    def screened_again() -> set[str]:
        with transaction() as session:
            said = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "setting-changed")).all()
            for one in said:
                session.delete(one)
            return {one.key for one in said}

    with transaction():
        services.add_premises(lodgings, premises(), gazetteer=gazetteer, by=by, now=NOW)
    assert screened_again() == {lodgings, agency}
    with transaction():
        services.count_households(agency, MANCHESTER, {M22: 2}, gazetteer=gazetteer, by=by, now=NOW)
    assert screened_again() == {agency}
    with transaction():
        household_id = services.add_household(agency, household(), gazetteer=gazetteer, by=by, now=NOW).id
    assert screened_again() == {lodgings, agency}
    with transaction():
        answer = household(capacity=1)
        services.change_household(household_id, answer, version=1, gazetteer=gazetteer, by=by, now=NOW)
    assert screened_again() == {agency}, "the key is the same"
