"""The client of docs/how-to/push-vacancies.md does what the page says, against a real server."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import make_server

from register.app import create_app
from register.core.db import db
from register.settings import Settings
from register.vacancies.models import Vacancy
from tests.builders.pushing import Provider
from tests.integration.conftest import Clock

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "push-vacancies.md"
CLIENT = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    found = CLIENT.search(PAGE.read_text())
    assert found is not None, "the page shows a client"
    path = tmp_path / "push.py"
    path.write_text(found["code"])
    return path


@pytest.fixture
def served(settings: Settings, clock: Clock) -> Iterator[tuple[Flask, str]]:
    app = create_app(settings, now=clock)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def test_the_client_of_the_docs_pushes_rows_and_tells_what_was_refused(
    served: tuple[Flask, str], client: Path, tmp_path: Path
) -> None:
    app, url = served
    with app.app_context():
        provider = Provider()
        rows = [provider.row(f"room-{number}") for number in range(3)]
        key = provider.key.text
        db.session.remove()
    file = tmp_path / "vacancies.json"
    environment = os.environ | {"REGISTER_URL": url, "REGISTER_KEY": key}

    def run() -> subprocess.CompletedProcess[str]:
        file.write_text(json.dumps(rows))
        command = [sys.executable, str(client), str(file)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    first = run()
    assert (first.returncode, first.stdout) == (0, "applied {'created': 3}\n"), first.stderr
    assert run().stdout == "applied {'unchanged': 3}\n"
    rows[1]["gender"] = "anybody"
    third = run()
    assert third.returncode == 1
    assert "row 2, gender: " in third.stdout
    environment["REGISTER_KEY"] = "nvr_wrong"
    assert "not one of ours" in run().stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Vacancy)) == 3
        db.session.remove()
