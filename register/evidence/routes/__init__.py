"""Pages of evidence: what was given, and giving it."""

from register.evidence.routes import giving, listing, verifying
from register.evidence.routes.blueprint import blueprint

__all__ = ["blueprint", "giving", "listing", "verifying"]
