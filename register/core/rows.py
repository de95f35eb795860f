"""Many rows through one schema: a batch says the same few values a thousand times, and each is read once."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, missing

#: Beyond this, values of a field are so different that remembering them helps nothing.
MOST_REMEMBERED = 2_000


class RowReader:
    """Reads rows as `schema.load` does, remembering what became of each value; null is as if nothing were said.

    Whatever the schema refuses, and whatever is unusual, the schema itself reads, so that its words are the only ones.
    The schema may have no rules that look at several fields at once: those belong to the domain.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._fields: dict[str, tuple[str, fields.Field[Any], dict[Any, Any]]] = {
            one.data_key or name: (one.attribute or name, one, {}) for name, one in schema.load_fields.items()
        }
        self._defaults = {
            name: one.load_default for name, one in schema.load_fields.items() if one.load_default is not missing
        }
        partial = schema.partial if isinstance(schema.partial, (tuple, list, set, frozenset)) else ()
        self._required = [name for name, one in schema.load_fields.items() if one.required and name not in set(partial)]

    def read(self, row: object) -> dict[str, Any]:
        """Return what a row says. Raises ValidationError with everything that is wrong with it."""
        if not isinstance(row, dict):
            return self._whole(row)
        data = dict(self._defaults)
        for name, value in row.items():
            if value is None:
                continue
            found = self._fields.get(name)
            if found is None:
                return self._whole(row)
            target, one, known = found
            mark = _mark(value)
            if mark in known:
                data[target] = known[mark]
                continue
            try:
                read = one.deserialize(value, name, row)
            except ValidationError:
                return self._whole(row)
            data[target] = read
            if mark is not None and len(known) < MOST_REMEMBERED:
                known[mark] = read
        for name in self._required:
            if name not in data:
                return self._whole(row)
        return data

    def _whole(self, row: object) -> dict[str, Any]:
        said = {name: value for name, value in row.items() if value is not None} if isinstance(row, dict) else row
        data: dict[str, Any] = self._schema.load(said)  # type: ignore[arg-type]  # what is no mapping is refused
        return data


def _mark(value: object) -> tuple[type, object] | None:
    """Return what a value is remembered by; None for one that is not."""
    kind = type(value)
    if isinstance(value, (str, int, float, bool)):
        return (kind, value)
    if isinstance(value, list) and all(type(one) is str for one in value):
        return (kind, tuple(value))
    if isinstance(value, dict) and all(type(one) is str for pair in value.items() for one in pair):
        return (kind, tuple(value.items()))
    return None
