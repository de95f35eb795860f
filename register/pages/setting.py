"""A setting's page: what its regulator says, and the panels that other rooms add."""

from flask import render_template
from flask_babel import gettext, ngettext

from register.core import clock
from register.core.access import Role, current_principal, open_to_all
from register.geography.queries.authorities import authorities
from register.regulators.domain.labels import FILE_STATES, REGULATOR_OF, ROW_STATES, SOURCES, provision_label
from register.regulators.queries import get_setting
from register.regulators.queries.history import months_between, regulator_view


@open_to_all
def setting(setting_id: str) -> str:
    """Show a setting to everybody: never the name or the address of a hidden place."""
    found = get_setting(setting_id)
    today = clock.local_date(clock.now())
    view = regulator_view(found)
    principal = current_principal()
    return render_template(
        "settings/setting.html",
        setting=found,
        view=view,
        title=found.name_published
        or f"{provision_label(found.provision, found.provision_published)} {found.identifier}",
        provision=provision_label(found.provision, found.provision_published),
        regulator=REGULATOR_OF.get(found.scheme, found.scheme),
        age=lambda day: _age(months_between(day, today)),
        sources=SOURCES,
        row_states=ROW_STATES,
        file_states=FILE_STATES,
        in_house_for=_authority_name(found.in_house_for_gss),
        may_audit=principal.has(Role.AUDITOR),
        may_note=principal.has(Role.VERIFIER),
        may_mark=principal.has(Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.COMMISSIONING_LEAD),
    )


def _age(months: int) -> str:
    words = ngettext("%(num)d month ago", "%(num)d months ago", months) if months else gettext("less than a month ago")
    return str(words)


def _authority_name(gss: str | None) -> str | None:
    found = authorities().find(gss) if gss else None
    return found.name if found else None
