"""Looks at a file: what it is by its content, never by its name, and whether anything forbids to keep it."""

import io
import unicodedata
import zipfile

from register.evidence.content.pdf import look_at_pdf
from register.evidence.content.photographs import look_at_photograph
from register.evidence.domain.findings import Found, Limits, Refusal, RefusedError

LONGEST_NAME = 150
PDF = b"%PDF-"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE_IN_ZIP = (b"word/", b"xl/", b"ppt/", b"application/vnd.oasis.opendocument", b"Index/Document.iwa", b"visio/")
_PACKED = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", *_ZIP)
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# What would make a browser or a machine take a file for something else than it begins as.
_ANOTHER_TYPE = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?php", b"<?xml", b"%!ps", b"\x7felf", b"#!/")
_HEAD = 1024


def examine(content: bytes, *, name: str, limits: Limits | None = None) -> Found:
    """Return what a file is. Raises RefusedError with the reason for which it is not taken."""
    limits = limits or Limits()
    check_name(name)
    if not content:
        raise RefusedError(Refusal.EMPTY)
    if len(content) > limits.size:
        raise RefusedError(Refusal.TOO_LARGE)
    photograph = _photograph(content)
    if not content.startswith(PDF) and photograph is None:
        raise RefusedError(_other(content))
    _refuse_two_types(content)
    try:
        found = look_at_pdf(content, limits) if photograph is None else look_at_photograph(content, photograph, limits)
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - whatever a library stumbles over, the file cannot be read
        raise RefusedError(Refusal.UNREADABLE) from None
    return found


def check_name(name: str) -> None:
    """Refuse a name that no person gave a file. Raises RefusedError."""
    if not name.strip(" .") or len(name) > LONGEST_NAME or any(unicodedata.category(one) in _UNSEEN for one in name):
        raise RefusedError(Refusal.NAME)


# Control characters, and those that turn a name around so that it seems to end otherwise than it does.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _photograph(content: bytes) -> str | None:
    """Name the kind of a photograph by its first bytes, as its library calls it."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "HEIF" if content[4:8] == b"ftyp" and content[8:12] in _HEIC else None


def _other(content: bytes) -> Refusal:
    if content.startswith((_COMPOUND, b"{\\rtf")):
        return Refusal.OFFICE
    if content.startswith(_ZIP) and any(mark in content for mark in _OFFICE_IN_ZIP):
        return Refusal.OFFICE
    if content.startswith(_PACKED):
        return Refusal.ARCHIVE
    # A PDF that begins with something else is that something else to whoever is not a PDF reader.
    return Refusal.TWO_TYPES if PDF in content[: 2 * _HEAD] else Refusal.OTHER_TYPE


def _refuse_two_types(content: bytes) -> None:
    head = content[:_HEAD].lower()
    elsewhere = content.find(PDF, 1, _HEAD) if not content.startswith(PDF) else -1
    if elsewhere != -1 or any(mark in head for mark in _ANOTHER_TYPE) or zipfile.is_zipfile(io.BytesIO(content)):
        raise RefusedError(Refusal.TWO_TYPES)
