"""A home's name and address is planted in everything that programs and lists can send; nothing keeps or repeats it."""

import io
import json
import logging

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.db import Base, db
from register.core.relay import Relay
from register.descriptions.models import RestrictedPlace
from tests.builders.accounts import a_person, sign_in
from tests.builders.pushing import Provider
from tests.builders.vacancies import a_row

WORDS = "Thistledown House, 14 Quarrybank Rise, ZZ9 9ZZ"
PLANTED = ("thistledown", "quarrybank", "zz9 9zz")


def planted_in(content: str) -> list[str]:
    return [one for one in PLANTED if one in content.casefold()]


def kept() -> list[str]:
    """Tables, but for the place's own, that hold any of it."""
    db.session.rollback()
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if table.name != RestrictedPlace.__tablename__
        for row in db.session.execute(select(table))
        if planted_in(json.dumps([str(one) for one in row]))
    ]


def rows(provider: Provider) -> list[dict[str, object]]:
    """Rows that hold it wherever a row can hold words, and one that comes too late."""
    row = provider.row
    return [
        row("a", words=WORDS),
        row("b", words=WORDS * 9),
        row("c", gender=WORDS),
        row("d", identifier=WORDS),
        row(WORDS),
        row("f", place=WORDS),
        {**row("g"), WORDS: 1},
        row("late", words=WORDS, version=7),
    ]


def test_what_programs_send_is_neither_kept_nor_repeated(
    client: FlaskClient, provider: Provider, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    def push(rows: list[dict[str, object]], mode: str, once: str) -> str:
        header = provider.key.header | {"Idempotency-Key": once}
        answer = client.put("/api/v1/vacancies", json={"vacancies": rows, "mode": mode}, headers=header)
        assert answer.status_code in {200, 202}
        return answer.get_data(as_text=True)

    with caplog.at_level(logging.DEBUG):
        push([provider.row(one) for one in ("late", "x", "y", "z")], "partial", "1")
        told = push(rows(provider), "partial", "2")
        held = push([*rows(provider)[:4], *rows(provider)[5:]], "full", "3")
        single = client.put("/api/v1/vacancies/a", json=rows(provider)[0], headers=provider.key.header)
        relay.run_until_idle()
    assert '"state":"held"' in held.replace(" ", "")
    for text in (told, held, single.get_data(as_text=True), caplog.text):
        assert not planted_in(text)
    assert kept() == []


def test_what_a_list_says_is_neither_kept_nor_repeated(client: FlaskClient, provider: Provider) -> None:
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    names = [*a_row("", ""), "words"]
    lines = [",".join(names)]
    for row in rows(provider):
        cells = {name: str(row.get(name, "")) for name in names} | {"contract_types": "SPOT", "needs": ""}
        lines.append(",".join('"' + cells[name] + '"' for name in names))
    sent = {"file": (io.BytesIO("\n".join(lines).encode()), "list.csv")}
    answer = client.post("/vacancies/list", data=sent, content_type="multipart/form-data")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Rows that are not taken" in page
    assert not planted_in(page)
    assert kept() == []
