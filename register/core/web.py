"""The web edge: errors to pages or problem+json, headers of every answer, what every template can use."""

from http import HTTPStatus
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, jsonify, render_template, request, url_for
from flask_babel import format_date, format_datetime, gettext
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from register.core import clock
from register.core.access import current_principal, is_api
from register.core.errors import Conflict, RegisterError, RuleBroken

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # To nobody else; but over https a form is only taken with the address of the page of ours that it stood on.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def init_web(app: Flask) -> None:
    """Register error pages, headers and template names."""
    app.register_error_handler(RegisterError, _refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_refuse_null_characters)
    app.after_request(_headers)
    app.context_processor(lambda: {"principal": current_principal(), "now": clock.now()})
    app.jinja_env.filters["day"] = lambda day: format_date(day, "d MMMM yyyy")
    app.jinja_env.filters["moment"] = lambda instant: format_datetime(instant, "d MMMM yyyy, HH:mm")


def safe_next(target: str | None, *, default: str) -> str:
    """Return where to go after signing in: a path of this service and nothing else."""
    if target:
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith(("//", "/\\")):
            return target
    return default


def problem(status: int, *, code: str, detail: str, extra: dict[str, Any] | None = None) -> Response:
    """Build an RFC 9457 answer."""
    body = {"type": f"urn:vacancy-register:{code}", "title": HTTPStatus(status).phrase, "status": status} | (
        extra or {}
    )
    answer = jsonify(body | {"detail": detail})
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer


def _refuse_null_characters() -> None:
    # Nobody types them; PostgreSQL takes them in no text, and would fail in the middle of whatever reads or saves it.
    sent = chain.from_iterable((*request.args.listvalues(), *request.form.listvalues()))
    if any("\0" in text for text in (request.path, *sent)):
        abort(HTTPStatus.BAD_REQUEST)


def _refusal(error: RegisterError) -> tuple[str, int] | Response:
    reasons = error.reasons if isinstance(error, RuleBroken) else ()
    if is_api():
        errors = [{"field": one.field, "code": one.code, "detail": one.text} for one in reasons]
        extra: dict[str, Any] = {"errors": errors} if errors else {}
        extra |= error.versions if isinstance(error, Conflict) else {}
        return problem(error.status, code=error.code, detail=str(error), extra=extra)
    return _page(error.status, str(error))


def _http_error(error: HTTPException) -> tuple[str, int] | Response:
    status = error.code or 500
    if error.response is not None or status < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's and flask's answers are one here
    if is_api():
        code = (error.name or "error").lower().replace(" ", "-")
        answer = problem(status, code=code, detail=error.description or "")
        # Which methods there are, how to sign in, how long to wait.
        for name, value in error.get_headers(request.environ):
            if name != "Content-Type":
                answer.headers[name] = value
        return answer
    return _page(status, None)


def _database_away(error: OperationalError) -> tuple[str, int] | Response:
    # The kind only: a database's words may quote the values of the query.
    _log_kind(error)
    detail = gettext("The register is busy or being looked after. Nothing you sent was half saved. Try again shortly.")
    if is_api():
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, code="unavailable", detail=detail)
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, detail)


def _unexpected(error: Exception) -> tuple[str, int] | Response:
    _log_kind(error)
    detail = gettext("Something went wrong on our side. Nothing you sent was half saved.")
    if is_api():
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, code="error", detail=detail)
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _log_kind(error: Exception) -> None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"
    current_app.logger.error("%s %s: %s at %s", request.method, request.url_rule, type(error).__name__, where)
    if current_app.testing:
        raise error


def _page(status: int, detail: str | None) -> tuple[str, int]:
    titles = {
        400: gettext("That did not reach us in one piece"),
        403: gettext("You cannot open this page"),
        404: gettext("Page not found"),
        405: gettext("This page does not take that"),
        409: gettext("Somebody else changed this first"),
        413: gettext("That file is too large"),
        422: gettext("This cannot be done as it stands"),
        429: gettext("Too many tries"),
        503: gettext("This part of the service is not answering"),
    }
    title = titles.get(status, gettext("Sorry, there is a problem with the service"))
    return render_template("error.html", title=title, detail=detail, status=status), status


def _headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer


def home_url() -> str:
    """Return where a person starts."""
    return url_for("pages.home")
