"""Rows of cells, numbered as a spreadsheet numbers them: from CSV text in any encoding, or from a workbook's sheet."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from register.regulators.importers.archives import Limits
from register.regulators.importers.rows import FileRefused
from register.regulators.importers.values import Cell

Result = TypeVar("Result")
_PIECE = 1 << 16
_ASCII = bytes(range(128))
#: Bytes that are dashes, quotes, an ellipsis and a hard space in Mac Roman, and rare capitals in Windows-1252.
_MAC_ONLY = frozenset(b"\xd0\xd1\xd2\xd3\xd4\xd5\xc9\xca")
_NOT_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")
_LONGEST_CELL = 32_767  # what a spreadsheet cell can hold


class Table(Protocol):
    """A sheet, or a CSV file: its rows can be read from the top any number of times."""

    name: str
    expected_rows: int

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield (number from 1, cells) of every row that is not blank."""


def encoding_of(path: Path) -> tuple[str, int]:
    """Return the encoding of a text file and how many lines it has at most, reading it once in pieces.

    UTF-8 where all of it is; UTF-16 by its mark or its pattern of zero bytes; else Windows-1252, or Mac Roman where
    the only letters beyond ASCII are those that it uses for dashes and quotes.
    """
    high: set[int] = set()
    lines, utf8 = 1, True
    decoder = getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        head = stream.read(4_096)
        if wide := _utf_16(head):
            return wide, path.stat().st_size // 2
        stream.seek(0)
        while piece := stream.read(_PIECE):
            lines += piece.count(b"\n") or piece.count(b"\r")
            if not piece.isascii():
                high.update(piece.translate(None, _ASCII))
            if utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    if utf8:
        return "utf-8-sig", lines
    return ("mac_roman" if high <= _MAC_ONLY or high & _NOT_WINDOWS else "cp1252"), lines


def _utf_16(head: bytes) -> str | None:
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if len(head) >= 4 and head.count(0) > len(head) // 4:  # noqa: PLR2004 - two letters
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return None


@dataclass(slots=True)
class CsvTable:
    """A CSV file, read as it streams by."""

    path: Path
    encoding: str
    delimiter: str
    limits: Limits
    expected_rows: int
    name: str = ""

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows that hold anything; refuse a file whose text or quoting breaks off."""
        number = 0
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=self.encoding, newline="") as text:
            try:
                for number, cells in enumerate(csv.reader(_bounded(text), delimiter=self.delimiter), start=1):
                    if any(cells):
                        self._check_width(number, cells)
                        yield number, cells
                    elif number > self.limits.rows:
                        raise FileRefused(
                            "too-big",
                            f"The file has more than {self.limits.rows:,} lines. Delete the empty ones at its end.",
                        )
            except csv.Error as problem:
                raise FileRefused(
                    "broken",
                    f"The file cannot be read on from row {number + 1}: a quotation mark is opened there and not "
                    "closed, or a cell is longer than a spreadsheet allows. Download the file again.",
                ) from problem
            except UnicodeError as problem:
                raise FileRefused(
                    "encoding",
                    f"The file cannot be read on from row {number + 1}: its text changes its encoding or breaks "
                    "off. Open it in a spreadsheet and save it as CSV in UTF-8.",
                ) from problem

    def _check_width(self, number: int, cells: Sequence[str]) -> None:
        if len(cells) > self.limits.columns or number > self.limits.rows:
            raise FileRefused(
                "too-big",
                f"Row {number} goes beyond {self.limits.rows:,} rows and {self.limits.columns:,} columns: this is no "
                "list of settings as published.",
            )


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines of bounded length, so that a file without line ends is not read whole."""
    while line := text.readline(_LONGEST_CELL * 8):
        yield line


@dataclass(slots=True)
class SheetTable:
    """One sheet of an opened workbook."""

    book: CalamineWorkbook
    name: str
    expected_rows: int = 0

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows that hold anything."""
        sheet = calling(lambda: self.book.get_sheet_by_name(self.name))
        self.expected_rows = sheet.total_height + 1
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if any(cells) or any(cell != "" for cell in cells):
                yield number, cells


def open_book(path: Path) -> CalamineWorkbook:
    """Open a workbook that ``check_workbook`` has passed; what it is shows in its content, whatever its name."""
    with path.open("rb") as stream:
        return calling(lambda: CalamineWorkbook.from_filelike(stream))


def calling(call: Callable[[], Result]) -> Result:
    """Return what the reader returns; its errors and its panics become refusals."""
    try:
        return call()
    except PasswordError as problem:
        raise FileRefused(
            "encrypted", "The workbook is protected by a password. Save it without one and try again."
        ) from problem
    except (CalamineError, OSError, ValueError) as problem:
        raise FileRefused(
            "broken", "The workbook cannot be read: it is damaged, or no spreadsheet. Download it again."
        ) from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # the Rust side gave up; not an Exception, and not importable
            raise
        raise FileRefused(
            "broken", "The workbook cannot be read: it is damaged in a way that its reader does not survive."
        ) from problem
