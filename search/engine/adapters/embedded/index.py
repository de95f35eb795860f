"""The embedded index: the `VacancyIndex` port on SQLite FTS5."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from search.engine.adapters.embedded.answers import answer, total
from search.engine.adapters.embedded.files import IndexFiles, connect, in_our_words
from search.engine.adapters.embedded.layout import Codes, layout_hash, script
from search.engine.adapters.embedded.writing import write
from search.engine.documents import FIELDS, Change, Entry, Field
from search.engine.filters import FILTERS, Filter
from search.engine.ports import IndexMissing, IndexSlow, IndexUnavailable, Written
from search.engine.request import Found, SearchRequest

_LONGEST_LOG_BYTES = 16 * 1024 * 1024
_ATTEMPTS = 5
# Seconds for all the counts of wider searches together: they are an extra of a page that is there already.
_PATIENCE_FOR_TOTALS = 0.3
# How many steps of its machine SQLite takes between two looks at the clock: about a millisecond.
_STEPS_BETWEEN_LOOKS = 10_000


@dataclass(frozen=True, slots=True)
class _Opened:
    connection: sqlite3.Connection
    codes: Codes
    file: tuple[Path, int]
    process: int


class EmbeddedIndex:
    """An index in `folder`, which holds nothing else; safe for many threads and processes on one machine."""

    def __init__(
        self,
        folder: Path,
        *,
        fields: Sequence[Field] = FIELDS,
        filters: Sequence[Filter] = FILTERS,
        patience_seconds: float = 5.0,
        steps_between_looks: int = _STEPS_BETWEEN_LOOKS,
    ) -> None:
        """Take a search that is not answered within `patience_seconds` as failed."""
        self._patience = patience_seconds
        self._steps = steps_between_looks
        self._fields = tuple(fields)
        self._filters = {entry.name: entry for entry in filters}
        self._files = IndexFiles(folder, layout_hash(self._fields))
        self._mine = threading.local()
        self._inherited: list[_Opened] = []

    def put(self, changes: Iterable[Change]) -> Written:
        """Write in one transaction; see the port."""
        changes = list(changes)
        with in_our_words():
            opened = self._begin()
            try:
                written = write(opened.connection, self._fields, opened.codes, changes)
                opened.connection.execute("COMMIT")
            except BaseException:
                self._roll_back(opened)
                raise
            self._shorten_log(opened)
        return written

    def search(self, request: SearchRequest) -> Found:
        """Answer; see the port."""
        with self._asking(self._patience) as opened:
            return answer(opened.connection, self._fields, self._filters, opened.codes, request)

    def totals(self, requests: Sequence[SearchRequest]) -> tuple[int | None, ...]:
        """Count; see the port."""
        counts: list[int | None] = []
        with suppress(IndexSlow), self._asking(min(self._patience, _PATIENCE_FOR_TOTALS)) as opened:
            # What was counted before the time was up stays in the list.
            counts.extend(
                total(opened.connection, self._fields, self._filters, opened.codes, request) for request in requests
            )
        return (*counts, *[None] * (len(requests) - len(counts)))

    def entries(self) -> Iterator[Entry]:
        """List what is there; see the port."""
        with in_our_words():
            path, _ = self._files.current()
            yield from _entries(path)

    @contextmanager
    def rebuild(self) -> Iterator[EmbeddedRebuild]:
        """Make a new generation; see the port."""
        with self._files.beside() as path, in_our_words():
            session = EmbeddedRebuild(self._files, self._fields, path)
            try:
                yield session
            finally:
                session.close()

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        opened: _Opened | None = getattr(self._mine, "opened", None)
        self._mine.opened = None
        if opened is not None and opened.process == os.getpid():
            opened.connection.close()

    def _open(self) -> _Opened:
        """Give this thread's connection to the file in use, another one when the file has changed."""
        opened: _Opened | None = getattr(self._mine, "opened", None)
        for _ in range(_ATTEMPTS):
            file = self._files.current()
            if opened is not None and opened.file == file and opened.process == os.getpid():
                return opened
            if opened is not None and opened.process != os.getpid():
                # Closing a connection made before a fork would act on the parent's file; it is kept, unused.
                self._inherited.append(opened)
            else:
                self.close()
            opened = None
            with suppress(sqlite3.OperationalError):
                # Fails when a rebuild has removed the file since its name was read: then there is a newer name.
                connection = connect(file[0])
                opened = _Opened(connection, Codes(connection), file, os.getpid())
                self._mine.opened = opened
        raise IndexUnavailable("the index could not be opened")

    @contextmanager
    def _asking(self, patience: float) -> Iterator[_Opened]:
        """Give the connection, on which whatever takes longer than `patience` seconds in all is stopped."""
        with in_our_words():
            opened = self._open()
            until = time.monotonic() + patience
            opened.connection.set_progress_handler(lambda: time.monotonic() > until, self._steps)
            try:
                yield opened
            finally:
                opened.connection.set_progress_handler(None, 0)

    def _begin(self) -> _Opened:
        """Begin to write to the file that is in use, and stays so until the end of the transaction."""
        for _ in range(_ATTEMPTS):
            opened = self._open()
            opened.connection.execute("BEGIN IMMEDIATE")
            # A rebuild swaps files while it holds the old one's lock, so the name must be read again under it.
            try:
                unchanged = self._files.current() == opened.file
            except IndexMissing:
                opened.connection.execute("ROLLBACK")
                raise
            if unchanged:
                return opened
            opened.connection.execute("ROLLBACK")
        raise IndexUnavailable("the index is being swapped")

    def _roll_back(self, opened: _Opened) -> None:
        with suppress(sqlite3.Error):
            opened.connection.execute("ROLLBACK")
        opened.codes.forget()

    def _shorten_log(self, opened: _Opened) -> None:
        """Empty a log that busy readers have let grow, if nobody is in the way for the moment."""
        log = Path(f"{opened.file[0]}-wal")
        with suppress(OSError, sqlite3.OperationalError):
            if log.stat().st_size > _LONGEST_LOG_BYTES:
                opened.connection.execute("PRAGMA busy_timeout=20")
                try:
                    opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    opened.connection.execute("PRAGMA busy_timeout=5000")


