"""One cell at a time: what regulators write, and what it means."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.regulators.importers import values
from register.regulators.importers.ofsted import judgement
from register.regulators.importers.values import BadCell


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("25/06/2020", date(2020, 6, 25)),
        ("5/6/2020", date(2020, 6, 5)),
        ("25/06/20", date(2020, 6, 25)),
        ("25-06-2020", date(2020, 6, 25)),
        ("2020-06-25", date(2020, 6, 25)),
        ("2020-06-25T00:00:00", date(2020, 6, 25)),
        ("25/06/2020 14:32", date(2020, 6, 25)),
        ("25-Jun-20", date(2020, 6, 25)),
        ("25th June 2020", date(2020, 6, 25)),
        (datetime(2020, 6, 25), date(2020, 6, 25)),  # noqa: DTZ001 - as a spreadsheet holds it
        ("42698", date(2016, 11, 24)),
        (42698.0, date(2016, 11, 24)),
        (" ", None),
        ("NULL", None),
    ],
)
def test_a_date_is_read_in_every_form_that_is_published(written: values.Cell, meant: date | None) -> None:
    assert values.day(written) == meant


@pytest.mark.parametrize(
    "written", ["31/06/2020", "13/13/2020", "06/25/2020", "soon", "7", 7.0, True, "2020", "1/1/1700"]
)
def test_what_is_no_date_is_refused_with_a_remedy(written: values.Cell) -> None:
    with pytest.raises(BadCell) as refused:
        values.day(written)
    assert refused.value.why == "is not a date"
    assert "dd/mm/yyyy" in refused.value.remedy


@given(st.dates(min_value=date(1951, 1, 1), max_value=date(2049, 12, 31)))
def test_a_date_is_the_same_as_text_as_a_serial_number_and_as_a_cell(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = (
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day:%d/%m/%y}",
        float(serial),
        datetime.combine(day, time.min),
    )
    assert {values.day(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4", 4),
        (4.0, 4),
        ("4.0", 4),
        ("1,234", 1234),
        ("", None),
        (" ", None),
        ("NULL", None),
        ("REDACTED", None),
        ("0", 0),
    ],
)
def test_places_are_whole_numbers_or_not_stated(written: values.Cell, meant: int | None) -> None:
    assert values.count(written) == meant


@pytest.mark.parametrize(
    "written", ["4.5", 4.5, "-1", -1.0, "four", "²", "99999999999", 1e300, float("nan"), True, "1e3"]
)
def test_what_is_no_number_of_places_is_refused(written: values.Cell) -> None:
    with pytest.raises(BadCell):
        values.count(written)


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("Requires Improvement to be good", "Requires improvement to be good"),
        ("Requires improvement", "Requires improvement to be good"),
        ("GOOD", "Good"),
        ("Adequate", "Adequate"),
        ("Satisfactory", "Satisfactory"),
        ("NULL", None),
        ("", None),
    ],
)
def test_a_judgement_keeps_its_scale_and_loses_its_spelling(published: str, kept: str | None) -> None:
    assert judgement(published) == kept


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("Y", True), ("yes", True), (1.0, True), ("Short breaks only", True), ("0", False), (0.0, False), (" ", False)],
)
def test_a_flag_is_a_letter_a_number_or_a_phrase(cell: values.Cell, meant: bool) -> None:
    assert values.flag("short")(cell) is meant


def test_short_breaks_beside_long_term_care_are_not_short_breaks_only() -> None:
    convert = values.flag("short", unlike=("short breaks and", "long"))
    assert [
        convert(words) for words in ("Short breaks and long term care", "Long term care only", "Short breaks only")
    ] == [
        False,
        False,
        True,
    ]


def test_text_keeps_its_words_and_loses_its_surplus_space() -> None:
    assert values.text("  12\u00a0High\n Street ") == "12 High Street"
    assert values.text("Zero\u200bwidth") == "Zerowidth"
    assert values.text(135791.0) == "135791"
    assert values.text("REDACTED") is None


@pytest.mark.parametrize(
    "cell", ["a\x00b", "bell\x07", "=HYPERLINK(1)", "#REF!", "x" * 1_001, date(2020, 1, 1), float("inf")]
)
def test_text_that_is_none_is_refused_with_a_remedy(cell: values.Cell) -> None:
    with pytest.raises(BadCell) as refused:
        values.text(cell)
    assert refused.value.remedy


@pytest.mark.parametrize("cell", ["SC123456", "sc123456 ", "2590934", 2590934.0])
def test_an_identifier_is_text_however_the_spreadsheet_holds_it(cell: values.Cell) -> None:
    convert = values.identifier(r"SC\d{6}|\d{7}", "SC123456")
    assert convert(cell) in {"SC123456", "2590934"}


@pytest.mark.parametrize("cell", ["128851", "SC12345", "XXXXXXX", "", "2590934.5", 2590934.5])
def test_a_schools_number_is_no_identifier_of_a_setting(cell: values.Cell) -> None:
    with pytest.raises(BadCell):
        values.identifier(r"SC\d{6}|\d{7}", "SC123456")(cell)


@given(st.one_of(st.text(max_size=50), st.floats(), st.integers(), st.booleans(), st.datetimes()))
def test_any_cell_is_converted_or_refused_and_never_breaks_the_reader(cell: values.Cell) -> None:
    for convert in (
        values.text,
        values.count,
        values.day,
        values.grade,
        values.year_month,
        values.flag("short"),
        judgement,
    ):
        try:
            convert(cell)
        except BadCell as bad:
            explained = bool(bad.why and bad.remedy)
            assert explained
    assert len(values.shown(cell)) <= 80


def test_a_memory_holds_few_values_and_no_refusals() -> None:
    convert = values.Memo(values.day)
    for serial in range(20_000, 30_000):
        assert convert[str(serial)] is not None
    assert len(convert) <= 4_096
    with pytest.raises(BadCell):
        convert["soon"]
    assert "soon" not in convert
