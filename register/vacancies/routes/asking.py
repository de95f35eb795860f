"""What pages about vacancies ask of dwellings."""

from register.core.access import current_principal
from register.dwellings.domain.kinds import kind_for
from register.dwellings.queries import own_names
from register.regulators.models import Setting


def dwelling_names(setting: Setting) -> dict[str, str] | None:
    """Return what the holder who asks calls the dwellings of a setting, by id; None where it has no such."""
    if kind_for(setting.provision) is None:
        return None
    return own_names(setting.id, organisation_id=current_principal().organisation_id or "")
