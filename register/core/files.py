"""Files: bytes that the database knows about, kept by a store that is a folder or speaks S3.

A file is written once under a key of its own and never changed. Its SHA-256 is in the database, is told to the store on
every write and is checked on every read, so that nobody is ever shown other bytes than were given.
"""

import hashlib
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol, cast

from flask import current_app

from register.core.errors import Conflict, Unavailable

STORE = "register.file_store"
#: The longest time for which a link to a file may live.
LONGEST_LINK = timedelta(minutes=15)
_IN_MEMORY = 4 << 20


@dataclass(frozen=True, slots=True)
class FileRef:
    """Which bytes: `key` is "kind/ULID", `sha256` is in hexadecimal digits, `size` in bytes.

    `media_type` is what the content was found to be, never what a name or a browser said.
    """

    key: str
    sha256: str
    size: int
    media_type: str


class FileMissing(Unavailable):
    """The store does not have a file that the database knows of."""


class FileDamaged(Unavailable):
    """The bytes are not those that were promised; nothing was kept, or nothing is shown."""


class FileKept(Conflict):
    """The file must be kept until a day that has not come."""


class KeyTaken(Conflict):
    """There is another file under this key."""


class FileStore(Protocol):
    """Keeps files. Every method raises Unavailable when the store does not answer, or not to us."""

    def put(self, file: FileRef, source: BinaryIO) -> None:
        """Keep a file, encrypted where the store can; the same file again is success.

        `source` is read from its start. Raises FileDamaged where it has other bytes than `file` says, KeyTaken.
        """

    def read(self, file: FileRef) -> BinaryIO:
        """Return the whole file from its start, after its digest was checked. Raises FileMissing, FileDamaged."""

    def link(self, file: FileRef, *, name: str, valid_for: timedelta, now: datetime) -> str:
        """Return an address that serves the file as an attachment, for minutes and to whoever has it.

        The attachment is called what `attachment_name` makes of `name`.
        Raises ValueError for longer than LONGEST_LINK.
        """

    def keep_until(self, file: FileRef, *, until: datetime) -> None:
        """Refuse to delete the file before an instant; a later one than before only. Raises FileMissing."""

    def delete(self, file: FileRef, *, now: datetime) -> None:
        """Remove the file and everything that the store still has of it; gone already is success. Raises FileKept."""

    def check(self) -> None:
        """Ask the cheapest question that only a working store answers."""


class ServesLinks(Protocol):
    """A store whose links lead back to this service."""

    def open_link(self, token: str, *, now: datetime) -> tuple[FileRef, str, BinaryIO]:
        """Return what a link leads to: the file, the name to give it, its bytes. Raises NotFound."""


def file_store() -> FileStore:
    """Return the store; the composition root has chosen which."""
    store: FileStore = current_app.extensions[STORE]
    return store


def attachment_name(name: str) -> str:
    """Return a name that fits into a header and a file system, whatever a person called the file."""
    kept = "".join(one if one.isascii() and (one.isalnum() or one in "._- ") else "_" for one in name)
    return kept.strip(" .")[:120] or "file"


def checked_copy(parts: Iterable[bytes], file: FileRef) -> BinaryIO:
    """Return the parts as one file from its start, in memory while it is small. Raises FileDamaged.

    A copy, because what was checked in a store may be changed there before it is sent.
    """
    with ExitStack() as closing:
        copy = closing.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
            copy.write(part)
        if digest.hexdigest() != file.sha256:
            raise FileDamaged("This file is damaged in the store.")
        copy.seek(0)
        closing.pop_all()  # whoever reads it closes it
        return cast("BinaryIO", copy)


def check_link(valid_for: timedelta) -> None:
    """Refuse links that live too long. Raises ValueError."""
    if not timedelta(0) < valid_for <= LONGEST_LINK:
        raise ValueError(f"a link lives at most {LONGEST_LINK}")
