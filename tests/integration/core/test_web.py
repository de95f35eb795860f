import stat
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.app import create_app
from register.core import outbox
from register.core.db import transaction
from register.settings import Settings, SettingsRefused, read_settings
from search.engine import indexer
from search.engine.service import vacancy_index
from tests.integration.conftest import Clock


def test_the_start_page_opens_for_everybody_and_forbids_inline_script(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


def test_a_page_that_is_not_there_says_so_as_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "Page not found" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/settings/a%00b", "/settings?words=a%00b"])
def test_a_null_character_in_an_address_is_refused_before_any_database_sees_it(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_null_character_in_a_form_is_refused_before_any_database_sees_it(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"email": "a\0b", "password": "x"}).status_code == 400


def test_under_api_the_same_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 404


def test_the_data_folder_and_the_key_are_closed_to_other_users(tmp_path: Path) -> None:
    create_app(Settings(data=tmp_path / "data"))
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_all_mistaken_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTER_PORT", "many")
    monkeypatch.setenv("REGISTER_SESSION_HOURS", "0")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    named = {mistake.split(":")[0] for mistake in refused.value.mistakes}
    assert named == {"REGISTER_PORT", "REGISTER_SESSION_HOURS"}


def test_a_setting_that_another_needs_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTER_NOTIFIER", "smtp")
    with pytest.raises(SettingsRefused, match="REGISTER_SMTP_URL"):
        read_settings()


@pytest.fixture
def index(app: Flask, clock: Clock) -> None:
    """An index of the empty register, as the worker makes it when it starts."""
    indexer.rebuild(vacancy_index(), now=clock())


def test_health_says_that_there_is_no_index_yet(client: FlaskClient) -> None:
    assert client.get("/health.json").status_code == 503
    assert "There is no search index" in client.get("/health").get_data(as_text=True)


def test_health_is_well_when_nothing_waits(client: FlaskClient, index: None) -> None:
    answer = client.get("/health.json")
    assert answer.status_code == 200
    assert answer.get_json()["well"] is True
    assert "Up to date" in client.get("/health").get_data(as_text=True)


def test_health_says_that_files_cannot_be_kept(client: FlaskClient, settings: Settings, index: None) -> None:
    (settings.data / "files").touch()  # where the folder should be
    answer = client.get("/health.json")
    assert answer.status_code == 503
    assert [part["name"] for part in answer.get_json()["parts"] if not part["well"]] == ["Files"]


def test_the_file_store_that_is_set_must_be_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTER_FILE_STORE", "s3")
    monkeypatch.setenv("REGISTER_S3_ACCESS_KEY", "key")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert [line.split(":")[0] for line in refused.value.mistakes] == [
        "REGISTER_S3_BUCKET",
        "REGISTER_S3_ACCESS_KEY and REGISTER_S3_SECRET_KEY",
    ]


def test_health_says_how_far_the_index_is_behind(client: FlaskClient, clock: Clock, index: None) -> None:
    with transaction() as session:
        outbox.enqueue(session, topic="index", key="a", now=clock())
    clock.forward(minutes=10)
    answer = client.get("/health.json")
    assert answer.status_code == 503
    search = next(part for part in answer.get_json()["parts"] if "pending" in part["numbers"])
    assert (search["well"], search["numbers"]) == (False, {"pending": 1, "oldest_seconds": 600.0})
    assert "Behind by 10 minutes" in client.get("/health").get_data(as_text=True)
