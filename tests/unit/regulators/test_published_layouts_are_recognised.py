"""Every layout that was ever published, in small: recognised by its columns, dated by its words, read row by row."""

from datetime import date
from pathlib import Path

import pytest

from register.regulators.importers.facts import FACTS, Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import FileRefused, Kind, RejectedRow, SettingRow
from tests.builders.regulator_files import (
    CARE_INSPECTORATE,
    CIW,
    OFSTED_2025,
    OFSTED_IN_YEAR,
    OFSTED_MOVEMENTS,
    OFSTED_PREMISES,
    PREAMBLE,
    ofsted_row,
    ofsted_sheet,
    row_of,
)
from tests.builders.spreadsheets import Cell, a_csv, an_ods, an_xlsx

MARCH = date(2025, 3, 31)
TOP = ("URN", "Linked education URN", "Provision type", "Registration status", "Name", "Address 1", "Postcode")
MIDDLE = ("Local authority", "Sector", "Places")
BY_YEAR: dict[str, list[tuple[str, ...]]] = {
    "2015, header at the top": [
        (
            "Web link", "URN", "Provision type", "Reg Status", "Setting Name", "Address 1", "Postcode", "Region",
            "Local authority", "Sector", "Inspection type", "Inspection Date", "Inspection ID",
            "Overall effectiveness", "The safety of children and young people", "Leadership and management",
            "Linked ED URN", "Short breaks only",
        )
    ],
    "2016 to 2018, a banner over the header": [
        ("Provider information", *[""] * 9, "Latest Full Inspection information"),
        (*TOP, *MIDDLE, "Short breaks only children's home", "Organisation", "Event type", "Inspection date",
         "Event number", "Overall effectiveness", "Safeguarding children and young people"),
    ],
    "2019 to 2021": [
        ("Provider information", *[""] * 9, "Latest Full Inspection"),
        (*TOP, *MIDDLE, "Organisation which owns the provider", "Event type", "Inspection date", "Publication date",
         "Event number", "Overall experiences and progress of children and young people"),
    ],
    "2022, prefixed, with its typo": [
        ("Provider level",),
        (*TOP, *MIDDLE, "Latest full inspection event type", "Latest full inspection date",
         "Latest full inspection overall experiences and progress of children and young people",
         "Latest full inspectio health services"),
    ],
    "2024, with the previous inspection": [
        (*TOP, "Premises", *MIDDLE, "Latest full inspection date", ("Overall experiences and progress of children and "
         "young people"), "Previous full inspection event date", "Previous effectiveness of leaders and managers"),
    ],
}  # fmt: skip


def read(path: Path, source: Source = Source.OFSTED, *, as_of: date | None = MARCH) -> list[SettingRow]:
    with open_file(path, source, as_of=as_of) as opened:
        rows = list(opened.settings())
    assert not [row for row in rows if isinstance(row, RejectedRow)]
    return [row for row in rows if isinstance(row, SettingRow)]


@pytest.mark.parametrize("year", BY_YEAR)
def test_each_years_headings_are_provider_level(tmp_path: Path, year: str) -> None:
    header = BY_YEAR[year][-1]
    cells: dict[str, Cell] = {
        "URN": "SC123456", "Provision type": "Children's Home", "Local authority": "Leeds", "Name": "REDACTED",
        "Overall effectiveness": "Adequate", "Latest full inspection date": "05/11/2024",
        "Latest full inspectio health services": "Good", "Inspection date": "05/11/2024",
        "Inspection Date": "05/11/2024", "Previous effectiveness of leaders and managers": "Good",
    }  # fmt: skip
    row = [cells.get(heading, "") for heading in header]
    above = [[*line, *[""] * (len(header) - len(line))] for line in BY_YEAR[year][:-1]]
    path = a_csv(tmp_path / "any.csv", [*above, header, row])
    with open_file(path, Source.OFSTED, as_of=MARCH) as opened:
        assert opened.head.sheets[0].kind is Kind.SETTINGS
        assert opened.head.sheets[0].unknown_columns == ()
        assert opened.head.full
    [setting] = read(path)
    assert (setting.id, setting.provision, setting.code) == ("SC123456", "Children's home", "CH")
    assert setting.facts["authority"] == "Leeds"
    assert setting.facts["latest_full.inspected_on"] == date(2024, 11, 5)
    assert set(setting.facts) <= set(FACTS)
    if "Overall effectiveness" in header:
        assert setting.facts["latest_full.overall"] == "Adequate"
    if "Latest full inspectio health services" in header:
        assert setting.facts["latest_full.health"] == "Good"
    if "Previous effectiveness of leaders and managers" in header:
        assert setting.facts["previous_full.leaders_and_managers"] == "Good"


