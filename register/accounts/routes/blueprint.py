"""The blueprint of all pages about accounts, and how a browser's cookie becomes a principal."""

from datetime import timedelta

from flask import Blueprint, current_app, has_request_context, request, session
from flask.blueprints import BlueprintSetupState
from flask_login import LoginManager, UserMixin, current_user, login_user

from register.accounts import domain, queries
from register.accounts.domain import TryKind
from register.accounts.models import SignInSession
from register.core import clock
from register.core.access import LOADER, NOBODY, Principal
from register.core.web import home_url, safe_next
from register.organisations.ports import PERSON_DIRECTORY

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()
# An address that changes on the way is normal for a phone; the session's own token and end protect it.
login_manager.session_protection = None


class Browser(UserMixin):  # type: ignore[misc]  # Flask-Login publishes no types
    """A browser with a session of ours; its cookie holds the token."""

    def __init__(self, token: str, found: SignInSession) -> None:
        self.token = token
        self.found = found

    def get_id(self) -> str:
        """Return what the signed cookie keeps."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login publishes no types
def _load(token: str) -> Browser | None:
    found = queries.find_session(token, now=clock.now())
    return Browser(token, found) if found is not None else None


@blueprint.record_once
def _bind(state: BlueprintSetupState) -> None:
    login_manager.init_app(state.app)
    state.app.extensions[LOADER] = _principal
    state.app.extensions[PERSON_DIRECTORY] = queries.People()


def _principal() -> Principal:
    browser = this_browser()
    return queries.principal_of(browser.found, now=clock.now()) if browser is not None else NOBODY


def this_browser() -> Browser | None:
    """Return the browser's session, also one whose second factor is still to be given; None without one."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    found: Browser = current_user._get_current_object()  # noqa: SLF001 - what the proxy stands for
    return found


def begin(token: str) -> None:
    """Give this browser a new session; nothing of an earlier one is kept."""
    session.clear()
    found = queries.find_session(token, now=clock.now())
    if found is not None:
        login_user(Browser(token, found))
        session.permanent = True


def where_next() -> str:
    """Return where to go on: the page that was asked for first, else the start page."""
    return safe_next(request.values.get("next"), default=home_url())


def digest(kind: TryKind, key: str) -> tuple[TryKind, str]:
    """Return what tries are counted by, as a digest that nobody can turn back."""
    return kind, domain.keyed_digest(current_app.config["SECRET_KEY"], kind, key)


def sign_in_tries(email: str) -> tuple[tuple[TryKind, str], ...]:
    """Return what a sign-in with this address from this machine is counted by."""
    return (
        digest(TryKind.ADDRESS, request.remote_addr or ""),
        digest(TryKind.ACCOUNT, domain.plain_email(email)),
    )


def session_lifetime() -> timedelta:
    """Return the longest time a person stays signed in."""
    found: timedelta = current_app.permanent_session_lifetime
    return found
