"""Authorities and places, open to everybody."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.geography.queries import authorities
from tests.places import LEEDS, a_gazetteer


def test_every_authority_is_on_the_list_and_has_a_page(client: FlaskClient):
    page = client.get("/authorities").get_data(as_text=True)
    for found in authorities():
        assert f"/authorities/{found.gss}" in page
    assert "Cumbria" in page
    assert "31 March 2023" in page


def test_an_authoritys_page_shows_who_adjoins_and_its_areas(client: FlaskClient, tmp_path: Path):
    a_gazetteer(tmp_path)
    page = client.get(f"/authorities/{LEEDS}").get_data(as_text=True)
    for expected in ("Leeds", "Yorkshire and The Humber", "383", "Bradford", "LS2 and LS3, Leeds"):
        assert expected in page


def test_an_authoritys_page_opens_before_postcodes_are_loaded(client: FlaskClient):
    assert "not loaded yet" in client.get(f"/authorities/{LEEDS}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("gss", "words"),
    [
        ("W06000001", "Ynys Môn"),
        ("E08000012", "(across water)"),
        ("E06000046", "surrounded by the sea"),
        ("E10000034", "Worcester"),
    ],
)
def test_what_is_particular_to_an_authority_is_said(client: FlaskClient, gss: str, words: str):
    assert words in client.get(f"/authorities/{gss}").get_data(as_text=True)


def test_a_former_code_shows_the_authority_of_today_and_an_unknown_one_nothing(client: FlaskClient):
    assert "E08000038" in client.get("/authorities/E08000016").get_data(as_text=True)
    assert client.get("/authorities/E99999999").status_code == 404


def test_the_list_of_places_is_kept_by_the_browser(client: FlaskClient, tmp_path: Path):
    a_gazetteer(tmp_path)
    answer = client.get("/places.json")
    labels = {place["label"] for place in answer.get_json()}
    assert {"Leeds", "LS2 and LS3, Leeds", "Cotswold", "Wales"} <= labels
    assert len({place["id"] for place in answer.get_json()}) == len(answer.get_json())
    again = client.get("/places.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_list_of_places_is_unavailable_until_postcodes_are_loaded(client: FlaskClient):
    assert client.get("/places.json").status_code == 503


def test_a_postcode_that_is_looked_up_is_in_no_log_and_no_answer(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    known = a_gazetteer(tmp_path)
    with caplog.at_level(0):
        for typed in ("LS2 1AA", "LS1 9ZZ", "BT1 1AA", "ZZ1 1ZZ"):
            answers = (known.postcode(typed), known.area_of(typed, authority=LEEDS), known.resolve_origin(typed))
            for answer in answers:
                assert typed[-3:] not in repr(answer)
    assert caplog.text == ""
