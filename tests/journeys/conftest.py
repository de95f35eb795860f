"""One browser and one service for a module's journeys; a fresh window for each person."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import BROWSERS
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

ARGUMENTS = [
    "--no-sandbox",  # root, in a container of the checks
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds; the machine of the checks has two cores


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Serve an empty register, with worker, for the journeys of a module."""
    service = Register(tmp_path_factory.mktemp("register"))
    service.know_places()
    service.start()
    yield service
    service.stop()
    sys.stdout.write(service.said()[-5000:])  # pytest shows it where a journey failed


@pytest.fixture
def someone(browser: Browser, register: Register, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Give a window to a person: `someone("officer", phone=True, scripts=False)`."""
    windows: list[BrowserContext] = []
    journey = re.sub(r"[^a-z0-9]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")

    def window(*, phone: bool, scripts: bool) -> Page:
        opened = browser.new_context(
            viewport=PHONE if phone else DESK, java_script_enabled=scripts, locale="en-GB", timezone_id="Europe/London"
        )
        opened.set_default_timeout(PATIENCE)
        windows.append(opened)
        return opened.new_page()

    def sit_down(name: str, *, phone: bool = False, scripts: bool = True) -> Visitor:
        page = window(phone=phone, scripts=scripts)
        reader = None if scripts else window(phone=phone, scripts=True)
        return Visitor(page, address=register.address, name=f"{journey}-{name}", reader=reader)

    yield sit_down
    for opened in windows:
        opened.close()
