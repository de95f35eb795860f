"""What the settings of the service say about imports, handed over by the composition root."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

EXTENSION = "register.imports"


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """When a file is held, how large it may be, whence it may be fetched, and where downloads are kept meanwhile."""

    gone_percent: float
    unpacked_bytes: int
    unpacked_ratio: int
    hosts: tuple[str, ...]
    folder: Path


def init_regulators(app: Flask, limits: ImportLimits) -> None:
    """Keep the limits with the application."""
    app.extensions[EXTENSION] = limits


def import_limits() -> ImportLimits:
    """Return the limits of the current application."""
    limits: ImportLimits = current_app.extensions[EXTENSION]
    return limits
