"""The tables of an index file, and how the fields of a document become their columns."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from search.engine.documents import Content, Field, Kind

CODES_IN_A_COLUMN = 60

_TABLES = """
CREATE TABLE vac(
    id INTEGER PRIMARY KEY, vacancy_id TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL, z REAL NOT NULL, {columns}
);
CREATE TABLE doc(id INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE VIRTUAL TABLE fts USING fts5(words, content='doc', content_rowid='id', tokenize='porter unicode61');
-- What is known of each vacancy by name; a removed one keeps its revision, without a key.
CREATE TABLE entry(
    vacancy_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, content_hash TEXT NOT NULL, key INTEGER
) WITHOUT ROWID;
CREATE TABLE code(vocabulary TEXT NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (vocabulary, code))
    WITHOUT ROWID;
CREATE TABLE sequence(next INTEGER NOT NULL);
INSERT INTO sequence VALUES (1);
"""


def columns_of(field: Field) -> tuple[str, ...]:
    """Name the columns of a field: one, or one for every 60 codes that a set may draw on."""
    if field.kind is Kind.CODES:
        count = -(-field.most // CODES_IN_A_COLUMN)
        return tuple(f"{field.name}_{number}" for number in range(count))
    return (field.name,)


def script(fields: Iterable[Field]) -> str:
    """Give the SQL that makes an empty index file."""
    names = [name for field in fields for name in columns_of(field)]
    return _TABLES.format(columns=", ".join(f"{name} INTEGER NOT NULL" for name in names))


def layout_hash(fields: Iterable[Field]) -> str:
    """Give 8 digits that differ when the tables do; part of a file's name, so that no code reads another's layout."""
    drawn = ",".join(field.codes_of for field in fields)
    return hashlib.sha256(f"{script(fields)}{drawn}".encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Masks:
    """A set of codes as bits over the columns of its field, and how many of them no document ever had."""

    bits: tuple[int, ...]
    unknown: int


class Codes:
    """The numbers that stand for codes in one index file.

    They are only ever added, so a number once read stays true; `forget` drops those whose transaction failed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, dict[str, int]] = {}
        self._names: dict[str, list[str]] = {}

    def forget(self) -> None:
        """Read everything anew when next asked."""
        self._numbers.clear()
        self._names.clear()

    def number(self, field: Field, code: str) -> int | None:
        """Find a code's number, from 0 up; None when no document ever had it."""
        known = self._numbers.get(field.codes_of)
        if known is None or code not in known:
            known = self._read(field.codes_of)
        return known.get(code)

    def add(self, field: Field, code: str) -> int:
        """Give a code's number, a new one if need be; only inside a writing transaction."""
        number = self.number(field, code)
        if number is not None:
            return number
        vocabulary = field.codes_of
        number = len(self._numbers[vocabulary])
        if field.kind is Kind.CODES and number >= len(columns_of(field)) * CODES_IN_A_COLUMN:
            raise ValueError(f"{field.name} has more codes than its layout has room for: raise Field.most")
        self._connection.execute("INSERT INTO code VALUES (?, ?, ?)", (vocabulary, code, number))
        self._numbers[vocabulary][code] = number
        self._names[vocabulary].append(code)
        return number

    def name(self, field: Field, number: int) -> str:
        """Give the code of a number that stands in a row."""
        names = self._names.get(field.codes_of, [])
        if number >= len(names):
            self._read(field.codes_of)
            names = self._names[field.codes_of]
        return names[number]

    def masks(self, field: Field, codes: Iterable[str]) -> Masks:
        """Give the bits of codes, for comparing with a field's columns."""
        bits = [0] * len(columns_of(field))
        unknown = 0
        for code in codes:
            number = self.number(field, code)
            if number is None:
                unknown += 1
            else:
                bits[number // CODES_IN_A_COLUMN] |= 1 << number % CODES_IN_A_COLUMN
        return Masks(tuple(bits), unknown)

    def _read(self, vocabulary: str) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT code, number FROM code WHERE vocabulary = ? ORDER BY number", (vocabulary,)
        )
        self._numbers[vocabulary] = dict(rows.fetchall())
        self._names[vocabulary] = list(self._numbers[vocabulary])
        return self._numbers[vocabulary]


def seconds(instant: datetime) -> int:
    """Give an instant as whole seconds, rounded up: what ends within a second has not ended before it."""
    return -int(-instant.timestamp() // 1)


def row_of(fields: Iterable[Field], content: Content, codes: Codes) -> list[int]:
    """Give a document's values for the columns of its fields, in their order."""
    row: list[int] = []
    for field in fields:
        value = getattr(content, field.name)
        match field.kind:
            case Kind.CODE:
                row.append(codes.add(field, value))
            case Kind.CODES:
                for code in sorted(value):
                    codes.add(field, code)
                row.extend(codes.masks(field, value).bits)
            case Kind.DAY:
                row.append(day_number(value))
            case Kind.INSTANT:
                row.append(seconds(value))
            case Kind.NUMBER | Kind.FLAG:
                row.append(int(value))
    return row


def day_number(day: date) -> int:
    """Give a date as the engine stores it."""
    return day.toordinal()
