"""Descriptions and vacancies, put straight into the tables; names and places are invented."""

from datetime import UTC, date, datetime

from register.core.clock import now
from register.core.db import new_id, transaction
from register.descriptions.models import RestrictedPlace, SettingDescription
from register.organisations.models import Organisation
from register.vacancies.models import Vacancy, VacancyBatch
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def a_held_setting(
    provision: str = "CH", *, organisation: Organisation | None = None, **given: object
) -> tuple[str, Organisation]:
    """A setting and the provider that holds it."""
    setting_id = a_setting(provision, **given)
    organisation = organisation or an_organisation(brand="Oakway Care")
    a_holding(setting_id, organisation, provision=provision)
    return setting_id, organisation


def a_description(setting_id: str, organisation_id: str, **given: object) -> None:
    """What the organisation says of the setting; any column may be given."""
    values: dict[str, object] = {
        "version": 1,
        "answered": ["place", "contact", "children", "purposes", "needs", "exclusions", "learning"],
        "contact_team": "Placements",
        "contact_telephone": "0300 000 0000",
        "out_of_hours_telephone": "0300 000 0001",
        "age_min": 8,
        "age_max": 17,
        "gender": "any",
        "purposes": [],
        "needs": {"AUT": "core", "TRM": "specialist", "FIR": "not_offered"},
        "exclusions": {"FIR": "insurance"},
        "education": ["local"],
        "languages": ["eng"],
        "created_at": now(),
        "changed_at": now(),
    }
    with transaction() as session:
        session.add(SettingDescription(setting_id=setting_id, organisation_id=organisation_id, **(values | given)))


def a_restricted_place(
    setting_id: str,
    organisation_id: str,
    *,
    name: str = "Thistledown House",
    address: str = "14 Quarrybank Rise\nNetherby",
    postcode: str = "ZZ9 9ZZ",
) -> None:
    with transaction() as session:
        session.add(
            RestrictedPlace(
                setting_id=setting_id,
                organisation_id=organisation_id,
                name=name,
                address=address,
                postcode=postcode,
                changed_at=now(),
            )
        )


def a_vacancy(setting_id: str | None = None, organisation_id: str | None = None, **given: object) -> str:
    """Put a vacancy, open unless told otherwise, straight into the table and return its id; no event, no history."""
    if setting_id is None or organisation_id is None:
        setting_id, organisation = a_held_setting()
        organisation_id = organisation.id
    values: dict[str, object] = {
        "id": new_id(),
        "version": 1,
        "status": "open",
        "subject_to_matching": False,
        "places": 1,
        "age_min": 10,
        "age_max": 16,
        "gender": "any",
        "purposes": ["BRG"],
        "needs": {"AUT": "core", "TRM": "specialist", "FIR": "not_offered"},
        "contract_types": ["SPOT", "CALL"],
        "available_from": date(2026, 3, 1),
        "notice_hours": 24,
        "emergency": False,
        "solo": "no",
        "created_at": LONG_AGO,
        "changed_at": LONG_AGO,
        "last_confirmed_at": now(),
    }
    values = values | given
    with transaction() as session:
        session.add(Vacancy(setting_id=setting_id, organisation_id=organisation_id, **values))
    return str(values["id"])


def a_batch(organisation_id: str, *, state: str = "held", rows: list[object] | None = None) -> str:
    """A batch that waits for somebody's word."""
    batch_id = new_id()
    with transaction() as session:
        session.add(
            VacancyBatch(
                id=batch_id,
                organisation_id=organisation_id,
                state=state,
                mode="partial",
                rows=rows or [],
                plan="",
                counts={},
                created_at=now(),
            )
        )
    return batch_id


def a_row(identifier: str, reference: str, **given: object) -> dict[str, object]:
    """A row as a provider's own system sends it, checked when the tests begin."""
    row: dict[str, object] = {
        "scheme": "ofsted-urn",
        "identifier": identifier,
        "reference": reference,
        "status": "open",
        "places": 1,
        "age_min": 10,
        "age_max": 16,
        "gender": "any",
        "available_from": "2026-03-01",
        "contract_types": ["SPOT"],
        "needs": {"AUT": "core"},
        "source_checked_at": "2026-03-02T08:00:00+00:00",
    }
    return {name: value for name, value in (row | given).items() if value is not None}
