from datetime import timedelta

from flask.testing import FlaskClient

from register.core.files import file_store
from tests.builders.files import a_kept_file
from tests.integration.conftest import Clock


def test_a_link_to_the_folder_sends_an_attachment_that_no_browser_runs(client: FlaskClient, clock: Clock) -> None:
    file = a_kept_file(b"<script>alert(1)</script>", media_type="image/svg+xml")
    link = file_store().link(file, name="page.svg", valid_for=timedelta(minutes=5), now=clock())
    answer = client.get(link)
    assert answer.get_data() == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.svg"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_link_ends_after_its_minutes_and_looks_like_one_that_never_was(client: FlaskClient, clock: Clock) -> None:
    link = file_store().link(a_kept_file(), name="a.pdf", valid_for=timedelta(minutes=5), now=clock())
    clock.forward(minutes=5)
    ended, never = client.get(link), client.get("/files/nothing")
    assert ended.status_code == never.status_code == 404
    assert ended.get_data() == never.get_data()
