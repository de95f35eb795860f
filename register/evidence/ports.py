"""What evidence needs to know of this machine: bound by the composition root."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from register.evidence.domain.findings import Limits

UPLOADS = "register.uploads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """Where uploads wait for the store (a folder that web and worker share), and how much is taken."""

    spool: Path
    limits: Limits
    organisation_bytes: int


def uploads() -> Uploads:
    """Return the rules of this application."""
    found: Uploads = current_app.extensions[UPLOADS]
    return found
