"""What an opened regulator file gives: its head, and rows in plain values.

The importers read and convert; whoever applies the rows decides what is new, changed or gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol, Self

from register.regulators.importers.facts import FactValue, Source


class Kind(StrEnum):
    """What the rows of a sheet (or of a CSV file) are."""

    SETTINGS = "settings"  # provider level: one row a setting, with its latest judgements
    LISTING = "listing"  # providers and places: one row a setting, without judgements
    PREMISES = "premises"  # supported accommodation premises: several rows a setting
    INSPECTIONS = "inspections"  # in-year inspections: a setting's identifier repeats
    MOVEMENTS = "movements"  # leavers and joiners


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A sheet that was recognised by its columns; a CSV file is one sheet with an empty name."""

    name: str
    kind: Kind
    layout: str
    header_row: int  # as the spreadsheet numbers it, from 1
    unknown_columns: tuple[str, ...]  # present and not read, as published


@dataclass(frozen=True, slots=True)
class FileHead:
    """What is known of the whole file before its rows are read."""

    source: Source
    layout: str  # of the sheet that decides: provider level before listing, premises, inspections, movements
    sha256: str  # of the file's bytes, hexadecimal
    size: int  # bytes
    as_of: date
    as_of_named: bool  # the file itself names the date (else it was given)
    full: bool  # lists every setting, so one that is missing from it is gone
    sheets: tuple[SheetHead, ...]
    ignored: tuple[str, ...]  # names of sheets without a known layout (covers, notes, time series)


class SettingRow(NamedTuple):
    """A setting as the file states it. ``facts`` are keyed and typed by ``facts.FACTS``."""

    row: int  # as the spreadsheet numbers it, from 1
    scheme: str
    id: str
    provision: str  # the regulator's own name of the type, in one spelling whatever the case in the file
    code: str | None  # our code of the type (pack 3.1), None where it is out of the service's scope
    facts: dict[str, FactValue]


class PremisesRow(NamedTuple):
    """One supported accommodation premises of the provider ``id``; the file gives it no identifier of its own."""

    row: int
    scheme: str
    id: str
    category: str | None
    places: int | None
    authority: str | None
    region: str | None
    government_region: str | None
    constituency: str | None
    registration_status: str | None
    registered_on: date | None


class InspectionRow(NamedTuple):
    """One inspection or visit of the year; ``judgements`` are keyed by ``facts.JUDGEMENTS``, blank ones left out."""

    row: int
    scheme: str
    id: str
    provision: str
    event_type: str | None
    event_number: str | None
    inspected_on: date | None
    published_on: date | None
    judgements: dict[str, str]


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A registration that opened or ended in the year; a setting that did both is in both lists."""

    row: int
    scheme: str
    id: str
    provision: str
    code: str | None
    opened_on: date | None
    resigned_on: date | None
    closed_on: date | None
    cancelled_on: date | None
    status_before: str | None
    status_after: str | None
    reason: str | None
    facts: dict[str, FactValue]  # name, authority, places ... as stated here


@dataclass(frozen=True, slots=True)
class LeaverRow(MovementRow):
    """A registration that ended."""

    @property
    def ended_on(self) -> date | None:
        """The first of the end dates that the row states."""
        days = [day for day in (self.resigned_on, self.closed_on, self.cancelled_on) if day is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class JoinerRow(MovementRow):
    """A registration that opened."""


class RejectedRow(NamedTuple):
    """A row that cannot be read: where, what and why, and what to do about it.

    ``value`` is cut to 80 characters and left out ("(not shown)") for columns that can locate a setting, and where it
    holds a postcode.
    """

    row: int
    sheet: str
    column: str
    value: str
    why: str
    remedy: str


class OpenedFile(Protocol):
    """A file whose layout, date and size have been accepted; a context manager that frees what it holds.

    Iterators stream in the file's order, may be called again, and are empty where the file has no such sheet.
    """

    head: FileHead
    expected_rows: int  # of the sheet that decides: an estimate for progress bars, never less than the rows to come

    def settings(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield provider level; where the file has none, the listing of providers and places."""

    def listing(self) -> Iterator[SettingRow | RejectedRow]:
        """Yield settings that only the listing beside a provider-level sheet has (older years: not inspected yet)."""

    def premises(self) -> Iterator[PremisesRow | RejectedRow]:
        """Supported accommodation premises."""

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        """In-year inspections and visits."""

    def leavers(self) -> Iterator[LeaverRow | RejectedRow]:
        """Registrations that ended; rejected movement rows come here and not again among the joiners."""

    def joiners(self) -> Iterator[JoinerRow | RejectedRow]:
        """Registrations that opened."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class FileRefused(Exception):
    """The file is not opened or not read on: nothing of it may be applied.

    ``code`` is stable (``not-a-file``, ``too-big``, ``zip-bomb``, ``encrypted``, ``broken``, ``encoding``,
    ``unknown-layout``, ``other-source``, ``no-date``, ``dates-differ``, ``not-a-date``, ``download``); the message is
    for people and names what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
