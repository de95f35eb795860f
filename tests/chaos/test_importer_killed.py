"""The real workbook, imported by a program that is killed again and again."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from tests.chaos.killing import ROUNDS, Program, chance
from tests.journeys.running import COMMAND, Register

pytestmark = pytest.mark.real_data

WORKBOOK = Path("ofsted") / "provider_at_march_2025.ods"
# What differs between two imports of the same file: when, by whom, and the random part of identities.
BY_CHANCE = {"id", "file_id", "worker", "seconds", "lease_until"}
COUNTED = ("rows", "settings", "places", "premises")


def state(folder: Path) -> dict[str, str]:
    """A digest of each table of the regulators' part, rows in the order of their content, and what the audit counts."""
    with sqlite3.connect(folder / "register.sqlite") as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'setting' OR name LIKE 'regulator%')"
        ).fetchall()
        found = {}
        for (table,) in tables:
            columns = [
                row[1]
                for row in database.execute(f'PRAGMA table_info("{table}")')
                if row[1] not in BY_CHANCE and not row[1].endswith("_at")
            ]
            chosen = ", ".join(f'"{column}"' for column in columns)
            rows = sorted(map(repr, database.execute(f'SELECT {chosen} FROM "{table}"')))  # noqa: S608 - its own names
            found[table] = f"{len(rows)} rows {hashlib.sha256('|'.join(rows).encode()).hexdigest()[:16]}"
        found["audit"] = str(
            database.execute("SELECT action, count(*) FROM audit_event GROUP BY action ORDER BY action").fetchall()
        )
        return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> tuple[Register, dict[str, object]]:
    register = Register(tmp_path_factory.mktemp("undisturbed"))
    register.command("db", "upgrade")
    return register, register.command("import", "ofsted", str(shared_data / WORKBOOK))


def test_an_import_that_is_killed_again_and_again_ends_as_if_nothing_had_happened(
    undisturbed: tuple[Register, dict[str, object]], tmp_path: Path, shared_data: Path
) -> None:
    reference, report = undisturbed
    expected = state(reference.folder)
    random = chance()
    longest = float(str(report["seconds"])) + 3.0  # with the time that the program takes to start
    kills = attempts = 0
    while kills < ROUNDS:
        attempts += 1
        folder = tmp_path / f"register-{attempts}"
        folder.mkdir()
        register = Register(folder)
        register.command("db", "upgrade")
        call = (str(COMMAND), "import", "ofsted", str(shared_data / WORKBOOK), "--json")
        # Killed until enough, but not for ever: an attempt that got through is compared and a new one begun.
        for _ in range(10):
            program = Program(*call, environment=register.environment, log=folder / "import.log")
            if program.ended_within(random.uniform(0.5, longest)) is not None:
                break
            program.kill()
            kills += 1
        final = register.command(*call[1:-1])
        assert state(folder) == expected
        assert {name: final[name] for name in COUNTED} == {name: report[name] for name in COUNTED}
