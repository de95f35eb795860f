"""The API's description as a page shows it: operations and fields, out of the OpenAPI document and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field, parameter or header: its name, its type in words, what it is, whether it must be there."""

    name: str
    kind: str
    words: str
    required: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: what is called, what it does, what it takes and gives."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    body: str | None
    answers: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """Everything that the page shows; `shapes` are the objects that go in and out, by name."""

    words: str
    server: str
    calls: tuple[Call, ...]
    shapes: Mapping[str, tuple[Field, ...]]


def api_page(spec: Spec) -> ApiPage:
    """Return a description as a page shows it."""
    calls = [_call(path, method, found) for path, each in spec["paths"].items() for method, found in each.items()]
    return ApiPage(
        words=spec["info"]["description"],
        server=spec["servers"][0]["url"],
        calls=tuple(calls),
        shapes={name: _fields(schema) for name, schema in spec["components"]["schemas"].items()},
    )


def _call(path: str, method: str, found: Spec) -> Call:
    return Call(
        id=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        words=found.get("description", ""),
        scopes=tuple(found.get("x-scopes", ())),
        parameters=tuple(
            _field(one["name"], one["schema"] | {"description": one.get("description", "")}, one.get("required", False))
            for one in found["parameters"]
        ),
        body=_shape(found.get("requestBody", {}).get("content", {})),
        answers=tuple(
            (status, one["description"], _shape(one.get("content", {}))) for status, one in found["responses"].items()
        ),
    )


def _fields(schema: Spec) -> tuple[Field, ...]:
    required = set(schema.get("required", ()))
    found = [_field(name, below, name in required) for name, below in schema.get("properties", {}).items()]
    return tuple(sorted(found, key=lambda one: not one.required))


def _field(name: str, schema: Spec, required: bool) -> Field:  # noqa: FBT001 - as the document has it
    return Field(name, kind_in_words(schema), schema.get("description", ""), required)


def kind_in_words(schema: Spec) -> str:
    """Return what a value may be, in a few words."""
    if "$ref" in schema:
        return _named(schema["$ref"])
    kind = schema.get("type", "")
    names = [one for one in (kind if isinstance(kind, list) else [kind]) if one != "null"]
    words = " or ".join(names)
    if words == "array":
        return f"list of: {kind_in_words(schema.get('items', {}))}"
    if schema.get("format"):
        words += f" ({schema['format']})"
    if schema.get("enum"):
        words += ": " + ", ".join(str(one) for one in schema["enum"])
    return words


def _shape(content: Spec) -> str | None:
    for each in content.values():
        if "$ref" in each.get("schema", {}):
            return _named(each["schema"]["$ref"])
    return None


def _named(reference: str) -> str:
    return reference.rpartition("/")[2]
