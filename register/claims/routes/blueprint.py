"""The blueprint of all pages about claims, and what these pages share."""

from dataclasses import dataclass

from flask import Blueprint

from register.claims import queries, schemas
from register.core.access import Capacity, Role, current_principal
from register.organisations.queries import holder_of, label_of

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
        "claim_words": schemas.CLAIM_WORDS,
        "claim_colours": schemas.CLAIM_COLOURS,
        "refusal_words": schemas.REFUSAL_WORDS,
        "setting_claim": setting_claim,
    }
