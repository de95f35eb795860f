"""Ofsted's "Children's social care providers" files, England: every heading published since 2014, as data.

Source: https://www.gov.uk/government/collections/childrens-social-care-statistics (Open Government Licence v3).
"""

import re

from register.regulators.importers import provisions
from register.regulators.importers.facts import JUDGEMENTS, Source
from register.regulators.importers.layouts import Column, Facts, Layout, SourceLayouts
from register.regulators.importers.rows import Kind
from register.regulators.importers.values import (
    count,
    day,
    flag,
    fold,
    identifier,
    judged,
    number_text,
    sentence,
    spelled,
    text,
)

_JUDGEMENT_SPELLINGS = {
    "requires improvement": "Requires improvement to be good",
    "requires improvement to be good": "Requires improvement to be good",
    "outstanding": "Outstanding",
    "good": "Good",
    "inadequate": "Inadequate",
    "adequate": "Adequate",  # the scale before 2015: not the same as requires improvement, so kept
    "not judged": "Not judged",
    "consistently strong service delivery": "Consistently strong service delivery",
    "inconsistent quality of service delivery": "Inconsistent quality of service delivery",
    "serious or widespread weaknesses": "Serious or widespread weaknesses",
}
_SECTORS = {fold(name): name for name in ("Private", "Voluntary", "Local Authority", "Academy", "Health Authority")}
_REGIONS = {
    "north east yorkshire and the humber": "North East, Yorkshire and the Humber",
    "north east, yorkshire and the humber": "North East, Yorkshire and the Humber",
    "yorkshire and the humber": "Yorkshire and The Humber",
}

judgement = judged(_JUDGEMENT_SPELLINGS)
_provision = spelled(provisions.OFSTED_SPELLINGS)
_region = spelled(_REGIONS)

#: What a column about an inspection may be called, without the prefix that says which inspection.
_INSPECTION = {
    "event_type": ("event type", "type"),
    "inspected_on": ("date", "event date", "inspection date", "start date"),
    "published_on": ("publication date", "event publication date", "date published"),
    "event_number": ("event number", "event id", "id", "number"),
    "overall": (
        "overall experiences and progress of children and young people",
        "overall experiences and progress",
        "overall effectiveness",
    ),
    "education": ("outcomes in education and related learning activities",),
    "health": ("health services",),
    "helped_and_protected": ("how well children and young people are helped and protected",),
    "leaders_and_managers": ("effectiveness of leaders and managers",),
    "supported_accommodation": ("supported accommodation outcome", "supported accommodation judgement"),
    "outcomes": ("outcomes for children and young people",),
    "quality_of_care": ("quality of care", "quality of care and support"),
    "safety": ("safety of children and young people", "safeguarding children and young people"),
    "leadership": ("leadership and management",),
}
_PART_OF = {name: part for part, names in _INSPECTION.items() for name in names}
#: The prefix, also with its published typo; "inspection" alone says nothing about which one.
_PREFIX = re.compile(r"(?:(latest|last|most recent)|(previous))?\s*(?:full\s+)?(inspectio[n]?)?\s*(?:the\s+)?")
_TOO_SHORT = frozenset({"date", "type", "id", "number", "start date"})  # on their own they could be anything's
_CONVERTERS = {"event_type": sentence, "inspected_on": day, "published_on": day, "event_number": number_text}
#: latest and previous are stated by their headings; event is an inspection of the year; bare is for the lines above.
GROUPS = ("latest_full", "previous_full", "event", "bare")
#: These headings name an inspection of the year: no provider-level file has them.
_IN_YEAR = frozenset({"event_type", "event_number", "published_on", *JUDGEMENTS})


def _inspection_key(heading: str) -> str | None:
    """Return ``group.part`` of a heading about an inspection, None for any other."""
    found = _PREFIX.match(heading)
    rest = heading[found.end() :] if found else heading
    part = _PART_OF.get(rest)
    if part is None or found is None or (rest in _TOO_SHORT and not found.end()):
        return None
    if found[1]:
        return f"latest_full.{part}"
    if found[2]:
        return f"previous_full.{part}"
    return f"event.{part}" if found[3] and part in _IN_YEAR and rest not in {"type", "id"} else f"bare.{part}"


