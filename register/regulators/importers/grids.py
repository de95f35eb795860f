"""How many cells a sheet would lay out in memory, counted from its XML as it streams by.

Readers hold a sheet as one block: its rows times its widest row, empty cells included. A repeated row or a lone cell
far away makes that block enormous from a few bytes. Trailing empty rows and cells, which every office program writes
by the million, lay out nothing and do not count.
"""

import re

from stringzilla import count, find

from register.regulators.importers.rows import FileRefused

_ROW = b"<table:table-row"
_REPEAT = re.compile(rb'\s*=\s*["\'](\d{1,9})["\']')
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])")
_CONTENT = re.compile(rb"office:(?:[a-z]*-)?value|calcext:value|<text:|<office:annotation|formula\s*=")
_LONGEST_ROW = 50_000_000  # bytes of XML: a sheet is read row by row, and no published row has a thousandth of it


def _refusal() -> FileRefused:
    return FileRefused(
        "zip-bomb",
        "The workbook was not opened: a sheet reaches over more rows and columns than any that is published, most of "
        "them empty. Delete the empty rows and columns, or save the sheet as CSV and import that.",
    )


class _Grid:
    """Rows and widest row of the sheet at hand, cells of all sheets so far, against the limits."""

    def __init__(self, *, cells: int, columns: int, rows: int) -> None:
        self._most = (cells, columns, rows)
        self._done = 0
        self._rows = 0
        self._width = 0
        self._rest = b""

    def _check(self) -> None:
        cells, columns, rows = self._most
        if self._rows > rows or self._width > columns or self._done + self._rows * self._width > cells:
            raise _refusal()

    def _end_sheet(self) -> None:
        self._done += self._rows * self._width
        self._rows = self._width = 0


class OdsGrid(_Grid):
    """Counts the sheets of an OpenDocument ``content.xml``."""

    def __init__(self, *, cells: int, columns: int, rows: int) -> None:
        super().__init__(cells=cells, columns=columns, rows=rows)
        self._empty = 0  # rows without content since the last that had some: they count once another one has

    def feed(self, piece: bytes) -> None:
        """Count the rows that end in this piece; keep what is left for the next."""
        if b"\x00" in piece or b"<!ENTITY" in piece:
            raise FileRefused("broken", "The workbook cannot be read: its text is not UTF-8 as OpenDocument asks.")
        whole = self._rest + piece
        rows = whole.split(_ROW)
        self._rest = _ROW + rows.pop() if len(rows) > 1 or self._rest.startswith(_ROW) else whole
        if len(self._rest) > _LONGEST_ROW:
            raise _refusal()
        for row in rows:
            self._count(row)
        self._check()

    def close(self) -> None:
        """Count the last row."""
        self._count(self._rest.removeprefix(_ROW))
        self._check()

    def _count(self, row: bytes) -> None:
        """Count one row's XML, which ends where the next row begins and may hold the end of a sheet."""
        if row[:1] in _TAG_GOES_ON and row:  # else text before the first row, or <table:table-rows>
            if _holds_content(row):
                self._rows += self._empty + _times(row)
                self._empty = 0
                self._width = max(self._width, _width(row))
            else:
                self._empty += _times(row)
        if b"</table:table>" in row:
            self._check()
            self._end_sheet()
            self._empty = 0


_TAG_GOES_ON = (b" ", b"\t", b"\r", b"\n", b"/", b">")


def _times(row: bytes) -> int:
    """Return how often a row counts, from its start tag."""
    start = row[: row.find(b">") + 1]
    return _repeat(start.partition(b"-repeated")[2]) if b"-repeated" in start else 1


def _width(row: bytes) -> int:
    """Return how many cells a row lays out: up to its last one with content, however the empty ones after it repeat."""
    column = reach = 0
    for cell in _CELL.split(row[row.find(b">") + 1 :])[1:]:
        start = cell[: cell.find(b">") + 1]
        column += _repeat(start.partition(b"-repeated")[2]) if b"-repeated" in start else 1
        if _holds_content(cell):
            reach = column
    return reach


