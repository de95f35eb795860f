"""Small documents, made and not drawn: the same words give the same bytes."""

import io

import pikepdf

_FONT = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)


def pdf_of(*pages: str) -> bytes:
    """Return a PDF with these words, a page each, lines as they stand."""
    made = pikepdf.new()
    for words in pages:
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=_FONT))
        page.Contents = made.make_stream(_drawn(words))
    written = io.BytesIO()
    made.save(written, deterministic_id=True, static_id=False)
    return written.getvalue()


def _drawn(words: str) -> bytes:
    lines = (line.encode("cp1252", "replace") for line in words.splitlines())
    escaped = (line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines)
    return b"BT /F1 12 Tf 14 TL 50 790 Td " + b" ".join(b"(" + line + b") Tj T*" for line in escaped) + b" ET"
