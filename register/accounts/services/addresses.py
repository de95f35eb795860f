"""Addresses of pages that stand in messages."""

from collections.abc import Callable

from flask import current_app


def link_to(endpoint: str) -> Callable[[str], str]:
    """Return a function from a token to the address that opens it.

    Built from the public address of the settings, never from what a request says its host is; the token stands in the
    query, which no log keeps.
    """
    adapter = current_app.url_map.bind("register")
    return lambda token: current_app.config["PUBLIC_URL"] + adapter.build(endpoint, {"token": token})
