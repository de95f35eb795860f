"""A person who has a keyboard and nothing else: every step is Tab, Space, Enter and letters."""

from __future__ import annotations

from tests.journeys.people import PASSWORD, Person, Phone
from tests.journeys.visiting import Visitor

FARTHEST = 120  # steps with Tab to anything on a page
NAME = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "";
    const labels = one.labels ? [...one.labels].map(label => label.innerText).join(" ") : "";
    return (labels || one.getAttribute("aria-label") || one.innerText || one.value || "").replace(/\\s+/g, " ").trim();
}"""
SEEN = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const boxed = one.matches("[type=radio], [type=checkbox]") ? one.nextElementSibling : null;
    const style = boxed ? getComputedStyle(boxed, "::before") : getComputedStyle(one);
    const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return marked && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight;
}"""


class Keyboard:
    """The keys under somebody's hands at a visitor's window."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def open(self, path: str) -> None:
        """Type an address; the first thing on the way leads past the header."""
        self.visitor.open(path)
        self._first_is_the_skip_link()

    def go_to(self, words: str) -> None:
        """Press Tab until the thing with these words has the focus, which must be seen all the way."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            name = self.page.evaluate(NAME)
            if name:
                assert self.page.evaluate(SEEN), f"{self.page.url}: nobody sees that {name!r} has the focus"
            if name == words or name.startswith(words):
                return
        raise AssertionError(f"{self.page.url}: Tab never comes to {words!r}")

    def write(self, label: str, text: str) -> None:
        self.go_to(label)
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        """Take a radio button or a checkbox; of radio buttons Tab reaches the first, arrows the others."""
        self.go_to(label)
        self.page.keyboard.press("Space")

    def follow(self, words: str) -> None:
        self._enter(words)

    def press(self, words: str) -> None:
        self._enter(words)

    def _enter(self, words: str) -> None:
        self.go_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visitor.look()
        self._first_is_the_skip_link()

    def _first_is_the_skip_link(self) -> None:
        if self.page.locator(".govuk-error-summary, .govuk-notification-banner").count():
            return  # the focus is on what matters most
        self.page.evaluate("() => { document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0); }")
        self.page.keyboard.press("Tab")
        assert self.page.evaluate(NAME) == "Skip to main content", self.page.url


def join_by_keyboard(keyboard: Keyboard, link: str, *, name: str, email: str) -> Person:
    """Accept an invitation and set up the second factor."""
    keyboard.open(link)
    keyboard.write("Full name", name)
    keyboard.write("Choose a password", PASSWORD)
    keyboard.press("Accept")
    person = Person(name, email)
    if keyboard.visitor.heading() == "Set up your second factor":
        person.phone = Phone(keyboard.page.locator(".app-key").inner_text().replace(" ", ""))
        keyboard.write("Code from your app", person.phone.code())
        keyboard.press("Continue")
        keyboard.press("I have kept them")
    return person


def sign_in_by_keyboard(keyboard: Keyboard, person: Person) -> None:
    keyboard.open("/sign-in")
    keyboard.write("Email address", person.email)
    keyboard.write("Password", PASSWORD)
    keyboard.press("Sign in")
    if person.phone is not None:
        keyboard.write("Code", person.phone.code())
        keyboard.press("Continue")
