"""How the key of a request becomes a principal, and how often that may be."""

import hmac
from ipaddress import AddressValueError, IPv6Address, IPv6Network

from flask import Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from register.api_keys import queries, services
from register.api_keys.routes.blueprint import blueprint
from register.core import clock, rates
from register.core.access import KEY_LOADER, Principal
from register.core.db import own_transaction
from register.core.rates import Rate

WRONG_KEYS_A_MINUTE = 60
NO_KEY = "Send a key in the header: Authorization: Bearer nvr_..."
WRONG_KEY = "This key is not one of ours, has run out or was revoked."
TOO_MANY = "Too many requests: wait for as many seconds as Retry-After says."


@blueprint.record_once
def _bind(state: BlueprintSetupState) -> None:
    state.app.extensions[KEY_LOADER] = _principal


@blueprint.after_app_request
def _tell_rate(answer: Response) -> Response:
    rate: Rate | None = g.get("rate")
    if rate is not None:
        answer.headers.update(rate.headers)
    return answer


def _principal() -> Principal:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise _refused(NO_KEY)
    now = clock.now()
    found = queries.find_working_key(given.token, now=now)
    if found is None:
        with own_transaction() as session:
            g.rate = rates.count(session, "wrong-key", _address(), limit=WRONG_KEYS_A_MINUTE, now=now)
        _refuse_too_many(g.rate)
        raise _refused(WRONG_KEY)
    with own_transaction() as session:
        g.rate = services.count_use(session, found, limit=current_app.config["API_REQUESTS_PER_MINUTE"], now=now)
    _refuse_too_many(g.rate)
    return queries.principal_of(found)


def _refuse_too_many(rate: Rate) -> None:
    if rate.is_used_up:
        raise TooManyRequests(TOO_MANY, retry_after=rate.resets)


def _refused(words: str) -> Unauthorized:
    return Unauthorized(words, www_authenticate=WWWAuthenticate("bearer", {"realm": "api"}))


def _address() -> str:
    # A digest that nobody turns back: addresses of machines are nobody's business.
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"wrong-key:{_network()}".encode(), "sha256").hexdigest()


def _network() -> str:
    """Return where a request came from: of IPv6 the /64, since whoever has one address there has all of them."""
    given = request.remote_addr or ""
    try:
        return str(IPv6Network((IPv6Address(given), 64), strict=False))
    except AddressValueError:
        return given
