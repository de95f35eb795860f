"""What descriptions need to know and do not keep: bound by the composition root."""

from collections.abc import Iterable
from typing import Protocol

from flask import current_app

OWN_SECRETS = "register.own_secrets"


class OwnSecrets(Protocol):
    """Knows what an organisation keeps to itself besides its places."""

    def __call__(self, organisation_id: str) -> Iterable[str]:
        """Return phrases that no words for others may hold, each only as a whole."""


def own_secrets(organisation_id: str) -> Iterable[str]:
    """Return phrases that an organisation keeps to itself, besides its places."""
    found: OwnSecrets = current_app.extensions[OWN_SECRETS]
    return found(organisation_id)
