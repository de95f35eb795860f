"""Pages on which organisations are looked after and buying capacities granted."""

from register.organisations.routes import capacities, organisations
from register.organisations.routes.blueprint import blueprint

__all__ = ["blueprint", "capacities", "organisations"]
