"""Regulator files as an importer opens them, made in memory: what the loading is tested on."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from register.regulators.importers.facts import SCHEMES, FactValue, Source
from register.regulators.importers.rows import (
    FileHead,
    InspectionRow,
    JoinerRow,
    Kind,
    LeaverRow,
    PremisesRow,
    RejectedRow,
    SettingRow,
    SheetHead,
)

OFSTED = SCHEMES[Source.OFSTED]


@dataclass
class AFile:
    """An opened file that holds what it is given."""

    head: FileHead
    rows: Sequence[SettingRow | RejectedRow] = ()
    premises_rows: Sequence[PremisesRow | RejectedRow] = ()
    inspection_rows: Sequence[InspectionRow | RejectedRow] = ()
    leaver_rows: Sequence[LeaverRow | RejectedRow] = ()
    joiner_rows: Sequence[JoinerRow] = ()
    expected_rows: int = field(init=False)

    def __post_init__(self) -> None:
        self.expected_rows = len(self.rows)

    def settings(self) -> Iterator[SettingRow | RejectedRow]:
        return iter(self.rows)

    def listing(self) -> Iterator[SettingRow | RejectedRow]:
        return iter(())

    def premises(self) -> Iterator[PremisesRow | RejectedRow]:
        return iter(self.premises_rows)

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        return iter(self.inspection_rows)

    def leavers(self) -> Iterator[LeaverRow | RejectedRow]:
        return iter(self.leaver_rows)

    def joiners(self) -> Iterator[JoinerRow | RejectedRow]:
        return iter(self.joiner_rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def a_file(
    *rows: SettingRow | RejectedRow,
    as_of: date = date(2025, 3, 31),
    kind: Kind = Kind.SETTINGS,
    full: bool | None = None,
    mark: str = "",
    **parts: object,
) -> AFile:
    """Make a file; the same content, date and mark give the same digest."""
    content = repr((rows, as_of, kind, mark, sorted(parts.items())))
    head = FileHead(
        source=Source.OFSTED,
        layout=f"ofsted-{kind.value}",
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        size=len(content),
        as_of=as_of,
        as_of_named=True,
        full=kind in {Kind.SETTINGS, Kind.LISTING} if full is None else full,
        sheets=(SheetHead("", kind, f"ofsted-{kind.value}", 1, ()),),
        ignored=(),
    )
    return AFile(head, rows, **parts)  # type: ignore[arg-type]


def a_row(identifier: str = "SC000001", number: int = 2, code: str | None = "IFA", **facts: FactValue) -> SettingRow:
    """Make a provider-level row; facts that are not given are usual ones."""
    usual: dict[str, FactValue] = {
        "name": "Larkfield Fostering" if code == "IFA" else None,
        "redacted": code in {"CH", "SCH"},
        "authority": "Leeds",
        "owner_name": "Larkfield Care Limited",
        "places": None if code == "IFA" else 4,
        "registration_status": "Active",
        "latest_full.overall": "Good",
        "latest_full.inspected_on": date(2024, 10, 1),
    }
    published = {"IFA": "Independent Fostering Agency", "CH": "Children's home", "SA": "Supported Accommodation"}
    return SettingRow(number, OFSTED, identifier, published.get(code or "", "Boarding School"), code, usual | facts)


def a_leaver(identifier: str, *, ended_on: date | None, number: int = 2, status: str = "Resigned") -> LeaverRow:
    """Make a row of a registration that ended."""
    return LeaverRow(
        row=number,
        scheme=OFSTED,
        id=identifier,
        provision="Independent Fostering Agency",
        code="IFA",
        opened_on=None,
        resigned_on=ended_on,
        closed_on=None,
        cancelled_on=None,
        status_before="Active",
        status_after=status,
        reason=None,
        facts={"authority": "Leeds"},
    )


def a_joiner(identifier: str, *, opened_on: date, number: int = 2) -> JoinerRow:
    """Make a row of a registration that opened."""
    return JoinerRow(
        row=number,
        scheme=OFSTED,
        id=identifier,
        provision="Independent Fostering Agency",
        code="IFA",
        opened_on=opened_on,
        resigned_on=None,
        closed_on=None,
        cancelled_on=None,
        status_before=None,
        status_after="Active",
        reason=None,
        facts={"authority": "Leeds", "owner_name": "Larkfield Care Limited"},
    )
