"""Finding the header of a sheet and its layout: by what the headings say, never by line, name or year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from register.regulators.importers.layouts import Layout, SourceLayouts, normal
from register.regulators.importers.rows import FileRefused
from register.regulators.importers.values import Cell, shown

#: A header stands within so many rows from the top, below titles, notes and banners.
SEARCHED_ROWS = 60
_FEW_KNOWN = 2  # so many known headings make a row worth naming as the header that was meant
_MEANT = 5  # so many make a sheet one that was meant to be read
_SHOWN_HEADINGS = 12


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that was recognised: which column is which key, and what stands above."""

    layout: Layout
    row: int  # as the spreadsheet numbers it, from 1
    width: int  # columns up to the last that has a heading
    keys: dict[int, str]  # column index to key
    headings: tuple[str, ...]  # as published, single spaces
    unknown: tuple[str, ...]  # headings without a meaning here
    above: tuple[str, ...]  # texts of the rows above


@dataclass(frozen=True, slots=True)
class NoHeader:
    """What came nearest to a header, for the refusal."""

    row: int
    headings: tuple[str, ...]
    known: frozenset[str]  # keys recognised in it


def find_header(rows: Iterable[tuple[int, Sequence[Cell]]], source: SourceLayouts, said: str) -> Header | NoHeader:
    """Return the first row that fits a layout of ``source``, else the row that comes nearest.

    ``rows`` are (number, cells) from the top; ``said`` is what else the file says of them, such as the sheet's name.
    """
    above: list[str] = []
    nearest = NoHeader(0, (), frozenset())
    for number, cells in rows:
        if number > SEARCHED_ROWS:
            break
        headings = tuple(" ".join(str(cell).split()) for cell in cells)
        named = _named(headings, source)
        keys = frozenset(named.values())
        told = " ".join((said, *above))
        for layout in source.layouts:
            if layout.fits(keys, told):
                return _header(layout, number, headings, named, source, above)
        if len(keys) > len(nearest.known) or (not nearest.known and sum(map(bool, headings)) > len(nearest.headings)):
            nearest = NoHeader(number, tuple(filter(None, headings)), keys)
        above.extend(heading[:500] for heading in headings if heading)
    return nearest


def _named(headings: tuple[str, ...], source: SourceLayouts) -> dict[int, str]:
    """Return column index to key; of two columns that mean the same, the first."""
    named: dict[int, str] = {}
    taken: set[str] = set()
    for index, heading in enumerate(headings):
        key = source.key_of(normal(heading)) if heading and len(heading) <= 200 else None  # noqa: PLR2004 - no heading is longer
        if key is not None and key not in taken:
            named[index] = key
            taken.add(key)
    return named


def _header(
    layout: Layout,
    number: int,
    headings: tuple[str, ...],
    named: dict[int, str],
    source: SourceLayouts,
    above: list[str],
) -> Header:
    settled: dict[int, str] = {}
    for index, key in named.items():
        group, _, part = key.partition(".")
        full = f"{layout.bare}.{part}" if group == "bare" and layout.bare else key
        if full not in settled.values():
            settled[index] = full
    return Header(
        layout=layout,
        row=number,
        width=max((index + 1 for index, heading in enumerate(headings) if heading), default=0),
        keys=settled,
        headings=headings,
        unknown=tuple(
            heading
            for index, heading in enumerate(headings)
            if index not in settled and normal(heading) not in source.ignored
        ),
        above=tuple(above),
    )


def as_other(header: Header, layout: Layout) -> Header:
    """Return the header read as another layout of its source, for columns that do not say which inspection."""
    prefix = f"{header.layout.bare}."
    keys = {
        index: f"{layout.bare}.{key.removeprefix(prefix)}" if key.startswith(prefix) else key
        for index, key in header.keys.items()
    }
    return replace(header, layout=layout, keys=keys)


def was_meant(found: NoHeader) -> bool:
    """Whether a sheet without a layout has so many known headings that passing it over would lose data."""
    return "id" in found.known and len(found.known) >= _MEANT


def unknown_layout(
    found: NoHeader, source: SourceLayouts, others: Iterable[SourceLayouts], *, sheet: str
) -> FileRefused:
    """Return the refusal of a file without a known layout: missing columns, and the nearest known names."""
    where = f"On sheet {sheet!r}: " if sheet else ""
    normals = [normal(heading) for heading in found.headings]
    for other in others:
        keys = frozenset(filter(None, map(other.key_of, normals)))
        if len(keys) > len(found.known) and any(layout.fits(keys, "") for layout in other.layouts):
            return FileRefused(
                "other-source",
                f"{where}These are the columns of a file of {other.publisher}: import it as {other.source.value}.",
            )
    if len(found.known) < _FEW_KNOWN:
        seen = ", ".join(shown(heading) for heading in found.headings[:_SHOWN_HEADINGS]) or "nothing"
        usual = ", ".join(source.published_name(key) for key in _usual_keys(source))
        return FileRefused(
            "unknown-layout",
            f"{where}No row of headings was found in the first {SEARCHED_ROWS} rows. A file of {source.publisher} has "
            f"columns such as {usual}; the row that came nearest (row {found.row}) has: {seen}. "
            f"{_near_names(found, source)}Check that this is the file as published.",
        )
    layout, missing = _nearest_layout(found.known, source)
    names = ", ".join(_missing_name(key, found.headings, source) for key in missing)
    return FileRefused(
        "unknown-layout",
        f"{where}Row {found.row} looks like the header of a file of {source.publisher} ({layout.title}), "
        f"but these columns are missing: {names}. {_near_names(found, source)}"
        "If the regulator has renamed a column, its new name has to be added to the known ones.",
    )


def _usual_keys(source: SourceLayouts) -> list[str]:
    return sorted(source.layouts[-1].required)


def _nearest_layout(known: frozenset[str], source: SourceLayouts) -> tuple[Layout, list[str]]:
    """Return the layout of which least is missing, and what: one of the alternatives where it has any."""

    def missing(layout: Layout) -> list[str]:
        lacking = sorted(layout.required - known)
        if layout.any_of and not layout.any_of & known:
            lacking.append(min(layout.any_of))
        return lacking

    best = min(source.layouts, key=lambda layout: (len(missing(layout)), -len(layout.required & known)))
    return best, missing(best)


def _missing_name(key: str, headings: tuple[str, ...], source: SourceLayouts) -> str:
    """Return the missing column's usual name, with headings of the file that look like one of its names."""
    column = source.by_key[key]
    names = [normal(alias) for alias in column.aliases] or [normal(column.title)]
    by_normal = {normal(heading): heading for heading in headings}
    near = [match for name in names for match in get_close_matches(name, by_normal, n=1, cutoff=0.6)]
    hint = f" (nearest in the file: {shown(by_normal[near[0]])})" if near else ""
    return source.published_name(key) + hint


def _near_names(found: NoHeader, source: SourceLayouts) -> str:
    """Return a sentence with headings that are not known and the known names nearest to them."""
    pairs = []
    for heading in found.headings[:200]:
        name = normal(heading)
        if name in source.ignored or source.key_of(name) is not None:
            continue
        if near := get_close_matches(name[:100], source.by_alias, n=1, cutoff=0.7):
            pairs.append(f"{shown(heading)} (known: {source.published_name(source.by_alias[near[0]])})")
    return f"Not known, but near: {', '.join(pairs[:_SHOWN_HEADINGS])}. " if pairs else ""
