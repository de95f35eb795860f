"""Commands at a terminal: words for people, or with `--json` one JSON object and nothing else on standard output.

Exit status 0: done. 1: refused or incomplete. 2: the call itself was wrong.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError
from tqdm import tqdm

from register.core.errors import RegisterError, Unavailable

Item = TypeVar("Item")
UPGRADE = "vacancy-register db upgrade"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: `report` for machines, `words` for people; `ok` is False when refused or incomplete."""

    report: dict[str, Any]
    words: tuple[str, ...] = ()
    ok: bool = field(default=True)


def operational(function: Callable[..., Outcome]) -> Callable[..., None]:
    """Turn a function that returns an Outcome into a command body with `--json` and the exit statuses above.

    A refusal (any RegisterError) becomes `{"refused": code, "why": words}` and exit status 1.
    """

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, **kwargs: Any) -> None:  # noqa: ANN401 - click passes what it was given
        try:
            outcome = function(*args, **kwargs)
        except RegisterError as error:
            outcome = Outcome({"refused": error.code, "why": str(error)}, (f"Refused: {error}",), ok=False)
        except (OperationalError, ProgrammingError) as error:
            # The kind only: a database's words quote the statement and its values.
            why = f"The database is away or not at this version ({type(error).__name__}): {UPGRADE}"
            outcome = Outcome({"refused": Unavailable.code, "why": why}, (f"Refused: {why}",), ok=False)
        if as_json:
            click.echo(json.dumps(outcome.report, default=_plain, ensure_ascii=False))
        else:
            for line in outcome.words:
                click.echo(line, err=not outcome.ok)
        if not outcome.ok:
            sys.exit(1)

    return command


def progress(items: Iterable[Item], *, total: int | None, words: str) -> Iterable[Item]:
    """Pass items on with a progress bar on standard error, and only to a terminal."""
    return tqdm(items, total=total, desc=words, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"not JSON: {type(value).__name__}")
