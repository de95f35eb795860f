"""Files in S3, or in anything that speaks its language: versions on, Object Lock on, nothing public."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import SEEK_END
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from register.core.errors import Unavailable
from register.core.files import (
    FileDamaged,
    FileKept,
    FileMissing,
    FileRef,
    KeyTaken,
    attachment_name,
    check_link,
    checked_copy,
)

_AT_ONCE = 1 << 20
_MISSING = frozenset({"NoSuchKey", "404", "NotFound", "NoSuchVersion"})
_TAKEN = frozenset({"PreconditionFailed", "412"})
_DAMAGED = frozenset({"BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"})
_LOCKED = frozenset({"AccessDenied", "ObjectLocked", "InvalidRequest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """Where and as whom. `url` None is Amazon's own; without keys, boto3 looks where it always looks (a role)."""

    url: str | None
    bucket: str
    region: str
    access_key: str | None = None
    secret_key: str | None = None


class S3FileStore:
    """One object for each key, encrypted by the store, with its SHA-256 told on the way in and asked on the way out."""

    def __init__(self, place: S3Place) -> None:
        self.place = place
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=place.url,
            region_name=place.region,
            aws_access_key_id=place.access_key,
            aws_secret_access_key=place.secret_key,
            config=Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": 2, "mode": "standard"},
            ),
        )

    def put(self, file: FileRef, source: BinaryIO) -> None:
        """Write once: the store refuses a second object under the key, and bytes with another digest."""
        if source.seek(0, SEEK_END) != file.size:
            raise FileDamaged("The file did not arrive whole.")
        source.seek(0)
        try:
            with _translated():
                self._client.put_object(
                    Bucket=self.place.bucket,
                    Key=file.key,
                    Body=source,
                    ContentLength=file.size,
                    ContentType=file.media_type,
                    ContentDisposition="attachment",
                    ChecksumSHA256=_base64(file.sha256),
                    ServerSideEncryption="AES256",
                    Metadata={"sha256": file.sha256},
                    IfNoneMatch="*",
                )
        except KeyTaken:
            if self._head(file)["Metadata"].get("sha256") != file.sha256:
                raise

    def read(self, file: FileRef) -> BinaryIO:
        """Return a checked copy: the store's word for a digest is not taken."""
        with _translated():
            body = self._client.get_object(Bucket=self.place.bucket, Key=file.key)["Body"]
            return checked_copy(body.iter_chunks(_AT_ONCE), file)

    def link(self, file: FileRef, *, name: str, valid_for: timedelta, now: datetime) -> str:  # noqa: ARG002 - the store reads its own clock
        """Return an address of the store, signed for this object, name and type alone."""
        check_link(valid_for)
        signed: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.place.bucket,
                "Key": file.key,
                "ResponseContentDisposition": f'attachment; filename="{attachment_name(name)}"',
                "ResponseContentType": file.media_type,
                "ResponseCacheControl": "no-store",
            },
            ExpiresIn=int(valid_for.total_seconds()),
        )
        return signed

    def keep_until(self, file: FileRef, *, until: datetime) -> None:
        """Lock the object: whoever deletes needs the right to break such locks, which the service's key has not."""
        with _translated():
            kept = self._kept_until(file)
            if kept is not None and until <= kept:
                return
            self._client.put_object_retention(
                Bucket=self.place.bucket,
                Key=file.key,
                Retention={"Mode": "GOVERNANCE", "RetainUntilDate": until.astimezone(UTC)},
            )

    def delete(self, file: FileRef, *, now: datetime) -> None:
        """Remove every version: a mark that hides the object would leave its bytes."""
        with _translated():
            listed = self._client.list_object_versions(Bucket=self.place.bucket, Prefix=file.key)
            versions = [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())]
            if not versions:
                return
            if listed.get("Versions"):
                kept = self._kept_until(file)
                if kept is not None and now < kept:
                    raise FileKept("This file must still be kept.")
            for version in versions:
                self._remove(file, version["VersionId"])

    def check(self) -> None:
        """Ask for the bucket."""
        with _translated():
            self._client.head_bucket(Bucket=self.place.bucket)

    def _head(self, file: FileRef) -> dict[str, Any]:
        with _translated():
            found: dict[str, Any] = self._client.head_object(Bucket=self.place.bucket, Key=file.key)
        return found

    def _kept_until(self, file: FileRef) -> datetime | None:
        found: datetime | None = self._head(file).get("ObjectLockRetainUntilDate")
        return found

    def _remove(self, file: FileRef, version: str) -> None:
        try:
            self._client.delete_object(Bucket=self.place.bucket, Key=file.key, VersionId=version)
        except ClientError as error:
            if _code(error) in _LOCKED:
                raise FileKept("This file must still be kept.") from None
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the client raises into the port's words; its own may name keys and addresses."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code in _MISSING:
            raise FileMissing("This file is missing from the store.") from None
        if code in _TAKEN:
            raise KeyTaken("Another file is kept under this key.") from None
        if code in _DAMAGED:
            raise FileDamaged("The file did not arrive whole.") from None
        raise Unavailable(f"The file store refuses us ({code}).") from None
    except (BotoCoreError, OSError):
        raise Unavailable("The file store does not answer.") from None


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()
