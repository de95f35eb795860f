"""The facts that a regulator's file can state of a setting: keys, types and what each may give away.

A row's ``facts`` hold a key only where the file has the column: an absent key means "this file does not speak of it",
``None`` means "the file leaves it blank" (no inspection yet, no places for a fostering agency, a redacted address).
Values stay in the regulator's own words; scales are never converted between nations.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FactValue = str | int | bool | date | None


class FactType(StrEnum):
    """The Python type behind a fact: str, int, date or bool."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


class Source(StrEnum):
    """Who publishes the file, as the command names it."""

    OFSTED = "ofsted"
    CIW = "ciw"
    CARE_INSPECTORATE = "care-inspectorate"


#: The scheme of the identifiers that each source gives its settings.
SCHEMES = {
    Source.OFSTED: "ofsted-urn",
    Source.CIW: "ciw-sin",
    Source.CARE_INSPECTORATE: "ci-cs",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of fact. ``locates`` means that it can lead to a hidden place: never shown, logged or audited as is."""

    key: str
    type: FactType
    locates: bool = False


def _facts(kind: FactType, *keys: str, locates: bool = False) -> tuple[Fact, ...]:
    return tuple(Fact(key, kind, locates) for key in keys)


#: What an inspection in Ofsted's files has: prefixed ``latest_full.`` and ``previous_full.`` among the facts,
#: bare in ``InspectionRow.judgements``.
JUDGEMENTS = (
    "overall",
    "education",
    "health",
    "helped_and_protected",
    "leaders_and_managers",
    "supported_accommodation",
)
#: Care Inspectorate grades, 1 (unsatisfactory) to 6 (excellent), by key question; the older quality themes beside.
GRADES = (
    "wellbeing",
    "leadership",
    "staff_team",
    "setting",
    "care_planning",
    "play_and_learning",
    "theme_care_and_support",
    "theme_environment",
    "theme_staffing",
    "theme_management",
)
#: Care Inspectorate Wales ratings by theme; there is no overall one.
RATINGS = ("well_being", "care_and_support", "leadership_and_management", "environment")


def _inspection(prefix: str) -> tuple[Fact, ...]:
    return (
        *_facts(FactType.TEXT, f"{prefix}.event_type", f"{prefix}.event_number"),
        *_facts(FactType.DATE, f"{prefix}.inspected_on", f"{prefix}.published_on"),
        *_facts(FactType.TEXT, *(f"{prefix}.{judgement}" for judgement in JUDGEMENTS)),
    )


_ALL = (
    # who and where
    *_facts(FactType.TEXT, "name", "known_as", "address_1", "address_2", "address_3", "address_4", locates=True),
    *_facts(FactType.TEXT, "town", "county", "postcode", locates=True),
    *_facts(FactType.TEXT, "email", locates=True),  # shown to nobody: a code of a claim may go to it
    *_facts(FactType.FLAG, "redacted"),  # the regulator withholds name, address or postcode
    *_facts(
        FactType.TEXT, "authority", "region", "government_region", "integration_authority"
    ),  # as published, never a code
    *_facts(FactType.TEXT, "constituency", "data_zone", locates=True),
    *_facts(FactType.TEXT, "owner_name", "owner_id", "owner_type", "sector"),
    # These name no place, but a second look-up by them does: a registered office, a school's address.
    *_facts(FactType.TEXT, "company_number", "linked_education_urn", "combined_with", "conditions", locates=True),
    *_facts(FactType.FLAG, "owned_by_authority"),
    # registration
    *_facts(FactType.TEXT, "registration_status", "service_type", "service_subtype", "service_for", "client_group"),
    *_facts(FactType.DATE, "registered_on", "owner_registered_on"),
    *_facts(FactType.TEXT, "registered_in"),  # year and month, where the file says no more
    *_facts(FactType.NUMBER, "places", "premises"),
    *_facts(FactType.FLAG, "short_breaks_only", "multi_building", "public_list", "combined_service"),
    *_facts(FactType.TEXT, "language", "placement_code", "placement_provider_code"),
    # inspection
    *_inspection("latest_full"),
    *_inspection("previous_full"),
    *_facts(FactType.NUMBER, *(f"grade.{grade}" for grade in GRADES), "grade.lowest", "grade.highest"),
    *_facts(FactType.DATE, "grades_published_on", "last_inspected_on"),
    *_facts(FactType.TEXT, *(f"rating.{rating}" for rating in RATINGS), "rating.as_published"),
    *_facts(FactType.DATE, "updated_on"),  # when the regulator says that it last touched the row
)

#: What no page shows, whatever the setting.
NEVER_SHOWN = frozenset({"email"})
#: Every fact by key, in the order in which a page lists them.
FACTS: dict[str, Fact] = {fact.key: fact for fact in _ALL}
