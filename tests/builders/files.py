"""Files in the store of the application."""

import hashlib
from datetime import timedelta
from io import BytesIO

from register.core import clock
from register.core.db import new_id
from register.core.files import FileRef, file_store


def a_kept_file(content: bytes = b"an invented certificate", *, media_type: str = "application/pdf") -> FileRef:
    """Keep a file and return which."""
    file = FileRef(f"evidence/{new_id()}", hashlib.sha256(content).hexdigest(), len(content), media_type)
    file_store().put(file, BytesIO(content))
    return file


def a_link_to_a_file() -> str:
    """Return the token of a link that is good for some minutes."""
    link = file_store().link(a_kept_file(), name="certificate.pdf", valid_for=timedelta(minutes=5), now=clock.now())
    return link.rpartition("/")[2]
