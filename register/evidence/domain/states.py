"""Where a file is on its way, what is said of it, and why one is not taken, in words."""

from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from register.evidence.domain.findings import Refusal


class FileState(StrEnum):
    """Where a file is: spooled and counted, in the store, scanned, open to those who may read it; or refused."""

    RECEIVED = "received"
    STORED = "stored"
    SCANNED = "scanned"
    OFFERED = "offered"
    REFUSED = "refused"


NEXT: MappingProxyType[FileState, frozenset[FileState]] = MappingProxyType(
    {
        FileState.RECEIVED: frozenset({FileState.STORED}),
        FileState.STORED: frozenset({FileState.SCANNED, FileState.REFUSED}),
        FileState.SCANNED: frozenset({FileState.OFFERED}),
        FileState.OFFERED: frozenset(),
        FileState.REFUSED: frozenset(),
    }
)


class Redaction(StrEnum):
    """Why others may only read a redacted copy of a file."""

    NONE = ""
    SHOWS_PLACE = "shows-place"
    UNREADABLE = "unreadable"
    PLACE_UNKNOWN = "place-unknown"


REDACTION_WORDS: MappingProxyType[Redaction, LazyString] = MappingProxyType(
    {
        Redaction.SHOWS_PLACE: _("Its words show the name or address of a place that is kept secret."),
        Redaction.UNREADABLE: _("There are pages of which we cannot read all, so we cannot see what they show."),
        Redaction.PLACE_UNKNOWN: _(
            "You have not told us the name and address of every hidden setting it may show, so we cannot look for them."
        ),
    }
)

_AS_PDF = _("In Word, LibreOffice or Pages, choose Save as or Export, then PDF, and give us that file.")
_PRINT = _("Open it, choose Print, then Save as PDF, and give us that file.")
_REFUSAL_WORDS: MappingProxyType[Refusal, tuple[LazyString, ...]] = MappingProxyType(
    {
        Refusal.NAME: (_("The name of this file is too long or cannot be shown. Give the file a short, plain name."),),
        Refusal.EMPTY: (_("This file is empty. Choose another."),),
        Refusal.TOO_LARGE: (_("This file is too large. Save it with smaller pictures, or in two parts."),),
        Refusal.OFFICE: (_("This is an office document, which others may see changed."), _AS_PDF),
        Refusal.ARCHIVE: (_("This is a package of files. Unpack it and give us each file by itself."),),
        Refusal.OTHER_TYPE: (_("This is neither a PDF nor a photograph (JPEG, PNG, HEIC or WebP). Save it as a PDF."),),
        Refusal.TWO_TYPES: (_("There is more in this file than a PDF or a photograph."), _PRINT),
        Refusal.BOMB: (_("Unpacked, this file is far larger than it seems."), _PRINT),
        Refusal.UNREADABLE: (
            _("This file is damaged, or we could not read it."),
            _("Open it, see whether it is whole, and save it again."),
        ),
        Refusal.PASSWORD: (_("This PDF asks for a password. Save it without one."),),
        Refusal.SCRIPT: (_("This PDF holds a script, which could act on the machine of whoever reads it."), _PRINT),
        Refusal.ACTION: (_("This PDF would start something or send something by itself."), _PRINT),
        Refusal.EMBEDDED: (_("There are other files inside this PDF. Give us those by themselves."), _PRINT),
        Refusal.NO_PAGES: (_("This PDF has no pages. Save it again."),),
        Refusal.MANY_PAGES: (_("This PDF has too many pages. Give us the pages that matter."),),
        Refusal.MANY_PIXELS: (_("This picture is too large. Save it at a smaller size."),),
        Refusal.INFECTED: (
            _("A virus was found in this file, so nobody can open it."),
            _("Ask whoever looks after your computers, and give us a clean one."),
        ),
    }
)


def refusal_words(refusal: Refusal) -> str:
    """Return why a file is not taken, and what to do about it."""
    return " ".join(str(one) for one in _REFUSAL_WORDS[refusal])
