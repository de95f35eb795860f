"""Pages on which people sign in, look after their account and their organisation's people."""

from register.accounts.routes import own_account, sign_in
from register.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "own_account", "sign_in"]
