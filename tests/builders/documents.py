"""Documents and photographs, and what hostile people make of them; all made by code."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from register.demo.documents import pdf_of

CERTIFICATE = "Certificate of insurance\nPublic liability: 10,000,000 pounds each claim\nPolicy PL-2026-0099"


def a_pdf(*pages: str) -> bytes:
    return pdf_of(*(pages or (CERTIFICATE,)))


def a_changed_pdf(change: Callable[[Pdf], None], *pages: str) -> bytes:
    """A PDF to which something was done."""
    with pikepdf.open(io.BytesIO(a_pdf(*pages))) as opened:
        change(opened)
        return saved(opened)


def saved(opened: Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    opened.save(written, **options)  # type: ignore[arg-type]
    return written.getvalue()


def a_pdf_with_a_password(*, user: str = "", owner: str = "owner") -> bytes:
    with pikepdf.open(io.BytesIO(a_pdf())) as opened:
        return saved(opened, encryption=pikepdf.Encryption(user=user, owner=owner))


def a_filled_form(value: str = "Oak Lodge") -> bytes:
    """A PDF with a filled field and a place for a signature."""

    def change(opened: Pdf) -> None:
        shape = Array([50, 700, 250, 720])
        widget = {"Type": Name.Annot, "Subtype": Name.Widget, "Rect": shape}
        text = opened.make_indirect(Dictionary(**widget, FT=Name.Tx, T=String("insured"), V=String(value)))
        signed = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String(b"\x00\xff" * 40))
        signature = opened.make_indirect(Dictionary(**widget, FT=Name.Sig, T=String("signed"), V=signed))
        opened.Root.AcroForm = opened.make_indirect(Dictionary(Fields=Array([text, signature]), SigFlags=3))
        opened.pages[0].Annots = Array([text, signature])

    return a_changed_pdf(change)


def a_scan() -> bytes:
    """A PDF whose page is a picture."""
    written = io.BytesIO()
    Image.new("RGB", (300, 420), "beige").save(written, "PDF")
    return written.getvalue()


def a_photograph(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), position: bool = True) -> bytes:
    """A photograph as a telephone takes it: with where it was taken, and on its side."""
    picture = Image.new("RGB", size, "steelblue")
    exif = Image.Exif()
    if position:
        exif[0x0112] = 6  # turned by a quarter
        exif[0x010F] = "Invented Cameras"
        exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 48.0, 1.0), 3: "W", 4: (1.0, 32.0, 1.0)})
    written = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener(thumbnails=False)
    picture.save(written, kind, exif=exif)
    return written.getvalue()


def a_zip(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name in names or ("notes.txt",):
            packed.writestr(name, "words")
    return written.getvalue()


def a_word_file() -> bytes:
    return a_zip("[Content_Types].xml", "word/document.xml")
