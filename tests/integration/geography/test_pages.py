"""Authorities and places, open to everybody."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.geography.queries import authorities
from tests.places import BRADFORD, LEEDS, a_gazetteer


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


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("ls2 1aa", f"/authorities/{LEEDS}#{LEEDS}-LS2"),
        ("BD1", f"/authorities/{BRADFORD}"),
        ("Bradford", f"/authorities/{BRADFORD}"),
        ("cotswold", "/authorities/E10000013"),
    ],
)
def test_a_place_leads_to_its_authority(client: FlaskClient, tmp_path: Path, typed: str, leads_to: str):
    a_gazetteer(tmp_path)
    answer = client.post("/authorities", data={"place": typed})
    assert answer.status_code == 303
    assert answer.headers["Location"] == leads_to


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a full postcode"),
        ("qqqqq", "Enter a full postcode"),
        ("ZZ1 1ZZ", "do not know this postcode"),
        ("LS1 9ZZ", "not tied to a place"),
        ("BT1 1AA", "Northern Ireland"),
        ("JE2 3AA", "Channel Islands"),
        ("IM1 1AA", "Isle of Man"),
        ("x" * 101, "100 characters or fewer"),
    ],
)
def test_a_place_without_an_authority_says_why(client: FlaskClient, tmp_path: Path, typed: str, words: str):
    a_gazetteer(tmp_path)
    answer = client.post("/authorities", data={"place": typed})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_county_or_a_name_of_several_towns_shows_what_may_be_meant(client: FlaskClient, tmp_path: Path):
    a_gazetteer(tmp_path)
    county = client.post("/authorities", data={"place": "West Yorkshire"})
    assert county.status_code == 200
    assert "Places that may be meant" in county.get_data(as_text=True)
    assert client.post("/authorities", data={"place": "brad"}).status_code == 200


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
