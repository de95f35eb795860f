"""What may come in about settings and files."""

from flask_babel import lazy_gettext as _
from marshmallow import EXCLUDE, Schema, fields, validate

from register.regulators.domain import PROVISIONS, SCHEMES

NEEDED = {"required": _("Fill this in."), "invalid": _("Enter this as asked.")}
A_DAY = {"required": _("Enter a date."), "invalid": _("Enter a date, for example 2026-03-27.")}


class SearchSchema(Schema):
    """The filters of the register's list."""

    class Meta:
        """Unknown parameters are left alone."""

        unknown = EXCLUDE

    words = fields.String(load_default=None, validate=validate.Length(max=100))
    authority = fields.String(load_default=None, validate=validate.Length(max=9))
    provision = fields.String(load_default=None, validate=validate.Length(max=10))
    gone = fields.Boolean(load_default=False)
    after = fields.String(load_default=None, validate=validate.Length(max=200))


class CertificateSchema(Schema):
    """A setting from its certificate."""

    class Meta:
        """The form's token is not ours."""

        unknown = EXCLUDE

    scheme = fields.String(required=True, validate=validate.OneOf(list(SCHEMES)), error_messages=NEEDED)
    identifier = fields.String(required=True, validate=validate.Length(max=40), error_messages=NEEDED)
    provision = fields.String(required=True, validate=validate.OneOf(PROVISIONS), error_messages=NEEDED)
    authority_gss = fields.String(required=True, validate=validate.Length(max=9), error_messages=NEEDED)
    owner = fields.String(required=True, validate=validate.Length(max=300), error_messages=NEEDED)
    places = fields.Integer(load_default=None, validate=validate.Range(1, 1000), error_messages=NEEDED)
    certificate_on = fields.Date(required=True, error_messages=A_DAY)


class ReportSchema(Schema):
    """A newer report."""

    class Meta:
        """The form's token is not ours."""

        unknown = EXCLUDE

    event = fields.String(required=True, validate=validate.Length(max=200), error_messages=NEEDED)
    happened_on = fields.Date(required=True, error_messages=A_DAY)
    judgement = fields.String(load_default=None, validate=validate.Length(max=200))
    link = fields.String(required=True, validate=validate.Length(max=500), error_messages=NEEDED)


class InHouseSchema(Schema):
    """For which authority; blank takes the mark off."""

    class Meta:
        """The form's token is not ours."""

        unknown = EXCLUDE

    authority_gss = fields.String(load_default=None, validate=validate.Length(max=9))
