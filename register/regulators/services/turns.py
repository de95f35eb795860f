"""One import of a source at a time: a lease on the file's row, which a killed process cannot keep."""

import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.core.db import own_transaction
from register.core.errors import Conflict
from register.regulators.models import RegulatorFile

LEASE = timedelta(seconds=20)
LOOK_AGAIN = 0.2


def me() -> str:
    """Name this process among all that work on the register."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def wait_for_turn(source: str, *, clock: Callable[[], datetime]) -> None:
    """Return once no other process works on a file of this source. Raises Conflict when one stays at it."""
    until = time.monotonic() + LEASE.total_seconds() + 2
    while True:
        with own_transaction() as session:
            if not _others(session, source, clock()):
                return
        if time.monotonic() > until:
            raise Conflict("Another import of this source is running. Start again when it is done.")
        time.sleep(LOOK_AGAIN)


def take_turn(session: Session, file: RegulatorFile, *, now: datetime) -> None:
    """Take the lease on a file, in the caller's transaction. Raises Conflict where another process has the source."""
    if _others(session, file.source, now):
        raise Conflict("Another import of this source is running. Start again when it is done.")
    file.worker, file.lease_until = me(), now + LEASE


def keep_turn(session: Session, file_id: str, *, now: datetime, values: dict[str, object]) -> None:
    """Renew the lease and store how far the work is, in the transaction of the work itself.

    Raises Conflict where the lease was lost meanwhile, so that two processes never work on one file.
    """
    kept = session.execute(
        update(RegulatorFile)
        .where(RegulatorFile.id == file_id, RegulatorFile.worker == me())
        .values(lease_until=now + LEASE, **values)
        .execution_options(synchronize_session=False)
    )
    if getattr(kept, "rowcount", 1) != 1:
        raise Conflict("Another process has taken this file over.")


def _others(session: Session, source: str, now: datetime) -> bool:
    holders = session.scalars(
        select(RegulatorFile.worker).where(
            RegulatorFile.source == source, RegulatorFile.worker.is_not(None), RegulatorFile.lease_until > now
        )
    )
    return any(one != me() and not _is_dead(one or "") for one in holders)


def _is_dead(worker: str) -> bool:
    """Return whether a process of this machine is no more; of other machines only the lease can tell."""
    host, _, number = worker.rpartition(":")
    if host != socket.gethostname()[:100]:
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
