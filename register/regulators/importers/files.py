"""Opening a regulator's file: what it is, whether it is safe, which layouts it holds and which date it is about."""

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Self

from register.regulators.importers.archives import Limits, check_workbook
from register.regulators.importers.care_inspectorate import CARE_INSPECTORATE
from register.regulators.importers.ciw import CIW
from register.regulators.importers.dates import settle
from register.regulators.importers.facts import Source
from register.regulators.importers.headings import (
    Header,
    NoHeader,
    as_other,
    find_header,
    unknown_layout,
    was_meant,
)
from register.regulators.importers.layouts import SourceLayouts
from register.regulators.importers.ofsted import OFSTED
from register.regulators.importers.reading import SheetReader
from register.regulators.importers.rows import (
    FileHead,
    FileRefused,
    InspectionRow,
    JoinerRow,
    Kind,
    LeaverRow,
    PremisesRow,
    RejectedRow,
    SettingRow,
    SheetHead,
)
from register.regulators.importers.tables import CsvTable, SheetTable, Table, encoding_of, open_book

SOURCES = {layouts.source: layouts for layouts in (OFSTED, CIW, CARE_INSPECTORATE)}
#: Which sheet of several decides what the file is.
_DECIDES = (Kind.SETTINGS, Kind.LISTING, Kind.PREMISES, Kind.INSPECTIONS, Kind.MOVEMENTS)
_DELIMITERS = (",", ";", "\t")
_COVER_SHEETS, _COVER_ROWS = 3, 40
_OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"<", "a web page"),
    (b"{", "a JSON document"),
)


class RegulatorFile:
    """An accepted file; see ``rows.OpenedFile`` for what its iterators give."""

    def __init__(self, head: FileHead, readers: list[SheetReader]) -> None:
        self.head = head
        self._readers = readers
        self.expected_rows = self._of(next(kind for kind in _DECIDES if self._of(kind)))[0].table.expected_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Let go of the workbook."""
        self._readers = []

    def _of(self, kind: Kind) -> list[SheetReader]:
        return [reader for reader in self._readers if reader.header.layout.kind is kind]

    def settings(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield provider level; where the file has none, the listing of providers and places."""
        for reader in (self._of(Kind.SETTINGS) or self._of(Kind.LISTING))[:1]:
            yield from reader.settings()

    def listing(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield settings that only the listing beside a provider-level sheet has."""
        deciding = self._of(Kind.SETTINGS)
        for reader in self._of(Kind.LISTING) if deciding else ():
            yield from reader.settings(without=deciding[0].identifiers())

    def premises(self) -> Iterator[PremisesRow | RejectedRow]:
        """Yield supported accommodation premises."""
        for reader in self._of(Kind.PREMISES):
            yield from reader.premises()

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        """Yield in-year inspections and visits."""
        for reader in self._of(Kind.INSPECTIONS):
            yield from reader.inspections()

    def leavers(self) -> Iterator[LeaverRow | RejectedRow]:
        """Yield registrations that ended, and the rejected movement rows."""
        for reader in self._of(Kind.MOVEMENTS):
            for moved in reader.movements():
                if isinstance(moved, RejectedRow):
                    yield moved
                elif moved[0] is not None:
                    yield moved[0]

    def joiners(self) -> Iterator[JoinerRow | RejectedRow]:
        """Yield registrations that opened."""
        for reader in self._of(Kind.MOVEMENTS):
            for moved in reader.movements():
                if not isinstance(moved, RejectedRow) and moved[1] is not None:
                    yield moved[1]


def open_file(path: Path, source: Source, *, as_of: date | None, limits: Limits | None = None) -> RegulatorFile:
    """Open a file of ``source``; ``as_of`` is its date where the file names none.

    Raises FileRefused, with a stable code and words for whoever sent it, for anything that is not wholly understood:
    nothing of such a file may be applied. Reading on can raise it too where a CSV breaks off.
    """
    limits = limits or Limits()
    layouts = SOURCES[source]
    sha256, size, start = _digest(path, limits)
    if start.startswith(b"PK"):
        tables: list[Table] = _sheets(path, limits)
        found = [(table, _header(table, layouts)) for table in tables]
    else:
        found = [_csv(path, start, layouts, limits)]
    readers, passed_over = _recognised(found, layouts)
    deciding = min(readers, key=lambda reader: _DECIDES.index(reader.header.layout.kind))
    if deciding.is_empty():
        raise FileRefused("broken", "The list has a header and no rows. Download the file again; it may be cut short.")
    day, named = settle(_places(deciding, passed_over), given=as_of)
    head = FileHead(
        source=source,
        layout=deciding.header.layout.name,
        sha256=sha256,
        size=size,
        as_of=day,
        as_of_named=named,
        full=deciding.header.layout.kind in {Kind.SETTINGS, Kind.LISTING},
        sheets=tuple(_sheet_head(reader) for reader in readers),
        ignored=tuple(table.name for table in passed_over),
    )
    return RegulatorFile(head, readers)


def _digest(path: Path, limits: Limits) -> tuple[str, int, bytes]:
    """Return the file's digest, size and first bytes; refuse what is no file, empty or too big."""
    if not path.is_file():
        raise FileRefused("not-a-file", "There is no such file. Check its name and folder.")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("broken", "The file is empty. Download it again.")
    if size > limits.file_bytes:
        raise FileRefused(
            "too-big", f"The file has {size:,} bytes; {limits.file_bytes:,} is the most accepted. Check what it is."
        )
    with path.open("rb") as stream:
        start = stream.read(64).removeprefix(b"\xef\xbb\xbf")
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256")
    return digest.hexdigest(), size, start


def _sheets(path: Path, limits: Limits) -> list[Table]:
    names = check_workbook(path, limits)
    if not {"content.xml", "xl/workbook.xml"} & names:
        raise FileRefused(
            "unknown-layout", "The file is an archive, but no workbook. Unpack it and import the files that it holds."
        )
    book = open_book(path)
    return [SheetTable(book, name) for name in book.sheet_names]


def _csv(path: Path, start: bytes, layouts: SourceLayouts, limits: Limits) -> tuple[Table, Header | NoHeader]:
    """Return the text file as a table, with the delimiter under which most headings are known."""
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            "encrypted",
            "The file is a workbook in the format of before 2007, or one with a password. Open it in a spreadsheet and "
            "save it as .xlsx, .ods or CSV, without a password.",
        )
    for mark, kind in _OTHER_KINDS:
        if start.lstrip().startswith(mark):
            raise FileRefused("unknown-layout", f"The file is {kind}, no spreadsheet. Download the list itself.")
    encoding, lines = encoding_of(path)
    best: tuple[Table, Header | NoHeader] | None = None
    for delimiter in _DELIMITERS:
        table = CsvTable(path, encoding, delimiter, limits, lines)
        header = _header(table, layouts)
        if isinstance(header, Header):
            return table, header
        if best is None or (isinstance(best[1], NoHeader) and len(header.known) > len(best[1].known)):
            best = table, header
    assert best is not None  # noqa: S101 - there is more than one delimiter
    return best


