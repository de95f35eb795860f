"""CSV that leaves, and CSV that comes in: the one place where either is written or read.

A cell that a spreadsheet would take for a formula leaves with an apostrophe before it, and comes back without.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from register.core.errors import Reason, RuleBroken

#: What a spreadsheet may take for the beginning of a formula, full-width forms included.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - that is what some take for formulas
APOSTROPHE = "'"
MIMETYPE = "text/csv"
LARGEST = 2 * 1024 * 1024
MOST_LINES = 5_000
DELIMITERS = ",;\t"

Cell = str | int | float | bool | None


def neutral(value: Cell) -> Cell:
    """Return a cell that no spreadsheet runs: text that looks like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(DANGEROUS):
        return APOSTROPHE + value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def as_cell(value: object) -> Cell:
    """Return whatever a fact holds as a cell: a number stays one, everything else is its text."""
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a file that spreadsheets open as it is meant: UTF-8 with its mark, comma, CRLF, no formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([neutral(one) for one in header])
    writer.writerows([neutral(one) for one in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read: its header, and its rows with the line on which each begins."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(raw: bytes) -> Sheet:
    """Read what people save from spreadsheets: UTF-8 with or without its mark, UTF-16, or the Windows code page;
    commas, semicolons or tabs. Blank lines are left out. Raises RuleBroken with what to do where that cannot be read.
    """  # noqa: D205 - one sentence
    if len(raw) > LARGEST:
        raise _refused("too-large", _("The file is larger than 2 MB: split it into several"))
    text = _decoded(raw)
    if "\0" in text:
        raise _refused("not-csv", _("This is no CSV file: in your spreadsheet, choose “Save as” and “CSV UTF-8”"))
    try:
        lines = list(_lines(text))
    except csv.Error:
        raise _refused("not-csv", _("The file cannot be read as CSV: save it again as “CSV UTF-8”")) from None
    if not lines:
        raise _refused("empty", _("The file is empty: download the template and fill it in"))
    if len(lines) > MOST_LINES:
        raise _refused("too-long", _("The file has more than %(most)s lines: split it into several", most=MOST_LINES))
    (_first, header), *rows = lines
    return Sheet(header, tuple(rows))


def _lines(text: str) -> Iterable[tuple[int, tuple[str, ...]]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 1
    for row in reader:
        cells = tuple(_plain(one) for one in row)
        if any(cells):
            yield at, cells
        at = reader.line_num + 1


def _plain(cell: str) -> str:
    cell = cell.strip(" \u00a0")
    return cell[1:] if cell.startswith(APOSTROPHE) and cell[1:].lstrip(" \u00a0").startswith(DANGEROUS) else cell


def _decoded(raw: bytes) -> str:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("encoding", _("The file's letters cannot be read: save it again as “CSV UTF-8”"))


def _refused(code: str, text: str) -> RuleBroken:
    return RuleBroken(Reason("file", code, text))
