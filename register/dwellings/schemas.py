"""What may come in about premises and households."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from register.descriptions.schemas import text, told, whole_number
from register.dwellings.domain.keys import LONGEST_KEY
from register.dwellings.domain.kinds import PremisesCategory

CAPACITY = _("Enter how many children or young people there is room for, in figures")


class PremisesSchema(Schema):
    """What a holder says of premises; `version` is the one that was being looked at, 0 for new ones."""

    version = fields.Integer(load_default=0)
    category = fields.String(
        required=True,
        validate=validate.OneOf([*PremisesCategory], error=_("Choose a category")),
        error_messages=told(_("Choose a category")),
    )
    capacity = whole_number(CAPACITY, required=True)
    name = text(160, _("Enter the name of the premises"))
    address = text(400, _("Enter the address"), required=True)
    postcode = text(10, _("Enter a full postcode, like LS1 4AP"), required=True)


class HouseholdSchema(Schema):
    """What an agency says of a household; nothing here is about anybody who lives there."""

    version = fields.Integer(load_default=0)
    key = text(LONGEST_KEY, _("Enter your own key for this household"), required=True)
    capacity = whole_number(CAPACITY, required=True)
    area_id = fields.String(required=True, error_messages=told(_("Choose an area")))


class EndSchema(Schema):
    """That a dwelling is used no more."""

    version = fields.Integer(load_default=0)