_TITLES = {"latest_full": "Latest full inspection {}", "previous_full": "Previous full inspection {}"}


def _inspection_columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{group}.{part}",
            _CONVERTERS.get(part, judgement),
            (),
            few=part != "event_number",
            title=_TITLES.get(group, "Inspection {}").format(names[0]),
        )
        for group in GROUPS
        for part, names in _INSPECTION.items()
    )


_COLUMNS = (
    Column(
        "id", identifier(r"SC\d{6}|\d{7}", "SC123456 or 1234567"), ("URN", "Provider URN", "Setting URN"), few=False
    ),
    Column("linked_education_urn", text, ("Linked Education URN", "Linked ED URN", "Education URN", "School URN")),
    Column("provision", _provision, ("Provision type", "Provider type", "Setting type", "Type of provision")),
    Column("registered_on", day, ("Registration date", "Date registered", "Date of registration")),
    Column("registration_status", sentence, ("Registration status", "Reg Status", "Status")),
    Column("name", text, ("Name", "Setting name", "Provider name", "Provision name")),
    Column("address_1", text, ("Address 1", "Address line 1", "Address")),
    Column("address_2", text, ("Address 2", "Address line 2")),
    Column("address_3", text, ("Address 3", "Address line 3")),
    Column("town", text, ("Town", "Town/City", "Town or city")),
    Column("county", text, ("County",)),
    Column("postcode", text, ("Postcode", "Post code")),
    Column("region", _region, ("Ofsted region", "Region", "Premises Ofsted region")),
    Column("government_region", _region, ("Government Office Region", "GOR", "Premises Government Office Region")),
    Column("authority", text, ("Local authority", "LA", "Local authority name", "LA name")),
    Column(
        "constituency",
        text,
        ("Parliamentary constituency", "Westminster constituency", "Premises Parliamentary constituency"),
    ),
    Column("sector", spelled(_SECTORS), ("Sector", "Provider sector")),
    Column("places", count, ("Places", "Max/Estimated places", "Number of places", "Registered places"), few=False),
    Column(
        "premises",
        count,
        ("Supported accommodation premises", "Premises", "Number of premises"),
        few=False,
    ),
    Column(
        "short_breaks_only",
        flag("short", unlike=("short breaks and", "long", "both")),
        (
            "Short-break-only children's home",
            "Short breaks only children's home",
            "Short breaks only",
            "Short break only",
        ),
    ),
    Column(
        "multi_building",
        flag("multi"),
        ("Multi-building children's home", "Multi building children's home", "Multi-building"),
    ),
    Column(
        "owner_name",
        text,
        (
            "Organisation which owns the provider",
            "Organisation name",
            "Organisation",
            "Owner",
            "Registered provider",
            "Organisation that owns the provider",
        ),
    ),
    Column("owner_id", text, ("Organisation ID", "Organisation reference number", "Organisation URN", "Owner URN")),
    Column("placement_code", text, ("Placement code",)),
    Column("placement_provider_code", text, ("Placement provider code",)),
    Column("conditions", text, ("Conditions", "Conditions of registration")),
    # supported accommodation premises
    Column("service_category", sentence, ("Service category", "Category", "Supported accommodation category")),
    Column("premises_authority", text, ("Premises Local Authority", "Local authority of premises")),
    # leavers and joiners
    Column("joiner_status", text, ("Joiner status", "Joiner")),
    Column("leaver_status", text, ("Leaver status", "Leaver")),
    Column("opened_on", day, ("First effective date (that the provider became active)", "Date joined", "Date opened")),
    Column("resigned_on", day, ("First effective date (that the provider became resigned)", "Date resigned")),
    Column(
        "closed_on",
        day,
        (
            "First effective date (that the provider closed)",
            "Date closed",
            "Closed date",
            "Resigned/closed date",
            "Cancelled or resigned date",
            "Resigned or cancelled date",
            "Cancelled/resigned date",
            "Closure date",
            "End date",
            "Leaving date",
            "Date left",
        ),
    ),
    Column("cancelled_on", day, ("First effective date (that the provider became cancelled)", "Date cancelled")),
    Column(
        "status_before",
        sentence,
        ("Registration status (as at 1 April 2024)", "Registration status (as at @startdate)"),
    ),
    Column(
        "status_after",
        sentence,
        (
            "Registration status (as at 31 March 2025)",
            "Registration status at 31 March 2019",
            "Registration status (as at @enddate)",
        ),
    ),
    Column("reason", text, ("Reason", "Notes")),
    *_inspection_columns(),
)

