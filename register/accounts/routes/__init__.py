"""Pages on which people sign in, look after their account and their organisation's people."""

from register.accounts.routes import links, own_account, people, sign_in
from register.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "links", "own_account", "people", "sign_in"]