def _repeat(after: bytes) -> int:
    """Return the number that stands after the name of a repeat; refuse what is none."""
    found = _REPEAT.match(after)
    if found is None:
        raise _refusal()
    return int(found[1])


_REPEATED = b"-repeated"
_NUMBER, _NUMBER_END = len(_REPEATED), len(_REPEATED) + 13  # where the number stands after the name
_TRAILING = b"/></table:table-row>"
_FEW = 128
_LONG = 1_000_000
_MOST_HEADS = 10_000


class _Repeats(dict[bytes, int]):
    """The number at the head of what follows a repeat's name, read once for each different head."""

    def __missing__(self, head: bytes) -> int:
        if len(self) > _MOST_HEADS:
            self.clear()
        number = self[head] = _repeat(head)
        return number


class OdsGlance(_Grid):
    """A quick upper bound for ``OdsGrid``: as few operations a piece as say "surely small"; else ``doubtful``.

    A row is taken to be as wide as all cells of its piece together, so pieces should hold few rows. Where a sheet ends
    is looked for only in pieces with a far repeat, which most sheets begin or end with: else two count as one.
    """

    def __init__(self, *, cells: int, columns: int, rows: int) -> None:
        super().__init__(cells=cells, columns=columns, rows=rows)
        self.doubtful = False
        self._ending = False  # a row that repeats by the thousand was seen: nothing may follow in this sheet
        self._heads = _Repeats()

    def feed(self, piece: bytes) -> None:
        """Add what this piece holds at most, up to the last row that begins in it."""
        whole = self._rest + piece
        end = max(whole.rfind(_ROW), 0)
        self._rest = whole[end:]
        # entities are defined before the first row, or not at all
        if b"\x00" in piece or (not self._rows and b"<!ENTITY" in whole):
            self.doubtful = True
        # the reader never comes back from a part that ends inside one of these, so their ends have to be looked for
        if len(self._rest) > _LONG or find(whole, b"office:annotation") >= 0 or find(whole, b"table:shapes") >= 0:
            self.doubtful = True
        if end and not self.doubtful:
            self._add(whole[:end])

    def close(self) -> None:
        """Add the rest, which must hold the end of the last sheet and of the whole."""
        if not self.doubtful:
            self._add(self._rest)
        end = self._rest.rfind(b"</table:table>")
        tail = self._rest[max(end, 0) :]
        hidden = any(mark in tail for mark in (b"-->", b"]]>", b"?>", b"<table:table ", b"<table:table>"))
        if end < 0 or hidden or not tail.rstrip().endswith(b"</office:document-content>"):
            self.doubtful = True

    def _add(self, part: bytes) -> None:
        """Add some whole rows."""
        rows, width = count(part, _ROW), count(part, b"<table:")
        at = find(part, _REPEATED)
        while at >= 0 and not self._ending:
            number = self._heads[part[at + _NUMBER : at + _NUMBER_END]]
            if number < _FEW:
                width += number
                rows += number if part.startswith(b"rows", at - 4) else 0
            elif not self._lays_out_nothing(part, at):
                break
            at = find(part, _REPEATED, at + 1)
        if at < 0 and not self._ending:
            self._rows += rows
            self._width = max(self._width, width)
        else:
            *ended, last = part.split(b"</table:table>")
            for of_sheet in ended:
                self._take_one_by_one(of_sheet)
                self._end_sheet()
                self._ending = False
            self._take_one_by_one(last)
        cells, columns, most_rows = self._most
        if self._rows > most_rows or self._width > columns or self._done + self._rows * self._width > cells:
            self.doubtful = True

    def _take_one_by_one(self, part: bytes) -> None:
        """Add rows of one sheet, of which some repeat by the thousand."""
        if self._ending and _holds_content(part):
            self.doubtful = True
            return
        rows, width = count(part, _ROW), count(part, b"<table:")
        at = find(part, _REPEATED)
        while at >= 0:
            number, of_rows = self._heads[part[at + _NUMBER : at + _NUMBER_END]], part.startswith(b"rows", at - 4)
            if number < _FEW:
                width += number
                rows += number if of_rows else 0
            elif of_rows and (self._ending or not _holds_content(part[at:])):
                self._ending = True
            elif not self._lays_out_nothing(part, at):
                self.doubtful = True
            at = find(part, _REPEATED, at + 1)
        self._rows += rows
        self._width = max(self._width, width)

    @staticmethod
    def _lays_out_nothing(part: bytes, at: int) -> bool:
        """Whether what repeats there is an empty cell that closes its row, or a column's style."""
        return part.startswith(b"columns", at - 7) and (
            part.startswith(_TRAILING, part.find(b">", at) - 1)
            or part.startswith(b"<table:table-column", part.rfind(b"<", 0, at))
        )


