"""Rows of a sheet with a known header, converted: the converters are put together once a sheet, not once a row.

Cells are converted column by column over some rows at a time, which costs a third of going cell by cell; where one of
them is refused, those rows are gone through one by one, so that each ends as it would alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from register.regulators.domain.places import holds_postcode
from register.regulators.importers.facts import FACTS, SCHEMES, FactValue
from register.regulators.importers.headings import Header
from register.regulators.importers.layouts import SourceLayouts
from register.regulators.importers.rows import (
    InspectionRow,
    JoinerRow,
    LeaverRow,
    PremisesRow,
    RejectedRow,
    SettingRow,
)
from register.regulators.importers.tables import Table
from register.regulators.importers.values import REDACTED, BadCell, Cell, Converter, memo, shown

_WITHHELD = ("name", "address_1", "postcode")
_NOT_SHOWN = "(not shown)"
_SAMPLE = 200
_AT_A_TIME = 256  # rows that are converted together
_FEW_REPEATS = 2
_PREMISES = frozenset(
    {
        "service_category", "places", "premises_authority", "authority", "region", "government_region",
        "constituency", "registration_status", "registered_on",
    }
)  # fmt: skip
_MOVEMENT = frozenset(
    {
        "provision", "opened_on", "resigned_on", "closed_on", "cancelled_on", "status_before", "status_after", "reason",
        "joiner_status", "leaver_status",
    }
)  # fmt: skip
_STATED_BY_MOVEMENTS = frozenset(
    {
        "name", "authority", "region", "government_region", "constituency", "sector", "places", "premises",
        "short_breaks_only", "registered_on", "registration_status",
    }
)  # fmt: skip

Values = dict[str, FactValue]
Numbered = tuple[int, Sequence[Cell]]
Read = tuple[int, str, Sequence[FactValue]]  # row number, identifier, values in the order of the plan


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is read of each row: the identifier, the columns with their keys and converters, the withheld ones."""

    id_index: int
    identify: Converter
    columns: tuple[tuple[int, str, Converter], ...]
    withheld: tuple[int, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What the values of a row are, in their order."""
        return (*(key for _, key, _ in self.columns), *(("redacted",) if self.withheld else ()))


class SheetReader:
    """Reads one sheet; ``header`` says which column is which."""

    def __init__(self, table: Table, header: Header, source: SourceLayouts) -> None:
        self.table = table
        self.header = header
        self._source = source
        self._scheme = SCHEMES[source.source]
        self._index_of = {key: index for index, key in header.keys.items()}
        self._identifiers: frozenset[str] | None = None
        self._converters: dict[str, Converter] = {}
        self._pads = table.name != "" or _pads(table, header)

    def settings(self, *, without: frozenset[str] = frozenset()) -> Iterator[SettingRow | RejectedRow]:
        """Yield one row a setting; a repeated identifier is rejected. ``without`` leaves out identifiers silently."""
        source, scheme = self._source, self._scheme
        seen: dict[str, int] = {}
        type_key = "provision" if "provision" in self._index_of else "service_type"
        plan = self._plan(frozenset(FACTS) | {"provision"})
        keys = plan.keys
        for read in self._read(plan, without=without):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
            if (first := seen.setdefault(identifier, number)) != number:
                yield self._rejected(
                    number,
                    "id",
                    identifier,
                    BadCell(f"is also in row {first}", "each setting has one row: keep the right one"),
                )
                continue
            facts = dict(zip(keys, values, strict=True))
            if facts.get(type_key) is None:
                yield self._rejected(
                    number, type_key, "", BadCell("is empty", "give the regulator's type of provision")
                )
                continue
            source.finish(facts)
            provision, code = source.provision(facts)
            yield SettingRow(number, scheme, identifier, provision, code, facts)
        if not without:
            self._identifiers = frozenset(seen)

    def premises(self) -> Iterator[PremisesRow | RejectedRow]:
        """Yield one row a premises."""
        plan = self._plan(_PREMISES)
        own = "premises_authority" in plan.keys
        pick = _picking(
            plan.keys, ["premises_authority" if own and key == "authority" else key for key in _PREMISES_FIELDS]
        )
        for read in self._read(plan):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
            yield PremisesRow(number, self._scheme, identifier, *pick(values))  # type: ignore[arg-type] # typed by column

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        """Yield one row an inspection."""
        plan = self._plan(frozenset(key for key in self._index_of if key.startswith("event.")) | {"provision"})
        parts = [key.removeprefix("event.") for key in plan.keys]
        pick = _picking(parts, _EVENT_FIELDS)
        judged = [(index, part) for index, part in enumerate(parts) if part not in _EVENT_FIELDS]
        for read in self._read(plan):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
            stated = dict(zip(_EVENT_FIELDS, pick(values), strict=True))
            stated["provision"] = str(stated["provision"] or "")
            judgements = {part: value for index, part in judged if isinstance(value := values[index], str)}
            yield InspectionRow(number, self._scheme, identifier, judgements=judgements, **stated)  # type: ignore[arg-type] # typed by column

    def movements(self) -> Iterator[tuple[LeaverRow | None, JoinerRow | None] | RejectedRow]:
        """Yield each row as a leaver, a joiner or both."""
        name = self.header.layout.name
        plan = self._plan(_MOVEMENT | _STATED_BY_MOVEMENTS)
        keys = plan.keys
        for read in self._read(plan):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, stated_values = read
            values = dict(zip(keys, stated_values, strict=True))
            leaves = name == "ofsted-leavers" or values.pop("leaver_status", None) is not None
            joins = name == "ofsted-joiners" or values.pop("joiner_status", None) is not None
            if not leaves and not joins:
                column = "leaver_status" if "leaver_status" in self._index_of else "joiner_status"
                yield self._rejected(number, column, "", BadCell("is empty", "say Joiner or Leaver"))
                continue
            stated = self._movement(number, identifier, values)
            yield (LeaverRow(**stated) if leaves else None, JoinerRow(**stated) if joins else None)  # type: ignore[arg-type] # typed by column

    def _movement(self, number: int, identifier: str, values: Values) -> Mapping[str, object]:
        """Return the fields of a movement row; the facts are what it states beside them."""
        after = values.pop("status_after", None) or values.get("registration_status")
        opened = values.pop("opened_on", None) or values.get("registered_on")
        values.pop("registration_status", None)
        dates = {key: values.pop(key, None) for key in ("resigned_on", "closed_on", "cancelled_on")}
        before, reason = values.pop("status_before", None), values.pop("reason", None)
        provision, code = self._source.provision(values)
        return {
            "row": number, "scheme": self._scheme, "id": identifier, "provision": provision, "code": code,
            "opened_on": opened, "status_before": before, "status_after": after, "reason": reason, "facts": values,
            **dates,
        }  # fmt: skip

    def is_empty(self) -> bool:
        """Whether nothing stands below the header."""
        return not any(number > self.header.row for number, _ in self.table.rows())

    def identifiers(self) -> frozenset[str]:
        """Return every identifier that can be read, rejected rows left out."""
        if self._identifiers is None:
            reads = self._read(self._plan(frozenset()))
            self._identifiers = frozenset(read[1] for read in reads if not isinstance(read, RejectedRow))
        return self._identifiers

    def repeats(self) -> bool:
        """Whether identifiers come back in more than one row of a hundred: inspections, not settings."""
        reads = [read[1] for read in self._read(self._plan(frozenset())) if not isinstance(read, RejectedRow)]
        return len(reads) - len(set(reads)) > max(_FEW_REPEATS, len(reads) // 100)

    def _plan(self, keys: frozenset[str]) -> _Plan:
        """Put together how the columns of ``keys`` are read."""
        withheld = tuple(self._index_of[key] for key in _WITHHELD if key in self._index_of and key in keys)
        wanted = [(index, key) for index, key in self.header.keys.items() if key in keys and key != "id"]
        return _Plan(
            id_index=self._index_of["id"],
            identify=self._source.by_key["id"].converter,
            columns=tuple((index, key, self._converter(key)) for index, key in wanted),
            withheld=withheld,
        )

    def _converter(self, key: str) -> Converter:
        """Return the converter of a column; one that remembers does so over all readings of the sheet."""
        column = self._source.by_key[key]
        if not column.few:
            return column.converter
        return self._converters.setdefault(key, memo(column.converter))

    def _read(self, plan: _Plan, *, without: frozenset[str] = frozenset()) -> Iterator[Read | RejectedRow]:
        """Convert the planned columns; a bad cell rejects its row with the first that was found."""
        rows = self._rows()
        while some := list(islice(rows, _AT_A_TIME)):
            good = [one for one in some if not isinstance(one, RejectedRow)]
            try:
                if len(good) < len(some):
                    raise BadCell("has another width", "")  # noqa: TRY301 - then, too, the rows are gone through singly
                reads = _converted(plan, good, without)
            except BadCell:
                for one in some:
                    yield from (one,) if isinstance(one, RejectedRow) else self._read_one(plan, one, without)
            else:
                yield from reads

    def _read_one(self, plan: _Plan, numbered: Numbered, without: frozenset[str]) -> Iterator[Read | RejectedRow]:
        """Yield what becomes of one row: nothing where it is blank or its identifier is among ``without``."""
        number, cells = numbered
        try:
            if str(plan.identify(cells[plan.id_index])) in without:
                return
            yield from _converted(plan, [numbered], without)
        except BadCell:
            if any(str(cell).strip() for cell in cells):
                columns = ((plan.id_index, "id", plan.identify), *plan.columns)
                yield self._first_bad(columns, number, cells)

    def _rows(self) -> Iterator[Numbered | RejectedRow]:
        """Yield the rows below the header, each as wide as the header at least, and those of a CSV that cannot be."""
        header, is_csv = self.header, self.table.name == ""
        for number, cells in self.table.rows():
            if number <= header.row:
                continue
            if not is_csv or len(cells) == header.width:
                yield number, cells
            elif (wrong := self._wrong_width(number, cells)) is not None:
                yield wrong
            else:
                yield number, [*cells, *[""] * (header.width - len(cells))]

    def _first_bad(self, plan: Sequence[tuple[int, str, Converter]], number: int, cells: Sequence[Cell]) -> RejectedRow:
        """Return the rejection of a row for the first of its cells that cannot be converted."""
        for index, key, convert in plan:
            try:
                convert(cells[index])
            except BadCell as bad:
                return self._rejected(number, key, cells[index], bad)
        raise AssertionError("a converter refused a cell once and took it the second time")

    def _wrong_width(self, number: int, cells: Sequence[Cell]) -> RejectedRow | None:
        """Return the rejection of a CSV row with too many or too few cells, None where only blanks differ."""
        width = self.header.width
        if not any(str(cell).strip() for cell in cells):
            return None
        extra = next((cell for cell in cells[width:] if str(cell).strip()), None)
        if extra is not None:
            bad = BadCell(f"is beyond the {width} columns of the header", "look for a comma that needs quotation marks")
            return self._rejected(number, None, extra, bad)
        if not self._pads or width <= len(cells) <= len(self.header.headings):
            return None
        bad = BadCell(
            f"has {len(cells)} cells, the header {width}: one is missing, or two were joined or split",
            "compare the row with the file as published",
        )
        return self._rejected(number, None, "", bad)

    def _rejected(self, number: int, key: str | None, cell: Cell, bad: BadCell) -> RejectedRow:
        index = self._index_of.get(key) if key is not None else None
        # In a row whose cells slipped sideways an address may stand in any column.
        hidden = key is None or (key in FACTS and FACTS[key].locates) or holds_postcode(str(cell))
        return RejectedRow(
            row=number,
            sheet=self.table.name,
            column=self.header.headings[index] if index is not None else "",
            value=_NOT_SHOWN if hidden and cell != "" else shown(cell),
            why=bad.why,
            remedy=bad.remedy,
        )


_PREMISES_FIELDS = (
    "service_category", "places", "authority", "region", "government_region", "constituency", "registration_status",
    "registered_on",
)  # fmt: skip
_EVENT_FIELDS = ("provision", "event_type", "event_number", "inspected_on", "published_on")


def _picking(keys: Sequence[str], fields: Sequence[str]) -> Callable[[Sequence[FactValue]], Sequence[FactValue]]:
    """Return what takes the values of ``fields`` out of a row's values; None for those that it has not."""
    pick = itemgetter(*(keys.index(field) if field in keys else len(keys) for field in fields))
    return lambda values: pick((*values, None))


def _converted(plan: _Plan, rows: Sequence[Numbered], without: frozenset[str]) -> Iterator[Read]:
    """Return some rows, converted column by column. Raises BadCell where any of their cells is refused."""
    columns = list(zip(*(cells for _, cells in rows), strict=False))  # rows may have blank cells beyond the header
    identifiers: list[Any] = list(map(plan.identify, columns[plan.id_index]))
    if without and not without.isdisjoint(identifiers):
        kept = [row for row, identifier in zip(rows, identifiers, strict=True) if identifier not in without]
        return _converted(plan, kept, frozenset()) if kept else iter(())
    values: list[list[Any]] = [list(map(convert, columns[index])) for index, _, convert in plan.columns]
    if plan.withheld:
        withheld = zip(*(columns[index] for index in plan.withheld), strict=True)
        values.append([not nothing for nothing in map(REDACTED.isdisjoint, withheld)])
    numbers = [number for number, _ in rows]
    return zip(numbers, identifiers, zip(*values, strict=True) if values else repeat(()), strict=False)


def _pads(table: Table, header: Header) -> bool:
    """Whether the CSV's writer fills every row up to the header's width: then another width is a cell too few or many.

    A writer that leaves trailing blanks off gives itself away by short rows, and by no row that ends in a blank.
    """
    sample = [cells for number, cells in islice(table.rows(), _SAMPLE) if number != header.row]
    return any(len(cells) >= header.width and cells[-1] == "" for cells in sample) or not any(
        len(cells) < header.width for cells in sample
    )
