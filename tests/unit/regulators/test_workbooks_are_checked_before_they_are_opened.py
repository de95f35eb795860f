"""What a workbook would unpack to and lay out is known before anything opens it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from register.regulators.importers.archives import Limits, check_workbook
from register.regulators.importers.facts import Source
from register.regulators.importers.files import open_file
from register.regulators.importers.grids import OdsGlance, OdsGrid
from register.regulators.importers.rows import FileRefused
from tests.builders.regulator_files import ofsted_row, ofsted_sheet
from tests.builders.spreadsheets import an_ods, an_ods_of, ods_bytes, ods_cell, ods_row, ods_sheet

WIDE = '<table:table-cell table:number-columns-repeated="16352" table:style-name="ce1"/></table:table-row>'
FILLED = "".join(map(ods_row, ofsted_sheet(ofsted_row("SC123456"), ofsted_row("SC234567"))))


def opened_ids(path: Path) -> list[str]:
    with open_file(path, Source.OFSTED, as_of=date(2025, 3, 31)) as opened:
        return [getattr(row, "id", "") for row in opened.settings()]


def test_empty_rows_and_columns_to_the_edge_of_the_sheet_do_no_harm(tmp_path: Path) -> None:
    below = f'<table:table-row table:number-rows-repeated="1048570">{WIDE}'
    body = ods_sheet("Level", FILLED.replace("</table:table-row>", WIDE) + below)
    assert opened_ids(an_ods_of(tmp_path / "book.ods", ods_bytes(body))) == ["SC123456", "SC234567"]


def test_a_comment_beside_a_cell_does_no_harm(tmp_path: Path) -> None:
    noted = FILLED.replace(
        "<text:p>Active", "<office:annotation><text:p>seen</text:p></office:annotation><text:p>Active"
    )
    path = an_ods_of(tmp_path / "book.ods", ods_bytes(ods_sheet("Level", noted)))
    assert opened_ids(path) == ["SC123456", "SC234567"]


def test_a_part_that_unpacks_to_more_than_a_hundred_times_its_size_is_not_opened(tmp_path: Path) -> None:
    path = an_ods(tmp_path / "book.ods", {"Level": ofsted_sheet(ofsted_row())}, more={"styles.xml": b" " * 100_000})
    with pytest.raises(FileRefused, match="100 times") as refused:
        check_workbook(path, Limits())
    assert refused.value.code == "zip-bomb"
    assert "content.xml" in check_workbook(path, Limits(unpacked_ratio=2_000))


def test_parts_that_unpack_to_more_than_the_limit_together_are_not_opened(tmp_path: Path) -> None:
    path = an_ods(tmp_path / "book.ods", {"Level": ofsted_sheet(*[ofsted_row()] * 50)})
    with pytest.raises(FileRefused, match="unpacks to"):
        check_workbook(path, Limits(unpacked_bytes=50_000))
    check_workbook(path, Limits(unpacked_bytes=5_000_000))


repeats = st.sampled_from((1, 1, 1, 2, 7, 90, 300, 5_000))
cells = st.tuples(repeats, st.booleans())
sheet_rows = st.tuples(repeats, st.lists(cells, max_size=4))
sheets = st.lists(st.lists(sheet_rows, max_size=6), min_size=1, max_size=3)


def xml_of(sheet: list[tuple[int, list[tuple[int, bool]]]]) -> str:
    rows = []
    for times, row in sheet:
        parts = [
            ods_cell("x" if filled else "").replace(
                "<table:table-cell",
                f'<table:table-cell table:number-columns-repeated="{count}"' if count > 1 else "<table:table-cell",
            )
            for count, filled in row
        ]
        repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
        rows.append(f"<table:table-row{repeated}>{''.join(parts)}</table:table-row>")
    return ods_sheet("S", "".join(rows))


def laid_out(sheet: list[tuple[int, list[tuple[int, bool]]]]) -> int:
    """Count cells as a reader lays them out: rows up to the last filled one times the widest row's last filled cell."""
    height = total = width = 0
    for times, row in sheet:
        total += times
        reach = column = 0
        for count, filled in row:
            column += count
            reach = column if filled else reach
        if reach:
            height, width = total, max(width, reach)
    return height * width


def passes(grid: OdsGlance | OdsGrid, content: bytes, step: int) -> bool:
    try:
        for start in range(0, len(content), step):
            grid.feed(content[start : start + step])
        grid.close()
    except FileRefused:
        return False
    return not (isinstance(grid, OdsGlance) and grid.doubtful)


@settings(deadline=None, max_examples=60)  # other work on the machine is not what is tried
@given(sheets, st.integers(20, 400))
@example(given_sheets=[[(1, [(1, True), (300, False), (2, False)]), (90, [(1, True)])]], step=20)
def test_the_quick_look_never_passes_what_lays_out_too_much_and_the_count_is_exact(
    given_sheets: list[list[tuple[int, list[tuple[int, bool]]]]], step: int
) -> None:
    most = 10_000
    content = ods_bytes("".join(map(xml_of, given_sheets)))
    little = sum(map(laid_out, given_sheets)) <= most
    assert passes(OdsGrid(cells=most, columns=100_000, rows=100_000), content, step) is little
    assert little or not passes(OdsGlance(cells=most, columns=100_000, rows=100_000), content, step)
