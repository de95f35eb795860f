"""Pages on which organisations are looked after, buying capacities granted, settings claimed and claims decided."""

from register.organisations.routes import capacities, claims, organisations, queue
from register.organisations.routes.blueprint import blueprint

__all__ = ["blueprint", "capacities", "claims", "organisations", "queue"]
