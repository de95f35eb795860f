"""The composition root: knows every other module, picks adapters, binds slices, refuses what is unsafe."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from register.adapters.clamd_scanner import ClamdScanner
from register.adapters.folder_store import FolderFileStore
from register.adapters.mailbox import MailboxNotifier
from register.adapters.no_scanner import NoScanner
from register.adapters.notify import NotifyNotifier
from register.adapters.s3_store import S3FileStore, S3Place
from register.adapters.smtp import SmtpNotifier
from register.claims.ports import CODE_LIFETIME
from register.core import access, clock, files, notices, scanning, trial, web
from register.core.db import init_db
from register.core.outbox import Topic
from register.core.relay import Relay
from register.descriptions.domain.telephones import OfficeHours
from register.descriptions.ports import OWN_SECRETS
from register.descriptions.queries import brand_leads_to_place
from register.dwellings.ports import MINIMUM_HOUSEHOLDS, OFFERED_PLACES
from register.dwellings.queries import telling_keys
from register.evidence.domain.findings import Limits
from register.evidence.ports import UPLOADS, Uploads
from register.geography.queries.current import init_geography
from register.organisations.ports import CAPACITY_RECONFIRM_DAYS, PLACE_WATCH
from register.pages import files_folder, mailbox
from register.pages.navigation import init_navigation
from register.regulators.services.limits import ImportLimits, init_regulators
from register.settings import Settings, read_settings
from register.vacancies.domain.freshness import FreshnessRule
from register.vacancies.queries import FRESHNESS, places_in_dwelling
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.service import INDEX
from search.find.queries import OFFICE_HOURS

ROOT = Path(__file__).resolve().parent.parent

# Every slice, downwards-only from the top; a slice may have pages, an API, commands and handlers.
SLICES = (
    "register.demo",
    "register.pages",
    "register.oversight",
    "search.find",
    "search.engine",
    "prequal.requirements",
    "register.vacancies",
    "register.dwellings",
    "register.evidence",
    "register.descriptions",
    "register.claims",
    "register.api_keys",
    "register.accounts",
    "register.organisations",
    "register.regulators",
    "register.geography",
)

SETTINGS = "register.settings"


def create_app(settings: Settings | None = None, *, now: Callable[[], datetime] | None = None) -> Flask:
    """Build the application. Raises SettingsRefused for bad settings, RuntimeError for a view without access."""
    settings = settings or read_settings()
    # The database in it holds addresses of homes: other users of the machine have no business there.
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("register", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.extensions[SETTINGS] = settings
    if now is not None:
        app.extensions[clock.CLOCK] = now
    _configure(app, settings)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind_ports(app, settings)
    init_db(app)
    Babel(app)
    csrf = CSRFProtect(app)
    access.init_access(app)
    web.init_web(app)
    init_geography(app, folder=settings.data, minimum=settings.area_minimum_postcodes)
    init_regulators(
        app,
        ImportLimits(
            gone_percent=settings.import_gone_percent,
            unpacked_bytes=settings.import_max_unpacked_megabytes * 1_000_000,
            unpacked_ratio=settings.import_max_ratio,
            hosts=settings.import_hosts,
            folder=settings.data,
        ),
    )
    init_navigation(app)
    trial.init_trial(app)
    _modules("models")  # every table is known, whichever part asks for them first
    for module in _modules("routes"):
        app.register_blueprint(module.blueprint)
    for module in _modules("api"):
        csrf.exempt(module.blueprint)  # no cookie counts there, so no other site can borrow one
        app.register_blueprint(module.blueprint)
    if settings.notifier == "mailbox" and mailbox.is_local(settings.host, settings.public_url):
        app.register_blueprint(mailbox.blueprint)
    if settings.file_store == "folder":
        app.register_blueprint(files_folder.blueprint)
    app.view_functions["static"] = access.open_to_all(app.view_functions["static"])
    access.refuse_views_without_access(app)
    return app


def _bind_ports(app: Flask, settings: Settings) -> None:
    """Give every room the adapters and settings that it asks for by name."""
    app.extensions[OFFICE_HOURS] = OfficeHours(settings.office_opens, settings.office_closes)
    app.extensions[FRESHNESS] = _freshness_rule(settings)
    _pick_adapters(app, settings)
    app.extensions[CAPACITY_RECONFIRM_DAYS] = settings.capacity_reconfirm_days
    app.extensions[CODE_LIFETIME] = timedelta(hours=settings.claim_code_hours)
    app.extensions[MINIMUM_HOUSEHOLDS] = settings.area_minimum_households
    app.extensions[OFFERED_PLACES] = places_in_dwelling
    app.extensions[OWN_SECRETS] = telling_keys
    app.extensions[PLACE_WATCH] = brand_leads_to_place


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=_secret_key(settings),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SESSION_COOKIE_NAME="register",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=settings.session_lifetime,
        PUBLIC_URL=settings.public_url,
        API_REQUESTS_PER_MINUTE=settings.api_requests_per_minute,
        INVITATION_LIFETIME=timedelta(days=settings.invitation_days),
        MAX_CONTENT_LENGTH=max(20, settings.upload_max_megabytes + 1) * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="en_GB",
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )


def _pick_adapters(app: Flask, settings: Settings) -> None:
    app.extensions[notices.NOTIFIER] = _notifier(settings)
    app.extensions[files.STORE] = _file_store(settings, secret=app.config["SECRET_KEY"])
    app.extensions[scanning.SCANNER] = _scanner(settings)
    app.extensions[UPLOADS] = Uploads(
        spool=settings.data / "spool",
        limits=Limits(size=settings.upload_max_megabytes * 1_000_000, pages=settings.upload_max_pages),
        organisation_bytes=settings.evidence_max_megabytes * 1_000_000,
    )
    app.extensions[INDEX] = EmbeddedIndex(settings.data / "index")


def _notifier(settings: Settings) -> notices.Notifier:
    if settings.notifier == "smtp" and settings.smtp_url is not None:
        return SmtpNotifier(settings.smtp_url.get_secret_value(), sender=settings.mail_from)
    if settings.notifier == "notify" and settings.notify_api_key is not None:
        key = settings.notify_api_key.get_secret_value()
        return NotifyNotifier(key, template=settings.notify_template or "", url=settings.notify_url)
    return MailboxNotifier(settings.data / "mailbox", sender=settings.mail_from)


def _file_store(settings: Settings, *, secret: str) -> files.FileStore:
    if settings.file_store == "s3" and settings.s3_bucket is not None:
        key, secret_key = settings.s3_access_key, settings.s3_secret_key
        place = S3Place(
            url=settings.s3_url,
            bucket=settings.s3_bucket,
            region=settings.s3_region,
            access_key=key.get_secret_value() if key is not None else None,
            secret_key=secret_key.get_secret_value() if secret_key is not None else None,
        )
        return S3FileStore(place)
    return FolderFileStore(settings.data / "files", served_at=f"{settings.public_url}/files", secret=secret)


def _scanner(settings: Settings) -> scanning.Scanner:
    if settings.scanner == "clamd":
        return ClamdScanner(settings.clamd_host, settings.clamd_port, seconds=settings.clamd_seconds)
    return NoScanner()


def topics() -> tuple[Topic, ...]:
    """Return every kind of work after commits."""
    gathered = list(notices.TOPICS)
    for module in _modules("handlers"):
        gathered += module.TOPICS
    return tuple(gathered)


def relay_for(app: Flask) -> Relay:
    """Return the relay that works this application's outbox."""
    return Relay(app, topics(), clock=clock.now)


