"""Rows of a sheet with a known header, converted: the converters are put together once a sheet, not once a row."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

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
Read = tuple[int, str, Values]  # row number, identifier, values by key


class SheetReader:
    """Reads one sheet; ``header`` says which column is which."""

    def __init__(self, table: Table, header: Header, source: SourceLayouts) -> None:
        self.table = table
        self.header = header
        self._source = source
        self._scheme = SCHEMES[source.source]
        self._index_of = {key: index for index, key in header.keys.items()}
        self._identifiers: frozenset[str] | None = None
        self._pads = table.name != "" or _pads(table, header)

    def settings(self, *, without: frozenset[str] = frozenset()) -> Iterator[SettingRow | RejectedRow]:
        """Yield one row a setting; a repeated identifier is rejected. ``without`` leaves out identifiers silently."""
        source, scheme = self._source, self._scheme
        seen: dict[str, int] = {}
        type_key = "provision" if "provision" in self._index_of else "service_type"
        for read in self._read(frozenset(FACTS) | {"provision"}, without=without):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, facts = read
            if (first := seen.setdefault(identifier, number)) != number:
                yield self._rejected(
                    number,
                    "id",
                    identifier,
                    BadCell(f"is also in row {first}", "each setting has one row: keep the right one"),
                )
                continue
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
        for read in self._read(_PREMISES):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
            if "premises_authority" in values:
                values["authority"] = values.pop("premises_authority")
            values["category"] = values.pop("service_category", None)
            stated = {key: values.get(key) for key in _PREMISES_FIELDS}
            yield PremisesRow(number, self._scheme, identifier, **stated)  # type: ignore[arg-type] # typed by column

    def inspections(self) -> Iterator[InspectionRow | RejectedRow]:
        """Yield one row an inspection."""
        keys = frozenset(key for key in self._index_of if key.startswith("event.")) | {"provision"}
        for read in self._read(keys):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
            provision = values.pop("provision", None)
            parts = {key.removeprefix("event."): value for key, value in values.items()}
            stated = {key: parts.pop(key, None) for key in _EVENT_FIELDS}
            judgements = {key: value for key, value in parts.items() if isinstance(value, str)}
            yield InspectionRow(
                number,
                self._scheme,
                identifier,
                str(provision or ""),
                judgements=judgements,
                **stated,  # type: ignore[arg-type] # typed by column
            )

    def movements(self) -> Iterator[tuple[LeaverRow | None, JoinerRow | None] | RejectedRow]:
        """Yield each row as a leaver, a joiner or both."""
        name = self.header.layout.name
        for read in self._read(_MOVEMENT | _STATED_BY_MOVEMENTS):
            if isinstance(read, RejectedRow):
                yield read
                continue
            number, identifier, values = read
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
            reads = self._read(frozenset())
            self._identifiers = frozenset(read[1] for read in reads if not isinstance(read, RejectedRow))
        return self._identifiers

    def repeats(self) -> bool:
        """Whether identifiers come back in more than one row of a hundred: inspections, not settings."""
        reads = [read[1] for read in self._read(frozenset()) if not isinstance(read, RejectedRow)]
        return len(reads) - len(set(reads)) > max(_FEW_REPEATS, len(reads) // 100)

    def _read(self, keys: frozenset[str], *, without: frozenset[str] = frozenset()) -> Iterator[Read | RejectedRow]:
        """Convert the columns of ``keys`` row by row; a bad cell rejects its row with the first that was found."""
        source, header = self._source, self.header
        id_index = self._index_of["id"]
        identify = source.by_key["id"].converter
        plan = [
            (index, key, _compiled(source, key)) for index, key in header.keys.items() if key in keys and key != "id"
        ]
        withheld = [self._index_of[key] for key in _WITHHELD if key in self._index_of and key in keys]
        width, is_csv = header.width, self.table.name == ""
        for number, given in self.table.rows():
            if number <= header.row:
                continue
            cells = given
            if is_csv and len(cells) != width:
                if (wrong := self._wrong_width(number, cells)) is not None:
                    yield wrong
                    continue
                cells = [*cells, *[""] * (width - len(cells))]
            try:
                identifier = str(identify(cells[id_index]))
                if identifier in without:
                    continue
                values: Values = {key: convert(cells[index]) for index, key, convert in plan}
            except BadCell:
                if any(str(cell).strip() for cell in cells):
                    yield self._first_bad([(id_index, "id", identify), *plan], number, cells)
                continue
            if withheld:
                values["redacted"] = any(cells[index] in REDACTED for index in withheld)
            yield number, identifier, values

    def _first_bad(self, plan: list[tuple[int, str, Converter]], number: int, cells: Sequence[Cell]) -> RejectedRow:
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
    "category", "places", "authority", "region", "government_region", "constituency", "registration_status",
    "registered_on",
)  # fmt: skip
_EVENT_FIELDS = ("event_type", "event_number", "inspected_on", "published_on")


def _compiled(source: SourceLayouts, key: str) -> Converter:
    column = source.by_key[key]
    return memo(column.converter) if column.few else column.converter


def _pads(table: Table, header: Header) -> bool:
    """Whether the CSV's writer fills every row up to the header's width: then another width is a cell too few or many.

    A writer that leaves trailing blanks off gives itself away by short rows, and by no row that ends in a blank.
    """
    sample = [cells for number, cells in islice(table.rows(), _SAMPLE) if number != header.row]
    return any(len(cells) >= header.width and cells[-1] == "" for cells in sample) or not any(
        len(cells) < header.width for cells in sample
    )
