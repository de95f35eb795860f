"""What is checked of a workbook before anything opens it.

A workbook is a zip of XML parts. A small hostile one can unpack to gigabytes, or name one cell in the last row and the
last column, for which a reader lays out every cell between: either ends the process, not the import. So the sizes
that the archive states are checked first, then every part is unpacked piece by piece against what it stated, and
the rows and columns that it would lay out are counted in passing.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

from register.regulators.importers.grids import OdsGlance, OdsGrid, StringsCount, XlsxGrid
from register.regulators.importers.rows import FileRefused

_PIECE = 1 << 14  # a few rows of XML: what the quick look at a sheet is made for
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 0x1
_MOST_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is accepted; the defaults suit every file that the regulators publish."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 400_000_000  # all parts of a workbook together
    other_part_bytes: int = 50_000_000  # a part that holds no cells: styles, pictures, properties
    unpacked_ratio: int = 100  # of any part; published ones reach 25
    cells: int = 10_000_000  # laid out over all sheets, empty ones included; the largest published has half a million
    columns: int = 5_000
    rows: int = 1_048_576  # the last row of a spreadsheet; a CSV file may have so many lines, blank ones included


def check_workbook(path: Path, limits: Limits) -> frozenset[str]:
    """Refuse a zip that is broken, encrypted or unpacks to more than ``limits`` allow; return its parts' names."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, UnicodeError) as problem:
        raise _broken("its table of contents cannot be read") from problem
    _check_stated(parts, limits)
    unpacked = 0
    with path.open("rb") as stream:
        for part in parts:
            unpacked += _check_part(stream, part, limits, limits.unpacked_bytes - unpacked)
    return frozenset(part.filename for part in parts)


def _check_stated(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Check what the table of contents says."""
    if len(parts) > _MOST_PARTS:
        raise FileRefused("zip-bomb", f"The workbook has {len(parts):,} parts; none that is published has so many.")
    if len({part.filename.casefold() for part in parts}) != len(parts):
        raise _broken("two of its parts have the same name")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileRefused("encrypted", "The workbook is protected by a password. Save it without one and try again.")
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise _broken("it is packed in a way that spreadsheets do not use")
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked_bytes:
        raise _too_much(f"{total:,} bytes", limits)
    for part in parts:
        _check_ratio(part, part.file_size, limits)


def _check_ratio(part: zipfile.ZipInfo, size: int, limits: Limits) -> None:
    if size > max(part.compress_size, 1) * limits.unpacked_ratio:
        raise FileRefused(
            "zip-bomb",
            f"The workbook was not opened: a part of it unpacks to more than {limits.unpacked_ratio} times its size. "
            "Download it again from the regulator; if it still says so, save the sheet as CSV and import that.",
        )


def _check_part(stream: BinaryIO, part: zipfile.ZipInfo, limits: Limits, room: int) -> int:
    """Unpack one part in pieces, keeping none of it; return its real size."""
    grid = _grid_of(part.filename, limits)
    if grid is None:
        room = min(room, limits.other_part_bytes)
    size = 0
    for piece in _unpacked(stream, part):
        size += len(piece)
        if size > room:
            raise _too_much("more than it says", limits)
        if size > part.file_size:
            raise _broken("a part of it is larger than it says")
        if grid is not None:
            grid.feed(piece)
    if size != part.file_size:
        raise _broken("a part of it is shorter than it says")
    if grid is not None:
        grid.close()
        if isinstance(grid, OdsGlance) and grid.doubtful:
            _look_closely(stream, part, limits)
    return size


def _look_closely(stream: BinaryIO, part: zipfile.ZipInfo, limits: Limits) -> None:
    """Count rows and columns exactly and see that every element ends, where the quick look could not say."""
    grid = OdsGrid(cells=limits.cells, columns=limits.columns, rows=limits.rows)
    xml = ParserCreate()
    try:
        for piece in _unpacked(stream, part):
            grid.feed(piece)
            xml.Parse(piece, False)  # noqa: FBT003 - not the last piece; the parser takes no names
        xml.Parse(b"", True)  # noqa: FBT003 - the last piece
    except ExpatError as problem:
        raise _broken("its XML is damaged") from problem
    grid.close()


def _grid_of(name: str, limits: Limits) -> OdsGlance | XlsxGrid | StringsCount | None:
    """Return the counter for a part that lays out cells or holds their texts."""
    lowered = name.casefold()
    if lowered == "content.xml":
        return OdsGlance(cells=limits.cells, columns=limits.columns, rows=limits.rows)
    if lowered.startswith("xl/worksheets/") and lowered.endswith(".xml"):
        return XlsxGrid(cells=limits.cells, columns=limits.columns, rows=limits.rows)
    if lowered == "xl/sharedstrings.xml":
        return StringsCount(cells=limits.cells)
    return None


def _unpacked(stream: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part, at most ``_PIECE`` at a time."""
    stream.seek(part.header_offset)
    head = stream.read(_LOCAL_HEADER.size)
    if len(head) < _LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
        raise _broken("a part of it is not where it should be")
    fields = _LOCAL_HEADER.unpack(head)
    stream.seek(fields[9] + fields[10], 1)  # the part's name and extra field
    left = part.compress_size
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = stream.read(min(_PIECE, left))
        if not packed:
            raise _broken("it is cut short")
        left -= len(packed)
        if unpack is None:
            yield packed
            continue
        try:
            while packed and not unpack.eof:
                if piece := unpack.decompress(packed, _PIECE):
                    yield piece
                packed = unpack.unconsumed_tail
        except zlib.error as problem:
            raise _broken("a part of it is damaged") from problem
    if unpack is not None:
        if not unpack.eof:
            raise _broken("it is cut short")
        if tail := unpack.flush():
            yield tail


def _too_much(size: str, limits: Limits) -> FileRefused:
    return FileRefused(
        "zip-bomb",
        f"The workbook was not opened: it unpacks to {size}, and {limits.unpacked_bytes:,} bytes is the most accepted. "
        "Download it again from the regulator; if it still says so, save the sheet as CSV and import that.",
    )


def _broken(how: str) -> FileRefused:
    return FileRefused(
        "broken", f"The workbook cannot be read: {how}. Download it again; an upload or download may have broken it."
    )
