"""Small documents, made and not drawn: the same words give the same bytes, thousands of them in a second."""

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_BEFORE_PAGES = 3  # catalogue, list of pages, font


def pdf_of(*pages: str) -> bytes:
    """Return a PDF with these words, a page each, lines as they stand."""
    numbers = range(_BEFORE_PAGES + 1, _BEFORE_PAGES + 1 + 2 * len(pages), 2)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        _FONT,
    ]
    for number, words in zip(numbers, pages, strict=True):
        drawn = _drawn(words)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        ]
    return _put_together(objects)


def _drawn(words: str) -> bytes:
    lines = (line.encode("cp1252", "replace") for line in words.splitlines())
    escaped = (line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines)
    return b"BT /F1 12 Tf 14 TL 50 790 Td " + b" ".join(b"(%b) Tj T*" % line for line in escaped) + b" ET"


def _put_together(objects: list[bytes]) -> bytes:
    """Give each object its number, and say at the end where each begins."""
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)