def _holds_content(part: bytes) -> bool:
    return b"<text:" in part or _CONTENT.search(part) is not None


_XLSX_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br\s*=\s*["\']([A-Za-z]{1,7})(\d{1,10})["\'][^>]*>')
_XLSX_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_XLSX_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br\s*=\s*["\'](\d{1,10})["\']')
_XLSX_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_XLSX_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_TAG_REST = 4_096


class XlsxGrid(_Grid):
    """Counts one ``xl/worksheets`` part: the block up to its furthest cell with content.

    Cells and rows may leave out where they are: then each is one further than the one before, so they add to the
    furthest that is named.
    """

    def __init__(self, *, cells: int, columns: int, rows: int) -> None:
        super().__init__(cells=cells, columns=columns, rows=rows)
        self._run = 0  # unnamed cells of the row at hand
        self._longest_run = 0
        self._named = (0, 0)  # furthest row and column that a cell with content names
        self._unnamed_rows = 0

    def feed(self, piece: bytes) -> None:
        """Take the furthest row and column that the cells of this piece reach."""
        _no_entities(piece)
        whole = (self._rest + piece).replace(b"\x00", b"")  # also when the part is UTF-16
        end = whole.rfind(b">") + 1
        self._rest = whole[end:][-_TAG_REST:]
        whole = whole[:end]
        row, column = self._named
        for cell in _XLSX_CELL.finditer(whole):
            if not cell[0].endswith(b"/>"):
                row, column = max(row, int(cell[2])), max(column, _column(cell[1]))
        self._named = (row, column)
        self._unnamed_rows += len(_XLSX_ROW.findall(whole)) - len(_XLSX_ROW_NUMBER.findall(whole))
        if len(_XLSX_ANY_CELL.findall(whole)) > len(_XLSX_CELL.findall(whole)):
            for index, part in enumerate(_XLSX_ROW.split(whole)):
                unnamed = len(_XLSX_ANY_CELL.findall(part)) - len(_XLSX_CELL.findall(part))
                self._run = unnamed if index else self._run + unnamed
                self._longest_run = max(self._longest_run, self._run)
        elif _XLSX_ROW.search(whole):
            self._run = 0
        self._rows, self._width = row + self._unnamed_rows, column + self._longest_run
        self._check()

    def close(self) -> None:
        """Nothing is left over: a tag that does not end lays out no cell."""


class StringsCount:
    """Counts the shared strings of an Excel workbook: each takes memory, however short."""

    def __init__(self, *, cells: int) -> None:
        self._most = cells
        self._count = 0
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Count the strings that begin in this piece."""
        _no_entities(piece)
        whole = self._rest + piece
        self._count += len(_XLSX_STRING.findall(whole)) - len(_XLSX_STRING.findall(self._rest))
        self._rest = piece[-16:]
        if self._count > self._most:
            raise _refusal()

    def close(self) -> None:
        """Nothing is left over."""


def _no_entities(piece: bytes) -> None:
    if b"<!ENTITY" in piece:
        raise FileRefused("broken", "The workbook cannot be read: its XML defines entities of its own.")


def _column(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
