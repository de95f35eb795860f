"""Every page that a person can come to, found by following the links of the fictional country, is looked at once."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from register.app import create_app
from register.core.access import Role, access_of
from register.settings import Settings
from tests.journeys.conftest import DESK, PATIENCE
from tests.journeys.people import Person, Phone, sign_in
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

WHO = (
    Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONING_LEAD, Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.AUDITOR,
)  # fmt: skip
# Not pages, or pages that only a link in a mail opens: those are walked through in the other journeys.
NO_PAGES = {
    "static", "pages.health_json", "geography.places", "regulators.report_csv", "pages_api.openapi",
    "accounts.invitation", "accounts.new_password", "accounts.confirm_provider", "vacancies.answer",
    "vacancies.template",
    "claims.object_by_link",
}  # fmt: skip

FILES = (".csv", ".json")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A small fictional country, served."""
    service = Register(tmp_path_factory.mktemp("trial"))
    service.know_places()
    service.command("db", "upgrade")
    service.sign_ins = service.command("demo", "--settings", "200", "--vacancies", "120")["sign_ins"]
    service.start()
    yield service
    service.stop()


class Crawler:
    """Follows links from page to page, one page for each view."""

    def __init__(self, folder: Path, visitor: Visitor) -> None:
        self.app = create_app(Settings(data=folder))
        self.views: MapAdapter = self.app.url_map.bind("127.0.0.1")
        self.visitor = visitor
        self.seen: set[str] = set()

    def view_of(self, path: str) -> str | None:
        if path.endswith(FILES):
            return None
        try:
            endpoint, _ = self.views.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return None
        return None if endpoint in NO_PAGES else str(endpoint)

    def walk(self, start: str, *, leave_out: set[str]) -> None:
        """Look at one page of each view that can be reached; what is in `leave_out` was looked at before."""
        waiting = deque([start])
        self.seen |= leave_out
        while waiting:
            path = waiting.popleft()
            view = self.view_of(urlsplit(path).path)
            if view is None or view in self.seen:
                continue
            self.seen.add(view)
            self.visitor.open(path)
            links = self.visitor.page.locator("a[href^='/']").evaluate_all(
                "all => all.map(one => one.getAttribute('href'))"
            )
            waiting.extend(links)

    def should_have_seen(self, role: Role | None) -> set[str]:
        """Views without a parameter that are this role's, or everybody's: what no page leads to is found by nobody."""
        found = set()
        for rule in self.app.url_map.iter_rules():
            access = access_of(self.app, rule.endpoint)
            assert access is not None
            allowed = access.kind == "everybody" if role is None else role in access.roles
            if allowed and "GET" in (rule.methods or ()) and not rule.arguments and self.view_of(str(rule)):
                found.add(rule.endpoint)
        return found


@pytest.fixture(scope="module")
def seen_by_everybody() -> set[str]:
    return set()


def window(browser: Browser, trial: Register, name: str) -> Visitor:
    page = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/London").new_page()
    page.set_default_timeout(PATIENCE)
    return Visitor(page, address=trial.address, name=f"every-page-{name}")


def test_everybodys_pages(browser: Browser, trial: Register, seen_by_everybody: set[str]) -> None:
    visitor = window(browser, trial, "everybody")
    crawler = Crawler(trial.folder, visitor)
    crawler.walk("/", leave_out=set())
    for path in ("/health", "/second-factor", "/mailbox"):  # no page leads a stranger there
        crawler.walk(path, leave_out=set())
    visitor.page.context.close()
    missing = crawler.should_have_seen(None) - crawler.seen
    assert not missing
    seen_by_everybody |= crawler.seen - {"pages.home", "pages.setting", "regulators.settings"}


@pytest.mark.parametrize("role", WHO)
def test_the_pages_of_each_role(browser: Browser, trial: Register, seen_by_everybody: set[str], role: Role) -> None:
    account: dict[str, Any] = next(one for one in trial.sign_ins if one["role"] == role)
    phone = Phone(account["totp_secret"]) if account["totp_secret"] else None
    visitor = window(browser, trial, role)
    sign_in(visitor, Person("", account["email"], phone), password=account["password"])
    crawler = Crawler(trial.folder, visitor)
    crawler.walk("/", leave_out=seen_by_everybody)
    visitor.page.context.close()
    missing = crawler.should_have_seen(role) - crawler.seen
    assert not missing
