import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = Path(sys.executable).with_name("vacancy-register")


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTER_")}
    return subprocess.run(
        [str(COMMAND), *arguments],
        env=kept | {"REGISTER_DATA": str(folder)} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_command_on_a_database_that_was_never_made_says_what_to_do_and_nothing_else(tmp_path: Path) -> None:
    done = run(tmp_path, "search", "check", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["refused"] == "unavailable"
    assert "db upgrade" in report["why"]
    assert "Traceback" not in done.stderr
    assert "SELECT" not in done.stdout + done.stderr


def test_a_wrong_call_and_wrong_settings_end_with_status_two(tmp_path: Path) -> None:
    assert run(tmp_path, "search", "chekc").returncode == 2
    wrong = run(tmp_path, "db", "check", REGISTER_PORT="many", REGISTER_SESSION_HOURS="0")
    assert wrong.returncode == 2
    assert {line.split(":")[0] for line in wrong.stderr.splitlines()} == {"REGISTER_PORT", "REGISTER_SESSION_HOURS"}


def test_upgrading_and_verifying_print_one_json_object_each(tmp_path: Path) -> None:
    upgraded = json.loads(run(tmp_path, "db", "upgrade", "--json").stdout)
    assert upgraded["from"] is None
    assert upgraded["to"]
    verified = json.loads(run(tmp_path, "audit", "verify", "--json").stdout)
    assert verified == {"holds": True, "seals": 0, "events": 0, "unsealed": 0, "expired": 0, "broken": None}
