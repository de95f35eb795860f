"""Pages of a list: an opaque cursor instead of an offset, so that a row that arrives meanwhile shifts nothing."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from register.core.errors import Reason, RuleBroken

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list and the cursor of the next, None at the end."""

    items: Sequence[Item]
    next_cursor: str | None


def encode_cursor(*parts: str | float) -> str:
    """Return the sort key of a page's last item as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str, *, parts: int) -> list[str | float]:
    """Return the sort key in a cursor of ours. Raises RuleBroken on any other text."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        found = None
    if (
        not isinstance(found, list)
        or len(found) != parts
        or not all(isinstance(one, (str, int, float)) for one in found)
    ):
        raise RuleBroken(Reason("after", "cursor", "This cursor is not one that the service gave out."))
    return found
