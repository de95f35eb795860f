"""A key for programs of the shown provider, so that the API can be tried at once."""

import base64
import hashlib
from datetime import timedelta

from sqlalchemy.orm import Session

from register.api_keys.domain import BEGINNING, digest_of, hint_of
from register.api_keys.models import ApiKey
from register.core.access import Role, Scope
from register.core.clock import starts_at
from register.demo.people import demo_provider
from register.demo.stages import Plan, write

LASTS = timedelta(days=365)


def shown_key(plan: Plan) -> str:
    """Return the key, decided by the seed: nothing in the country is anybody's."""
    digest = hashlib.sha256(f"{plan.seed}:{plan.today}:api-key".encode()).digest()
    return BEGINNING + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fill(session: Session, plan: Plan) -> None:
    """Write the key, made by the provider's administrator."""
    text, since = shown_key(plan), starts_at(plan.today)
    row = {
        "id": plan.id("api-key", 1),
        "organisation_id": demo_provider(session),
        "name": "Case system",
        "scopes": [str(one) for one in Scope],
        "digest": digest_of(text),
        "hint": hint_of(text),
        "created_by": plan.id("person", Role.PROVIDER_ADMINISTRATOR.value),
        "created_at": since,
        "expires_at": since + LASTS,
    }
    write(session, ApiKey, [row])
