"""What an auditor asks of the record."""

from flask_babel import lazy_gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from register.core.audit import CODE
from register.core.forms import UNTIL_LAST_DAY

A_DAY = {"invalid": _("Enter a real day, for example 27 3 2026.")}
NO_CODE = _("Enter an id or a code: letters and digits, no spaces.")


def a_code(longest: int) -> list[validate.Validator]:
    """Return what makes a text one that could stand in the record."""
    return [validate.Regexp(rf"^(?:{CODE.pattern})\Z", error=NO_CODE), validate.Length(max=longest, error=NO_CODE)]


class TrailSchema(Schema):
    """About what, by whom, when; whatever is left out is not asked for."""

    class Meta:
        """Unknown parameters are left alone."""

        unknown = EXCLUDE

    kind = fields.String(load_default=None, validate=a_code(40))
    subject = fields.String(load_default=None, validate=a_code(80))
    person = fields.String(load_default=None, validate=a_code(26))
    organisation = fields.String(load_default=None, validate=a_code(26))
    action = fields.String(load_default=None, validate=a_code(60))
    since = fields.Date(load_default=None, error_messages=A_DAY)
    until = fields.Date(load_default=None, validate=UNTIL_LAST_DAY, error_messages=A_DAY)
    after = fields.String(load_default=None, validate=validate.Length(max=200))

    @validates_schema
    def _in_order(self, data: dict[str, object], **_: object) -> None:
        since, until = data.get("since"), data.get("until")
        if since is not None and until is not None and since > until:  # type: ignore[operator]  # both are days
            raise ValidationError(_LATE, "until")


_LATE = _("The last day must not be before the first day.")
