"""A small server that behaves as GOV.UK Notify's published API does for one call: POST /v2/notifications/email."""

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"invented-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
CLOCK_SKEW_SECONDS = 30


@dataclass
class Published:
    """What was accepted; `fail_with` makes the next calls fail with a status."""

    url: str = ""
    accepted: list[dict[str, Any]] = field(default_factory=list)
    fail_with: int | None = None

    def answer(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.fail_with is not None:
            return self.fail_with, _error(self.fail_with, "Exception", "Internal server error")
        refused = _refused_token(headers.get("Authorization", ""))
        if refused:
            return 403, _error(403, "AuthError", f"Invalid token: {refused}")
        if headers.get("Content-type") != "application/json":
            return 400, _error(400, "BadRequestError", "not JSON")
        sent = json.loads(body)
        if "@" not in sent.get("email_address", ""):
            return 400, _error(400, "ValidationError", "email_address Not a valid email address")
        if sent.get("template_id") != TEMPLATE:
            return 400, _error(400, "BadRequestError", "Template not found")
        missing = {"subject", "body"} - sent.get("personalisation", {}).keys()
        if missing:
            return 400, _error(400, "BadRequestError", f"Missing personalisation: {', '.join(sorted(missing))}")
        self.accepted.append(sent)
        number = str(uuid.uuid4())
        return 201, {
            "id": number,
            "reference": sent.get("reference"),
            "content": {**sent["personalisation"], "from_email": "no-reply@register.invalid"},
            "uri": f"{self.url}/v2/notifications/{number}",
            "template": {"id": TEMPLATE, "version": 1, "uri": f"{self.url}/v2/template/{TEMPLATE}"},
        }


@contextmanager
def published_notify() -> Iterator[Published]:
    """Serve on a free port of this machine while the block runs."""
    state = Published()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.path == "/v2/notifications/email"
            status, answer = state.answer(self.headers, body) if known else (404, _error(404, "NotFound", "no route"))
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def _refused_token(authorization: str) -> str | None:
    """Return why a JSON Web Token is refused (HS256, `iss` the service, `iat` now), None when it is good."""
    kind, _, token = authorization.partition(" ")
    if kind != "Bearer" or token.count(".") != 2:
        return "no token"
    head, claims, signature = token.split(".")
    expected = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    if json.loads(_decoded(head)) != {"typ": "JWT", "alg": "HS256"}:
        return "algorithm used is not HS256"
    if not hmac.compare_digest(expected, _decoded(signature)):
        return "signature"
    said = json.loads(_decoded(claims))
    if said.get("iss") != SERVICE:
        return "iss not provided"
    return None if abs(said.get("iat", 0) - time.time()) <= CLOCK_SKEW_SECONDS else "Error: Your system clock"


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _error(status: int, kind: str, message: str) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": kind, "message": message}]}
