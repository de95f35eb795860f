"""Three hundred broken regulator files, the same every time, and a program that reads them all and says what came.

Run with a folder it writes each file there, reads it, and prints one JSON object a file. It runs apart from the tests
because the worst that a file can do is to end the process.
"""

import json
import random
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from register.regulators.importers.facts import Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import FileRefused, RejectedRow
from tests.builders.regulator_files import OFSTED_2025, ofsted_row, ofsted_sheet
from tests.builders.spreadsheets import (
    Cell,
    a_csv,
    a_zip,
    an_ods,
    an_ods_of,
    an_xlsx,
    an_xlsx_of,
    ods_bytes,
    ods_cell,
    ods_row,
    ods_sheet,
    xlsx_rows,
)
from tests.memory import peak_bytes

Make = Callable[[Path], object]
MEMORY = 1_500_000_000  # address space of the program that reads them: a file that asks for more ends it
GOOD = 40
_MILLIONS = 10_000_000


def good_sheet() -> list[list[Cell]]:
    return ofsted_sheet(*(ofsted_row(f"SC{100_000 + number}") for number in range(GOOD)))


def broken_files() -> Iterator[tuple[str, Make]]:
    """Yield (name, how to write it); the name's first word is what is wrong."""
    for family in (
        cut_short, bits_turned, wrong_encodings, headings_amiss, columns_joined, formulas, cells_amiss, endless_files,
        zip_bombs, grid_bombs, workbooks_amiss, not_tables,
    ):  # fmt: skip
        yield from family()


def _csv_bytes(path: Path) -> bytes:
    return a_csv(path, good_sheet()).read_bytes()


def cut_short() -> Iterator[tuple[str, Make]]:
    for tenth in range(1, 20):
        for suffix, build in (("ods", an_ods), ("xlsx", an_xlsx)):

            def make(path: Path, share: float = tenth / 20, build: Callable[..., Path] = build) -> None:
                whole = build(path, {"Provider level": good_sheet()}).read_bytes()
                path.write_bytes(whole[: int(len(whole) * share)])

            yield f"cut-{tenth}.{suffix}", make

        def make_csv(path: Path, share: float = tenth / 20) -> None:
            whole = _csv_bytes(path)
            end = int(len(whole) * share)
            path.write_bytes(whole[: end - 3 if whole[end - 2 : end] == b"\r\n" else end])

        yield f"cut-{tenth}.csv", make_csv


def bits_turned() -> Iterator[tuple[str, Make]]:
    for seed in range(30):
        for suffix, build in (("ods", an_ods), ("xlsx", an_xlsx)):

            def make(path: Path, seed: int = seed, build: Callable[..., Path] = build) -> None:
                whole = bytearray(build(path, {"Provider level": good_sheet()}).read_bytes())
                chance = random.Random(seed)
                for _ in range(1 + seed % 5):
                    whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
                path.write_bytes(whole)

            yield f"turned-{seed}.{suffix}", make


def wrong_encodings() -> Iterator[tuple[str, Make]]:
    for encoding in ("utf-32", "cp500", "cp037"):
        yield f"encoding-{encoding}.csv", lambda path, encoding=encoding: a_csv(path, good_sheet(), encoding=encoding)
    yield "encoding-odd-utf-16.csv", lambda path: path.write_bytes(_csv_bytes(path).decode().encode("utf-16")[:-1])
    yield (
        "encoding-half-utf-16.csv",
        lambda path: path.write_bytes(b"\xff\xfe" + _csv_bytes(path)[:-100] + b"\x00\xd8"),
    )
    yield "encoding-nul-bytes.csv", lambda path: path.write_bytes(_csv_bytes(path).replace(b"Invented", b"In\x00ented"))
    yield "encoding-control.csv", lambda path: path.write_bytes(_csv_bytes(path).replace(b"Invented", b"In\x07ented"))
    yield "encoding-only-mark.csv", lambda path: path.write_bytes(b"\xef\xbb\xbf")
    yield "encoding-only-wide-mark.csv", lambda path: path.write_bytes(b"\xff\xfe")
    yield "encoding-noise.csv", lambda path: path.write_bytes(random.Random(7).randbytes(200_000))


