"""Machine push: what a request is answered with, once, in which version, in pages, and as problems."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Scope
from register.core.audit import AuditEvent
from register.core.db import db
from register.vacancies.models import VacancyHistory
from tests.builders.api_keys import a_key
from tests.builders.pushing import Provider, Send, only
from tests.integration.conftest import Clock

UNAVAILABLE: dict[str, object] = {"status": "unavailable", "unavailable_reason": "staffing"}


def test_a_version_that_is_no_longer_the_newest_gets_both_versions(put: Send) -> None:
    put("room-1")
    put("room-1", places=2)
    answer = put("room-1", places=3, version=1)
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    both = answer.get_json()
    assert (both["ours"]["places"], both["yours"]["places"]) == (2, 3)
    assert only().places == 2


def test_if_match_replaces_the_version_that_was_read_and_no_other(
    client: FlaskClient, put: Send, provider: Provider
) -> None:
    put("room-1")
    read = client.get("/api/v1/vacancies/room-1", headers=provider.key.header)
    tag = {"If-Match": read.headers["ETag"]}
    assert put("room-1", places=2, headers=tag).status_code == 200
    assert put("room-1", places=3, headers=tag).status_code == 412
    assert only().places == 2


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, put: Send, provider: Provider) -> None:
    put("room-1")
    here = "/api/v1/vacancies/room-1"
    tag = client.get(here, headers=provider.key.header).headers["ETag"]
    assert client.get(here, headers=provider.key.header | {"If-None-Match": tag}).status_code == 304
    put("room-1", places=2)
    assert client.get(here, headers=provider.key.header | {"If-None-Match": tag}).status_code == 200


def test_a_request_with_an_idempotency_key_is_done_once(put: Send) -> None:
    once = {"Idempotency-Key": "night-run-1"}
    first = put("a", headers=once)
    put("a", places=2)
    again = put("a", headers=once)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.get_json() == first.get_json()
    assert only().places == 2
    other = put("a", places=3, headers=once)
    assert (other.status_code, other.get_json()["errors"][0]["code"]) == (422, "idempotency-key-reused")


def test_an_idempotency_key_is_forgotten_after_two_days(put: Send, clock: Clock) -> None:
    once = {"Idempotency-Key": "night-run-1"}
    put("a", headers=once)
    clock.forward(days=2, seconds=1)
    assert "Idempotency-Replayed" not in put("a", headers=once).headers


def test_what_a_key_did_is_in_the_audit_with_the_key_and_in_the_history(batch: Send, provider: Provider) -> None:
    batch(provider.row("a"))
    done = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "VacancyPublished")).one()
    assert (done.person_id, done.organisation_id) == (None, provider.organisation_id)
    assert done.details["key"] == provider.key.id
    assert db.session.scalars(select(VacancyHistory.means)).one() == "key"


def test_own_vacancies_come_in_pages(client: FlaskClient, batch: Send, provider: Provider) -> None:
    batch(*(provider.row(f"r{number}") for number in range(5)))
    seen, after = [], ""
    while True:
        answer = client.get(f"/api/v1/vacancies?limit=2{after}", headers=provider.key.header)
        page = answer.get_json()
        seen += [one["reference"] for one in page["vacancies"]]
        if "next" not in page:
            break
        assert 'rel="next"' in answer.headers["Link"]
        after = f"&after={page['next']}"
    assert sorted(seen) == [f"r{number}" for number in range(5)]
    assert client.get("/api/v1/vacancies?after=nonsense", headers=provider.key.header).status_code == 422
    assert client.get("/api/v1/vacancies?limit=0", headers=provider.key.header).status_code == 422


def test_own_vacancies_come_as_csv_too(client: FlaskClient, put: Send, provider: Provider) -> None:
    put("a", words="=SUM(1) is what we say", needs={"AUT": "core", "TRM": "core"})
    answer = client.get("/api/v1/vacancies", headers=provider.key.header | {"Accept": "text/csv"})
    text = answer.get_data().decode("utf-8-sig")
    assert answer.mimetype == "text/csv"
    assert text.startswith("scheme,identifier,")
    assert "'=SUM(1) is what we say" in text
    assert "AUT TRM" in text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": '{"a":"\\u0000"}', "content_type": "application/json"}, 400),
        ({"data": "a=b", "content_type": "application/x-www-form-urlencoded"}, 415),
        ({"json": []}, 422),
        ({"json": {"vacancies": "all"}}, 422),
        ({"json": {"vacancies": []}}, 422),
        ({"json": {"vacancies": [{}] * 1001}}, 422),
        ({"json": {"vacancies": [{}], "mode": "half"}}, 422),
        ({"data": b"x" * (8 * 1024 * 1024 + 1), "content_type": "application/json"}, 413),
    ],
)
def test_what_is_no_batch_is_a_problem(
    client: FlaskClient, provider: Provider, sent: dict[str, object], status: int
) -> None:
    answer = client.put("/api/v1/vacancies", headers=provider.key.header, **sent)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_key_that_may_only_read_writes_nothing(client: FlaskClient, provider: Provider) -> None:
    reader = a_key(provider.organisation_id, Scope.VACANCIES_READ)
    answer = client.put("/api/v1/vacancies/a", json=provider.row("a"), headers=reader.header)
    assert answer.status_code == 403
    assert "vacancies:write" in answer.get_json()["detail"]
