"""The files of an index: generations side by side, one of them in use.

Each rebuild makes a file with a name of its own, and a pointer (a symbolic link, replaced in one step) names the one
in use. Replacing a database file in place would leave the log of the old one beside the new one; a name of its own
gives each generation its own log.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engine.ports import IndexMissing, IndexSlow, IndexUnavailable

_POINTER = "current"
_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=2147483648",
    "PRAGMA temp_store=MEMORY",
)
# SQLite's primary result codes for a file that holds no (whole) database.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class IndexFiles:
    """The folder of an index whose layout has the hash `layout`."""

    def __init__(self, folder: Path, layout: str) -> None:
        self.folder = folder
        self._layout = layout

    def current(self) -> tuple[Path, int]:
        """Name the file in use and its inode. Raises IndexMissing, also for a file of another layout."""
        try:
            path = self.folder / (self.folder / _POINTER).readlink()
            inode = path.stat().st_ino
        except OSError as error:
            raise IndexMissing("there is no index") from error
        if not path.name.startswith(f"vacancies-{self._layout}-"):
            raise IndexMissing("the index has the layout of another version")
        return path, inode

    def take_into_use(self, path: Path) -> None:
        """Point every process to a file, in one step that survives a power cut."""
        temporary = self.folder / f".{path.name}.link"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(path.name)
        temporary.replace(self.folder / _POINTER)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Give the path of a new generation, to one process at a time; what is not in use afterwards is removed.

        Readers that still have the old file open keep it until they look again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "rebuild.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._sweep()
            yield self.folder / f"vacancies-{self._layout}-{os.urandom(8).hex()}.db"
        finally:
            self._sweep()
            os.close(descriptor)

    def _sweep(self) -> None:
        try:
            used = (self.folder / _POINTER).readlink().name
        except OSError:
            used = "none"
        for path in [*self.folder.glob("vacancies-*.db*"), *self.folder.glob(".vacancies-*.link")]:
            if not path.name.startswith(used):
                path.unlink(missing_ok=True)


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open an index file; without `create` one that is not there is not made."""
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn SQLite's errors into the port's."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # An extended result code has its primary one in the low byte.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_INTERRUPT:
            raise IndexSlow("the search was stopped because it took too long") from error
        # A file cut to nothing is an empty database to SQLite.
        if code in _DAMAGED or str(error).startswith("no such table"):
            raise IndexMissing("the index is damaged") from error
        raise IndexUnavailable("the index does not answer") from error
