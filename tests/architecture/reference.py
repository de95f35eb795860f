"""Writes docs/reference.md from the code: `python -m tests.architecture.reference`, or make docs.

Commands, events and search filters say of themselves what they are; the page only gathers it.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import prequal
import register
import search
from register.cli import main as commands
from register.core.events import Event
from search.engine.filters import FILTERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"
HEAD = """# Reference

Gathered from the code by `make docs`; a test holds the two together. Settings have [a page of their own](settings.md).
"""


def every_module() -> None:
    """Import everything, so that every event is known."""
    for package in (register, search, prequal):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)


def leaves(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Walk down to the commands that do something."""
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from leaves(below, f"{path} {name}")
    else:
        yield path, command


def events(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Every event that can be recorded, leaving out what only others build on."""
    for below in kind.__subclasses__():
        # A dataclass with slots is made twice, and only the second of the two stands in its module.
        if not below.__subclasses__() and getattr(sys.modules[below.__module__], below.__name__) is below:
            yield below
        yield from events(below)


def first_line(words: str | None) -> str:
    return (words or "").strip().split("\n")[0].replace("|", "/")


def call_of(path: str, command: click.Command) -> str:
    """The command with its arguments and options."""
    parts = [path]
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            parts.append(parameter.make_metavar(click.Context(command)))
        elif isinstance(parameter, click.Option) and parameter.name != "as_json":
            parts.append(f"[{parameter.opts[0]}]")
    json = " [--json]" if any(parameter.name == "as_json" for parameter in command.params) else ""
    return (" ".join(parts) + json).replace("|", "\\|")


def page() -> str:
    """The whole page."""
    every_module()
    lines = [HEAD, "## Commands", "", "| command | what it does |", "|---|---|"]
    lines += [
        f"| `{call_of(path, one)}` | {first_line(one.help)} |" for path, one in leaves(commands, "vacancy-register")
    ]
    lines += ["", "## Events", "", "What the audit holds; each row has ids and codes, never words or names.", ""]
    lines += ["| event | what happened | about a |", "|---|---|---|"]
    for event in sorted(events(), key=lambda one: one.__name__):
        lines.append(f"| `{event.__name__}` | {first_line(event.__doc__)} | {getattr(event, 'subject_kind', '')} |")
    lines += ["", "## Search filters", "", "| filter | on the page | how a choice works |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.label} | {first_line(type(one).__doc__)} |" for one in FILTERS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
