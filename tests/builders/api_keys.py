"""Keys for programs, put straight into the table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from register.api_keys import domain
from register.api_keys.models import ApiKey
from register.core.access import Scope
from register.core.clock import now
from register.core.db import new_id, transaction


@dataclass(frozen=True)
class Made:
    """A key with its text, and the header that it is sent in."""

    id: str
    text: str

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}


def a_key(organisation_id: str, *scopes: Scope, expires_at: datetime | None = None) -> Made:
    """A key of an organisation, with every scope unless some are named."""
    text = domain.new_key()
    key_id = new_id()
    with transaction() as session:
        session.add(
            ApiKey(
                id=key_id,
                organisation_id=organisation_id,
                name="Case system",
                scopes=[str(one) for one in scopes or Scope],
                digest=domain.digest_of(text),
                hint=domain.hint_of(text),
                created_at=now(),
                expires_at=expires_at or now() + timedelta(days=90),
            )
        )
    return Made(key_id, text)
