"""Bulk: a list goes out, comes back mended, is looked at row by row, and is saved as it was shown or not at all."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from register.core.access import Role
from register.core.db import db
from register.core.notices import OutgoingNotice
from register.vacancies.models import Vacancy, VacancyBatch
from tests.builders.accounts import a_person, sign_in
from tests.builders.pushing import Provider, Send
from tests.builders.vacancies import a_vacancy
from tests.integration.conftest import Clock

Post = Callable[[], list[OutgoingNotice]]
Rows = list[dict[str, str]]
Upload = Callable[..., TestResponse]
FILLED = {
    "Your reference": "room-1",
    "Status": "open",
    "Places": "2",
    "Youngest age": "10",
    "Oldest age": "16",
    "Gender": "any",
    "Available from": "02/03/2026",
    "Last checked": "02/03/2026 08:00",
}


@pytest.fixture
def editor(client: FlaskClient, provider: Provider) -> FlaskClient:
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    return client


@pytest.fixture
def upload(editor: FlaskClient) -> Upload:
    def send(raw: bytes, *, follow: bool = True) -> TestResponse:
        data = {"file": (io.BytesIO(raw), "vacancies.csv")}
        answer = editor.post("/vacancies/list", data=data, content_type="multipart/form-data")
        return editor.get(answer.headers["Location"]) if follow and answer.status_code == 303 else answer

    return send


def read(client: FlaskClient) -> Rows:
    answer = client.get("/vacancies/list.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def written(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def save(client: FlaskClient) -> TestResponse:
    batch_id, page = latest(client)
    plan = page.split('name="plan" value="')[1].split('"')[0]
    return client.post(f"/vacancies/batches/{batch_id}/confirm", data={"plan": plan})


def latest(client: FlaskClient) -> tuple[str, str]:
    batch_id = db.session.scalars(select(VacancyBatch.id).order_by(VacancyBatch.id.desc()).limit(1)).one()
    return batch_id, client.get(f"/vacancies/batches/{batch_id}").get_data(as_text=True)


def test_the_list_holds_ones_own_settings_and_vacancies_and_nobody_elses(
    editor: FlaskClient, provider: Provider
) -> None:
    Provider()
    (row,) = read(editor)
    assert (row["Setting number"], row["Status"], row["Youngest age"]) == (provider.identifier, "", "8")
    assert (row["Core needs"], row["Specialist needs"]) == ("AUT", "TRM")
    a_vacancy(provider.setting_id, provider.organisation_id, words="=1+1")
    (row,) = read(editor)
    assert (row["Status"], row["Places"], row["In your own words"]) == ("open", "1", "'=1+1")


def test_a_filled_in_row_is_shown_first_and_published_when_it_is_saved(editor: FlaskClient, upload: Upload) -> None:
    (row,) = read(editor)
    page = upload(written([row | FILLED])).get_data(as_text=True)
    assert "Nothing has changed yet" in page
    assert not db.session.scalars(select(Vacancy)).all()
    assert save(editor).status_code == 303
    found = db.session.scalars(select(Vacancy)).one()
    assert (found.places, found.needs, found.contract_types) == (
        2,
        {"AUT": "core", "FIR": "not_offered", "TRM": "specialist"},
        ["SPOT"],
    )


def test_a_list_that_comes_back_as_it_went_out_changes_nothing(
    editor: FlaskClient, upload: Upload, provider: Provider
) -> None:
    a_vacancy(provider.setting_id, provider.organisation_id, words="-- quiet, =calm")
    page = upload(written(read(editor))).get_data(as_text=True)
    assert "Stays as it is" in page
    assert "Save" not in page


def test_two_bad_rows_do_not_stop_the_rest_and_each_says_where_and_what(editor: FlaskClient, upload: Upload) -> None:
    (row,) = read(editor)
    rows = [row | FILLED | {"Your reference": f"room-{number}"} for number in range(1, 5)]
    rows[1]["Youngest age"] = "eleven"
    rows[3]["Available from"] = "soon"
    page = upload(written(rows)).get_data(as_text=True)
    assert "Enter the youngest age in years" in page
    assert "like 2026-03-27" in page
    assert '<th scope="row" class="govuk-table__header">3</th>' in page
    assert "Save these 2 rows" in page
    save(editor)
    assert db.session.scalar(select(func.count()).select_from(Vacancy)) == 2


def test_what_moved_meanwhile_is_shown_anew_and_nothing_is_done(
    editor: FlaskClient, upload: Upload, provider: Provider, put: Send
) -> None:
    (row,) = read(editor)
    upload(written([row | FILLED]))
    batch_id, page = latest(editor)
    plan = page.split('name="plan" value="')[1].split('"')[0]
    put("room-1", places=3)
    answer = editor.post(f"/vacancies/batches/{batch_id}/confirm", data={"plan": plan})
    assert answer.status_code == 409
    assert "Something changed after you looked" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Vacancy.places)).one() == 3
    assert save(editor).status_code == 303
    assert db.session.scalars(select(Vacancy.places)).one() == 2


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "cp1252"), (",", "utf-8"), ("\t", "utf-16"), (";", "utf-8-sig")]
)
def test_a_list_is_taken_however_a_spreadsheet_saved_it(
    editor: FlaskClient, upload: Upload, delimiter: str, encoding: str
) -> None:
    (row,) = read(editor)
    raw = written([row | FILLED | {"In your own words": "Café près du jardin"}], delimiter=delimiter, encoding=encoding)
    upload(raw)
    save(editor)
    assert db.session.scalars(select(Vacancy.words)).one() == "Café près du jardin"


def test_headings_that_people_mended_are_understood_and_strange_ones_named(
    editor: FlaskClient, upload: Upload, provider: Provider
) -> None:
    row = {"URN": provider.identifier, "OUR REFERENCE": "a", "status ": "Open", "Number of places": "1.0"}
    row |= {
        "min age": "10",
        "Max. age": "16",
        "gender": "Any",
        "From": "2026-03-01",
        "checked on": "1/3/26",
        "Rota": "?",
    }
    page = upload(written([row])).get_data(as_text=True)
    assert "These columns were not read: Rota." in page
    save(editor)
    assert db.session.scalars(select(Vacancy.reference)).one() == "a"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04\x00", "CSV UTF-8"),
        (b"a,b\n1,2\n", "start from the template"),
        (b"Setting number,Status,Status\n1,open,open\n", "Two columns say"),
        (b"Setting number,Status\n1,\n", "No row has been filled in"),
        (b"Setting number,Status\n" + b"1,open\n" * 1_001, "more than 1000 rows"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(upload: Upload, raw: bytes, words: str) -> None:
    answer = upload(raw, follow=False)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_list_that_is_thrown_away_changes_nothing_and_keeps_no_row(editor: FlaskClient, upload: Upload) -> None:
    (row,) = read(editor)
    upload(written([row | FILLED]))
    batch_id, _page = latest(editor)
    assert editor.post(f"/vacancies/batches/{batch_id}/discard").status_code == 303
    assert not db.session.scalars(select(Vacancy)).all()
    assert db.session.scalars(select(VacancyBatch.rows)).one() == []
    assert editor.post(f"/vacancies/batches/{batch_id}/confirm").status_code == 422


def test_a_list_that_nobody_saved_is_forgotten_after_a_week(
    editor: FlaskClient, upload: Upload, clock: Clock, provider: Provider
) -> None:
    (row,) = read(editor)
    upload(written([row | FILLED]))
    clock.forward(days=7, seconds=1)
    sign_in(editor, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    upload(written([row | FILLED]))
    batches = db.session.scalars(select(VacancyBatch).order_by(VacancyBatch.id)).all()
    assert [(one.state, bool(one.rows)) for one in batches] == [("discarded", False), ("previewed", True)]


def test_a_list_is_its_organisations_and_nobody_elses(editor: FlaskClient, upload: Upload, provider: Provider) -> None:
    (row,) = read(editor)
    upload(written([row | FILLED]))
    batch_id, _page = latest(editor)
    colleague, stranger = editor.application.test_client(), editor.application.test_client()
    sign_in(colleague, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    sign_in(stranger, a_person(Role.PROVIDER_ADMINISTRATOR))
    assert colleague.get(f"/vacancies/batches/{batch_id}").status_code == 200
    assert stranger.get(f"/vacancies/batches/{batch_id}").status_code == 404
    assert stranger.post(f"/vacancies/batches/{batch_id}/confirm").status_code == 404
    assert stranger.post(f"/vacancies/batches/{batch_id}/discard").status_code == 404


def test_an_editor_of_one_setting_writes_no_other(editor: FlaskClient, upload: Upload, provider: Provider) -> None:
    raw = written([read(editor)[0] | FILLED])
    limited = a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id, settings=["other"])
    sign_in(editor, limited)
    assert "claim it first" in upload(raw).get_data(as_text=True)


def test_an_administrator_decides_about_a_full_batch_that_was_held(
    client: FlaskClient, batch: Send, provider: Provider, post: Post
) -> None:
    administrator_person = a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.organisation_id)
    batch(*(provider.row(f"r{number}") for number in range(4)))
    batch_id = batch(provider.row("r0"), mode="full").get_json()["batch_id"]
    editor, administrator = client.application.test_client(), client.application.test_client()
    sign_in(editor, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    seen = editor.get(f"/vacancies/batches/{batch_id}").get_data(as_text=True)
    assert "An administrator of your organisation decides" in seen
    assert editor.post(f"/vacancies/batches/{batch_id}/confirm").status_code == 403
    sign_in(administrator, administrator_person)
    assert f"/vacancies/batches/{batch_id}" in post()[0].body
    assert batch_id in administrator.get("/vacancies/list").get_data(as_text=True)
    assert "Not in the list" in administrator.get(f"/vacancies/batches/{batch_id}").get_data(as_text=True)
    assert save(administrator).status_code == 303
    statuses = sorted(db.session.scalars(select(Vacancy.status)))
    assert statuses == ["open", "withdrawn", "withdrawn", "withdrawn"]