_IGNORED = frozenset(
    {
        "",
        "web link",
        "flag for appealed",
        "provider information",
        "inspectorate (as at april yyyy)",
        "inspectorate (as at march yyyy)",
        "inspectorate (as at @startdate)",
        "inspectorate (as at @enddate)",
    }
)
_SAYS_IN_YEAR = re.compile(
    r"\bin[- ]year\b|inspected in|inspections? (?:\w+ ){0,4}between|\binspections in\b", re.IGNORECASE
)
_SETTING = frozenset({"id", "provision", "authority"})
_LATEST = frozenset({"latest_full.inspected_on", "latest_full.overall"})
_BARE = frozenset({"bare.inspected_on", "bare.overall"})
_EVENT = frozenset(f"event.{part}" for part in _IN_YEAR)

_LAYOUTS = (
    Layout(
        "ofsted-premises",
        Kind.PREMISES,
        "supported accommodation premises",
        frozenset({"id"}),
        any_of=frozenset({"service_category", "premises_authority"}),
    ),
    Layout(
        "ofsted-leavers-joiners",
        Kind.MOVEMENTS,
        "leavers and joiners",
        frozenset({"id", "provision"}),
        any_of=frozenset({"joiner_status", "leaver_status"}),
    ),
    Layout(
        "ofsted-in-year",
        Kind.INSPECTIONS,
        "inspections in the year",
        frozenset({"id", "provision"}),
        any_of=_EVENT,
        none_of=_LATEST,
        bare="event",
    ),
    Layout("ofsted-provider-level", Kind.SETTINGS, "provider level", _SETTING, any_of=_LATEST, bare="latest_full"),
    Layout(
        "ofsted-in-year-bare",
        Kind.INSPECTIONS,
        "inspections in the year",
        frozenset({"id", "provision"}),
        any_of=_BARE,
        says=_SAYS_IN_YEAR,
        bare="event",
    ),
    Layout(
        "ofsted-provider-level-bare",
        Kind.SETTINGS,
        "provider level",
        _SETTING,
        any_of=_BARE,
        bare="latest_full",
        if_repeating="ofsted-in-year-bare",
    ),
    Layout(
        "ofsted-leavers",
        Kind.MOVEMENTS,
        "leavers",
        frozenset({"id", "provision"}),
        any_of=frozenset({"closed_on", "resigned_on", "cancelled_on"}),
    ),
    Layout(
        "ofsted-joiners",
        Kind.MOVEMENTS,
        "joiners",
        frozenset({"id", "provision"}),
        any_of=frozenset({"registered_on", "opened_on"}),
        none_of=frozenset({"name", "registration_status", "owner_name"}),
    ),
    Layout("ofsted-providers-and-places", Kind.LISTING, "providers and places", _SETTING | {"places"}),
)


def _finish(_facts: Facts) -> None:
    """Ofsted's columns state one fact each."""


def _provision_of(facts: Facts) -> tuple[str, str | None]:
    published = str(facts.pop("provision"))
    return published, provisions.OFSTED.get(published)  # the converter has brought it to the usual spelling


OFSTED = SourceLayouts(
    source=Source.OFSTED,
    publisher="Ofsted",
    columns=_COLUMNS,
    layouts=_LAYOUTS,
    ignored=_IGNORED,
    finish=_finish,
    provision=_provision_of,
    refine=_inspection_key,
)