def _with_header(change: Callable[[list[Cell]], list[Cell]]) -> Make:
    def make(path: Path) -> None:
        sheet = good_sheet()
        sheet[3] = change(list(sheet[3]))
        a_csv(path, sheet) if path.suffix == ".csv" else an_ods(path, {"Provider level": sheet})

    return make


def headings_amiss() -> Iterator[tuple[str, Make]]:
    for suffix in ("csv", "ods"):
        for heading in ("URN", "Provision type", "Local authority"):
            for word in ("", "Column", "2025", heading[::-1], heading * 40):
                rename = _with_header(
                    lambda header, heading=heading, word=word: [word if cell == heading else cell for cell in header]
                )
                yield f"heading-{heading.split()[0]}-{len(word)}-{word[:3]}.{suffix}", rename
        yield f"heading-none.{suffix}", _with_header(lambda _header: [])
        yield f"heading-backwards.{suffix}", _with_header(lambda header: header[::-1])
        yield f"heading-moved.{suffix}", _with_header(lambda header: [*header[1:], ""])
    yield "heading-too-low.csv", lambda path: a_csv(path, [["Notes"]] * 200 + good_sheet())
    yield "heading-again.csv", lambda path: a_csv(path, [*good_sheet(), *good_sheet()[3:]])


def columns_joined() -> Iterator[tuple[str, Make]]:
    for column in range(1, 31, 2):

        def make(path: Path, column: int = column) -> None:
            sheet = good_sheet()
            for row in sheet[10:20]:
                row[column : column + 2] = [f"{row[column]} {row[column + 1]}"]
            a_csv(path, sheet)

        yield f"joined-{column}.csv", make

        def shift(path: Path, column: int = column) -> None:
            sheet = good_sheet()
            for row in sheet[10:20]:
                row.insert(column, "x")
            a_csv(path, sheet)

        yield f"shifted-{column}.csv", shift


def _with_cell(column: int, cell: Cell) -> Make:
    def make(path: Path) -> None:
        sheet = good_sheet()
        sheet[12][column] = cell
        a_csv(path, sheet) if path.suffix == ".csv" else an_xlsx(path, {"Provider level": sheet})

    return make


def formulas() -> Iterator[tuple[str, Make]]:
    for column, heading in enumerate(OFSTED_2025):
        if heading != "Web link":
            yield f"formula-{column}.csv", _with_cell(column, '=HYPERLINK("http://example.org";"x")')


def cells_amiss() -> Iterator[tuple[str, Make]]:
    column = {heading.strip(): index for index, heading in enumerate(OFSTED_2025)}
    amiss: dict[str, tuple[Cell, ...]] = {
        "URN": ("", "128851", "SC12", "SC100001", "XXXXXXX", "SC1234567", 99),
        "Provision type": ("", "NULL", "x" * 5_000),
        "Registration date": ("31/06/2020", "June", "1/1/1", 3, "2020-13-01"),
        "Places": ("four", "-1", "4.5", "999999", "1e3"),
        "Short-break-only children's home": ("perhaps", "2"),
        "Latest full inspection date": ("00/00/0000", "yesterday", -4),
        "Organisation which owns the provider": ("#REF!", "\u0000", "\ufdd0", "x" * 40_000),
    }
    for heading, cells in amiss.items():
        for number, cell in enumerate(cells):
            yield f"cell-{column[heading]}-{number}.csv", _with_cell(column[heading], cell)
            if isinstance(cell, int) or (cell.isprintable() and len(cell) < 100):
                yield f"cell-{column[heading]}-{number}.xlsx", _with_cell(column[heading], cell)


