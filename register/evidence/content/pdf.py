"""PDFs: opened without a password, nothing in them acts by itself, and what of them a machine can read."""

import io
import re
import zlib
from collections.abc import Iterator

import pikepdf
import pypdfium2

from register.evidence.domain.findings import Found, Limits, Refusal, RefusedError

_STREAM = re.compile(rb"stream\r?\n")
_AT_ONCE = 1 << 20
_SCRIPTS = frozenset({"/JavaScript", "/Rendition"})
_ACTIONS = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute"})
_EMBEDDED = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Screen", "/Sound"})
_DEEPEST = 100
_MOST_FILTERS = 3
_PACKING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_MOST_AFTER_THE_END = 2048
#: Strings that a reader shows although they stand on no page, or that name what the file is about.
_SAID = ("/V", "/DV", "/Contents", "/Title", "/Author", "/Subject", "/Keywords", "/TU", "/Alt", "/ActualText", "/URI")
_FEWEST_LETTERS = 10
_LARGE_PICTURE = 0.25
_GARBLED = 0.2
_LONGEST_METADATA = 100_000


def look_at_pdf(content: bytes, limits: Limits) -> Found:
    """Return what a PDF is. Raises RefusedError."""
    end = content.rfind(b"%%EOF")
    if end != -1 and len(content) - end > _MOST_AFTER_THE_END:
        raise RefusedError(Refusal.TWO_TYPES)
    _refuse_bombs(content, limits)
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as opened:
            pages = len(opened.pages)
            if not pages:
                raise RefusedError(Refusal.NO_PAGES)
            if pages > limits.pages:
                raise RefusedError(Refusal.MANY_PAGES)
            said = _refuse_active(opened)
            if opened.docinfo:
                said += [str(value) for value in opened.docinfo.values() if isinstance(value, pikepdf.String)]
    except pikepdf.PasswordError:
        raise RefusedError(Refusal.PASSWORD) from None
    text, unreadable = _read_pages(content, limits)
    return Found("application/pdf", pages, "\n".join((text, *said))[: limits.text], unreadable)


def _refuse_bombs(content: bytes, limits: Limits) -> None:
    """Unpack every stream a piece at a time and throw the pieces away, before any library unpacks it whole."""
    total = 0
    for found in _STREAM.finditer(content):
        unpacking, unpacked, at = zlib.decompressobj(), 0, found.end()
        part: bytes = content[at : at + _AT_ONCE]
        try:
            while part and not unpacking.eof:
                unpacked += len(unpacking.decompress(part, _AT_ONCE))
                if unpacked > limits.unpacked_at_once or total + unpacked > limits.unpacked:
                    raise RefusedError(Refusal.BOMB)
                part = unpacking.unconsumed_tail
                if not part and not unpacking.eof:
                    at += _AT_ONCE
                    part = content[at : at + _AT_ONCE]
        except zlib.error:
            pass  # not packed in this way, or damaged: the library says which
        total += unpacked


def _refuse_active(opened: pikepdf.Pdf) -> list[str]:
    """Look at every object for what acts by itself or carries files; return what the objects say in words."""
    said: list[str] = []
    for one in (opened.trailer, *opened.objects):
        for dictionary in _dictionaries(one, 0):
            _refuse_dictionary(dictionary)
            if isinstance(dictionary, pikepdf.Stream) and dictionary.get("/Type") == pikepdf.Name.Metadata:
                said.append(dictionary.read_bytes()[:_LONGEST_METADATA].decode(errors="replace"))
            said += [text for key in _SAID if (text := _text(dictionary, key))]
    return said


def _dictionaries(one: object, depth: int) -> Iterator[pikepdf.Object]:
    """Give a dictionary or stream, and those that stand inside it; what is referred to has its own turn."""
    if depth > _DEEPEST:
        raise RefusedError(Refusal.UNREADABLE)
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        yield one
        values = [value for _key, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        values = list(one)
    else:
        return
    for value in values:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _refuse_dictionary(one: pikepdf.Object) -> None:
    names = {str(value) for key in ("/S", "/Subtype", "/Type") if isinstance(value := one.get(key), pikepdf.Name)}
    if "/JS" in one or "/JavaScript" in one or "/XFA" in one or names & _SCRIPTS:
        raise RefusedError(Refusal.SCRIPT)
    if isinstance(one.get("/S"), pikepdf.Name) and str(one.S) in _ACTIONS:
        raise RefusedError(Refusal.ACTION)
    if any(key in one for key in ("/EF", "/EmbeddedFiles", "/RichMediaContent")) or names & _EMBEDDED:
        raise RefusedError(Refusal.EMBEDDED)
    filters = one.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        packed = sum(str(name) in _PACKING for name in filters)
        if packed > 1 or len(filters) > _MOST_FILTERS:
            raise RefusedError(Refusal.BOMB)


def _text(dictionary: pikepdf.Object, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.String) else ""


def _read_pages(content: bytes, limits: Limits) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, and the numbers of those of which a machine cannot read all."""
    texts, unreadable, length = [], [], 0
    document = pypdfium2.PdfDocument(content)
    try:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_bounded()
            length += len(text)
            if length > limits.text or not _is_readable(page, text):
                unreadable.append(number)
            texts.append(text)
    finally:
        document.close()
    return "\n".join(texts)[: limits.text], tuple(unreadable)


def _is_readable(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether the text is all that a page shows: no large picture, no letters that say nothing."""
    strange = sum((not one.isprintable() and not one.isspace()) or "\ue000" <= one <= "\uf8ff" for one in text)
    if text and strange / len(text) > _GARBLED:
        return False
    width, height = page.get_size()
    shown = 0
    for one in page.get_objects(max_depth=5):
        shown += 1
        if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds()
            if abs((right - left) * (top - bottom)) > _LARGE_PICTURE * width * height:
                return False
    return not shown or len(text.strip()) >= _FEWEST_LETTERS
