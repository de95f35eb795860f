"""Forms: the same marshmallow schema that an API uses reads a form; what was typed comes back with its errors."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, ValidationError, validate
from werkzeug.datastructures import MultiDict

from register.core.clock import LAST_DAY
from register.core.errors import Reason

#: What is asked of the last day of something.
UNTIL_LAST_DAY = validate.Range(max=LAST_DAY, error=_("Enter a day up to 31 December 2100"))


@dataclass(slots=True)
class Form:
    """A form as read: `data` when it holds, else `errors` by field; `values` is what was typed, to show again."""

    # What was typed is in no repr: those end in logs.
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the form may be acted on."""
        return not self.errors

    def add(self, reasons: Iterable[Reason]) -> None:
        """Add the reasons of a broken rule, to be shown beside their fields."""
        for reason in reasons:
            self.errors.setdefault(reason.field, reason.text)

    def error(self, name: str) -> dict[str, str] | None:
        """Return a field's error as GOV.UK macros take it, or None."""
        text = self.errors.get(name)
        return {"text": text} if text else None

    @property
    def summary(self) -> list[dict[str, str]]:
        """Return the errors as the GOV.UK error summary takes them."""
        return [{"text": text, "href": f"#{name or 'main-content'}"} for name, text in self.errors.items()]


def read_form(schema: Schema, source: MultiDict[str, str]) -> Form:
    """Read what a browser sent. Fields of many values are those whose schema field is a list; blanks are absent."""
    values: dict[str, Any] = {}
    for name, one in schema.fields.items():
        key = one.data_key or name
        if key not in source:
            continue
        if type(one).__name__ == "List":
            values[key] = [value for value in source.getlist(key) if value != ""]
        else:
            values[key] = source[key].strip()
    given = {key: value for key, value in values.items() if value not in ("", [])}
    try:
        return Form(data=schema.load(given), values=values)
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        return Form(values=values, errors={str(key): _first(found) for key, found in messages.items()})


def reasons_of(error: ValidationError) -> tuple[Reason, ...]:
    """Return what a schema found wrong, each with its field; a field inside another is named "needs.AUT"."""
    messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
    return tuple(Reason(field, "invalid", text) for field, text in _flat(messages, ()))


def _flat(found: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(found, Mapping):
        for name, below in found.items():
            # What is wrong with a key or a value of a mapping is wrong with its entry.
            yield from _flat(below, path if name in {"_schema", "key", "value"} else (*path, str(name)))
    elif isinstance(found, (list, tuple)):
        for one in found:
            yield from _flat(one, path)
    else:
        yield ".".join(path), str(found)


def chosen(source: MultiDict[str, str], name: str) -> dict[str, str]:
    """Return what was chosen for each code where a form's fields are called "name-CODE"; blanks are left out."""
    prefix = f"{name}-"
    return {key.removeprefix(prefix): value for key, value in source.items() if key.startswith(prefix) and value}


def typed_day(source: MultiDict[str, str], name: str) -> str:
    """Return the day of three fields "name-day", "name-month" and "name-year" as ISO text.

    What is no day comes back as text that no schema takes for one; three blanks come back blank.
    """
    day, month, year = (source.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return ""
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"


def _first(found: object) -> str:
    while isinstance(found, (list, tuple, Mapping)) and found:
        found = next(iter(found.values())) if isinstance(found, Mapping) else found[0]
    return str(found)
