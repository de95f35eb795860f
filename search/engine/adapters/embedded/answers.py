"""Answering a search: one statement, then totals, counts and the page from its rows."""

from __future__ import annotations

import base64
import heapq
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from search.engine.adapters.embedded.cells import ranges_of
from search.engine.adapters.embedded.conditions import Layout, condition, count, counted
from search.engine.adapters.embedded.layout import Codes
from search.engine.documents import Field
from search.engine.domain import BANDS, arc_metres, band_rank, chord_squared, rounded_distance, unit_vector
from search.engine.filters import Filter, OneOf
from search.engine.ports import CursorRefused
from search.engine.request import Found, Hit, SearchRequest, Sort
from search.engine.words import query_words

Row = tuple[Any, ...]
Parameters = list[str | int | float]
Key = tuple[int | str, ...]
_KEY_NUMBERS = {Sort.AVAILABLE: 2, Sort.DISTANCE: 1, Sort.BAND: 3}
# Where the rows of `_statement` hold what: vacancy id, day from which it is available, squared chord, stale, and from
# here on whether each chosen multi-select filter lets the row pass, then the columns that are counted.
_FLAGS = 4
_MATCHING = "WITH matching(id) AS ({})"
_MATCHED = "matching CROSS JOIN vac v ON v.id = matching.id"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement and how to read its rows: `choices` are the multi-select filters, in the order of their flags."""

    sql: str
    parameters: Parameters
    choices: tuple[str, ...]


def answer(
    connection: sqlite3.Connection,
    fields: Sequence[Field],
    filters: Mapping[str, Filter],
    codes: Codes,
    request: SearchRequest,
) -> Found:
    """Answer a search from an open index. Raises CursorRefused, and KeyError for a filter that there is not."""
    after = _read_cursor(request)
    layout = Layout({field.name: field for field in fields}, codes)
    plan = _statement(filters, layout, request)
    rows = connection.execute(plan.sql, plan.parameters).fetchall()
    passing = itemgetter(slice(_FLAGS, _FLAGS + len(plan.choices)))
    hits = [row for row in rows if all(passing(row))] if plan.choices else rows
    counts = _count(rows, hits, filters, layout, request, plan.choices)
    key = _sort_key(request.sort)
    remaining = hits if after is None else [row for row in hits if key(row) > after]
    # Sorting everything costs more than finding the few that a page shows.
    page = heapq.nsmallest(request.page_size + 1, remaining, key=key)
    more = len(page) > request.page_size
    page = page[: request.page_size]
    return Found(
        hits=tuple(_hit(row, measured=request.near is not None) for row in page),
        total=len(hits),
        facets=counts,
        cursor=_write_cursor(request, key(page[-1])) if more else None,
    )


def total(
    connection: sqlite3.Connection,
    fields: Sequence[Field],
    filters: Mapping[str, Filter],
    codes: Codes,
    request: SearchRequest,
) -> int:
    """Count what a search finds, without fetching any of it."""
    layout = Layout({field.name: field for field in fields}, codes)
    plan = _statement(filters, layout, replace(request, facets=(), cursor=None))
    (counted_rows,) = connection.execute(f"SELECT count(*) FROM ({plan.sql})", plan.parameters).fetchone()  # noqa: S608 - a statement of our own
    return int(counted_rows)


def _statement(filters: Mapping[str, Filter], layout: Layout, request: SearchRequest) -> _Plan:
    """Select every row that passes all filters but at most one of the multi-select ones."""
    now = int(request.now.timestamp())
    selected: list[str] = ["v.vacancy_id", "v.available_from", "0", "v.confirm_by <= ?"]
    selected_parameters: Parameters = [now]
    where = ["v.hidden_at > ?"]
    where_parameters: Parameters = [now]
    if request.near is not None:
        x, y, z = unit_vector(request.near.centre)
        chord = "((v.x - ?) * (v.x - ?) + (v.y - ?) * (v.y - ?) + (v.z - ?) * (v.z - ?))"
        centre: Parameters = [x, x, y, y, z, z]
        selected[2] = chord
        selected_parameters = [*centre, now]
        where.append(f"{chord} <= ?")
        where_parameters += [*centre, chord_squared(request.near.radius_metres)]
    choices, flags, flag_parameters = [], [], []
    for name, chosen in request.chosen.items():
        if isinstance(chosen, frozenset) and not chosen:
            continue
        sql, parameters = condition(filters[name], chosen, layout)
        if isinstance(filters[name], OneOf) and name in request.facets:
            choices.append(name)
            flags.append(f"({sql}) <> 0")
            flag_parameters += parameters
        else:
            where.append(sql)
            where_parameters += parameters
    if flags:
        where.append(f"{' + '.join(f'({flag})' for flag in flags)} >= {len(flags) - 1}")
        where_parameters += flag_parameters
    columns = [sql for name in request.facets for sql in counted(filters[name], layout)]
    source, source_parameters = _source(request)
    sql = f"{source[0]} SELECT {', '.join(selected + flags + columns)} FROM {source[1]} WHERE {' AND '.join(where)}"  # noqa: S608 - names from our own tables, every value a parameter
    return _Plan(sql, [*source_parameters, *selected_parameters, *flag_parameters, *where_parameters], tuple(choices))


def _source(request: SearchRequest) -> tuple[tuple[str, str], Parameters]:
    """Give the WITH and FROM parts: ranges of keys for a circle, the full-text index for words, or both."""
    words = " ".join(f'"{word}"' for word in query_words(request.words))
    if request.near is None:
        if not words:
            return ("", "vac v"), []
        return (_MATCHING.format("SELECT rowid FROM fts WHERE fts MATCH ?"), _MATCHED), [words]
    ranges = ranges_of(request.near)
    bounds: Parameters = [bound for pair in ranges for bound in pair]
    if not words:
        listed = f"WITH cell(low, high) AS (VALUES {', '.join(['(?, ?)'] * len(ranges))})"
        return (listed, "cell CROSS JOIN vac v ON v.id >= cell.low AND v.id < cell.high"), bounds
    part = "SELECT rowid FROM fts WHERE fts MATCH ? AND rowid >= ? AND rowid < ?"
    matches: Parameters = [value for low, high in ranges for value in (words, low, high)]
    return (_MATCHING.format(" UNION ALL ".join([part] * len(ranges))), _MATCHED), matches


def _count(
    rows: list[Row],
    hits: list[Row],
    filters: Mapping[str, Filter],
    layout: Layout,
    request: SearchRequest,
    choices: tuple[str, ...],
) -> dict[str, dict[str, int]]:
    """Count each wanted filter's values over the rows that pass all the others."""
    counts: dict[str, dict[str, int]] = {}
    position = _FLAGS + len(choices)
    for name in request.facets:
        also: list[Row] = []
        if name in choices:
            own = _FLAGS + choices.index(name)
            # A row here fails at most one choice: this one, if it fails its own.
            also = [row for row in rows if not row[own]]
        columns = []
        for column in range(position, position + len(counted(filters[name], layout))):
            numbers = Counter(map(itemgetter(column), hits))
            numbers.update(map(itemgetter(column), also))
            columns.append(numbers)
            position += 1
        counts[name] = count(filters[name], columns, layout)
    return counts


