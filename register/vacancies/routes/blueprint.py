"""The blueprint of all pages about vacancies, and who may open them."""

from flask import Blueprint

from register.core.access import Role
from register.geography.queries import authorities

blueprint = Blueprint("vacancies", __name__)


EDITORS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)


BUYERS = (Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD)


def authority_names() -> dict[str, str]:
    """Return the authorities of today by name, as {GSS code: name}."""
    return {one.gss: one.name for one in sorted(authorities(), key=lambda one: one.name)}