def test_a_workbook_and_its_csv_copy_state_the_same_facts(tmp_path: Path) -> None:
    school = row_of(
        OFSTED_2025, urn=2590934, provision_type="Residential Special School", name="Invented School", places=16,
        linked_education_urn=135791, local_authority="Leeds",
    )  # fmt: skip
    sheet = ofsted_sheet(ofsted_row(), school)
    expected = read(a_csv(tmp_path / "copy.csv", sheet))
    assert [row.id for row in expected] == ["SC123456", "2590934"]
    assert expected[1].facts["linked_education_urn"] == "135791"
    for path in (
        an_ods(tmp_path / "book.ods", {"Provider_level_at_31_Mar_2025": sheet}),
        an_xlsx(tmp_path / "book.xlsx", {"Provider level": sheet}),
        an_ods(tmp_path / "named.xlsx", {"1": sheet}),
        a_csv(tmp_path / "semicolons.csv", sheet, delimiter=";"),
    ):
        assert read(path) == expected, path.name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_the_encoding_that_it_has(tmp_path: Path, encoding: str) -> None:
    name = "St Anne\N{RIGHT SINGLE QUOTATION MARK}s \N{EN DASH} House"
    path = a_csv(tmp_path / "list.csv", ofsted_sheet(ofsted_row(name=name)), encoding=encoding)
    [setting] = read(path)
    assert setting.facts["name"] == name


def test_an_address_that_slipped_into_another_column_is_not_quoted(tmp_path: Path) -> None:
    header = ("URN", "Provision type", "Local authority", "Places", "Name")
    slipped = ("SC123456", "Children's home", "Leeds", "3 Weir Lane, LS1 1AA", "4")
    path = a_csv(tmp_path / "list.csv", [header, slipped])
    with open_file(path, Source.OFSTED, as_of=MARCH) as opened:
        [rejected] = opened.settings()
    assert isinstance(rejected, RejectedRow)
    assert (rejected.column, rejected.value) == ("Places", "(not shown)")


def test_a_cell_that_the_file_has_no_column_for_is_not_a_blank(tmp_path: Path) -> None:
    header = ("URN", "Provision type", "Local authority", "Places", "Name")
    path = a_csv(tmp_path / "list.csv", [header, ("SC123456", "Children's home", "Leeds", "", "REDACTED")])
    [setting] = read(path)
    assert setting.facts == {"authority": "Leeds", "places": None, "name": None, "redacted": True}


def test_a_workbook_gives_each_of_its_sheets(tmp_path: Path) -> None:
    premises = row_of(
        OFSTED_PREMISES, urn=2700001, provider_name="Invented Moves Ltd", provision_type="Supported Accommodation",
        registration_date=date(2023, 7, 25), registration_status="Active",
        **{"service_category_(note_4)": "Category 3"},
        places=7, premises_local_authority="Leeds",
    )  # fmt: skip
    inspection = row_of(
        OFSTED_IN_YEAR, urn="SC123456", provision_type="Children's home", inspection_event_type="Assurance visit",
        inspection_date=date(2024, 8, 21), inspection_event_number=10330038,
        overall_experiences_and_progress_of_children_and_young_people="Good",
    )  # fmt: skip
    moved = row_of(
        OFSTED_MOVEMENTS, urn="SC777777", provision_type="Children's home", joiner_status="Joiner",
        leaver_status="Leaver", reason="Opened and closed in the year", setting_name="REDACTED",
        **{"first_effective_date_(that_the_provider_became_active)": date(2024, 5, 2),
           "first_effective_date_(that_the_provider_closed)": date(2024, 11, 30),
           "first_effective_date_(that_the_provider_became_resigned)": date(2024, 12, 1)},
    )  # fmt: skip
    listing = OFSTED_2025[:22]
    path = an_ods(
        tmp_path / "book.ods",
        {
            "Cover": [["Coverage:", "England"]],
            "Level": ofsted_sheet(ofsted_row(), ofsted_row("SC222222")),
            "In year": [["Provider level in year 2024-25"], OFSTED_IN_YEAR, inspection, inspection],
            "Places": [listing, ofsted_row()[:22], ofsted_row("SC333333")[:22]],
            "Premises": [OFSTED_PREMISES, premises, premises],
            "Leavers": [["Leavers and joiners"], OFSTED_MOVEMENTS, moved],
            "Time series": [["Date", "All Children's Homes"], [date(2025, 3, 31), 4009]],
        },
    )
    with open_file(path, Source.OFSTED, as_of=None) as opened:
        head = opened.head
        assert (head.as_of, head.as_of_named, head.full, head.layout) == (MARCH, True, True, "ofsted-provider-level")
        assert head.ignored == ("Cover", "Time series")
        assert [row.id for row in opened.settings()] == ["SC123456", "SC222222"]
        assert [row.id for row in opened.listing()] == ["SC333333"]
        first, second = opened.premises()
        assert (first.id, first.category, first.places, first.authority) == ("2700001", "Category 3", 7, "Leeds")
        assert second.row == first.row + 1
        visit, _ = opened.inspections()
        assert (visit.event_type, visit.event_number) == ("Assurance visit", "10330038")
        assert visit.judgements == {"overall": "Good"}
        [leaver], [joiner] = list(opened.leavers()), list(opened.joiners())
        assert leaver.ended_on == date(2024, 11, 30)
        assert joiner.opened_on == date(2024, 5, 2)
        assert leaver.facts["redacted"]


