"""Looks at a file in a process of its own, which a hostile file may bring down without anybody noticing."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from register.evidence.domain.findings import Found, Limits, Refusal, RefusedError

SECONDS = 45


def examine_apart(folder: Path, *, name: str, limits: Limits, seconds: float = SECONDS) -> Found:
    """Return what the file called `file` in a folder is, as `examine` does. Raises RefusedError."""
    (folder / "asked.json").write_text(json.dumps({"name": name, "limits": asdict(limits)}))
    (folder / "found.json").unlink(missing_ok=True)
    (folder / "shown").unlink(missing_ok=True)
    # It gets no setting and no secret of ours.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", "-m", "register.evidence.content", str(folder)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
        told = json.loads((folder / "found.json").read_text()) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, FileNotFoundError, ValueError):
        told = {}
    if "media_type" not in told:
        raise RefusedError(Refusal(told.get("refusal", Refusal.UNREADABLE)))
    shown = folder / "shown"
    told["shown"] = shown.read_bytes() if shown.exists() else None
    told["unreadable"] = tuple(told["unreadable"])
    return Found(**told)