def _header(table: Table, layouts: SourceLayouts) -> Header | NoHeader:
    """Find the header; where columns leave open which inspections they are about, repeated identifiers tell."""
    header = find_header(table.rows(), layouts, table.name.replace("_", " "))
    if isinstance(header, Header) and header.layout.if_repeating and SheetReader(table, header, layouts).repeats():
        return as_other(header, next(other for other in layouts.layouts if other.name == header.layout.if_repeating))
    return header


def _recognised(
    found: list[tuple[Table, Header | NoHeader]], layouts: SourceLayouts
) -> tuple[list[SheetReader], list[Table]]:
    """Return the readers of known sheets and the sheets passed over; refuse what was meant and is not known."""
    others = [other for other in SOURCES.values() if other is not layouts]
    readers, passed_over = [], []
    for table, header in found:
        if isinstance(header, Header):
            readers.append(SheetReader(table, header, layouts))
        elif was_meant(header):
            raise unknown_layout(header, layouts, others, sheet=table.name)
        else:
            passed_over.append(table)
    if not readers:
        _, nearest = max(found, key=lambda pair: _known(pair[1]), default=(None, NoHeader(0, (), frozenset())))
        assert isinstance(nearest, NoHeader)  # noqa: S101 - else there were a reader
        raise unknown_layout(nearest, layouts, others, sheet="")
    for kind in (Kind.SETTINGS, Kind.LISTING):
        names = [reader.table.name for reader in readers if reader.header.layout.kind is kind]
        if len(names) > 1:
            raise FileRefused(
                "unknown-layout",
                f"Several sheets list the settings: {', '.join(names)}. Save the one to import as CSV.",
            )
    return readers, passed_over


def _known(header: Header | NoHeader) -> tuple[int, int]:
    return (len(header.known), len(header.headings)) if isinstance(header, NoHeader) else (0, 0)


def _places(deciding: SheetReader, passed_over: list[Table]) -> Iterator[tuple[str, list[str]]]:
    """Yield where a date may be named, the nearest to the rows first; covers are read only when it comes to them."""
    yield "above the list", list(deciding.header.above)
    yield "in a heading", list(deciding.header.headings)
    if deciding.table.name:
        yield "in the sheet's name", [f"at {deciding.table.name}", deciding.table.name]
    for table in passed_over[:_COVER_SHEETS]:
        rows = islice(table.rows(), _COVER_ROWS)
        yield f"on sheet {table.name}", [cell for _, cells in rows for cell in cells if isinstance(cell, str)]


def _sheet_head(reader: SheetReader) -> SheetHead:
    layout = reader.header.layout
    return SheetHead(
        name=reader.table.name,
        kind=layout.kind,
        layout=layout.name,
        header_row=reader.header.row,
        unknown_columns=reader.header.unknown,
    )
