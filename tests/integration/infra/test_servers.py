"""infra/servers, as a person at a terminal and a script use it."""

import json
import os
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "infra" / "servers"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not below pytest's own folder: as root, PostgreSQL runs as a user who may not enter that.
    with tempfile.TemporaryDirectory(prefix="servers-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        call(Path(name), "down", "--remove")


def call(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SERVERS_FOLDER": str(folder)}
    return subprocess.run([SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=False)


def told(folder: Path, *arguments: str) -> dict[str, Any]:
    """Call it and read its only JSON object."""
    done = call(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def connected(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def test_mail_sent_to_the_catcher_becomes_a_file(folder: Path) -> None:
    settings = told(folder, "up", "mail")["settings"]
    with smtplib.SMTP("127.0.0.1", urlsplit(settings["REGISTER_SMTP_URL"]).port or 0) as server:
        server.sendmail(
            "from@register.invalid", ["to@register.invalid"], "Subject: Confirm your places\r\n\r\nPlease.\r\n"
        )
    [message] = Path(settings["REGISTER_TEST_MAIL_FOLDER"]).glob("*.eml")
    assert "Subject: Confirm your places" in message.read_text()
    assert "X-Envelope-To: to@register.invalid" in message.read_text()


def test_starting_twice_starts_nothing_twice(folder: Path) -> None:
    first = told(folder, "up", "mail")["servers"]["mail"]
    second = told(folder, "up", "mail")["servers"]["mail"]
    assert second["pid"] == first["pid"]
    assert not second["started"]


def test_a_stopped_server_comes_back_on_the_same_port(folder: Path) -> None:
    port = told(folder, "up", "mail")["servers"]["mail"]["port"]
    assert told(folder, "down", "mail")["servers"]["mail"]["stopped"]
    assert call(folder, "status", "mail").returncode == 1
    assert told(folder, "up", "mail")["servers"]["mail"]["port"] == port


def test_a_process_that_merely_has_the_recorded_number_is_left_alone(folder: Path) -> None:
    told(folder, "down", "mail")
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    try:
        long_ago = {"pid": stranger.pid, "started": psutil.Process(stranger.pid).create_time() - 100, "port": 1}
        (folder / "mail.json").write_text(json.dumps(long_ago))
        assert not told(folder, "down", "mail")["servers"]["mail"]["stopped"]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_role_of_the_application_works_in_tables_that_it_does_not_own(folder: Path) -> None:
    settings = told(folder, "up", "postgresql")["settings"]
    with connected(settings["REGISTER_MIGRATION_URL"]) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
    with connected(settings["REGISTER_DATABASE_URL"]) as app:
        app.execute("INSERT INTO kept VALUES ('said')")
        assert app.execute("SELECT word FROM kept").fetchall() == [("said",)]
        for forbidden in ("TRUNCATE kept", "DROP TABLE kept", "CREATE TABLE mine (word text)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)  # type: ignore[call-overload]  # psycopg wants a literal


def test_settings_are_all_that_is_said_on_standard_output(folder: Path) -> None:
    done = call(folder, "up", "mail")
    assert all(line.split("=")[0].startswith("REGISTER_") for line in done.stdout.splitlines())
    assert "mail" in done.stderr


def test_a_server_that_there_is_not_is_a_wrong_call(folder: Path) -> None:
    assert call(folder, "up", "oracle").returncode == 2
