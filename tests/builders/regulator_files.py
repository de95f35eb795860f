"""The shapes of the regulators' files with invented settings: headings as published, few rows."""

from collections.abc import Sequence
from datetime import date

from tests.builders.spreadsheets import Cell

OFSTED_2025 = (
    "Web link", "URN", "Linked Education URN", "Provision type", "Registration date", "Registration status", "Name",
    "Address 1", "Address 2", "Town", "County", "Postcode", "Ofsted Region", "Government Office Region",
    "Local authority", "Parliamentary constituency", "Sector", "Places", "Supported accommodation premises",
    "Short-break-only children's home", "Multi Building Children's Home", "Organisation which owns the provider",
    "\nLatest Full inspection event type", "\nLatest full inspection date", "Latest full inspection publication date",
    "\nLatest full inspection event number", "\nOverall experiences and progress of children and young people",
    "Outcomes in education and related learning activities", "Health services",
    "\nHow well children and young people are helped and protected", "The effectiveness of leaders and managers",
    "Supported Accommodation outcome",
)  # fmt: skip
OFSTED_IN_YEAR = (
    *OFSTED_2025[:22], "\nInspection event type", "Inspection date", "Inspection publication date",
    "\nInspection event number", *OFSTED_2025[26:],
)  # fmt: skip
OFSTED_PREMISES = (
    "Web link", "URN", "Provider name", "Provision type", "Registration date", "Registration status",
    "Service category (Note 4)", "Places", "Premises Ofsted Region", "Premises Government Office Region",
    "Premises Parliamentary Constituency", "Premises Local Authority", "Sector", "Organisation name",
)  # fmt: skip
OFSTED_MOVEMENTS = (
    "URN", "Provision type", "Ofsted Region", "Local authority", "Sector", "Places",
    "\nFirst effective date (that the provider became active)",
    "First effective date (that the provider became resigned)", "First effective date (that the provider closed)",
    "First effective date (that the provider became cancelled)", "Joiner status", "Leaver status",
    "Registration status (as at 1 April 2024)", "Registration status (as at 31 March 2025)", "Setting name", "Reason",
)  # fmt: skip
TITLE = "Children's social care data in England 2025 - Provider level as at 31 March 2025"
PREAMBLE: tuple[tuple[str, ...], ...] = (
    (TITLE,),
    ("This worksheet contains one table, this table begins in cell A4.",),
    ("Some cells in this table are empty.",),
)
CARE_INSPECTORATE = (
    "CSNumber", "Combined_Service_", "CaseNumber_Combined", "CareService", "Subtype", "ServiceType", "ServiceName",
    "Address_line_1", "Address_line_2", "Address_line_3", "Address_line_4", "Service_town", "Service_Postcode",
    "ManagerName", "Service_Phone_Number", "Eforms_email_address", "SP_number", "ServiceProvider",
    "Provided_by_Local_Authority", "ServiceStatus", "DateReg", "Date_Reg", "SIMD_rank", "Datazone",
    "Council_Area_Name", "Registered_Places", "PublicList", "KQ_Support_Wellbeing", "KQ_Leadership", "MinGrade",
    "any_requirements_2122",
)  # fmt: skip
CIW = (
    "Service URN", "Service Name", "Known as", "Service Type", "Service Sub-Type", "Provision For",
    "Service Address Line 1", "Service Address Line 2", "Service Address Line 3", "Service Town/City",
    "Service Postcode", "Local Authority", "Maximum No. of Places", "Primary telephone number",
    "Primary email address", "Website", "Main Operating Language of Service", "Service Ratings",
    "Responsible Individual Names", "Registered Person Names", "Provider Name", "Provider URN", "Provider Type",
    "Company Number", "Provider Website", "Provider Registration Date", "Provider No. of Approved Services",
    "Last Updated On",
)  # fmt: skip


def row_of(headings: Sequence[str], **cells: Cell) -> list[Cell]:
    """Return a row under ``headings``, blank but for ``cells``, keyed by the heading in lower case with _."""
    plain = ["_".join(heading.lower().replace("'", "").replace("/", " ").split()) for heading in headings]
    unknown = set(cells) - set(plain)
    assert not unknown, f"no such heading: {unknown}"
    return [cells.get(name, "") for name in plain]


def ofsted_row(urn: Cell = "SC123456", **cells: Cell) -> list[Cell]:
    home: dict[str, Cell] = {
        "web_link": "Ofsted Social Care Provider Webpage",
        "urn": urn,
        "provision_type": "Children's home",
        "registration_date": date(2020, 6, 25),
        "registration_status": "Active",
        **dict.fromkeys(("name", "address_1", "address_2", "town", "county", "postcode"), "REDACTED"),
        "ofsted_region": "London",
        "government_office_region": "London",
        "local_authority": "Lewisham",
        "parliamentary_constituency": "Lewisham East",
        "sector": "Private",
        "places": 4,
        "organisation_which_owns_the_provider": "Invented Homes Ltd",
        "latest_full_inspection_event_type": "Full inspection",
        "latest_full_inspection_date": date(2024, 11, 5),
        "latest_full_inspection_publication_date": date(2025, 1, 14),
        "latest_full_inspection_event_number": "10360001",
        "overall_experiences_and_progress_of_children_and_young_people": "Good",
        "how_well_children_and_young_people_are_helped_and_protected": "Good",
        "the_effectiveness_of_leaders_and_managers": "Requires improvement to be good",
    }
    return row_of(OFSTED_2025, **(home | cells))


def ofsted_sheet(*rows: Sequence[Cell], preamble: Sequence[Sequence[Cell]] = PREAMBLE) -> list[list[Cell]]:
    """Return a provider-level sheet: preamble and header, blank cells to its full width, then the rows."""
    width = len(OFSTED_2025)
    above = [[*line, *[""] * (width - len(line))] for line in preamble]
    return [*above, list(OFSTED_2025), *map(list, rows)]
