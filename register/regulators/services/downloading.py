"""Fetching a regulator's file from the few hosts that are allowed, over TLS, up to a size."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPS_PORT, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from register.regulators.importers.rows import FileRefused

PIECE = 1 << 16
REDIRECTS = 5
REDIRECTED = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, 307, 308}


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is taken and how long is waited: for each answer, and in all, as a publisher may send drop by drop."""

    most_bytes: int = 100_000_000
    seconds: float = 60
    in_all: float = 900


USUAL = Patience()


def is_address(target: str) -> bool:
    """Return whether what was given is an address to fetch, not a file's name."""
    return "://" in target


def checked_address(address: str, hosts: Sequence[str]) -> str:
    """Return the address. Raises FileRefused for any but https on one of the hosts, on the port named with it or 443.

    The hosts are the whole protection against being sent to a machine of the service's own network: an address is
    never asked for what it resolves to, but a machine there has no certificate in the name of one of these.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # "https://[", a port of letters
        raise FileRefused("download", "This is no address. Check it, or give the name of a file.") from None
    host = parts.hostname if port in (None, HTTPS_PORT) else f"{parts.hostname}:{port}"
    if parts.scheme != "https" or parts.username or host not in hosts:
        allowed = ", ".join(hosts)
        raise FileRefused(
            "download",
            f"Files are fetched over https from {allowed} only. Download it yourself and give the file's name.",
        )
    return address


@contextmanager
def fetched(
    address: str, *, hosts: Sequence[str], folder: Path, patience: Patience = USUAL
) -> Iterator[tuple[Path, str]]:
    """Yield the fetched file and its name; it is removed afterwards. Raises FileRefused where it cannot be had."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as place:
        path = Path(place) / "file"
        checked = checked_address(address, hosts)
        name = PurePosixPath(unquote(urlsplit(checked).path)).name or "download"
        try:
            _fetch(checked, hosts, path, patience)
        except (OSError, HTTPException, UnicodeError) as error:
            raise FileRefused(
                "download",
                f"The file could not be fetched ({type(error).__name__}). Try again, or download it yourself.",
            ) from None
        yield path, name


def _fetch(address: str, hosts: Sequence[str], path: Path, patience: Patience) -> None:
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(checked_address(address, hosts))
        connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=patience.seconds)
        with closing(connection):
            target = parts.path or "/"
            connection.request("GET", f"{target}?{parts.query}" if parts.query else target)
            with connection.getresponse() as answer:
                if answer.status in REDIRECTED:
                    address = urljoin(address, answer.headers.get("Location", ""))
                    continue
                if answer.status != HTTPStatus.OK:
                    raise FileRefused(
                        "download", f"The publisher answered {answer.status}. Look for the file's new address."
                    )
                _save(answer, path, patience)
                return
    raise FileRefused("download", "The publisher sends us from one address to another. Download the file yourself.")


def _save(answer: HTTPResponse, path: Path, patience: Patience) -> None:
    size, until = 0, time.monotonic() + patience.in_all
    with path.open("wb") as file:
        while piece := answer.read1(PIECE):
            size += len(piece)
            if time.monotonic() > until:
                raise FileRefused("download", "The publisher is too slow. Try again, or download it yourself.")
            if size > patience.most_bytes:
                raise FileRefused("too-big", f"The file has more than {patience.most_bytes:,} bytes. Check what it is.")
            file.write(piece)
    promised = answer.headers.get("Content-Length")
    if promised is not None and promised != str(size):
        raise FileRefused("download", "The file came cut short. Try again, or download it yourself.")
