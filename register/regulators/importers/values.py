"""Cells to plain values: one converter a column, compiled once a layout.

A spreadsheet gives text, numbers, booleans, dates; a CSV file gives the same as text. Both end as the same value, so
that a workbook and the CSV copy of one of its sheets state the same facts. A converter returns ``None`` for a blank
and raises ``BadCell`` with words for whoever must mend the file.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite

from register.regulators.importers.facts import FactValue

Cell = str | float | int | bool | date | time | datetime | timedelta
Converter = Callable[[Cell], FactValue]

#: What regulators write where there is nothing.
BLANKS = frozenset(
    {"", "NULL", "null", "None", "-", "\N{EN DASH}", "N/A", "n/a", "#N/A", "Not applicable", "not applicable"}
)
REDACTED = frozenset({"REDACTED", "Redacted", "redacted", "[REDACTED]", "WITHHELD"})
LONGEST_TEXT = 1_000
MOST_PLACES = 10_000
EARLIEST, LATEST = date(1850, 1, 1), date(2100, 1, 1)
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 70_000)  # 1927 to 2091: a smaller number is no date here, a larger one neither
_SHORTEST_JUDGEMENT = 3
_MEMO_LIMIT = 4_096
_ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


class BadCell(ValueError):
    """A cell that cannot be what its column says; ``why`` for the reader, ``remedy`` for whoever mends it."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


class Memo(dict[Cell, FactValue]):
    """A converter that remembers what it has seen: for columns with few different values."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Cell) -> FactValue:
        """Convert a cell that was not seen before, and keep it while there are not too many."""
        value = self._convert(cell)
        if len(self) < _MEMO_LIMIT:
            self[cell] = value
        return value


def memo(convert: Converter) -> Converter:
    """Return ``convert`` with a memory of its own."""
    return Memo(convert).__getitem__


def text(cell: Cell) -> str | None:
    """Text with single spaces; whole numbers as their digits; withheld words as ``None``."""
    if cell.__class__ is str:
        value = " ".join(cell.split())
        if value in BLANKS or value in REDACTED:
            return None
        if len(value) > LONGEST_TEXT:
            raise BadCell(
                f"is longer than {LONGEST_TEXT:,} characters",
                "look for a quotation mark that was not closed, or for columns that were joined",
            )
        if value[0] == "=" or value.startswith(_ERRORS):
            raise BadCell(
                "holds a formula or a spreadsheet error", "save the file again with values instead of formulas"
            )
        return value if value.isprintable() else _printable(value)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (float, int)):
        if not isfinite(cell):
            raise BadCell("is not a number", "correct the cell")
        return str(int(cell)) if float(cell).is_integer() else str(cell)
    raise BadCell("is a date or time where text belongs", "check that no columns are merged or moved")


def _printable(value: str) -> str:
    """Drop invisible formatting characters; refuse control characters and broken letters."""
    kept = "".join(letter for letter in value if unicodedata.category(letter) != "Cf")
    for letter in kept:
        if unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"}:
            raise BadCell(
                f"holds a character that is no text (U+{ord(letter):04X})",
                "save the file again as UTF-8, or remove the character",
            )
    return kept


def count(cell: Cell) -> int | None:
    """Return a whole number from 0 (places, premises): digits, thousands with commas, a spreadsheet's 3.0."""
    value: float
    if cell == "":
        return None
    if cell.__class__ is float and 0 <= cell <= MOST_PLACES and cell.is_integer():
        return int(cell)  # what nearly all are
    if isinstance(cell, str):
        stripped = cell.strip()
        if stripped in BLANKS or stripped in REDACTED:
            return None
        digits = stripped.replace(",", "").removesuffix(".0")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - no count is that long
            raise BadCell("is not a whole number", "write digits only, or leave the cell empty")
        value = int(digits)
    elif isinstance(cell, float | int) and not isinstance(cell, bool):
        value = cell
    else:
        raise BadCell("is not a number", "check that no columns are merged or moved")
    if not 0 <= value <= MOST_PLACES or value != int(value):
        raise BadCell(f"is not a whole number from 0 to {MOST_PLACES:,}", "correct the number, or leave the cell empty")
    return int(value)


def grade(cell: Cell) -> int | None:
    """Return a Care Inspectorate grade, 1 to 6; 0 and blank are "not graded"."""
    value = count(cell)
    if value is not None and value > 6:  # noqa: PLR2004 - the scale ends there
        raise BadCell("is not a grade from 1 to 6", "check that no columns are merged or moved")
    return value or None


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ ,-]+(\d{4}|\d{2})")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def day(cell: Cell) -> date | None:
    """Return a date: a spreadsheet's own, its serial number, dd/mm/yyyy (with a time), yyyy-mm-dd, 31 March 2025."""
    if isinstance(cell, datetime):
        found: date | None = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        value = " ".join(cell.split())
        if value in BLANKS or value in REDACTED:
            return None
        found = _written_day(value)
    elif isinstance(cell, float | int) and not isinstance(cell, bool) and isfinite(cell) and int(cell) in _SERIALS:
        found = _SPREADSHEET_EPOCH + timedelta(days=int(cell))
    else:
        found = None
    if found is None or not EARLIEST <= found < LATEST:
        raise BadCell("is not a date", "write dd/mm/yyyy, or leave the cell empty")
    return found


