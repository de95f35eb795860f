"""What every store of files promises."""

import hashlib
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import boto3
import pytest

from register.adapters.folder_store import FolderFileStore
from register.adapters.s3_store import S3FileStore, S3Place
from register.core.db import new_id
from register.core.errors import NotFound, Unavailable
from register.core.files import LONGEST_LINK, FileDamaged, FileKept, FileMissing, FileRef, FileStore, KeyTaken

CONTENT = b"%PDF-1.7 an invented certificate \x00\xff" * 1000
NOW = datetime.now(UTC)
Served = tuple[bytes, str, str]


@dataclass
class Kind:
    """A store, the same with nobody at the other end, and what a test does behind its back."""

    store: FileStore
    away: FileStore
    serve: Callable[[str, datetime], Served | None]  # what a link gives at an instant: bytes, type, disposition
    overwrite: Callable[[FileRef, bytes], None]
    reach: Callable[[datetime], None]  # waits where the store reads a clock of its own


def a_file(content: bytes = CONTENT) -> FileRef:
    return FileRef(f"evidence/{new_id()}", hashlib.sha256(content).hexdigest(), len(content), "application/pdf")


def in_a_folder(tmp_path: Path) -> Kind:
    store = FolderFileStore(tmp_path / "files", served_at="http://register.invalid/files", secret="s" * 32)
    (tmp_path / "taken").touch()

    def serve(link: str, at: datetime) -> Served | None:
        try:
            file, name, opened = store.open_link(link.rpartition("/")[2], now=at)
        except NotFound:
            return None
        with opened:
            return opened.read(), file.media_type, f'attachment; filename="{name}"'

    return Kind(
        store,
        FolderFileStore(tmp_path / "taken" / "files", served_at="http://register.invalid/files", secret="s" * 32),
        serve,
        lambda file, content: store.folder.joinpath(file.key).write_bytes(content) and None,
        lambda _at: None,
    )


def s3_place() -> S3Place:
    found = {name: os.environ[f"REGISTER_TEST_S3_{name.upper()}"] for name in ("url", "bucket", "region")}
    keys = {name: os.environ[f"REGISTER_TEST_S3_{name.upper()}"] for name in ("access_key", "secret_key")}
    return S3Place(**found, **keys)


def in_s3(_tmp_path: Path) -> Kind:
    place = s3_place()
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{asked.getsockname()[1]}"
    client = boto3.client(
        "s3",
        endpoint_url=place.url,
        region_name=place.region,
        aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key,
    )

    def reach(at: datetime) -> None:
        time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))

    def serve(link: str, at: datetime) -> Served | None:
        reach(at)
        try:
            with urllib.request.urlopen(link, timeout=10) as answer:
                headers = answer.headers
                return answer.read(), headers["Content-Type"], headers["Content-Disposition"]
        except urllib.error.HTTPError as refused:
            with refused:
                return None if refused.code in {400, 403} else (refused.read(), str(refused.code), "")

    return Kind(
        S3FileStore(place),
        S3FileStore(replace(place, url=closed)),
        serve,
        lambda file, content: client.put_object(Bucket=place.bucket, Key=file.key, Body=content) and None,
        reach,
    )


@pytest.fixture(
    params=[
        pytest.param(in_a_folder, id="folder"),
        pytest.param(in_s3, id="s3", marks=pytest.mark.real_server("REGISTER_TEST_S3_URL")),
    ]
)
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    built: Kind = request.param(tmp_path)
    return built


def everything(store: FileStore, file: FileRef) -> bytes:
    with store.read(file) as opened:
        return opened.read()


def test_what_was_put_is_read_back(kind: Kind) -> None:
    file = a_file()
    source = BytesIO(CONTENT)
    source.read(7)  # it is read from its start all the same
    kind.store.put(file, source)
    assert everything(kind.store, file) == CONTENT


def test_an_empty_file_is_a_file(kind: Kind) -> None:
    file = a_file(b"")
    kind.store.put(file, BytesIO(b""))
    assert everything(kind.store, file) == b""


def test_the_same_file_again_is_success_and_another_under_its_key_is_refused(kind: Kind) -> None:
    file = a_file()
    kind.store.put(file, BytesIO(CONTENT))
    kind.store.put(file, BytesIO(CONTENT))
    other = replace(a_file(b"other"), key=file.key)
    with pytest.raises(KeyTaken):
        kind.store.put(other, BytesIO(b"other"))
    assert everything(kind.store, file) == CONTENT


