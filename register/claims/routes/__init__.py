"""Pages on which settings are claimed and claims decided."""

from register.claims.routes import claims, finding, queue
from register.claims.routes.blueprint import blueprint

__all__ = ["blueprint", "claims", "finding", "queue"]
