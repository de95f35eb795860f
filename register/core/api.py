"""What every address under `/api/v1` does alike: reads JSON, answers a request sent twice once, names versions."""

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, jsonify, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from register.core import idempotency
from register.core.access import current_principal
from register.core.clock import now
from register.core.db import transaction
from register.core.errors import Reason, RuleBroken
from register.core.forms import reasons_of
from register.core.idempotency import LONGEST_KEY, Sent

VERSION = "/api/v1"
LARGEST_BODY = 8 * 1024 * 1024
KEY_HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

Answer = tuple[int, dict[str, Any]]


def read_json() -> Any:  # noqa: ANN401 - whatever JSON holds; a schema looks at it next
    """Return what the body holds. Another type is 415, what is no JSON 400, too much of it 413."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge("The body is too large: send fewer at once.")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")
    raw = request.get_data()
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error.msg} in line {error.lineno}.") from None
    if b"\\u0000" in raw:
        raise BadRequest("The body holds a null character: leave it out.")
    return found


def loaded(schema: Schema, found: object) -> dict[str, Any]:
    """Return what a schema reads of it. Raises RuleBroken with every reason, each at its field."""
    try:
        data: dict[str, Any] = schema.load(found)  # type: ignore[arg-type]  # what is no object is refused in words
    except ValidationError as error:
        raise RuleBroken.of(reasons_of(error)) from None
    return data


def read_query(schema: Schema) -> dict[str, Any]:
    """Return what the address asks besides its path."""
    return loaded(schema, request.args.to_dict())


def done_once(work: Callable[[], Answer]) -> Response:
    """Run the work in one transaction; with an idempotency key, a second time gives the answer of the first."""
    key = request.headers.get(KEY_HEADER)
    if key is None:
        with transaction():
            status, body = work()
        return as_json(status, body)
    if not 1 <= len(key) <= LONGEST_KEY:
        text = f"Send a key of 1 to {LONGEST_KEY} characters, a new one for every request."
        raise RuleBroken(Reason(KEY_HEADER, "length", text))
    parts = (request.method, request.full_path, request.headers.get("If-Match", ""))
    sent = Sent.of(current_principal().organisation_id or "", key, *(one.encode() for one in parts), request.get_data())
    with transaction() as session:
        before = idempotency.begin(session, sent, now=now())
        if before is None:
            status, body = work()
            idempotency.finish(session, sent, status=status, body=body)
        else:
            status, body = before.status, before.body
    answer = as_json(status, body)
    if before is not None:
        answer.headers[REPLAYED] = "true"
    return answer


def as_json(status: int, body: dict[str, Any]) -> Response:
    """Build a JSON answer."""
    answer = jsonify(body)
    answer.status_code = status
    return answer


def version_tag(*parts: object) -> str:
    """Return the entity tag of something in one version."""
    return hashlib.sha256(":".join(str(one) for one in parts).encode()).hexdigest()[:20]
