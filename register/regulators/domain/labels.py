"""Words for facts, provision types, files and states, as pages show them; values stay in the regulator's own words."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

PROVISIONS: Mapping[str, LazyString] = {
    "CH": lazy_gettext("Children's home"),
    "CH-SB": lazy_gettext("Short-break-only home"),
    "SCH": lazy_gettext("Secure children's home"),
    "SA": lazy_gettext("Supported accommodation"),
    "IFA": lazy_gettext("Independent fostering agency"),
    "LAF": lazy_gettext("Local authority fostering"),
    "RFC": lazy_gettext("Residential family centre"),
    "RSS": lazy_gettext("Residential special school"),
    "RHS": lazy_gettext("Holiday scheme for disabled children"),
}

SOURCES: Mapping[str, LazyString] = {
    "ofsted": lazy_gettext("Ofsted"),
    "ciw": lazy_gettext("Care Inspectorate Wales"),
    "care-inspectorate": lazy_gettext("Care Inspectorate"),
}

REGULATOR_OF: Mapping[str, LazyString] = {
    "ofsted-urn": SOURCES["ofsted"],
    "ciw-sin": SOURCES["ciw"],
    "ci-cs": SOURCES["care-inspectorate"],
    "register": lazy_gettext("This register"),
}

ROW_STATES: Mapping[str, LazyString] = {
    "new": lazy_gettext("New"),
    "changed": lazy_gettext("Changed"),
    "unchanged": lazy_gettext("Unchanged"),
    "restored": lazy_gettext("Back after being gone"),
    "rejected": lazy_gettext("Rejected"),
}

FILE_STATES: Mapping[str, LazyString] = {
    "reading": lazy_gettext("Being read"),
    "held": lazy_gettext("Held for a person"),
    "applying": lazy_gettext("Being applied"),
    "applied": lazy_gettext("Applied"),
}

_PARTS: Mapping[str, LazyString] = {
    "event_type": lazy_gettext("kind"),
    "event_number": lazy_gettext("number"),
    "inspected_on": lazy_gettext("date"),
    "published_on": lazy_gettext("published"),
    "overall": lazy_gettext("overall experiences and progress"),
    "education": lazy_gettext("education and learning"),
    "health": lazy_gettext("health services"),
    "helped_and_protected": lazy_gettext("how well children are helped and protected"),
    "leaders_and_managers": lazy_gettext("leaders and managers"),
    "supported_accommodation": lazy_gettext("supported accommodation outcome"),
    "outcomes": lazy_gettext("outcomes"),
    "quality_of_care": lazy_gettext("quality of care"),
    "safety": lazy_gettext("safety"),
    "leadership": lazy_gettext("leadership"),
    "wellbeing": lazy_gettext("how well wellbeing is supported"),
    "staff_team": lazy_gettext("staff team"),
    "setting": lazy_gettext("setting"),
    "care_planning": lazy_gettext("care and support planning"),
    "play_and_learning": lazy_gettext("play and learning"),
    "theme_care_and_support": lazy_gettext("care and support (older theme)"),
    "theme_environment": lazy_gettext("environment (older theme)"),
    "theme_staffing": lazy_gettext("staffing (older theme)"),
    "theme_management": lazy_gettext("management (older theme)"),
    "lowest": lazy_gettext("lowest"),
    "highest": lazy_gettext("highest"),
    "well_being": lazy_gettext("well-being"),
    "care_and_support": lazy_gettext("care and support"),
    "leadership_and_management": lazy_gettext("leadership and management"),
    "environment": lazy_gettext("environment"),
    "as_published": lazy_gettext("as published"),
}

_GROUPS: Mapping[str, LazyString] = {
    "latest_full": lazy_gettext("Latest full inspection"),
    "previous_full": lazy_gettext("Inspection before"),
    "grade": lazy_gettext("Grade"),
    "rating": lazy_gettext("Rating"),
}

_FACTS: Mapping[str, LazyString] = {
    "name": lazy_gettext("Name"),
    "known_as": lazy_gettext("Known as"),
    "address_1": lazy_gettext("Address"),
    "address_2": lazy_gettext("Address, second line"),
    "address_3": lazy_gettext("Address, third line"),
    "address_4": lazy_gettext("Address, fourth line"),
    "town": lazy_gettext("Town"),
    "county": lazy_gettext("County"),
    "postcode": lazy_gettext("Postcode"),
    "email": lazy_gettext("E-mail address"),
    "redacted": lazy_gettext("Name or address withheld by the regulator"),
    "authority": lazy_gettext("Local authority"),
    "region": lazy_gettext("Region"),
    "government_region": lazy_gettext("Government region"),
    "integration_authority": lazy_gettext("Integration authority"),
    "constituency": lazy_gettext("Constituency"),
    "data_zone": lazy_gettext("Data zone"),
    "owner_name": lazy_gettext("Owner"),
    "owner_id": lazy_gettext("Owner's number"),
    "owner_type": lazy_gettext("Kind of owner"),
    "sector": lazy_gettext("Sector"),
    "company_number": lazy_gettext("Company number"),
    "owned_by_authority": lazy_gettext("Owned by a local authority"),
    "registration_status": lazy_gettext("Registration"),
    "service_type": lazy_gettext("Service type"),
    "service_subtype": lazy_gettext("Service sub-type"),
    "service_for": lazy_gettext("Provided for"),
    "client_group": lazy_gettext("Client group"),
    "registered_on": lazy_gettext("Registered on"),
    "owner_registered_on": lazy_gettext("Owner registered on"),
    "registered_in": lazy_gettext("Registered in"),
    "places": lazy_gettext("Registered places"),
    "premises": lazy_gettext("Premises"),
    "short_breaks_only": lazy_gettext("Short breaks only"),
    "multi_building": lazy_gettext("Several buildings"),
    "public_list": lazy_gettext("On the public list"),
    "combined_service": lazy_gettext("Combined service"),
    "linked_education_urn": lazy_gettext("School's number"),
    "combined_with": lazy_gettext("Combined with"),
    "language": lazy_gettext("Main language"),
    "placement_code": lazy_gettext("Placement code"),
    "placement_provider_code": lazy_gettext("Placement provider code"),
    "conditions": lazy_gettext("Conditions of registration"),
    "grades_published_on": lazy_gettext("Grades published"),
    "last_inspected_on": lazy_gettext("Last inspected"),
    "updated_on": lazy_gettext("Last touched by the regulator"),
}


def fact_label(key: str) -> str:
    """Return the words for a fact; a key that has none yet stands for itself."""
    group, _, part = key.partition(".")
    if part and group in _GROUPS:
        return f"{_GROUPS[group]}: {_PARTS.get(part, part)}"
    return str(_FACTS.get(key, key))


def judgement_label(key: str) -> str:
    """Return the words for one judgement of an inspection, without saying of which inspection."""
    words = str(_PARTS.get(key, key))
    return words[:1].upper() + words[1:]


def provision_label(code: str | None, published: str) -> str:
    """Return our words for a provision type, the regulator's own where it is out of the service's scope."""
    return str(PROVISIONS[code]) if code is not None and code in PROVISIONS else published
