"""The blueprint of all pages about claims, and what these pages share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint
from flask_babel import gettext, ngettext

from register.claims import queries, schemas
from register.claims.models import Claim
from register.core.access import Capacity, Role, current_principal
from register.core.clock import local_date
from register.core.errors import NotFound
from register.organisations.queries import holder_of, label_of
from register.organisations.schemas import scheme_name
from register.regulators.models import Setting

blueprint = Blueprint("claims", __name__)


@dataclass(frozen=True, slots=True)
class SettingClaim:
    """What the panel on a setting's page shows: its label, and what the acting organisation has to do with it."""

    label: str | None
    own: bool
    waiting: str | None
    may_claim: bool


def setting_claim(setting_id: str) -> SettingClaim:
    """Return what whoever is there may know of a setting's holder, and whether they may claim it."""
    by = current_principal()
    providing = by.organisation_id is not None and by.capacity is Capacity.PROVIDING
    waiting = queries.find_waiting_claim(setting_id, by.organisation_id) if providing and by.organisation_id else None
    return SettingClaim(
        label=label_of(setting_id),
        own=providing and holder_of(setting_id) == by.organisation_id,
        waiting=waiting.id if waiting is not None else None,
        may_claim=by.has(Role.PROVIDER_ADMINISTRATOR) and by.settings is None,
    )


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "claim_state_words": schemas.STATE_WORDS,
        "claim_state_colours": schemas.STATE_COLOURS,
        "refusal_words": schemas.REFUSAL_WORDS,
        "address_source_words": schemas.SOURCE_WORDS,
        "dispute_words": schemas.DISPUTE_WORDS,
        "dispute_reason_words": schemas.DISPUTE_REASON_WORDS,
        "dispute_outcome_words": schemas.OUTCOME_WORDS,
        "last_day_of": last_day_of,
        "setting_claim": setting_claim,
        "describe": describe,
    }


def setting_rows(setting: Setting) -> list[tuple[str, str]]:
    """Return what the regulator publishes of a setting and may be shown: never a hidden name."""
    rows = [
        (scheme_name(setting.scheme), setting.identifier),
        (gettext("Type"), setting.provision_published),
        (gettext("Owner"), setting.owner_published or gettext("not published")),
        (gettext("Authority"), setting.authority_published or gettext("not published")),
    ]
    if setting.name_published and not setting.hidden:
        rows.insert(1, (gettext("Name"), setting.name_published))
    return rows


def own_organisation() -> str:
    """Return the organisation for which whoever is there acts. Raises NotFound where they act for none."""
    by = current_principal()
    if by.organisation_id is None:
        raise NotFound(gettext("You act for no organisation."))
    return by.organisation_id


def own_claim(claim_id: str) -> Claim:
    """Return a claim of one's organisation. Raises NotFound for any other's."""
    claim = queries.get_claim(claim_id)
    if claim.organisation_id != own_organisation():
        raise NotFound(gettext("There is no such claim."))
    return claim


def describe(setting: Setting) -> str:
    """Return where a setting is as far as everybody may know, and how many places it is registered for."""
    words = [setting.authority_published or gettext("authority not published")]
    if setting.name_published and not setting.hidden:
        words.insert(0, setting.name_published)
    if setting.registered_places is not None:
        words.append(ngettext("%(num)d registered place", "%(num)d registered places", setting.registered_places))
    return ", ".join(words)


def last_day_of(until: datetime) -> date:
    """Return the last whole day, in Europe/London, before an instant at which something ends at midnight."""
    return local_date(until - timedelta(seconds=1))
