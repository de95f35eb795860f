"""What the worker does with a file, a step at a time: into the store, past the scanner, to those who may read it.

Each step may be cut off at any line and begun again: it looks at where the file is, does its work outside any
transaction, and writes the next state down together with the message that asks for the next step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from register.core.access import SERVICE
from register.core.db import db, transaction
from register.core.errors import Unavailable
from register.core.events import Event, record
from register.core.files import file_store
from register.core.scanning import Verdict, scanner
from register.evidence.domain.findings import Refusal
from register.evidence.domain.states import NEXT, FileState
from register.evidence.events import (
    EvidenceFileOffered,
    EvidenceFileRefused,
    EvidenceFileScanned,
    EvidenceFileStored,
)
from register.evidence.models import EvidenceFile
from register.evidence.queries import original_of, shown_of
from register.evidence.services.receiving import forget_upload, spool_of


def store_file(file_id: str, *, now: datetime) -> None:
    """Put a file into the store. Raises Unavailable while the store does not answer; the spool keeps the file."""
    file = _find(file_id, FileState.RECEIVED)
    if file is not None:
        folder, store = spool_of(file_id), file_store()
        try:
            with (folder / "file").open("rb") as source:
                store.put(original_of(file), source)
            if file.shown_key is not None:
                with (folder / "shown").open("rb") as source:
                    store.put(shown_of(file), source)
        except FileNotFoundError:
            if _find(file_id, FileState.RECEIVED) is None:
                return  # another worker was quicker
            raise Unavailable("The spooled file is missing.") from None
        with _stepping(file_id, FileState.RECEIVED, FileState.STORED) as (taken, events):
            taken.stored_at = now
            events.append(EvidenceFileStored(subject_id=file_id, organisation=taken.organisation_id))
    forget_upload(file_id)


def scan_file(file_id: str, *, now: datetime) -> None:
    """Have a file scanned; one with a virus is refused, and its bytes go next. Raises Unavailable."""
    file = _find(file_id, FileState.STORED)
    if file is None:
        return
    with file_store().read(original_of(file)) as source:
        scan = scanner().scan(source)
    infected = scan.verdict is Verdict.INFECTED
    after = FileState.REFUSED if infected else FileState.SCANNED
    with _stepping(file_id, FileState.STORED, after) as (taken, events):
        taken.scanned_at, taken.verdict = now, scan.verdict
        taken.signature, taken.engine = scan.signature or None, scan.engine or None
        about = {"subject_id": file_id, "organisation": taken.organisation_id}
        if infected:
            taken.reason = Refusal.INFECTED
            events.append(EvidenceFileRefused(**about, reason=Refusal.INFECTED, signature=scan.signature))
        else:
            events.append(EvidenceFileScanned(**about, verdict=scan.verdict))


def remove_file(file_id: str, *, now: datetime) -> None:
    """Remove the bytes of a file that was refused; gone already is success. Raises Unavailable."""
    file = _find(file_id, FileState.REFUSED)
    if file is not None:
        file_store().delete(original_of(file), now=now)
        if file.shown_key is not None:
            file_store().delete(shown_of(file), now=now)


def offer_file(file_id: str, *, now: datetime) -> None:
    """Open a file to those who may read it."""
    if _find(file_id, FileState.SCANNED) is not None:
        with _stepping(file_id, FileState.SCANNED, FileState.OFFERED, now=now) as (taken, events):
            events.append(EvidenceFileOffered(subject_id=file_id, organisation=taken.organisation_id))


def _find(file_id: str, state: FileState) -> EvidenceFile | None:
    """Return a file that is in a state and ends its read transaction, so that the work holds none open."""
    found = db.session.get(EvidenceFile, file_id, populate_existing=True)
    if found is not None:
        db.session.expunge(found)
    db.session.rollback()
    return found if found is not None and found.state == state else None


@contextmanager
def _stepping(
    file_id: str, before: FileState, after: FileState, *, now: datetime | None = None
) -> Iterator[tuple[EvidenceFile, list[Event]]]:
    """Write a step down, unless another worker has meanwhile."""
    if after not in NEXT[before]:
        raise ValueError(f"a file does not go from {before} to {after}")
    with transaction():
        taken = db.session.get_one(EvidenceFile, file_id, with_for_update=True, populate_existing=True)
        events: list[Event] = []
        stands = taken.state == before
        yield taken, events
        if stands:
            taken.state = after
            at = now or taken.scanned_at or taken.stored_at or taken.received_at
            for event in events:
                record(event, by=SERVICE, now=at)
        else:
            db.session.expire(taken)
