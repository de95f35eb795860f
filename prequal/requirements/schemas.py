"""What the pages of the national set take."""

from __future__ import annotations

from collections.abc import Iterable

from marshmallow import Schema, ValidationError, fields, validate, validates

from prequal.requirements.domain.assembly import PROVISIONS
from prequal.requirements.domain.states import Nation


class FilterSchema(Schema):
    """Which requirements to show: of a provision, in a nation, in a theme; blank is all."""

    provision = fields.String(
        load_default="", validate=validate.OneOf(("", *PROVISIONS), error="Choose a kind of setting from the list")
    )
    nation = fields.String(
        load_default="", validate=validate.OneOf(("", *Nation), error="Choose a nation from the list")
    )
    theme = fields.String(load_default="")

    def __init__(self, themes: Iterable[str]) -> None:
        """Take the keys of the themes that there are."""
        super().__init__()
        self._themes = frozenset(themes)

    @validates("theme")
    def theme_is_known(self, given: str, data_key: str) -> None:
        """Refuse a theme that is not on the list."""
        if given and given not in self._themes:
            raise ValidationError("Choose a theme from the list", data_key)
