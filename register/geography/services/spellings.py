"""Every way in which the regulators' files spell an authority, read without knowing their layouts.

Only the cells of columns whose heading names an authority are read, so that a file of any year will do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from python_calamine import load_workbook

# Headings of columns that hold the name of an authority; any other part of a heading may stand around them.
_HEADINGS = ("local authority", "council_area_name")
# Columns whose heading names an authority but whose cells hold something else.
_NOT_NAMES = ("provided_by", "code")
# A header also names the regulator's identifier; a row of values, or a sentence above the table, does not.
_IDENTIFIERS = frozenset({"urn", "service urn", "csnumber", "casenumber", "ï»¿csnumber"})
_HEADER_WITHIN = 15


def regulator_spellings(source: Path) -> frozenset[str]:
    """Return the names of authorities in the CSV and ODS files of the regulators' folders under `source`."""
    found: set[str] = set()
    for folder in ("ofsted", "scotland", "wales"):
        for path in sorted((source / folder).glob("*.csv")):
            found |= _names(list(csv.reader(io.StringIO(_text(path.read_bytes())))))
        for path in sorted((source / folder).glob("*.ods")):
            workbook = load_workbook(path)
            for sheet in workbook.sheet_names:
                found |= _names(workbook.get_sheet_by_name(sheet).to_python())
    return frozenset(found)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _names(rows: Sequence[Sequence[object]]) -> set[str]:
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        headings = [" ".join(str(cell).split()).lower() for cell in row]
        if _IDENTIFIERS.isdisjoint(headings):
            continue
        columns = _columns(headings)
        cells = (str(line[column]).strip() for line in rows[number + 1 :] for column in columns if column < len(line))
        return {cell for cell in cells if cell}
    return set()


def _columns(headings: Iterable[str]) -> list[int]:
    return [
        number
        for number, heading in enumerate(headings)
        if any(part in heading for part in _HEADINGS) and not any(part in heading for part in _NOT_NAMES)
    ]