@pytest.mark.parametrize(
    ("title", "headings", "cells", "kind"),
    [
        (
            "List of new children's homes registrations (joiners) between 1 April 2014 and 31 March 2015",
            ("URN", "Provider type", "Local authority", "Sector", "Places", "Registration date"),
            ("SC464759", "Children's home", "Derbyshire", "Private", "4", "11/04/2014"),
            "joiners",
        ),
        (
            "List of children's homes de-registrations (leavers) between 1 April 2014 and 31 March 2015",
            ("URN", "Provider type", "Local authority", "Sector", "Places", "Date closed"),
            ("SC464759", "Children's home", "Derbyshire", "Private", "4", "11/04/2014"),
            "leavers",
        ),
        (
            "",
            ("URN", "Provision type", "Local authority", "Cancelled or resigned date", "Joiner status", "Leaver status",
             "Registration status at 31 March 2015"),
            ("SC464759", "Children's home", "Derbyshire", "11/04/2014", "", "Leaver", "Resigned"),
            "leavers",
        ),
    ],
)  # fmt: skip
def test_leavers_and_joiners_of_every_year_name_their_period(
    tmp_path: Path, title: str, headings: tuple[str, ...], cells: tuple[str, ...], kind: str
) -> None:
    path = a_csv(tmp_path / "moves.csv", [(title,), headings, cells])
    with open_file(path, Source.OFSTED, as_of=None) as opened:
        assert opened.head.as_of == date(2015, 3, 31)
        assert not opened.head.full
        [row] = getattr(opened, kind)()
        assert (row.id, row.opened_on or row.ended_on) == ("SC464759", date(2014, 4, 11))


def test_bare_headings_with_repeated_identifiers_are_inspections_of_a_year(tmp_path: Path) -> None:
    header = BY_YEAR["2015, header at the top"][-1]
    rows = [
        [{"URN": f"SC{100_000 + number // 2}", "Provision type": "Children's home"}.get(name, "") for name in header]
        for number in range(20)
    ]
    with open_file(a_csv(tmp_path / "list.csv", [header, *rows]), Source.OFSTED, as_of=MARCH) as opened:
        assert opened.head.layout == "ofsted-in-year-bare"
        assert len(list(opened.inspections())) == 20


def test_a_scottish_service_keeps_its_own_words_and_grades(tmp_path: Path) -> None:
    home = row_of(
        CARE_INSPECTORATE, csnumber="CS2015342800", careservice="Care Home Service", subtype="Children & Young People",
        servicename="Invented House", address_line_1="Woodside", datereg="42395", date_reg="2016_1", publiclist="Yes",
        council_area_name="South Ayrshire", registered_places="6", kq_support_wellbeing="5", kq_leadership="0",
        servicestatus="Active",
    )  # fmt: skip
    fostering = row_of(
        CARE_INSPECTORATE, csnumber="CS2004000001", careservice="Fostering Service", servicename="Council Fostering",
        provided_by_local_authority="Yes", servicestatus="Active", datereg="01/04/2005",
    )  # fmt: skip
    minder = row_of(
        CARE_INSPECTORATE, csnumber="CS2019377866", careservice="Child Minding", servicename="A person's name",
        service_town="Glasgow", servicestatus="Active", publiclist="Yes",
    )  # fmt: skip
    rows = read(a_csv(tmp_path / "a.csv", [CARE_INSPECTORATE, home, fostering, minder]), Source.CARE_INSPECTORATE)
    assert [(row.provision, row.code) for row in rows] == [
        ("Care Home Service: Children & Young People", "CH"),
        ("Fostering Service", "LAF"),
        ("Child Minding", None),
    ]
    assert rows[0].facts["registered_on"] == date(2016, 1, 26)
    assert rows[0].facts["registered_in"] == "2016-01"
    assert (rows[0].facts["grade.wellbeing"], rows[0].facts["grade.leadership"]) == (5, None)
    assert rows[2].facts["name"] is None
    assert rows[2].facts["redacted"] is True


