"""Looks at one file in a process of its own: `python -m register.evidence.content FOLDER`.

The folder holds `file` and `asked.json` (its name and the limits). Written into it: `shown`, a photograph made anew,
and at the end `found.json`. What makes the process end, or takes it too long, is a file that cannot be read.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from register.evidence.content.examining import examine
from register.evidence.domain.findings import Limits, RefusedError

MEMORY = 2 << 30
SECONDS = 30
WRITTEN = 64 << 20


def main(folder: Path) -> None:
    """Look at the file in a folder, with little memory and time and without anything else to do."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    asked = json.loads((folder / "asked.json").read_text())
    try:
        found = examine((folder / "file").read_bytes(), name=asked["name"], limits=Limits(**asked["limits"]))
    except RefusedError as refused:
        told: dict[str, object] = {"refusal": refused.refusal}
    else:
        told = asdict(found) | {"shown": None}
        if found.shown is not None:
            (folder / "shown").write_bytes(found.shown)
    (folder / "found.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