def settings_of(app: Flask) -> Settings:
    """Return the settings that this application was built with."""
    found: Settings = app.extensions[SETTINGS]
    return found


def database_name(app: Flask) -> str:
    """Return the database's address without its password, for people who run the service."""
    return make_url(app.config["SQLALCHEMY_DATABASE_URI"]).render_as_string(hide_password=True)


def slice_modules(kind: str) -> list[ModuleType]:
    """Return the modules of this kind ("routes", "commands", ...) of all slices that have one."""
    return _modules(kind)


def _modules(kind: str) -> list[ModuleType]:
    found = []
    for name in SLICES:
        folder = ROOT.joinpath(*name.split("."))
        if (folder / f"{kind}.py").exists() or (folder / kind).is_dir():
            found.append(import_module(f"{name}.{kind}"))
    return found


def _freshness_rule(settings: Settings) -> FreshnessRule:
    return FreshnessRule.of_groups(
        homes=timedelta(days=settings.confirm_days_home),
        fostering=timedelta(days=settings.confirm_days_fostering),
        schools=timedelta(days=settings.confirm_days_school),
        emergency=timedelta(hours=settings.confirm_hours_emergency),
        planned=timedelta(days=settings.confirm_days_planned),
        hide_after=timedelta(days=settings.hide_after_days),
        remind_before=timedelta(hours=settings.remind_hours_before),
    )


def _secret_key(settings: Settings) -> str:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.data / "secret_key"
    if not path.exists():
        fresh = path.with_name(f".secret_key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(fresh)  # the first of several processes wins, whole or not at all
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
