"""Taking a file: spooled on the disk, looked at apart, counted; then, in the caller's transaction, written down."""

import hashlib
import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core.access import Principal
from register.core.db import db, new_id
from register.core.errors import Reason, RuleBroken, Unavailable
from register.core.events import record
from register.evidence.content.apart import examine_apart
from register.evidence.content.examining import check_name
from register.evidence.domain.findings import Found, Refusal, RefusedError
from register.evidence.domain.states import FileState, refusal_words
from register.evidence.events import EvidenceFileReceived
from register.evidence.models import EvidenceFile
from register.evidence.ports import uploads

_AT_ONCE = 1 << 18
_LEFT_BEHIND_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is on the disk and may be kept: `id` is its own and its folder's."""

    id: str
    name: str
    sha256: str
    size: int
    found: Found

    def __repr__(self) -> str:
        """Say which, never how it is called: a repr ends in logs."""
        return f"<Upload {self.id}>"


def spool_of(file_id: str) -> Path:
    """Return the folder in which a file waits for the store."""
    return uploads().spool / file_id


def take_upload(source: IO[bytes], *, name: str) -> Upload:
    """Spool a file and look at it. Raises RuleBroken with the reason for which it is not taken; then nothing is kept.

    No transaction is open meanwhile: looking takes a second. What is spooled and never written down
    is swept a day later.
    """
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    upload_id = new_id()
    try:
        check_name(name)
        folder = spool_of(upload_id)
        _sweep(folder.parent)
        folder.mkdir(mode=0o700, parents=True)
        digest, size = _spool(source, folder / "file", most=uploads().limits.size)
        found = examine_apart(folder, name=name, limits=uploads().limits)
    except RefusedError as refused:
        forget_upload(upload_id)
        raise _refused(refused.refusal) from None
    except OSError:
        forget_upload(upload_id)
        raise Unavailable(_("There is no room for this file just now. Nothing was kept; try again later.")) from None
    return Upload(upload_id, name, digest, size, found)


def forget_upload(upload_id: str) -> None:
    """Remove what is spooled of a file."""
    shutil.rmtree(spool_of(upload_id), ignore_errors=True)


def receive(upload: Upload, *, by: Principal, now: datetime) -> EvidenceFile:
    """Write a file down, or recognise the same content that the organisation gave before.

    Raises RuleBroken where the organisation has given too much, or the content was refused before.
    """
    organisation_id = by.organisation_id or ""
    known = db.session.scalars(
        select(EvidenceFile).where(
            EvidenceFile.organisation_id == organisation_id, EvidenceFile.sha256 == upload.sha256
        )
    ).one_or_none()
    if known is not None:
        if known.state == FileState.REFUSED:
            raise _refused(Refusal(known.reason or Refusal.UNREADABLE))
        return known
    most = uploads().organisation_bytes
    if bytes_of(organisation_id) + upload.size > most:
        text = _("Your organisation has given us as much as we keep: %(most)s MB.", most=most // 1_000_000)
        raise RuleBroken(Reason("file", "too-much", text))
    found, shown = upload.found, upload.found.shown
    received = EvidenceFile(
        id=upload.id,
        organisation_id=organisation_id,
        name=upload.name,
        sha256=upload.sha256,
        size=upload.size,
        media_type=found.media_type,
        pages=found.pages,
        unreadable=len(found.unreadable),
        shown_key=f"evidence-shown/{new_id()}" if shown is not None else None,
        shown_sha256=hashlib.sha256(shown).hexdigest() if shown is not None else None,
        shown_size=len(shown) if shown is not None else None,
        shown_type=found.shown_type if shown is not None else None,
        state=FileState.RECEIVED,
        received_at=now,
        received_by=by.person_id,
    )
    db.session.add(received)
    db.session.flush()
    event = EvidenceFileReceived(subject_id=received.id, organisation=organisation_id, sha256=upload.sha256)
    record(event, by=by, now=now)
    return received


def bytes_of(organisation_id: str) -> int:
    """Return how many bytes of an organisation's files are kept."""
    kept = select(func.coalesce(func.sum(EvidenceFile.size), 0)).where(
        EvidenceFile.organisation_id == organisation_id, EvidenceFile.state != FileState.REFUSED
    )
    return int(db.session.scalar(kept) or 0)


def _spool(source: IO[bytes], target: Path, *, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as written:
        target.chmod(0o600)
        while part := source.read(_AT_ONCE):
            size += len(part)
            if size > most:
                raise RefusedError(Refusal.TOO_LARGE)
            digest.update(part)
            written.write(part)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest(), size


def _sweep(spool: Path) -> None:
    """Remove what was spooled a day ago and never written down: its request was cut off."""
    if not spool.is_dir():
        return
    old = [one for one in spool.iterdir() if one.stat().st_mtime < time.time() - _LEFT_BEHIND_SECONDS]
    if old:
        ids = [one.name for one in old]
        waiting = set(
            db.session.scalars(
                select(EvidenceFile.id).where(EvidenceFile.id.in_(ids), EvidenceFile.state == FileState.RECEIVED)
            )
        )
        for one in old:
            if one.name not in waiting:
                shutil.rmtree(one, ignore_errors=True)


def _refused(refusal: Refusal) -> RuleBroken:
    return RuleBroken(Reason("file", refusal, refusal_words(refusal)))