def endless_files() -> Iterator[tuple[str, Make]]:
    yield "endless-blank-lines.csv", lambda path: path.write_bytes(_csv_bytes(path) + b"\n" * _MILLIONS)
    yield "endless-blank-lines-first.csv", lambda path: path.write_bytes(b"\n" * _MILLIONS + _csv_bytes(path))
    yield "endless-commas.csv", lambda path: path.write_bytes(_csv_bytes(path) + b"," * _MILLIONS)
    yield "endless-line.csv", lambda path: path.write_bytes(b"x" * _MILLIONS)
    yield "endless-cell.csv", lambda path: path.write_bytes(_csv_bytes(path) + b'"' + b"x" * _MILLIONS + b'"')
    yield "endless-quote.csv", lambda path: path.write_bytes(_csv_bytes(path).replace(b"Private", b'"Private', 1) * 40)
    yield "endless-rows-of-commas.csv", lambda path: path.write_bytes(_csv_bytes(path) + b",,,\n" * 2_000_000)
    yield "endless-size.csv", lambda path: _sparse(path, 200_000_000)


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.truncate(size)


def zip_bombs() -> Iterator[tuple[str, Make]]:
    spaces = b" " * 20_000_000
    yield "bomb-ratio.ods", lambda path: an_ods_of(path, ods_bytes("") + spaces)
    yield "bomb-other-part.ods", lambda path: an_ods(path, {"A": good_sheet()}, more={"styles.xml": spaces})
    yield "bomb-nested.ods", lambda path: an_ods(path, {"A": good_sheet()}, more={"x.zip": b"\0" * 5_000_000})
    yield "bomb-ratio.xlsx", lambda path: an_xlsx_of(path, {"A": " " * 20_000_000})
    yield "bomb-says-much.ods", lambda path: _size_said(path, 500_000_000)
    yield "bomb-says-little.ods", lambda path: _size_said(path, 1_000)
    yield "bomb-many-parts.ods", lambda path: a_zip(path, {f"part{number}.xml": b"x" for number in range(3_000)})
    noise = random.Random(3).randbytes(700_000)
    yield (
        "bomb-big-part.ods",
        lambda path: an_ods(path, {"A": good_sheet()}, more={"a.bin": noise + b"\0" * 60_000_000}),
    )


def _size_said(path: Path, size: int) -> None:
    """Write a workbook whose table of contents says another size of its content than it has."""
    an_ods(path, {"Provider level": good_sheet()})
    with zipfile.ZipFile(path) as archive:
        real = archive.getinfo("content.xml").file_size
    path.write_bytes(path.read_bytes().replace(real.to_bytes(4, "little"), size.to_bytes(4, "little")))


def grid_bombs() -> Iterator[tuple[str, Make]]:
    header = "".join(map(ods_row, good_sheet()))
    empty = f' table:number-rows-repeated="{_MILLIONS}"'
    wide = ' table:number-columns-repeated="16384"'
    grids = {
        "rows-between": header + ods_row([""], empty) + ods_row(["x"]),
        "rows-repeated": header + ods_row(ofsted_row("SC999999"), empty),
        "rows-in-small-steps": header + (ods_row([""], ' table:number-rows-repeated="100"') + ods_row(["x"])) * 20_000,
        "columns-repeated": header + ods_row(["x"]).replace("<table:table-cell", f"<table:table-cell{wide}") * 3_000,
        "far-corner": header
        + f"<table:table-row><table:table-cell{wide}/>{ods_cell('x')}</table:table-row>"
        + ods_row(["x"]) * 30_000,
        "number-as-entity": header + ods_row(["x"], ' table:number-rows-repeated="&#49;0000000"'),
        "negative": header + ods_row(["x"], ' table:number-rows-repeated="-5"'),
        "single-quotes": header + ods_row(["x"], f" table:number-rows-repeated = '{_MILLIONS}'"),
    }
    for name, rows in grids.items():
        yield f"grid-{name}.ods", lambda path, rows=rows: an_ods_of(path, ods_bytes(ods_sheet("Level", rows)))
    for number, (row, column) in enumerate(((1_048_576, "XFD"), (1_000_000, "AZ"), (9_999_999, "A"), (2, "ZZZZ"))):
        cell = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
        yield f"grid-{number}.xlsx", lambda path, cell=cell: an_xlsx_of(path, {"A": xlsx_rows(good_sheet()) + cell})
    unnamed = "<row>" + "<c><v>1</v></c>" * 9_000 + "</row>" + "<row><c><v>1</v></c></row>" * 20_000
    yield "grid-unnamed.xlsx", lambda path: an_xlsx_of(path, {"A": unnamed})