@pytest.mark.parametrize("arrived", [CONTENT[:-1], CONTENT + b"more", b"x" * len(CONTENT)])
def test_bytes_that_are_not_the_promised_ones_are_not_kept(kind: Kind, arrived: bytes) -> None:
    file = a_file()
    with pytest.raises(Unavailable):
        kind.store.put(file, BytesIO(arrived))
    with pytest.raises(FileMissing):
        kind.store.read(file)


def test_a_file_that_was_changed_behind_our_back_is_never_shown(kind: Kind) -> None:
    file = a_file()
    kind.store.put(file, BytesIO(CONTENT))
    kind.overwrite(file, b"%PDF-1.7 something else")
    with pytest.raises(FileDamaged):
        kind.store.read(file)


def test_a_link_serves_the_file_as_an_attachment_for_minutes(kind: Kind) -> None:
    file = a_file()
    kind.store.put(file, BytesIO(CONTENT))
    at = datetime.now(UTC)
    link = kind.store.link(file, name='Täst "certificate"\r\n.pdf', valid_for=timedelta(seconds=2), now=at)
    served = kind.serve(link, at)
    assert served == (CONTENT, "application/pdf", 'attachment; filename="T_st _certificate___.pdf"')
    assert kind.serve(link, at + timedelta(seconds=4)) is None


def test_a_link_that_was_tampered_with_serves_nothing(kind: Kind) -> None:
    file, other = a_file(), a_file(b"somebody else's")
    kind.store.put(file, BytesIO(CONTENT))
    kind.store.put(other, BytesIO(b"somebody else's"))
    link = kind.store.link(file, name="certificate.pdf", valid_for=timedelta(minutes=1), now=NOW)
    key, wanted = file.key.rpartition("/")[2], other.key.rpartition("/")[2]
    assert kind.serve(link.replace(key, wanted) if key in link else link[:-3] + "abc", NOW) is None
    assert kind.serve(link[:-2], NOW) is None


def test_no_link_lives_longer_than_minutes(kind: Kind) -> None:
    with pytest.raises(ValueError, match="at most"):
        kind.store.link(a_file(), name="x", valid_for=LONGEST_LINK + timedelta(seconds=1), now=NOW)


def test_a_file_that_must_be_kept_is_deleted_only_afterwards(kind: Kind) -> None:
    file = a_file()
    kind.store.put(file, BytesIO(CONTENT))
    until = datetime.now(UTC) + timedelta(seconds=3)
    kind.store.keep_until(file, until=until)
    kind.store.keep_until(file, until=until - timedelta(seconds=2))  # never shorter
    with pytest.raises(FileKept):
        kind.store.delete(file, now=datetime.now(UTC))
    assert everything(kind.store, file) == CONTENT
    later = until + timedelta(seconds=1)
    kind.reach(later)
    kind.store.delete(file, now=later)
    with pytest.raises(FileMissing):
        kind.store.read(file)


def test_what_is_deleted_is_gone_and_deleting_again_is_success(kind: Kind) -> None:
    file = a_file()
    kind.store.put(file, BytesIO(CONTENT))
    kind.store.delete(file, now=NOW)
    kind.store.delete(file, now=NOW)
    with pytest.raises(FileMissing):
        kind.store.read(file)
    with pytest.raises(FileMissing):
        kind.store.keep_until(file, until=NOW + timedelta(days=1))
    kind.store.put(file, BytesIO(CONTENT))
    assert everything(kind.store, file) == CONTENT


def test_a_store_that_does_not_answer_says_so(kind: Kind) -> None:
    kind.store.check()
    file = a_file()
    for act in (
        lambda: kind.away.put(file, BytesIO(CONTENT)),
        lambda: kind.away.read(file),
        lambda: kind.away.keep_until(file, until=NOW),
        kind.away.check,
    ):
        with pytest.raises(Unavailable) as told:
            act()
        assert file.key not in str(told.value)


@pytest.mark.real_server("REGISTER_TEST_S3_URL")
def test_s3_refuses_a_wrong_key_and_says_no_secret() -> None:
    store = S3FileStore(replace(s3_place(), secret_key="wrong" * 8))
    with pytest.raises(Unavailable, match="refuses us") as told:
        store.put(a_file(), BytesIO(CONTENT))
    assert "wrong" not in str(told.value)


@pytest.mark.real_server("REGISTER_TEST_S3_URL")
def test_s3_keeps_files_encrypted_and_shows_them_to_nobody_without_a_signature() -> None:
    place, file = s3_place(), a_file()
    store = S3FileStore(place)
    store.put(file, BytesIO(CONTENT))
    assert store._head(file)["ServerSideEncryption"] == "AES256"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{place.url}/{place.bucket}/{file.key}", timeout=10)
    with refused.value as answer:
        assert answer.code == 403
