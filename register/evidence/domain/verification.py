"""What a verifier decides about evidence, why it is sent back, and how long it is held."""

from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

#: How long an item is one person's, from when they took it up.
HOLD = timedelta(minutes=30)
#: How long a decision can be undone by whoever took it.
UNDO = timedelta(minutes=10)
LONGEST_WORDS = 280


class Decision(StrEnum):
    """What a verifier decided."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReturnReason(StrEnum):
    """Why evidence is sent back."""

    OTHER_DOCUMENT = "other-document"
    OTHER_NAME = "other-name"
    NOT_LEGIBLE = "not-legible"
    ANSWERS_DIFFER = "answers-differ"
    OUT_OF_DATE = "out-of-date"
    REDACTION = "redaction"
    ABOUT_A_CHILD = "about-a-child"


RETURN_WORDS: MappingProxyType[ReturnReason, LazyString] = MappingProxyType(
    {
        ReturnReason.OTHER_DOCUMENT: _("It is another document than the one that was asked for"),
        ReturnReason.OTHER_NAME: _("It is in the name of somebody else"),
        ReturnReason.NOT_LEGIBLE: _("It cannot be read"),
        ReturnReason.ANSWERS_DIFFER: _("The answers are not what the document says"),
        ReturnReason.OUT_OF_DATE: _("It is out of date"),
        ReturnReason.REDACTION: _("The copy for others shows a home that is kept secret, or hides too much"),
        ReturnReason.ABOUT_A_CHILD: _("It holds something about a child"),
    }
)