def test_the_older_scottish_heading_and_a_glued_mark_are_known(tmp_path: Path) -> None:
    header = ["\N{LATIN SMALL LETTER I WITH DIAERESIS}»¿CaseNumber", *CARE_INSPECTORATE[1:]]
    row = row_of(CARE_INSPECTORATE, csnumber="CS2015342800", careservice="Support Service", servicestatus="Active")
    [service] = read(a_csv(tmp_path / "a.csv", [header, row]), Source.CARE_INSPECTORATE)
    assert service.provision == "Support Service"


def test_a_welsh_home_keeps_its_ratings_by_theme_and_no_overall_one(tmp_path: Path) -> None:
    home = row_of(
        CIW, service_urn="SIN-00009997-VPXP", service_name="Invented Cartref", local_authority="Powys",
        service_ratings="Well-being: Good; Care and Support: Requires improvement; Environment: Excellent",
        provider_registration_date="02/04/2019", last_updated_on="01/07/2025 09:30", responsible_individual_names="A B",
        **{"service_sub-type": "Childrens Home", "service_type": "Care Home Service", "maximum_no._of_places": "4"},
    )  # fmt: skip
    agency = row_of(
        CIW, service_urn="SIN-00000001-AAAA", service_name="Invented Fostering", service_type="Fostering Service",
        **{"service_sub-type": "None", "service_town_city": "Cardiff"},
    )  # fmt: skip
    rows = read(a_csv(tmp_path / "a.csv", [CIW, home, agency], encoding="utf-8-sig"), Source.CIW)
    assert [(row.provision, row.code) for row in rows] == [
        ("Care Home Service: Childrens Home", "CH"),
        ("Fostering Service", "IFA"),
    ]
    facts = rows[0].facts
    assert (facts["rating.well_being"], facts["rating.care_and_support"]) == ("Good", "Requires improvement")
    assert facts["rating.leadership_and_management"] is None
    assert facts["updated_on"] == date(2025, 7, 1)
    assert (facts["redacted"], rows[1].facts["redacted"]) == (True, False)
    assert "A B" not in map(str, facts.values())


def test_a_listing_alone_is_a_full_list_of_settings(tmp_path: Path) -> None:
    header = ("URN", "Provision Type", "LA", "Sector", "GOR", "Max/Estimated Places")
    path = a_csv(
        tmp_path / "a.csv", [header, ("SC066981", "Adoption Support Agency", "Camden", "Voluntary", "London", "0")]
    )
    with open_file(path, Source.OFSTED, as_of=MARCH) as opened:
        assert opened.head.full
        [row] = opened.settings()
        assert isinstance(row, SettingRow)
        assert (row.provision, row.code, row.facts["places"]) == ("Adoption Support Agency", None, 0)


def test_a_file_without_a_date_needs_one(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "a.csv", ofsted_sheet(ofsted_row(), preamble=()))
    with pytest.raises(FileRefused, match="--as-of") as refused:
        open_file(path, Source.OFSTED, as_of=None)
    assert refused.value.code == "no-date"
    assert open_file(path, Source.OFSTED, as_of=MARCH).head.as_of_named is False


def test_a_month_is_no_date_and_a_given_date_must_lie_in_it(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "a.csv", ofsted_sheet(ofsted_row(), preamble=(("Provider level as at March 2022",),)))
    with pytest.raises(FileRefused, match="March 2022, without a day"):
        open_file(path, Source.OFSTED, as_of=None)
    with pytest.raises(FileRefused, match="31 March 2023"):
        open_file(path, Source.OFSTED, as_of=date(2023, 3, 31))
    assert open_file(path, Source.OFSTED, as_of=date(2022, 3, 31)).head.as_of == date(2022, 3, 31)


def test_a_date_that_differs_from_the_files_is_refused_with_both(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "a.csv", ofsted_sheet(ofsted_row(), preamble=PREAMBLE))
    with pytest.raises(FileRefused, match=r"31 March 2025 .*1 April 2025") as refused:
        open_file(path, Source.OFSTED, as_of=date(2025, 4, 1))
    assert refused.value.code == "dates-differ"


def test_a_cover_sheet_can_name_the_date(tmp_path: Path) -> None:
    cover = [["Period covered", "As at 30 September 2026, published by 31 October 2026"]]
    path = an_ods(tmp_path / "a.ods", {"Cover": cover, "Data": ofsted_sheet(ofsted_row(), preamble=())})
    assert open_file(path, Source.OFSTED, as_of=None).head.as_of == date(2026, 9, 30)
