"""Regulator files in small: CSV, OpenDocument and Excel workbooks built from rows of cells."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | float | date | None
Rows = Iterable[Sequence[Cell]]

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def a_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else cell for cell in row] for row in rows
    )
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def ods_row(row: Sequence[Cell], attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_sheet(name: str, rows: str) -> str:
    return f'<table:table table:name="{escape(name)}">{rows}</table:table>'


def ods_bytes(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def a_zip(path: Path, parts: Mapping[str, bytes | str], *, level: int = 6) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def an_ods(path: Path, sheets: Mapping[str, Rows], *, more: Mapping[str, bytes] | None = None) -> Path:
    body = "".join(ods_sheet(name, "".join(map(ods_row, rows))) for name, rows in sheets.items())
    return an_ods_of(path, ods_bytes(body), more=more)


def an_ods_of(path: Path, content: bytes, *, more: Mapping[str, bytes] | None = None) -> Path:
    return a_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _MANIFEST,
            "content.xml": content,
            **(more or {}),
        },
    )


def xlsx_place(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def xlsx_rows(rows: Rows) -> str:
    out = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for index, cell in enumerate(row, start=1):
            if cell is None or cell == "":
                continue
            place = xlsx_place(number, index)
            if isinstance(cell, str):
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif isinstance(cell, date):
                cells.append(f'<c r="{place}" t="d"><v>{cell.isoformat()}</v></c>')
            else:
                cells.append(f'<c r="{place}"><v>{cell}</v></c>')
        out.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(out)


def an_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    return an_xlsx_of(path, {name: xlsx_rows(rows) for name, rows in sheets.items()})


def an_xlsx_of(path: Path, sheets: Mapping[str, str]) -> Path:
    """Write a workbook whose sheets' row XML is given as it is."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for number in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}">{links}</Relationships>',
    }
    for number, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return a_zip(path, parts)
