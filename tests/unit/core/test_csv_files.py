import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.csv_files import DANGEROUS, neutral, read_csv, write_csv
from register.core.errors import RuleBroken

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85"), max_size=20)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1", "\u00a0@a"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_other_cells_stay_as_they_are() -> None:
    assert [neutral(value) for value in ("Oak", 4, -4, None, True)] == ["Oak", 4, -4, None, "yes"]


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_cell_that_leaves_begins_like_a_formula(rows: list[list[str]]) -> None:
    text = write_csv(("a", "b", "c"), rows).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell.lstrip(" \u00a0").startswith(DANGEROUS)]


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2).filter(any), min_size=1, max_size=5))
def test_what_was_written_is_read_back(rows: list[list[str]]) -> None:
    kept = [tuple(cell.strip(" \u00a0") for cell in row) for row in rows]
    kept = [row for row in kept if any(row)]
    told = [
        tuple(
            cell[1:] if cell.startswith("'") and cell[1:].lstrip(" \u00a0").startswith(DANGEROUS) else cell
            for cell in row
        )
        for row in kept
    ]
    assert [row for _line, row in read_csv(write_csv(("a", "b"), rows)).rows] == told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_file_is_read_however_a_spreadsheet_saved_it(encoding: str, delimiter: str, newline: str) -> None:
    lines = [delimiter.join(row) for row in (("name", "words"), ("Bryn", "Café: calm"), ("", ""), ("x", "y"))]
    sheet = read_csv(newline.join(lines).encode(encoding))
    assert sheet.header == ("name", "words")
    assert sheet.rows == ((2, ("Bryn", "Café: calm")), (4, ("x", "y")))


def test_a_cell_of_several_lines_keeps_the_numbers_of_the_rows_after_it() -> None:
    sheet = read_csv(b'a,b\r\n"one\r\ntwo",x\r\nthree,y\r\n')
    assert [line for line, _row in sheet.rows] == [2, 4]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04\x00\x00", "not-csv"),
        (b'a,b\n"x', "not-csv"),
        (b"a\n" * 5_002, "too-long"),
        (b"x" * (2 * 1024 * 1024 + 1), "too-large"),
        (b"a,b\n\x81\xff,c", "encoding"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(raw: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_csv(raw)
    assert [one.code for one in refused.value.reasons] == [code]
