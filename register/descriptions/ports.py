"""What descriptions need to know and do not keep: bound by the composition root."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from flask import current_app

OWN_SECRETS = "register.own_secrets"


class OwnSecrets(Protocol):
    """Knows what organisations keep to themselves besides their places."""

    def __call__(self, organisation_ids: Collection[str]) -> Mapping[str, Iterable[str]]:
        """Return phrases that no words for others may hold, each only as a whole, by organisation; one query."""


def own_secrets(organisation_ids: Collection[str]) -> Mapping[str, Iterable[str]]:
    """Return phrases that organisations keep to themselves, besides their places, by organisation."""
    found: OwnSecrets = current_app.extensions[OWN_SECRETS]
    return found(organisation_ids)
