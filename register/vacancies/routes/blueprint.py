"""The blueprint of all pages about vacancies, and who may open them."""

from flask import Blueprint

from register.core.access import Role

blueprint = Blueprint("vacancies", __name__)


EDITORS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)


BUYERS = (Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD)
