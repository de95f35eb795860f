"""What people type about themselves and others, read into values or refused in words."""

from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from register.core.access import Role


def _required(words: str) -> dict[str, Any]:
    return {"required": words, "null": words}


EMAIL_WORDS = _("Enter an email address, like name@example.com")


def _email() -> fields.Str:
    return fields.Str(
        required=True,
        validate=[validate.Email(error=EMAIL_WORDS), validate.Length(max=254, error=EMAIL_WORDS)],
        error_messages=_required(EMAIL_WORDS),
    )


def _name() -> fields.Str:
    return fields.Str(
        required=True,
        validate=validate.Length(max=120, error=_("Name must be 120 characters or fewer")),
        error_messages=_required(_("Enter your name")),
    )


def _text(words: str) -> fields.Str:
    return fields.Str(required=True, error_messages=_required(words))


class SignInSchema(Schema):
    """E-mail address and password."""

    email = _email()
    password = _text(_("Enter your password"))


class CodeSchema(Schema):
    """A code of the app, or a recovery code."""

    code = fields.Str(
        required=True,
        validate=validate.Length(max=40, error=_("Enter a code")),
        error_messages=_required(_("Enter a code")),
    )


class EmailSchema(Schema):
    """An address to which a link goes."""

    email = _email()


class NewPasswordSchema(Schema):
    """A new password; whether it is good is for the rules to say."""

    password = _text(_("Enter a password"))


class ChangePasswordSchema(NewPasswordSchema):
    """A new password by somebody who knows the old one."""

    present = _text(_("Enter your present password"))


class NewPersonSchema(NewPasswordSchema):
    """Name and password of a new account."""

    name = _name()


class NameSchema(Schema):
    """A person's name."""

    name = _name()


class StartProviderSchema(Schema):
    """Who comes in as a new provider."""

    organisation = fields.Str(
        required=True,
        validate=validate.Length(max=160, error=_("Name must be 160 characters or fewer")),
        error_messages=_required(_("Enter your organisation's name")),
    )
    name = _name()
    email = _email()


class ChooseSchema(Schema):
    """What to act as."""

    acting = _text(_("Choose what you want to act as"))


class RolesSchema(Schema):
    """Roles in an organisation, and the settings they are limited to (none: all)."""

    roles = fields.List(fields.Enum(Role, by_value=True), load_default=[])
    settings = fields.List(fields.Str(validate=validate.Length(max=26)), load_default=[])


class InviteSchema(Schema):
    """Who is invited to do what."""

    email = _email()
    role = fields.Enum(
        Role,
        by_value=True,
        required=True,
        error_messages={**_required(_("Choose a role")), "unknown": _("Choose a role")},
    )
    settings = fields.List(fields.Str(validate=validate.Length(max=26)), load_default=[])
