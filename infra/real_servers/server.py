"""What an entry of the catalogue has to say of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class RefusedError(Exception):
    """A server cannot be started or stopped; the message says why and what would help."""


class Server(Protocol):
    """One real server. `home` is a folder of its own that outlives it; `port` is a free one on loopback."""

    name: str
    about: str
    stop_signal: int
    needs_ordinary_user: bool
    seconds_to_answer: float

    def prepare(self, home: Path, *, user: str | None) -> None:
        """Whatever is needed once before the first start; finds its own work done the next time."""

    def command(self, home: Path, *, port: int) -> list[str]:
        """Say the program and its arguments; it must stay in the foreground."""

    def answers(self, home: Path, *, port: int) -> bool:
        """Ask it the cheapest question that only a working server answers."""

    def furnish(self, home: Path, *, port: int) -> None:
        """Create what its users need (roles, buckets); safe to repeat."""

    def settings(self, home: Path, *, port: int) -> dict[str, str]:
        """Environment variables that point the register and its tests at it."""
