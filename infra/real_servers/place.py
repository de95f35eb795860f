"""Where the servers live, and whether another user can get there."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def everyone_can_reach(path: Path) -> bool:
    """Whether every folder down to `path` lets any user pass through."""
    wanted = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (wanted, *wanted.parents))


def base() -> Path:
    """Find the folder that holds the servers of this checkout; make it when missing.

    As root some servers run as another user, who cannot enter a checkout below a private home folder: then it is a
    folder of the system's temporary one, named after the checkout. SERVERS_FOLDER names another place.
    """
    named = os.environ.get("SERVERS_FOLDER")
    if named:
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named).resolve()
    here = ROOT / "build" / "servers"
    here.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or everyone_can_reach(here):
        return here
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    there = Path(tempfile.gettempdir()) / f"vacancy-register-servers-{name}"
    there.mkdir(mode=0o755, exist_ok=True)
    if there.is_symlink() or there.stat().st_uid != os.geteuid():
        raise PermissionError(f"{there} belongs to someone else; remove it or set TMPDIR")
    return there
