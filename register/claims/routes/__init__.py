"""Pages on which settings are claimed, claims proved and decided, and disputes settled."""

from register.claims.routes import claims, codes, disputes, finding, queue
from register.claims.routes.blueprint import blueprint

__all__ = ["blueprint", "claims", "codes", "disputes", "finding", "queue"]
