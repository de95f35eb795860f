"""Writing documents and removals into an index file, older revisions refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from search.engine.adapters.embedded.cells import SEQUENCES, key_of
from search.engine.adapters.embedded.layout import Codes, columns_of, row_of
from search.engine.documents import Change, Field, VacancyDocument
from search.engine.domain import unit_vector
from search.engine.ports import Written
from search.engine.words import words_of


def write(connection: sqlite3.Connection, fields: Sequence[Field], codes: Codes, changes: Iterable[Change]) -> Written:
    """Write changes inside the caller's transaction."""
    written = refused = 0
    (sequence,) = connection.execute("SELECT next FROM sequence").fetchone()
    width = 5 + sum(len(columns_of(field)) for field in fields)
    insert = f"INSERT INTO vac VALUES ({', '.join('?' * width)})"  # noqa: S608 - question marks only
    for change in changes:
        there = connection.execute(
            "SELECT revision, key FROM entry WHERE vacancy_id = ?", (change.vacancy_id,)
        ).fetchone()
        if there is not None and there[0] >= change.revision:
            refused += 1
            continue
        written += 1
        if there is not None and there[1] is not None:
            _remove(connection, there[1])
        key, content_hash = None, ""
        if isinstance(change, VacancyDocument):
            key, content_hash = key_of(change.content.point, sequence), change.content_hash
            sequence += 1
            place = unit_vector(change.content.point)
            connection.execute(insert, (key, change.vacancy_id, *place, *row_of(fields, change.content, codes)))
            words = " ".join(words_of(change.content.words))
            connection.execute("INSERT INTO doc VALUES (?, ?)", (key, words))
            connection.execute("INSERT INTO fts(rowid, words) VALUES (?, ?)", (key, words))
        connection.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?) ON CONFLICT (vacancy_id) DO UPDATE SET"
            " revision = excluded.revision, content_hash = excluded.content_hash, key = excluded.key",
            (change.vacancy_id, change.revision, content_hash, key),
        )
    if sequence >= SEQUENCES:
        raise ValueError("the index has been written to a thousand million times: rebuild it")
    connection.execute("UPDATE sequence SET next = ?", (sequence,))
    return Written(written, refused)


def _remove(connection: sqlite3.Connection, key: int) -> None:
    # FTS5 finds what to delete by the text that was indexed.
    connection.execute(
        "INSERT INTO fts(fts, rowid, words) SELECT 'delete', id, words FROM doc WHERE id = ?",
        (key,),
    )
    connection.execute("DELETE FROM doc WHERE id = ?", (key,))
    connection.execute("DELETE FROM vac WHERE id = ?", (key,))
