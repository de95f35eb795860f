"""Killing our own programs at random moments, the same ones again for the same CHAOS_SEED."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from register.core.clock import now
from register.core.db import db
from register.core.outbox import OutboxMessage

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "50"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1_000_000))


def chance() -> random.Random:
    """Say the seed, which pytest shows with a failure, and start from it."""
    print(f"CHAOS_SEED={SEED} CHAOS_ROUNDS={ROUNDS}")
    return random.Random(SEED)


class Program:
    """A command of ours in a process group of its own, so that a kill reaches whatever it started."""

    def __init__(self, *arguments: str, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                arguments, env=environment, stdout=output, stderr=output, cwd=log.parent, start_new_session=True
            )

    def ended_within(self, seconds: float) -> int | None:
        """Wait; return the exit status, or None while it still runs."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """Kill -9: nothing of the program runs on to tidy up."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stopped(self) -> bool:
        """Ask it to stop, as an operator would; whether it did, and in good order."""
        self._process.terminate()
        return self._process.wait(20) == 0


def wait_until(true: Callable[[], bool], *, seconds: float, words: str) -> None:
    """Ask again and again; fail with what was waited for in vain."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {words}"
        time.sleep(0.1)


def left_to_do() -> int:
    """How many messages of the outbox are due or failed: reminders of next week may wait."""
    db.session.rollback()
    failed_or_due = (OutboxMessage.attempts > 0) | (OutboxMessage.due_at <= now())
    waiting = select(func.count()).where(OutboxMessage.processed_at.is_(None), failed_or_due)
    return db.session.scalar(waiting) or 0
