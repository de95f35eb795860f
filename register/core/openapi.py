"""The description of the API (OpenAPI 3.1), generated from its views and their schemas.

A view under `/api/` says with `describes` what it takes and gives; its docstring says what it does. What all views
have in common (keys, rates, problems) is added here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from register.core.access import API, Access, access_of

View = TypeVar("View", bound=Callable[..., Any])
CACHED = "register.openapi"
OPERATION = "operation"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
JSON = "application/json"
PROBLEM = "application/problem+json"
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


class ReasonSchema(Schema):
    """One thing that is wrong."""

    field = fields.String(required=True, metadata={"description": "The field, empty for the whole."})
    code = fields.String(required=True, metadata={"description": "A stable word for programs."})
    detail = fields.String(required=True, metadata={"description": "What to do about it, in plain English."})


class ProblemSchema(Schema):
    """Why nothing was done (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "A stable name of the kind of problem."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong, in plain English."})
    errors = fields.List(fields.Nested(ReasonSchema))


@dataclass(frozen=True, slots=True)
class Answers:
    """What one status gives: words, a schema for JSON, further types of content, headers by name with their words."""

    words: str
    schema: Schema | None = None
    types: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a view takes and gives. `headers` and `path` are described by name; `problems` are statuses."""

    answers: Mapping[int, Answers]
    body: Schema | None = None
    query: Schema | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    problems: frozenset[int] = frozenset()


def describes(
    *,
    answers: Mapping[int, Answers],
    body: Schema | None = None,
    query: Schema | None = None,
    headers: Mapping[str, str] | None = None,
    path: Mapping[str, dict[str, Any]] | None = None,
    problems: frozenset[int] = frozenset(),
) -> Callable[[View], View]:
    """Say what a view takes and gives."""

    def declare(view: View) -> View:
        operation = Operation(
            answers=answers, body=body, query=query, headers=headers or {}, path=path or {}, problems=problems
        )
        setattr(view, OPERATION, operation)
        return view

    return declare


def operations(app: Flask) -> Iterator[tuple[Rule, str, Operation, Access]]:
    """Yield every operation of the API as (rule, method, operation, access). Raises RuntimeError for a silent one."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.rule.startswith(API):
            view = app.view_functions[rule.endpoint]
            operation, access = getattr(view, OPERATION, None), access_of(app, rule.endpoint)
            if operation is None or access is None:
                raise RuntimeError(f"this view of the API does not describe itself: {rule.endpoint}")
            for method in METHODS:
                if method in (rule.methods or ()):
                    yield rule, method, operation, access


def description(app: Flask) -> dict[str, Any]:
    """Return the description of an application's API; made once."""
    if CACHED not in app.extensions:
        app.extensions[CACHED] = _describe(app)
    found: dict[str, Any] = app.extensions[CACHED]
    return found


def _describe(app: Flask) -> dict[str, Any]:
    spec = APISpec(
        title="National vacancy register",
        version="1",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
        info={
            "description": "For a provider's own programs: publish vacancies and keep them true. Every request carries "
            "a key of the organisation; cookies count for nothing here. No child's name, date of birth or address "
            "belongs in any field."
        },
        servers=[{"url": app.config["PUBLIC_URL"]}],
    )
    spec.components.security_scheme("key", {"type": "http", "scheme": "bearer", "description": "A key of yours."})
    spec.components.schema("Problem", schema=ProblemSchema)
    for rule, method, operation, access in operations(app):
        view = app.view_functions[rule.endpoint]
        spec.path(
            path=PARAMETER.sub(r"{\1}", rule.rule),
            operations={method.lower(): _operation(rule, operation, access, words=view.__doc__ or "")},
        )
    return spec.to_dict()


def _name(schema: type[Schema] | Schema) -> str:
    return (schema if isinstance(schema, type) else type(schema)).__name__.removesuffix("Schema")


def _operation(rule: Rule, operation: Operation, access: Access, *, words: str) -> dict[str, Any]:
    summary, _, rest = words.strip().partition("\n")
    found: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": summary,
        "parameters": list(_parameters(rule, operation)),
        "responses": _responses(operation, access, has_path=bool(rule.arguments)),
    }
    if rest.strip():
        found["description"] = " ".join(rest.split())
    if access.kind == "key":
        found["security"] = [{"key": []}]
        found["x-scopes"] = sorted(access.scopes)
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": operation.body}}}
    return found


def _parameters(rule: Rule, operation: Operation) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments):
        said = operation.path.get(name, {"type": "string"})
        yield {"in": "path", "name": name, "required": True, "schema": said}
    for name, words in operation.headers.items():
        yield {"in": "header", "name": name, "description": words, "schema": {"type": "string"}}
    if operation.query is not None:
        yield {"in": "query", "schema": operation.query}


def _responses(operation: Operation, access: Access, *, has_path: bool) -> dict[str, Any]:
    problems = {500, 503} | operation.problems
    if access.kind == "key":
        problems |= {401, 403, 429}
    if has_path:
        problems |= {404}
    if operation.query is not None:
        problems |= {422, 400}
    if operation.body is not None:
        problems |= {400, 413, 415, 422}
    found: dict[str, Any] = {str(status): _answer(one) for status, one in operation.answers.items()}
    for status in sorted(problems - operation.answers.keys()):
        found[str(status)] = {"description": PROBLEM_WORDS[status], "content": {PROBLEM: {"schema": "Problem"}}}
    return found


def _answer(one: Answers) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if one.schema is not None:
        content[PROBLEM if isinstance(one.schema, ProblemSchema) else JSON] = {"schema": one.schema}
    for kind in one.types:
        content[kind] = {"schema": {"type": "object" if kind == JSON else "string"}}
    found: dict[str, Any] = {"description": one.words}
    if content:
        found["content"] = content
    if one.headers:
        found["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in one.headers.items()
        }
    return found


PROBLEM_WORDS = {
    400: "What was sent is not whole.",
    401: "There is no key, or it does not work.",
    403: "The key lacks a scope.",
    404: "There is no such thing among yours.",
    409: "It was changed meanwhile.",
    412: "It is no longer in the version that If-Match names.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A rule forbids it; `errors` names each field with what to do.",
    429: "Too many requests; `Retry-After` says in how many seconds to come again.",
    500: "Something went wrong on our side; nothing was half saved.",
    503: "The register is being looked after; nothing was half saved.",
}