def _written_day(value: str) -> date | None:
    if value.isascii() and value.isdigit():
        return _SPREADSHEET_EPOCH + timedelta(days=int(value)) if len(value) == 5 and int(value) in _SERIALS else None  # noqa: PLR2004 - serials of our time have five digits
    try:
        if found := _DAY_FIRST.fullmatch(value):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _YEAR_FIRST.fullmatch(value):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NAMED.fullmatch(value):
            return date(_year(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1]))
    except ValueError:
        return None  # a 31 June, a month 13
    return None


def _year(digits: str) -> int:
    """Two digits count from 1950: registrations began after that, and nothing here lies in the far future."""
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= 50 else 2000)  # noqa: PLR2004 - see the docstring


_YES = frozenset({"y", "yes", "true", "1", "1.0"})
_NO = frozenset({"", "n", "no", "false", "0", "0.0", "null", "none", "-", "n/a", "not applicable"})


def flag(*phrases: str, unlike: tuple[str, ...] = ()) -> Converter:
    """Yes or no: Y, 1, yes or words that begin with one of ``phrases``; 0, N and blank are no.

    ``unlike`` are beginnings of words that mean no (``Long term care only`` where short breaks are asked).
    """

    def convert(cell: Cell) -> bool:
        word = " ".join(str(cell).split()).casefold()
        if word in _NO or (unlike and word.startswith(unlike)):
            return False
        if word in _YES or (phrases and word.startswith(phrases)):
            return True
        raise BadCell("is neither yes nor no", "write Y, or leave the cell empty")

    return convert


def spelled(spellings: Mapping[str, str]) -> Converter:
    """Text in one spelling: ``spellings`` from case-folded text to the regulator's usual one; others stay."""

    def convert(cell: Cell) -> str | None:
        value = text(cell)
        return (
            value
            if value is None
            else spellings.get(fold(value), value.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
        )

    return convert


def fold(words: str) -> str:
    """Return ``words`` as compared: single spaces, straight apostrophes, case folded."""
    return " ".join(words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("`", "'").split()).casefold()


def words(cell: Cell) -> str | None:
    """Text that must hold a letter: a judgement in the regulator's own words, never a number or date in disguise."""
    value = text(cell)
    if value is not None and not any(letter.isalpha() for letter in value):
        raise BadCell("is not words", "check that no columns are merged or moved")
    return value


def judged(spellings: Mapping[str, str]) -> Converter:
    """Return a converter for judgements: words in one spelling, new ones as published, a stray letter refused."""
    spell = spelled(spellings)

    def convert(cell: Cell) -> FactValue:
        value = words(cell)
        if value is not None and len(value) < _SHORTEST_JUDGEMENT:
            raise BadCell("is no judgement", "check that no columns are merged or moved")
        return spell(cell)

    return convert


def number_text(cell: Cell) -> str | None:
    """Return an event's number as text: it holds a digit."""
    value = text(cell)
    if value is not None and not any(letter.isdigit() for letter in value):
        raise BadCell("is not the number of an inspection", "check that no columns are merged or moved")
    return value


def sentence(cell: Cell) -> str | None:
    """Text in sentence case, for short terms whose capitals drift between rows (``Full Inspection``)."""
    value = words(cell)
    return value if value is None else value[0].upper() + value[1:].lower()


def year_month(cell: Cell) -> str | None:
    """Return ``2016-11`` from ``2016_11``; a date gives its year and month."""
    value = text(cell) if isinstance(cell, str) else None
    if value is not None and (found := re.fullmatch(r"(\d{4})[_-](\d{1,2})", value)) and 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
        return f"{found[1]}-{int(found[2]):02d}"
    if value is None and isinstance(cell, str):
        return None
    found_day = day(cell)
    return None if found_day is None else f"{found_day:%Y-%m}"


def identifier(pattern: str, example: str) -> Converter:
    """Return a converter for identifiers of one scheme: upper case, a number's digits, the whole of ``pattern``."""
    whole = re.compile(pattern)

    def convert(cell: Cell) -> str:
        # nearly all are one of these: as the scheme writes it, or the digits that a spreadsheet took for a number
        usual = str(int(cell)) if cell.__class__ is float and cell.is_integer() else cell
        if isinstance(usual, str) and whole.fullmatch(usual) is not None:
            return usual
        value = (text(cell) or "").upper()
        if not value:
            raise BadCell("is empty", f"give the identifier, such as {example}")
        if whole.fullmatch(value) is None:
            raise BadCell("is not an identifier of this register", f"write it as {example}")
        return value

    return convert


def shown(cell: Cell) -> str:
    """Return a cell as a person may see it in a report: single spaces, no control characters, 80 characters."""
    value = " ".join(str(cell).split())
    value = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value[:100])
    return value if len(value) <= 80 else value[:79] + "…"  # noqa: PLR2004 - the docstring's number
