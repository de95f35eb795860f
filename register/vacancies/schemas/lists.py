"""A provider's list as a spreadsheet: its columns in plain words, and what people make of them when they save it."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from register.core.clock import LONDON
from register.core.csv_files import Sheet
from register.core.errors import Reason, RuleBroken
from register.vacancies.queries.listing import HEADER, NEEDS_COLUMNS, TOLD

TITLES: MappingProxyType[str, LazyString] = MappingProxyType(
    {
        "scheme": _l("Number given by"),
        "identifier": _l("Setting number"),
        "label": _l("Setting"),
        "place": _l("Household or premises"),
        "reference": _l("Your reference"),
        "id": _l("Register id"),
        "version": _l("Version"),
        "status": _l("Status"),
        "places": _l("Places"),
        "age_min": _l("Youngest age"),
        "age_max": _l("Oldest age"),
        "gender": _l("Gender"),
        "available_from": _l("Available from"),
        "source_checked_at": _l("Last checked"),
        "purposes": _l("Kinds of placement"),
        "contract_types": _l("Contract types"),
        "needs_core": _l("Core needs"),
        "needs_specialist": _l("Specialist needs"),
        "needs_not_offered": _l("Needs not offered"),
        "notice_hours": _l("Notice in hours"),
        "emergency": _l("Emergency"),
        "siblings_max": _l("Brothers and sisters"),
        "solo": _l("Solo"),
        "subject_to_matching": _l("Subject to matching"),
        "unavailable_reason": _l("Why not available"),
        "unavailable_until": _l("Not available until"),
        "held_until": _l("Held until"),
        "held_for": _l("Held for"),
        "reserved_for": _l("Reserved for"),
        "reserved_until": _l("Reserved until"),
        "words": _l("In your own words"),
        "last_confirmed_at": _l("Confirmed"),
        "confirm_by": _l("Confirm by"),
    }
)
# What headings become when people mend them.
ALIASES: Mapping[str, str] = {
    "urn": "identifier",
    "ofstedurn": "identifier",
    "number": "identifier",
    "settingid": "identifier",
    "ref": "reference",
    "ourreference": "reference",
    "reference": "reference",
    "household": "place",
    "premises": "place",
    "numberofplaces": "places",
    "beds": "places",
    "minage": "age_min",
    "agefrom": "age_min",
    "minimumage": "age_min",
    "maxage": "age_max",
    "ageto": "age_max",
    "maximumage": "age_max",
    "from": "available_from",
    "availabledate": "available_from",
    "checked": "source_checked_at",
    "checkedon": "source_checked_at",
    "checkedat": "source_checked_at",
    "notes": "words",
    "description": "words",
}
NEEDED = ("identifier", "status")
DATES = frozenset({"available_from", "unavailable_until", "reserved_until"})
INSTANTS = frozenset({"source_checked_at", "held_until"})
CODES = frozenset({"purposes", "contract_types", *NEEDS_COLUMNS})
LOWER = frozenset({"scheme", "status", "gender", "solo", "unavailable_reason", "emergency", "subject_to_matching"})
# Somebody has begun to fill a row in where any of these is given.
BEGUN = ("reference", "id", "status", "places")
_SPLIT = re.compile(r"[\s,;/]+")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?")
_WHOLE = re.compile(r"(\d+)\.0+")


def rows_from(sheet: Sheet) -> tuple[list[int], list[dict[str, Any]], list[str]]:
    """Return the numbers and the rows of a list as the schema reads them, and the headings that mean nothing here.

    Rows that nobody has begun are left out. Raises RuleBroken where a column that is needed is not there, or twice.
    """
    columns, unknown = _columns(sheet.header)
    numbers, rows = [], []
    for number, cells in sheet.rows:
        given = {name: cells[at] for at, name in columns.items() if at < len(cells) and cells[at]}
        if any(name in given for name in BEGUN):
            numbers.append(number)
            rows.append(_row(given))
    if not rows:
        text = _("No row has been filled in: give a status and a reference to each vacancy that you offer")
        raise RuleBroken(Reason("file", "empty", text))
    return numbers, rows, unknown


def _columns(header: tuple[str, ...]) -> tuple[dict[int, str], list[str]]:
    names = {_plain(name): name for name in HEADER} | {_plain(str(title)): name for name, title in TITLES.items()}
    names = {**ALIASES, **names}
    columns: dict[int, str] = {}
    unknown = []
    for at, heading in enumerate(header):
        name = names.get(_plain(heading))
        if name is None:
            if heading:
                unknown.append(heading)
        elif name in columns.values():
            text = _("Two columns say “%(title)s”: leave one of them out", title=str(TITLES[name]))
            raise RuleBroken(Reason("file", "twice", text))
        elif name not in TOLD:
            columns[at] = name
    missing = [str(TITLES[name]) for name in NEEDED if name not in columns.values()]
    if missing:
        text = _("The first row has no column “%(titles)s”: start from the template", titles="”, “".join(missing))
        raise RuleBroken(Reason("file", "columns", text))
    return columns, unknown


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.casefold())


def _row(given: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"scheme": "ofsted-urn", "contract_types": ["SPOT"]}
    needs: dict[str, str] = {}
    for name, text in given.items():
        if name in NEEDS_COLUMNS:
            needs |= {code.upper(): str(NEEDS_COLUMNS[name]) for code in _SPLIT.split(text) if code}
        elif name in CODES:
            row[name] = [code.upper() for code in _SPLIT.split(text) if code]
        elif name in DATES:
            row[name] = _day(text)
        elif name in INSTANTS:
            row[name] = _instant(text)
        else:
            whole = _WHOLE.fullmatch(text)
            row[name] = whole[1] if whole else text.casefold().replace(" ", "-") if name in LOWER else text
    if needs:
        row["needs"] = needs
    return row


def _parts(text: str) -> tuple[int, int, int, int, int] | None:
    """Return year, month, day, hour and minute of a day as people and spreadsheets write it; None for other text."""
    if found := _ISO.fullmatch(text):
        year, month, day, hour, minute = found.groups()
    elif found := _DAY.fullmatch(text):
        day, month, year, hour, minute = found.groups()
    else:
        return None
    full = int(year) + 2_000 if len(year) == 2 else int(year)  # noqa: PLR2004 - as spreadsheets shorten it
    return full, int(month), int(day), int(hour or 0), int(minute or 0)


def _day(text: str) -> str:
    parts = _parts(text)
    return text if parts is None else f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}"


def _instant(text: str) -> str:
    """Return an instant as the schema reads it; a time without a zone is London's, a day alone its beginning."""
    parts = _parts(text)
    if parts is None:
        return text
    try:
        return datetime(*parts, tzinfo=LONDON).isoformat()
    except ValueError:
        return text
