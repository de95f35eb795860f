"""Commands of the fictional country."""

from collections.abc import Callable, Iterable
from datetime import datetime

import click

from register.accounts.services.second_factor import code_at
from register.api_keys.queries import find_working_key
from register.core import clock
from register.core.terminal import Outcome, operational, progress
from register.demo.api_keys import shown_key
from register.demo.country import DEFAULT_SETTINGS
from register.demo.fill import Filled, fill_country
from register.demo.people import sign_ins
from register.demo.shape import derive_shape
from register.demo.stages import Plan
from register.geography.queries import current_gazetteer
from search.engine import indexer
from search.engine.service import vacancy_index

Stages = Iterable[tuple[str, Callable[[], None]]]


@click.command("demo")
@click.option("--settings", type=click.IntRange(10, 100_000), default=DEFAULT_SETTINGS, show_default=True)
@click.option("--vacancies", type=click.IntRange(0, 1_000_000), default=6_000, show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the country is as at; by default today.")
@click.option("--seed", type=int, default=1, show_default=True)
@operational
def demo(settings: int, vacancies: int, today: datetime | None, seed: int) -> Outcome:
    """Fill an empty database with an invented country of the real size, and print a sign-in for each role."""
    day = today.date() if today else clock.local_date(clock.now())
    plan = Plan(seed=seed, today=day, settings=settings, vacancies=vacancies)
    filled = fill_country(plan, gazetteer=current_gazetteer(), clock=clock.now, watch=_watch, index=_index)
    return Outcome(_report(filled), tuple(_words(filled)))


def _watch(stages: Stages, total: int) -> Stages:
    return progress(stages, total=total, words="Filling the fictional country")


def _index() -> None:
    indexer.rebuild(vacancy_index(), now=clock.now())


def _report(filled: Filled) -> dict[str, object]:
    return {
        "today": filled.plan.today,
        "seed": filled.plan.seed,
        "settings": filled.settings,
        "organisations": filled.organisations,
        "people": filled.people,
        "vacancies": filled.vacancies,
        "again": filled.again,
        "api_key": shown_key(filled.plan),
        "sign_ins": [
            {"role": one.role, "email": one.email, "password": one.password, "totp_secret": one.totp_secret}
            for one in sign_ins(filled.plan)
        ],
    }


def _words(filled: Filled) -> Iterable[str]:
    yield (
        f"A fictional country as at {filled.plan.today.isoformat()}: {filled.settings:,} settings, "
        f"{filled.organisations:,} organisations, {filled.people:,} people, {filled.vacancies:,} vacancies."
    )
    signed = sign_ins(filled.plan)
    yield f"Sign in with any of these; the password of all is: {signed[0].password}"
    for one in signed:
        secret = f"  authenticator secret {one.totp_secret}" if one.totp_secret else ""
        yield f"  {one.email:<42}{secret}"
    if find_working_key(shown_key(filled.plan), now=clock.now()) is not None:
        yield f"A program of the same provider has the key {shown_key(filled.plan)} (page /developers)"
    yield "An authenticator app turns a secret into codes; so does: vacancy-register demo-code SECRET"


@click.command("demo-code")
@click.argument("secret")
@operational
def demo_code(secret: str) -> Outcome:
    """Print the code that an authenticator app would show now for a secret that `demo` printed."""
    code = code_at(secret, now=clock.now())
    return Outcome({"code": code}, (code,))


COMMANDS = (demo, demo_code, derive_shape)
