"""What a file is by its content, and what is refused with which reason."""

import io
import time
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf, String
from PIL import Image

from register.evidence.content.apart import examine_apart
from register.evidence.content.examining import examine
from register.evidence.domain.findings import Found, Limits, Refusal, RefusedError
from tests.builders.documents import (
    a_changed_pdf,
    a_filled_form,
    a_pdf,
    a_pdf_with_a_password,
    a_photograph,
    a_scan,
    a_word_file,
)
from tests.unit.evidence.hostile import Hostile, corpus

HOSTILE = corpus()


def looked_at(content: bytes, name: str = "file.pdf") -> Found:
    return examine(content, name=name)


def refusal_of(content: bytes, name: str = "file.pdf", limits: Limits | None = None) -> Refusal:
    with pytest.raises(RefusedError) as refused:
        examine(content, name=name, limits=limits)
    return refused.value.refusal


def test_there_are_two_hundred_hostile_uploads() -> None:
    assert len(HOSTILE) >= 200
    assert len({(one.content, one.name) for one in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[one.about for one in HOSTILE])
def test_a_hostile_upload_is_refused_with_its_reason(hostile: Hostile) -> None:
    began = time.monotonic()
    assert refusal_of(hostile.content, hostile.name) in hostile.reasons
    assert time.monotonic() - began < 20


def test_a_pdf_is_taken_and_its_words_are_read() -> None:
    found = looked_at(a_pdf("Certificate for Oak Lodge", "Second page, number two"))
    assert (found.media_type, found.pages, found.unreadable) == ("application/pdf", 2, ())
    assert "Oak Lodge" in found.text
    assert "Second page" in found.text


@pytest.mark.parametrize("name", ["photo.jpg", "certificate.docx", "noextension", "x.exe"])
def test_a_pdf_is_a_pdf_whatever_it_is_called(name: str) -> None:
    assert looked_at(a_pdf(), name).media_type == "application/pdf"


def test_a_word_file_called_pdf_is_still_a_word_file() -> None:
    assert refusal_of(a_word_file(), "policy.pdf") is Refusal.OFFICE


def test_a_pdf_that_opens_without_a_password_is_taken_though_changing_it_needs_one() -> None:
    assert looked_at(a_pdf_with_a_password()).pages == 1


def test_form_fields_and_signatures_are_fine_and_what_is_typed_into_them_is_read() -> None:
    assert "Thistle House" in looked_at(a_filled_form("Thistle House")).text


def test_a_link_to_a_page_of_the_web_is_fine_and_is_read() -> None:
    link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://oaklodge.example")))

    def change(opened: Pdf) -> None:
        opened.pages[0].Annots = opened.make_indirect([link])

    assert "oaklodge.example" in looked_at(a_changed_pdf(change)).text


def test_the_title_that_a_program_wrote_into_a_pdf_is_read() -> None:
    def change(opened: Pdf) -> None:
        opened.docinfo["/Title"] = String("Oak Lodge statement of purpose")

    assert "Oak Lodge" in looked_at(a_changed_pdf(change)).text


def test_a_page_that_is_a_picture_is_one_that_no_machine_reads() -> None:
    assert looked_at(a_scan()).unreadable == (1,)


def test_an_empty_page_hides_nothing() -> None:
    assert looked_at(a_pdf("Words that can be read", "")).unreadable == ()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photograph_is_made_anew_upright_and_without_where_it_was_taken(kind: str) -> None:
    original = a_photograph(kind)
    assert b"Invented Cameras" in original
    found = looked_at(original, "photo")
    assert found.shown is not None
    with Image.open(io.BytesIO(found.shown)) as shown:
        shown.load()
        assert shown.format == ("PNG" if kind == "PNG" else "JPEG")
        assert shown.size == ((64, 48) if kind == "HEIF" else (48, 64))  # a HEIC says itself how it is turned
        assert not shown.getexif()
        assert not set(shown.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Invented" not in found.shown
    assert found.unreadable == (1,)


def test_a_transparent_picture_is_shown_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    shown = looked_at(written.getvalue()).shown
    assert shown is not None
    assert Image.open(io.BytesIO(shown)).getpixel((0, 0)) == (255, 255, 255)


def test_the_limits_are_settings() -> None:
    assert refusal_of(a_pdf(), limits=Limits(size=100)) is Refusal.TOO_LARGE
    assert refusal_of(a_pdf("one", "two"), limits=Limits(pages=1)) is Refusal.MANY_PAGES
    assert refusal_of(a_photograph(), limits=Limits(pixels=1000)) is Refusal.MANY_PIXELS


@pytest.mark.parametrize("content", [a_pdf("Certificate"), a_photograph(), a_scan()], ids=["pdf", "photograph", "scan"])
def test_a_process_of_its_own_finds_the_same(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert examine_apart(tmp_path, name="file", limits=Limits()) == looked_at(content)


def test_a_process_of_its_own_gives_the_same_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(a_word_file())
    with pytest.raises(RefusedError) as refused:
        examine_apart(tmp_path, name="file", limits=Limits())
    assert refused.value.refusal is Refusal.OFFICE


def test_a_file_that_takes_too_long_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(a_pdf())
    with pytest.raises(RefusedError) as refused:
        examine_apart(tmp_path, name="file", limits=Limits(), seconds=0.01)
    assert refused.value.refusal is Refusal.UNREADABLE
