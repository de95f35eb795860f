"""Files in a folder of this machine, and the links under which the service itself serves them."""

import hashlib
import json
import os
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from itsdangerous import BadSignature, URLSafeSerializer

from register.core.db import new_id
from register.core.errors import NotFound, Unavailable
from register.core.files import (
    FileDamaged,
    FileKept,
    FileMissing,
    FileRef,
    KeyTaken,
    attachment_name,
    check_link,
    checked_copy,
)

_KEY = re.compile(r"[a-z][a-z-]{0,30}/[0-9A-Z]{26}")
_AT_ONCE = 1 << 20
_GONE = "This link is no longer valid."


class FolderFileStore:
    """One file for each key below `folder`, and beside it how long it must be kept.

    `served_at` is the address under which `open_link` is reachable; links are signed with `secret`.
    """

    def __init__(self, folder: Path, *, served_at: str, secret: str) -> None:
        self.folder = folder
        self.served_at = served_at
        self._signer = URLSafeSerializer(secret, salt="folder-file-store")

    def put(self, file: FileRef, source: BinaryIO) -> None:
        """Write beside and take the name in one step, so that a crash leaves the whole file or none."""
        target = self._path(file)
        partial = target.with_name(f".{new_id()}")
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                source.seek(0)
                _copy_checked(source, partial, file)
                os.link(partial, target)
                _settle(target.parent)
            except FileExistsError:
                if _digest(target) != file.sha256:
                    raise KeyTaken("Another file is kept under this key.") from None
            finally:
                partial.unlink(missing_ok=True)
        except OSError:
            raise Unavailable("The folder of files could not be written.") from None

    def read(self, file: FileRef) -> BinaryIO:
        """Return a copy that was checked while it was made: what is on the disk may change afterwards."""
        try:
            with self._path(file).open("rb") as kept:
                return checked_copy(iter(lambda: kept.read(_AT_ONCE), b""), file)
        except FileNotFoundError:
            raise FileMissing("This file is missing from the store.") from None
        except OSError:
            raise Unavailable("The folder of files could not be read.") from None

    def link(self, file: FileRef, *, name: str, valid_for: timedelta, now: datetime) -> str:
        """Return an address of this service; all that it serves is in the signed token."""
        check_link(valid_for)
        until = int((now + valid_for).timestamp())
        token = self._signer.dumps([file.key, file.sha256, file.size, file.media_type, attachment_name(name), until])
        return f"{self.served_at}/{token}"

    def open_link(self, token: str, *, now: datetime) -> tuple[FileRef, str, BinaryIO]:
        """Return what a link leads to: the file, the name to give it, its bytes. Raises NotFound."""
        try:
            key, sha256, size, media_type, name, until = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise NotFound(_GONE) from None
        if now.timestamp() >= until:
            raise NotFound(_GONE)
        file = FileRef(key, sha256, size, media_type)
        return file, name, self.read(file)

    def keep_until(self, file: FileRef, *, until: datetime) -> None:
        """Write the instant beside the file."""
        target = self._path(file)
        try:
            if not target.exists():
                raise FileMissing("This file is missing from the store.")
            if until <= self._kept_until(target):
                return
            partial = target.with_name(f".{new_id()}")
            partial.write_text(json.dumps({"until": until.astimezone(UTC).isoformat()}))
            partial.rename(_beside(target))
        except OSError:
            raise Unavailable("The folder of files could not be written.") from None

    def delete(self, file: FileRef, *, now: datetime) -> None:
        """Remove the file, then what was noted beside it."""
        target = self._path(file)
        try:
            if now < self._kept_until(target):
                raise FileKept("This file must still be kept.")
            target.unlink(missing_ok=True)
            _beside(target).unlink(missing_ok=True)
        except OSError:
            raise Unavailable("The folder of files could not be written.") from None

    def check(self) -> None:
        """Make the folder and write into it."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError:
            raise Unavailable("The folder of files could not be written.") from None

    def _path(self, file: FileRef) -> Path:
        if not _KEY.fullmatch(file.key):
            raise ValueError("a key is a kind and a ULID")
        return self.folder / file.key

    def _kept_until(self, target: Path) -> datetime:
        try:
            return datetime.fromisoformat(json.loads(_beside(target).read_text())["until"])
        except FileNotFoundError:
            return datetime.min.replace(tzinfo=UTC)


def _beside(target: Path) -> Path:
    return target.with_suffix(".kept")


def _copy_checked(source: BinaryIO, target: Path, file: FileRef) -> None:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as written:
        target.chmod(0o600)
        while part := source.read(_AT_ONCE):
            digest.update(part)
            size += len(part)
            written.write(part)
        written.flush()
        os.fsync(written.fileno())
    if (digest.hexdigest(), size) != (file.sha256, file.size):
        raise FileDamaged("The file did not arrive whole.")


def _digest(path: Path) -> str:
    with path.open("rb") as kept:
        return hashlib.file_digest(kept, "sha256").hexdigest()


def _settle(folder: Path) -> None:
    """Make a new name in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
