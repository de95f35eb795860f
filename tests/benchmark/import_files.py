"""import: the real Ofsted workbook into an empty register, beside reading it and one bare executemany of the same rows.

Beside means: python-calamine reads every sheet, and executemany writes the very rows that our import leaves
into the same tables of an empty database. `again` is the same file once more; `memory` loads four published
years and the workbook in one process and reports its peak.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from register.app import create_app
from register.core import migrate
from register.core.db import db
from register.regulators.commands import load_target
from register.regulators.importers.facts import Source
from register.settings import Settings
from tests.benchmark.measuring import Entry, paired, seconds
from tests.conftest import DATA

WORKBOOK = DATA / "ofsted" / "provider_at_march_2025.ods"
YEARS = (2019, 2022, 2024)
ROUNDS = 5
MEGABYTE = 1 << 20
MOST_MEGABYTES = 250


class Register:
    """An empty register in a folder of its own, as the migrations make it; filled anew as often as wanted."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        migrate.upgrade(f"sqlite:///{self.template}")
        self.path = folder / "register.sqlite"
        self.app = create_app(Settings(data=folder, database_url=f"sqlite:///{self.path}"))  # type: ignore[arg-type]

    def empty(self) -> None:
        """Start over."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for leftover in self.path.parent.glob("register.sqlite*"):
            leftover.unlink()
        shutil.copy(self.template, self.path)

    def load(self, path: Path = WORKBOOK, as_of: date | None = None) -> None:
        """Load a file as the command does."""
        with self.app.app_context():
            outcome = load_target(Source.OFSTED, str(path), as_of=as_of)
            db.session.remove()
        assert outcome.ok, outcome.report

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that an import left, by table: parents before their children, in the order of their making."""
        with sqlite3.connect(self.path) as ours, sqlite3.connect(self.template) as empty:
            found = {}
            for table in db.metadata.sorted_tables:
                every = f'SELECT * FROM "{table.name}"'
                if (rows := ours.execute(every).fetchall()) and not empty.execute(every).fetchone():
                    found[table.name] = rows
            return found


class Bare:
    """What has to be done at the least: read the sheets, write the rows."""

    def __init__(self, register: Register, folder: Path) -> None:
        self.rows = register.rows()
        self.template = register.template
        self.path = folder / "bare.sqlite"
        self.connection = sqlite3.connect(self.path)

    def empty(self) -> None:
        """Start over."""
        self.connection.close()
        for leftover in self.path.parent.glob("bare.sqlite*"):
            leftover.unlink()
        shutil.copy(self.template, self.path)
        self.connection = sqlite3.connect(self.path)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")

    def run(self) -> None:
        """Read and write everything once."""
        book = CalamineWorkbook.from_path(str(WORKBOOK))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
        with self.connection:
            for table, rows in self.rows.items():
                marks = ",".join("?" * len(rows[0]))
                self.connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)


def first_and_again(folder: Path) -> Iterator[Entry]:
    """Time the first import beside the bare one by turns, and the same file once more beside the first."""
    register = Register(folder)
    register.empty()
    register.load()
    bare = Bare(register, folder)
    firsts: list[float] = []
    agains: list[float] = []

    def ours() -> None:
        began = time.perf_counter()
        register.load()
        firsts.append(time.perf_counter() - began)

    pairs = []
    for number in range(ROUNDS):
        register.empty()
        bare.empty()
        pairs.append(paired(ours, bare.run, rounds=1) if number % 2 else paired(bare.run, ours, rounds=1))
        agains.append(seconds(register.load))
    ratios = sorted(mine / other if number % 2 else other / mine for number, (mine, other, _) in enumerate(pairs))
    first, again = sorted(firsts)[ROUNDS // 2], sorted(agains)[ROUNDS // 2]
    against = "calamine reads all sheets + one bare executemany of the same rows"
    yield Entry("import:sqlite:5600:first", first, "s", against, ratio=ratios[ROUNDS // 2], most=2.0)
    yield Entry("import:sqlite:5600:again", again, "s", "the first import", ratio=again / first, most=0.5)


def peak_megabytes(folder: Path) -> float:
    """Load every year in a process of its own and return the most memory that it took."""
    code = (
        "import json, sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from tests.benchmark.import_files import Register, WORKBOOK, YEARS\n"
        "register = Register(Path(sys.argv[1]))\n"
        "register.empty()\n"
        "for year in YEARS:\n"
        "    register.load(WORKBOOK.with_name(f'provider_at_march_{year}.csv'), date(year, 3, 31))\n"
        "register.load()\n"
        "register.load()\n"
        "from tests.memory import peak_bytes\n"
        "print(json.dumps(peak_bytes()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])) / MEGABYTE


def measure() -> Iterator[Entry]:
    if not WORKBOOK.exists():
        raise FileNotFoundError(f"the published workbook is not in {WORKBOOK.parent.name}/ of the shared data")
    with tempfile.TemporaryDirectory() as name:
        yield from first_and_again(Path(name))
    with tempfile.TemporaryDirectory() as name:
        peak = peak_megabytes(Path(name))
    yield Entry("import:sqlite:5-files:peak", peak, "MB", most=MOST_MEGABYTES)
