"""A person at a browser, who looks at every page that they come to.

Looking is: axe-core finds nothing, there is one h1, no id stands twice, the browser complains about nothing, nothing is
wider than the window; and a picture of the page is kept in build/screenshots.
"""

from __future__ import annotations

import re
import time
from functools import cache
from itertools import count
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, Route

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "build" / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """One person in one browser window; `name` goes into the names of their pictures."""

    def __init__(self, page: Page, *, address: str, name: str, reader: Page | None = None) -> None:
        self.page = page
        self._reader = reader
        self.address = address
        self.name = name
        self.complaints: list[str] = []
        self._numbers = count(1)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._response)

    def open(self, path: str) -> None:
        """Go to a path of the service, or to a whole address as a mail gives it, and look."""
        self.page.goto(path if "://" in path else self.address + path)
        self.look()

    def follow(self, words: str, *, within: str | None = None, exact: bool = False) -> None:
        """Follow the first link with these words in it (or no others), and look at where it leads."""
        self.place(within).get_by_role("link", name=words, exact=exact).first.click()
        self.look()

    def press(self, words: str, *, within: str | None = None) -> None:
        """Press the first button with these words (to a person a link may look like one), and look at what comes."""
        place = self.place(within)
        place.get_by_role("button", name=words).or_(place.locator("a.govuk-button", has_text=words)).first.click()
        self.look()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(value)

    def choose(self, label: str, *, group: str | None = None) -> None:
        """Tick a checkbox or take a radio button by its words, in the group with this question."""
        where: Page | Locator = self.page.get_by_role("group", name=group) if group else self.page
        where.get_by_label(label, exact=True).first.check()

    def select(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def place(self, within: str | None) -> Page | Locator:
        """Find the row, card or list item that holds these words; the page when none are given."""
        if within is None:
            return self.page
        return (
            self.page.locator("tr, li, section, article, .govuk-summary-card, .govuk-summary-list__row")
            .filter(has_text=within)
            .last
        )

    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    def mail(self, to: str, *, subject: str = "", seconds: float = 30.0) -> str:
        """Wait for the newest message to an address in the local mailbox, and return its body."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.page.goto(f"{self.address}/mailbox")
            messages = self.page.locator("article").filter(has_text=to).filter(has_text=subject)
            if messages.count():
                self.look()
                return messages.first.locator(".app-message").inner_text()
            time.sleep(0.2)
        raise AssertionError(f"no mail {subject!r} came for {to}: {self.text()[:2000]}")

    def sees(self, words: str) -> None:
        assert words in self.text(), f"{self.page.url} does not say {words!r}, but:\n{self.text()[:3000]}"

    def does_not_see(self, words: str) -> None:
        assert words not in self.text(), f"{self.page.url} says {words!r}"

    def text(self) -> str:
        """Everything that the page says, with white space as one sees it."""
        return re.sub(r"[ \t\xa0]+", " ", self.page.locator("body").inner_text())

    def look(self) -> None:
        """Hold the page to what every page must be."""
        self.page.wait_for_load_state("load")
        where = f"{self.name} at {self.page.url}"
        heading = self.page.locator("h1")
        words = heading.first.inner_text() if heading.count() else "no heading"
        self._picture(words)
        assert heading.count() == 1, f"{where}: {heading.count()} h1"
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{where}: {wide} pixels wider than the window"
        twice = self.page.evaluate(
            "[...document.querySelectorAll('[id]')].map(one => one.id).filter((id, at, all) => all.indexOf(id) < at)"
        )
        assert not twice, f"{where}: two things have the id {twice}"
        assert not self.complaints, f"{where}: the browser complains: {self.complaints}"
        self._axe(where)

    def _axe(self, where: str) -> None:
        page = self._reader or self.page
        if self._reader:
            self._read_aloud(self._reader)
        page.evaluate(_axe_source())  # evaluated, not inserted: the page's security policy stays as it is
        found = page.evaluate(
            "async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations"
            ".map(one => `${one.id} (${one.impact}): ${one.help}: ` + one.nodes.map(node => node.html).join(' | '))",
            RULES,
        )
        assert not found, f"{where}: axe-core finds:\n" + "\n".join(found)

    def _read_aloud(self, reader: Page) -> None:
        """Show the page as it stands in a window where axe-core's script runs and the page's own do not."""
        document = self.page.content()
        reader.route("**/*", lambda route: _without_scripts(route, document))
        reader.goto(self.page.url)
        reader.unroute_all(behavior="wait")

    def _picture(self, words: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        title = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:50]
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{next(self._numbers):02d}-{title}.png", full_page=True)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form answers 4xx as it should, which the console reports as a failure to load: `_response` judges.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        page_itself = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page_itself):
            self.complaints.append(f"{response.status} for {response.url}")


def _without_scripts(route: Route, document: str) -> None:
    if route.request.is_navigation_request():
        route.fulfill(body=document, content_type="text/html")
    elif route.request.resource_type == "script":
        route.abort()
    else:
        route.continue_()


@cache
def _axe_source() -> str:
    return AXE.read_text()