def workbooks_amiss() -> Iterator[tuple[str, Make]]:
    bodies = {
        "no-sheets": "",
        "no-rows": ods_sheet("Level", ""),
        "not-closed": '<table:table table:name="Level">' + "".join(map(ods_row, good_sheet())),
        "crossed": ods_sheet("Level", "<table:table-row><table:table-cell></table:table-row></table:table-cell>"),
        "two-lists": ods_sheet("A", "".join(map(ods_row, good_sheet()))) * 2,
        "merged": ods_sheet("Level", "".join(map(ods_row, good_sheet()))).replace(
            "<text:p>Active</text:p></table:table-cell>", "</table:table-cell><table:covered-table-cell/>"
        ),
    }
    for name, body in bodies.items():
        yield f"workbook-{name}.ods", lambda path, body=body: an_ods_of(path, ods_bytes(body))
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + ods_bytes(ods_sheet("A", ods_row(["&b;"])))
    yield "workbook-entities.ods", lambda path: an_ods_of(path, entities)
    yield "workbook-utf-16.ods", lambda path: an_ods_of(path, ods_bytes("").decode().encode("utf-16"))
    yield "workbook-empty-content.ods", lambda path: an_ods_of(path, b"")
    yield "workbook-no-content.ods", lambda path: a_zip(path, {"mimetype": "x", "readme.txt": "x"})
    yield "workbook-empty-archive.ods", lambda path: a_zip(path, {})
    yield "workbook-same-names.ods", lambda path: a_zip(path, {"content.xml": b"a", "Content.xml": b"b"})
    yield "workbook-encrypted.ods", _encrypted
    yield "workbook-old.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_096)
    yield "workbook-missing-sheet.xlsx", lambda path: a_zip(path, {"xl/workbook.xml": "<workbook/>"})


def _encrypted(path: Path) -> None:
    """Write a workbook whose parts are marked as encrypted."""
    whole = bytearray(an_ods(path, {"Provider level": good_sheet()}).read_bytes())
    start = 0
    while (start := whole.find(b"PK\x01\x02", start)) >= 0:
        whole[start + 8] |= 1
        start += 4
    path.write_bytes(whole)


def not_tables() -> Iterator[tuple[str, Make]]:
    contents = {
        "empty.csv": b"",
        "page.csv": b"<!DOCTYPE html><html><body>Not found</body></html>",
        "page.ods": b"\n<html>Sign in</html>",
        "document.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 8,
        "list.json": b'{"settings": []}',
        "packed.csv": b"\x1f\x8b\x08" + bytes(64),
        "sentence.csv": b"Please find attached",
        "numbers.csv": b"1,2,3\n" * 5_000,
        "pounds.csv": b"URN;;;" * 4_000,
        "program.ods": b"MZ" + bytes(4_096),
    }
    for name, content in contents.items():
        yield f"other-{name}", lambda path, content=content: path.write_bytes(content)
    yield "other-folder.csv", lambda path: path.mkdir()
    yield "other-absent.csv", lambda _path: None


def outcome(path: Path) -> dict[str, object]:
    """Read a file to its end and say what came: refused with words, or how many rows of each kind."""
    read, rejected = 0, []
    try:
        with open_file(path, Source.OFSTED, as_of=date(2025, 3, 31)) as opened:
            for rows in (opened.settings, opened.listing, opened.premises, opened.inspections, opened.leavers):
                for row in rows():
                    if isinstance(row, RejectedRow):
                        rejected.append(row)
                    else:
                        read += 1
    except FileRefused as refused:
        return {"refused": refused.code, "words": str(refused)}
    explained = all(row.why and row.remedy and row.row > 0 for row in rejected)
    return {"read": read, "rejected": len(rejected), "explained": explained}


def main(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name, make in broken_files():
        path = folder / name
        make(path)
        before = resource.getrusage(resource.RUSAGE_SELF)
        told = outcome(path)
        after = resource.getrusage(resource.RUSAGE_SELF)
        told |= {"name": name, "seconds": after.ru_utime - before.ru_utime, "peak": peak_bytes()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        if path.is_file():
            path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