class EmbeddedRebuild:
    """A generation being made beside the one in use."""

    def __init__(self, files: IndexFiles, fields: tuple[Field, ...], path: Path) -> None:
        self._files = files
        self._fields = fields
        self._path = path
        self._connection = connect(path, create=True)
        self._connection.executescript(script(fields))
        self._codes = Codes(self._connection)

    def put(self, changes: Iterable[Change]) -> Written:
        """Write to the new file; see the port."""
        self._connection.execute("BEGIN IMMEDIATE")
        written = write(self._connection, self._fields, self._codes, list(changes))
        self._connection.execute("COMMIT")
        return written

    def entries(self) -> Iterator[Entry]:
        """List the new file; see the port."""
        yield from _entries(self._path)

    def swap(self, late: Callable[[], Iterable[Change]]) -> None:
        """Take the new file into use; see the port."""
        self._connection.execute("INSERT INTO fts(fts) VALUES ('optimize')")
        with self._no_writer():
            self.put(late())
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            with self._path.open("rb") as written:
                os.fsync(written.fileno())
            self._files.take_into_use(self._path)

    def close(self) -> None:
        """Close the new file."""
        self._connection.close()

    @contextmanager
    def _no_writer(self) -> Iterator[None]:
        """Hold the old file's lock for writing; where there is no old file nobody can write."""
        try:
            path, _ = self._files.current()
            old = connect(path)
        except (IndexMissing, sqlite3.DatabaseError):
            yield
            return
        with closing(old):
            try:
                old.execute("PRAGMA busy_timeout=60000")
                old.execute("BEGIN IMMEDIATE")
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                    raise
                # A damaged file takes no writes either.
            yield


def _entries(path: Path) -> Iterator[Entry]:
    # A connection of its own: the reader may take its time, and the thread's own may be swapped meanwhile.
    with closing(connect(path)) as connection:
        rows = connection.execute(
            "SELECT vacancy_id, revision, content_hash FROM entry WHERE key IS NOT NULL ORDER BY vacancy_id"
        )
        for row in rows:
            yield Entry(*row)
