import pytest
from flask.testing import FlaskClient

from register.settings import SettingsRefused, read_settings


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


def test_under_api_the_same_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 404


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
