"""Fills an empty database with the fictional country, stage by stage; a stage that was killed is done again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.accounts.models import Person
from register.core import clock as time
from register.core.db import db, own_transaction
from register.core.errors import NotAllowed
from register.core.trial import TRIAL, RegisterMark, is_trial, mark_trial
from register.demo import api_keys, claims, evidence, organisations, people, vacancies
from register.demo.country import by_source, draw_settings
from register.demo.regulator_files import issues
from register.demo.stages import Plan
from register.geography.queries import Gazetteer
from register.organisations.models import Organisation
from register.regulators.models import RegulatorFile, Setting
from register.regulators.services.loading import load_file
from register.vacancies.models import Vacancy

# Invented countries never lose a tenth of their settings by mistake.
NEVER_HELD = 1_000.0
COMPLETE = "demo-complete"
NOT_EMPTY = "This database is not empty: the fictional country goes into an empty one only."

Watch = Callable[[Iterable[tuple[str, Callable[[], None]]], int], Iterable[tuple[str, Callable[[], None]]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What the country holds; `again` where it was complete before and nothing was done."""

    plan: Plan
    settings: int
    organisations: int
    people: int
    vacancies: int
    again: bool


def fill_country(
    plan: Plan, *, gazetteer: Gazetteer, clock: Callable[[], datetime], watch: Watch, index: Callable[[], None]
) -> Filled:
    """Fill the database, and the index last. Raises NotAllowed unless it is empty or a country begun before."""
    plan = _begin(plan, now=clock())
    again = _has(COMPLETE)
    if not again:
        stages: list[tuple[str, Callable[[], None]]] = [
            ("regulator files", lambda: _load_files(plan, clock=clock)),
            ("demo-organisations", lambda: _once("demo-organisations", organisations.fill, plan, now=clock())),
            ("demo-people", lambda: _once("demo-people", people.fill, plan, now=clock())),
            ("demo-keys", lambda: _once("demo-keys", api_keys.fill, plan, now=clock())),
            ("demo-claims", lambda: _once("demo-claims", claims.fill, plan, now=clock())),
            ("demo-vacancies", lambda: _once("demo-vacancies", _vacancies(gazetteer), plan, now=clock())),
            ("demo-evidence", lambda: _once("demo-evidence", evidence.fill, plan, now=clock())),
            ("search index", index),
        ]
        for _, stage in watch(stages, len(stages)):
            stage()
        with own_transaction() as session:
            _mark(session, COMPLETE, now=clock())
    return _filled(plan, again=again)


def wants_filling() -> bool:
    """Whether the database is empty, or holds this country, whole or begun."""
    with own_transaction() as session:
        return is_trial(session) or not _holds_anything(session)


def _holds_anything(session: Session) -> bool:
    return any(
        session.scalar(select(model).limit(1)) for model in (Setting, RegulatorFile, Organisation, Person, Vacancy)
    )


def _begin(plan: Plan, *, now: datetime) -> Plan:
    """Mark the database as a trial; a country begun on an earlier day is finished as of that day."""
    with own_transaction() as session:
        if is_trial(session):
            begun = session.get_one(RegisterMark, TRIAL)
            return Plan(
                seed=plan.seed,
                today=_today_of(session) or time.local_date(begun.at),
                settings=plan.settings,
                vacancies=plan.vacancies,
            )
        if _holds_anything(session):
            raise NotAllowed(NOT_EMPTY)
        mark_trial(session, now=now)
        _mark(session, _today_mark(plan.today), now=now)
    return plan


def _today_mark(today: date) -> str:
    return f"demo-day-{today:%Y%m%d}"


def _today_of(session: Session) -> date | None:
    names = session.scalars(select(RegisterMark.name).where(RegisterMark.name.like("demo-day-%"))).all()
    return date.fromisoformat(names[0].removeprefix("demo-day-")) if names else None


def _load_files(plan: Plan, *, clock: Callable[[], datetime]) -> None:
    for source, settings in by_source(draw_settings(plan.seed, plan.today, plan.settings)):
        for file in issues(source, settings, today=plan.today, seed=plan.seed):
            name = f"fictional {source} {file.head.as_of.isoformat()}"
            load_file(file, name=name, gone_percent=NEVER_HELD, clock=clock, invented=True)


def _vacancies(gazetteer: Gazetteer) -> Callable[[Session, Plan], None]:
    def fill(session: Session, plan: Plan) -> None:
        vacancies.fill(session, plan, gazetteer)

    return fill


def _once(name: str, stage: Callable[[Session, Plan], None], plan: Plan, *, now: datetime) -> None:
    """Run a stage in one transaction together with the mark that it is done."""
    with own_transaction() as session:
        if session.get(RegisterMark, name) is None:
            stage(session, plan)
            _mark(session, name, now=now)


def _mark(session: Session, name: str, *, now: datetime) -> None:
    session.add(RegisterMark(name=name, at=now))


def _has(name: str) -> bool:
    with own_transaction() as session:
        return session.get(RegisterMark, name) is not None


def _filled(plan: Plan, *, again: bool) -> Filled:
    counts = {
        model: db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Setting, Organisation, Person, Vacancy)
    }
    return Filled(plan, counts[Setting], counts[Organisation], counts[Person], counts[Vacancy], again)
