"""Measures, prints a table, writes build/bench.json; exit status 1 when a goal is missed.

python -m tests.benchmark [NAME...]    the modules of this folder with a measure() function, all when none is named
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tests.benchmark.measuring import Entry

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent.parent / "build" / "bench.json"
OURS = {"__init__", "__main__", "measuring"}


def names() -> list[str]:
    """The modules that can be measured."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem not in OURS and "def measure(" in path.read_text()
    )


def machine() -> str:
    """Cores, memory and Python, without which a number says little."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()}"


def measured(name: str) -> Iterable[Entry]:
    module: ModuleType = importlib.import_module(f"tests.benchmark.{name}")
    return list(module.measure())


def row(entry: Entry) -> dict[str, object]:
    """One entry as it stands in build/bench.json."""
    return {
        "name": entry.name,
        "value": entry.value,
        "unit": entry.unit,
        "against": entry.against,
        "ratio": entry.ratio,
        "goal": entry.goal,
        "holds": entry.holds,
    }


def table(entries: list[Entry]) -> str:
    """The entries as aligned columns."""
    cells = [("name", "value", "against", "ratio", "goal", "holds")]
    cells += [
        (
            entry.name,
            f"{entry.value:,.4g} {entry.unit}" if entry.value < 1000 else f"{entry.value:,.0f} {entry.unit}",
            entry.against,
            "" if entry.ratio is None else f"{entry.ratio:.3f}",
            entry.goal,
            "yes" if entry.holds else "NO",
        )
        for entry in entries
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def kept(asked: set[str]) -> list[dict[str, object]]:
    """What an earlier run measured by modules that are not asked for now, so that one module can be run again."""
    try:
        earlier = json.loads(RESULTS.read_text())
    except (FileNotFoundError, ValueError):
        return []
    stems = {name.replace("_", "-") for name in asked}
    # The module import_files measures the entries "import:...": its name goes on where theirs ends.
    entries = {one["name"]: str(one["name"]).split(":", maxsplit=1)[0] for one in earlier}
    return [one for one in earlier if not any(f"{stem}-".startswith(f"{entries[one['name']]}-") for stem in stems)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help="one of: " + ", ".join(names()))
    asked = parser.parse_args().names or names()
    unknown = set(asked) - set(names())
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {machine()}", flush=True)
    entries: list[Entry] = []
    broken = []
    for name in asked:
        began = time.monotonic()
        try:
            entries += measured(name)
        except Exception:  # noqa: BLE001 - one broken measurement must not hide the others
            traceback.print_exc()
            broken.append(name)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    rows = [row(entry) for entry in entries]
    fresh = {one["name"] for one in rows}
    RESULTS.parent.mkdir(exist_ok=True)
    partial = RESULTS.with_suffix(".partial")
    earlier = [one for one in kept(set(asked)) if one["name"] not in fresh] if len(asked) < len(names()) else []
    partial.write_text(json.dumps(earlier + rows, indent=2) + "\n")
    partial.replace(RESULTS)
    print(table(entries))
    if broken:
        print(f"could not be measured: {', '.join(broken)}")
    return 0 if not broken and all(entry.holds for entry in entries) else 1


if __name__ == "__main__":
    sys.exit(main())
