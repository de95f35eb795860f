"""Pages on which administrators look after their organisation's keys, and how a key becomes a principal."""

from register.api_keys.routes import bearer, pages
from register.api_keys.routes.blueprint import blueprint

__all__ = ["bearer", "blueprint", "pages"]
