"""Two hundred uploads that nobody should take, each with the reason; made by code, the same every time."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from register.evidence.domain.findings import Refusal
from tests.builders.documents import a_changed_pdf, a_pdf, a_pdf_with_a_password, a_photograph, a_word_file, a_zip

GOOD_NAME = "certificate.pdf"
ANY = frozenset(Refusal)


@dataclass(frozen=True)
class Hostile:
    """An upload and the reasons for which it may be refused."""

    about: str
    content: bytes
    reasons: frozenset[Refusal]
    name: str = GOOD_NAME


def corpus() -> list[Hostile]:
    """All of them."""
    return [
        *_names(), *_other_types(), *_scripts(), *_actions(), *_carriers(), *_passwords(), *_two_types(),
        *_bombs(), *_broken(), *_photographs(),
    ]  # fmt: skip


def _one(about: str, content: bytes, *reasons: Refusal, name: str = GOOD_NAME) -> Hostile:
    return Hostile(about, content, frozenset(reasons) or ANY, name)


def _names() -> Iterator[Hostile]:
    names = [
        "a" * 151 + ".pdf", "é" * 10_000, "", " ", ".", "...", "a\x00.pdf", "a\n.pdf", "a\r\nSet-Cookie: x.pdf",
        "invoice\u202efdp.exe", "a\u200b.pdf", "a\x1b[31m.pdf", "\ufeff", "a\u2028b.pdf", "\ud800.pdf",
    ]  # fmt: skip
    for name in names:
        yield _one(f"the name {name[:20]!r}", a_pdf(), Refusal.NAME, name=name)


def _other_types() -> Iterator[Hostile]:
    yield _one("nothing", b"", Refusal.EMPTY)
    yield _one("much too much", a_pdf() + b" " * 15_000_000, Refusal.TOO_LARGE)
    yield _one("a Word file", a_word_file(), Refusal.OFFICE)
    for name in ("xl/workbook.xml", "ppt/slides.xml", "Index/Document.iwa", "visio/document.xml"):
        yield _one(name, a_zip("[Content_Types].xml", name), Refusal.OFFICE)
    yield _one("an OpenDocument", b"PK\x03\x04" + b"mimetypeapplication/vnd.oasis.opendocument.text", Refusal.OFFICE)
    yield _one("an old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, Refusal.OFFICE)
    yield _one("rich text", rb"{\rtf1\ansi words}", Refusal.OFFICE)
    for about, head in {
        "a zip": a_zip(), "gzip": b"\x1f\x8b\x08" + b"\0" * 40, "bzip2": b"BZh91AY&SY" + b"\0" * 40,
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, "rar": b"Rar!\x1a\x07\x00" + b"\0" * 40,
        "xz": b"\xfd7zXZ\0" + b"\0" * 40, "zstd": b"\x28\xb5\x2f\xfd" + b"\0" * 40,
    }.items():  # fmt: skip
        yield _one(about, head, Refusal.ARCHIVE)
    for about, content in {
        "a program": b"MZ" + b"\0" * 400, "a program for Linux": b"\x7fELF" + b"\0" * 400,
        "a page": b"<!doctype html><script>alert(1)</script>", "a drawing": b"<svg xmlns='x' onload='a()'/>",
        "PHP": b"<?php system($_GET[0]); ?>", "a shell script": b"#!/bin/sh\nrm -rf /\n", "text": b"just words",
        "PostScript": b"%!PS-Adobe-3.0\n(x) run", "XML": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'f'>]>",
        "GIF": b"GIF89a" + b"\0" * 60, "TIFF": b"II*\0" + b"\0" * 60, "BMP": b"BM" + b"\0" * 60,
        "a film": b"\0\0\0\x18ftypmp42" + b"\0" * 60, "sound": b"ID3\x03" + b"\0" * 60,
        "AVIF": b"\0\0\0\x1cftypavif" + b"\0" * 60,
        "a database": b"SQLite format 3\0" + b"\0" * 90,
        "Java": b"\xca\xfe\xba\xbe" + b"\0" * 60, "noughts": b"\0" * 5000,
        "a shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "mail": b"From: a@b.example\r\nSubject: x\r\n\r\nwords",
        "a help file": b"ITSF\x03\0\0\0" + b"\0" * 60, "a disk": b"\0" * 32769 + b"CD001", "wasm": b"\0asm\x01\0\0\0",
    }.items():  # fmt: skip
        yield _one(about, content, Refusal.OTHER_TYPE)


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('hello')"))


def _in_the_catalogue(key: str, value: Callable[[Pdf], pikepdf.Object]) -> Callable[[Pdf], None]:
    return lambda opened: opened.Root.__setitem__(key, value(opened))


def _as_annotation(value: Dictionary) -> Callable[[Pdf], None]:
    def change(opened: Pdf) -> None:
        opened.pages[0].Annots = Array([value])

    return change


def _as_field(actions: Dictionary) -> Callable[[Pdf], None]:
    def change(opened: Pdf) -> None:
        field = opened.make_indirect(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("a"), AA=actions))
        opened.Root.AcroForm = Dictionary(Fields=Array([field]))
        opened.pages[0].Annots = Array([field])

    return change


def _scripts() -> Iterator[Hostile]:
    changes: dict[str, Callable[[Pdf], None]] = {
        "on opening": _in_the_catalogue("/OpenAction", lambda _: _script()),
        "on opening, referred to": _in_the_catalogue("/OpenAction", lambda pdf: pdf.make_indirect(_script())),
        "in a stream": _in_the_catalogue(
            "/OpenAction", lambda pdf: Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
        ),
        "by name": _in_the_catalogue(
            "/Names", lambda _: Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script()])))
        ),
        "after another action": _in_the_catalogue(
            "/OpenAction", lambda _: Dictionary(S=Name.GoTo, D=Array([]), Next=Array([_script()]))
        ),
        "in a form": _in_the_catalogue("/AcroForm", lambda _: Dictionary(Fields=Array([]), XFA=String("<xdp/>"))),
        "when a page opens": lambda pdf: pdf.pages[0].__setitem__("/AA", Dictionary(O=_script())),
        "under a link": _as_annotation(Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=_script())),
        "in a rendition": _as_annotation(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Rendition, OP=0))),
        "where nobody looks": lambda pdf: pdf.Root.__setitem__(
            "/Extra", Dictionary(a=Array([Dictionary(b=_script())]))
        ),
    }
    for event in ("/WC", "/WS", "/DS", "/WP", "/DP"):
        changes[f"on {event}"] = _in_the_catalogue("/AA", lambda _, event=event: Dictionary({event: _script()}))
    for event in ("/K", "/F", "/V", "/C"):
        changes[f"in a field on {event}"] = _as_field(Dictionary({event: _script()}))
    for about, change in changes.items():
        yield _one(f"a script {about}", a_changed_pdf(change), Refusal.SCRIPT)
    packed = pikepdf.open(io.BytesIO(a_changed_pdf(changes["by name"])))
    written = io.BytesIO()
    packed.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    yield _one("a script in a packed object", written.getvalue(), Refusal.SCRIPT)
    plain = a_changed_pdf(changes["on opening"])
    yield _one("a script whose name is spelt", plain.replace(b"/JavaScript", b"/J#61vaScript"), Refusal.SCRIPT)
    yield _one("a script without an owner", plain.replace(b"trailer", b"trailr "))


def _actions() -> Iterator[Hostile]:
    for name in ("Launch", "ImportData", "SubmitForm", "Movie", "Sound", "GoTo3DView", "RichMediaExecute"):
        action = Dictionary(S=Name(f"/{name}"), F=String("cmd.exe"))
        places: dict[str, Callable[[Pdf], None]] = {
            "on opening": _in_the_catalogue("/OpenAction", lambda _, action=action: action),
            "under a link": _as_annotation(Dictionary(Subtype=Name.Link, A=action)),
            "after another": _in_the_catalogue(
                "/OpenAction", lambda _, action=action: Dictionary(S=Name.URI, URI=String("a"), Next=action)
            ),
        }
        for about, change in places.items():
            yield _one(f"{name} {about}", a_changed_pdf(change), Refusal.ACTION)


def _carriers() -> Iterator[Hostile]:
    def carried(opened: Pdf, name: str) -> Dictionary:
        stream = opened.make_stream(a_word_file(), Type=Name.EmbeddedFile)
        return Dictionary(Type=Name.Filespec, F=String(name), EF=Dictionary(F=stream))

    for name in ("a.docx", "a.exe", "a.pdf", "a.js", "a.lnk"):

        def by_name(opened: Pdf, name: str = name) -> None:
            files = Dictionary(Names=Array([String("a"), carried(opened, name)]))
            opened.Root.Names = Dictionary(EmbeddedFiles=files)

        def on_a_page(opened: Pdf, name: str = name) -> None:
            opened.pages[0].Annots = Array([Dictionary(Subtype=Name.FileAttachment, FS=carried(opened, name))])

        def beside(opened: Pdf, name: str = name) -> None:
            opened.Root.AF = Array([carried(opened, name)])

        for about, change in {"by name": by_name, "on a page": on_a_page, "beside": beside}.items():
            yield _one(f"{name} carried {about}", a_changed_pdf(change), Refusal.EMBEDDED)
    for subtype in ("RichMedia", "3D", "Movie", "Screen", "Sound"):
        change = _as_annotation(Dictionary(Subtype=Name(f"/{subtype}")))
        yield _one(f"a page with {subtype}", a_changed_pdf(change), Refusal.EMBEDDED, Refusal.ACTION)


def _passwords() -> Iterator[Hostile]:
    for user in ("secret", "1", "pässword", "a" * 100):
        yield _one("a password", a_pdf_with_a_password(user=user), Refusal.PASSWORD)
    with pikepdf.open(io.BytesIO(a_pdf())) as opened:
        for revision in (3, 4, 6):
            written = io.BytesIO()
            opened.save(
                written,
                encryption=pikepdf.Encryption(user="u", owner="o", R=revision, aes=revision > 3, metadata=revision > 3),
            )
            yield _one(f"a password of kind {revision}", written.getvalue(), Refusal.PASSWORD)


def _two_types() -> Iterator[Hostile]:
    pdf, photograph = a_pdf(), a_photograph()
    for about, content in {
        "a PDF with a zip behind it": pdf + a_zip(), "a photograph with a zip behind it": photograph + a_zip(),
        "a PDF with a Word file behind it": pdf + a_word_file(), "a PDF behind a page": b"<html>" + pdf,
        "a PDF behind a program": b"MZ" + b"\0" * 100 + pdf, "a PDF behind words": b"words\n" + pdf,
        "a page in a PDF's head": pdf.replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1),
        "PHP in a PDF's head": pdf.replace(b"\n", b"\n%<?php system('id'); ?>\n", 1),
        "a script in a PDF's head": pdf.replace(b"\n", b"\n%<SCRIPT>x</SCRIPT>\n", 1),
        "a program behind a PDF": pdf + b"MZ" + b"\x90" * 9000, "a page behind a PDF": pdf + b"<html>" + b"x" * 9000,
        "a PDF in a photograph": photograph[:2] + b"\xff\xfe\x00\x40" + b"%PDF-1.7\n" + b"x" * 53 + photograph[2:],
        "a page in a photograph": photograph[:2] + b"\xff\xfe\x00\x40" + b"<html><b>x</b>".ljust(62) + photograph[2:],
        "PHP in a photograph": photograph[:2] + b"\xff\xfe\x00\x40" + b"<?php x ?>".ljust(62) + photograph[2:],
        "a zip in front of a PDF": a_zip() + pdf,
    }.items():  # fmt: skip
        yield _one(about, content, Refusal.TWO_TYPES, Refusal.ARCHIVE, Refusal.OTHER_TYPE)


def _packed_noughts(megabytes: int) -> bytes:
    packing = zlib.compressobj(9)
    part = b"\0" * 1_000_000
    return b"".join(packing.compress(part) for _ in range(megabytes)) + packing.flush()


def _bombs() -> Iterator[Hostile]:
    noughts = _packed_noughts(150)

    def content(stream: bytes, *filters: str) -> bytes:
        with pikepdf.open(io.BytesIO(a_pdf())) as opened:
            opened.pages[0].Contents.write(stream, filter=Array([Name(f"/{one}") for one in filters]))
            written = io.BytesIO()
            opened.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return written.getvalue()

    yield _one("150 MB of noughts on a page", content(noughts, "FlateDecode"), Refusal.BOMB)
    yield _one("the same packed twice", content(zlib.compress(noughts), "FlateDecode", "FlateDecode"), Refusal.BOMB)
    many = ["FlateDecode"] * 12
    packed = b"words"
    for _ in many:
        packed = zlib.compress(packed)
    yield _one("packed twelve times", content(packed, *many), Refusal.BOMB)
    piece = _packed_noughts(100)
    several = b"".join(
        b"%d 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n" % (n, len(piece))
        + piece
        + b"\nendstream\nendobj\n"
        for n in range(90, 96)
    )
    yield _one("six times 100 MB", a_pdf().replace(b"1 0 obj", several + b"1 0 obj", 1), Refusal.BOMB)
    yield _one("a thousand pages", a_pdf(*["page"] * 501), Refusal.MANY_PAGES)
    for wide, high in ((50_000, 50_000), (65_000, 2_000), (1_000_000, 1_000)):
        head = struct.pack("!IIBBBBB", wide, high, 8, 2, 0, 0, 0)
        yield _one(f"a picture of {wide} by {high}", _png(head, zlib.compress(b"\0" * 1000)), Refusal.MANY_PIXELS)
    text = _chunk(b"zTXt", b"a\0\0" + _packed_noughts(100))
    yield _one(
        "a picture with 100 MB of words",
        _png(struct.pack("!IIBBBBB", 4, 4, 8, 2, 0, 0, 0), b"", text),
        Refusal.UNREADABLE,
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


def _png(head: bytes, content: bytes, *extra: bytes) -> bytes:
    parts = (_chunk(b"IHDR", head), *extra, _chunk(b"IDAT", content), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _broken() -> Iterator[Hostile]:
    pdf = a_pdf()
    for share in (2, 3, 5, 8):
        yield _one(f"a {share}th of a PDF", pdf[: len(pdf) // share], Refusal.UNREADABLE, Refusal.NO_PAGES)
    with pikepdf.new() as empty:
        written = io.BytesIO()
        empty.save(written)
    yield _one("a PDF without a page", written.getvalue(), Refusal.NO_PAGES, Refusal.UNREADABLE)
    yield _one("the head of a PDF alone", b"%PDF-1.7\n", Refusal.UNREADABLE, Refusal.NO_PAGES)
    pages = b"<</Type/Pages/Count 1/Kids[2 0 R]>>"
    loop = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj" + pages + b"endobj trailer<</Root 1 0 R>>"
    yield _one("pages that hold themselves", loop, Refusal.UNREADABLE, Refusal.NO_PAGES)
    deep = b"%PDF-1.7\n1 0 obj" + b"[" * 20_000 + b"]" * 20_000 + b"endobj trailer<</Root 1 0 R>>"
    yield _one("a deep nest", deep, Refusal.UNREADABLE, Refusal.NO_PAGES)
    chance = random.Random(2026)
    for number in range(25):
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(10, 3000)))
        yield _one(f"noise {number} that begins as a PDF", b"%PDF-1.4\n" + noise)
    for number in range(10):
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(10, 3000)))
        head = (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic")[number % 4]
        yield _one(f"noise {number} that begins as a photograph", head + noise)


def _photographs() -> Iterator[Hostile]:
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        whole = a_photograph(kind, size=(200, 200))
        for share in (0.2, 0.6):
            yield _one(f"{share} of a {kind}", whole[: int(len(whole) * share)], Refusal.UNREADABLE, name="photo.jpg")
        large = Image.new("L" if kind != "HEIF" else "RGB", (10_000, 8_100) if kind != "WEBP" else (16_000, 5_100))
        if kind in {"JPEG", "PNG"}:
            written = io.BytesIO()
            large.save(written, kind)
            yield _one(f"a {kind} of too many pixels", written.getvalue(), Refusal.MANY_PIXELS)
