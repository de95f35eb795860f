"""A page that shows what is about to be done and asks once more; and what forms of two pages share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import render_template, request
from flask_babel import LazyString
from werkzeug.wrappers import Response

from register.core.forms import Form

Page = str | Response | tuple[str, int]
REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is asked once more.

    `rows` are (name, words) pairs, `hidden` is what the browser sends back with the answer, `back` where it goes
    instead. `change` adds a button that opens the form again as it was filled in.
    """

    title: str
    rows: Iterable[tuple[str, str]]
    button: LazyString
    back: str
    hidden: dict[str, object] = field(default_factory=dict)
    lead: str = ""
    warning: str = ""
    change: bool = False
    grave: bool = False


def step() -> str:
    """Return where in a form of two pages the browser is: "" first, then "confirm" or "change"."""
    return request.form.get("step", "")


def ask_again(check: Check, *, form: Form | None = None) -> str:
    """Render the page that asks once more."""
    return render_template("check.html", check=check, form=form)