def _sort_key(sort: Sort) -> Callable[[Row], Key]:
    """Give the function from a row to its place in the order; the id comes last, so no two are equal."""
    match sort:
        case Sort.AVAILABLE:
            return lambda row: (row[3], row[1], row[0])
        case Sort.DISTANCE:
            return lambda row: (rounded_distance(arc_metres(row[2])), row[0])
        case Sort.BAND:
            return _by_band


def _by_band(row: Row) -> Key:
    metres = arc_metres(row[2])
    return band_rank(metres), row[3], rounded_distance(metres), row[0]


def _hit(row: Row, *, measured: bool) -> Hit:
    if not measured:
        return Hit(row[0], stale=bool(row[3]))
    metres = arc_metres(row[2])
    return Hit(row[0], stale=bool(row[3]), distance_metres=rounded_distance(metres), band=BANDS[band_rank(metres)])


def _write_cursor(request: SearchRequest, last: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps([request.digest(), *last]).encode()).decode()


def _read_cursor(request: SearchRequest) -> Key | None:
    """Give the key after which a page starts. Raises CursorRefused."""
    if request.cursor is None:
        return None
    try:
        digest, *key = json.loads(base64.urlsafe_b64decode(request.cursor))
    except (ValueError, TypeError) as error:
        raise CursorRefused("this page link is damaged") from error
    if digest != request.digest():
        raise CursorRefused("this page link belongs to another search")
    *numbers, last = key or [None]
    shape = _KEY_NUMBERS[request.sort]
    if len(numbers) != shape or not all(isinstance(part, int) for part in numbers) or not isinstance(last, str):
        raise CursorRefused("this page link is damaged")
    return (*numbers, last)
