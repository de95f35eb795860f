"""Reading what the regulator says of one setting, now and over the files that were loaded."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from register.core.db import db
from register.geography.queries.authorities import authorities
from register.regulators.domain import FileState, keeps_address_back, report_link
from register.regulators.domain.labels import fact_label, judgement_label
from register.regulators.domain.places import names_in, says_place
from register.regulators.domain.timeline import Plain
from register.regulators.importers.facts import FACTS, NEVER_SHOWN, FactType
from register.regulators.models import (
    FactSet,
    Inspection,
    Movement,
    Premises,
    RegulatorFile,
    ReportNote,
    Setting,
    Statement,
)

INSPECTED = ("latest_full.inspected_on", "last_inspected_on", "grades_published_on")
#: What the history of a setting shows of each file, where the file has it.
TOLD = (
    "owner_name",
    "registration_status",
    "places",
    "premises",
    "latest_full.overall",
    "latest_full.supported_accommodation",
    "latest_full.inspected_on",
    "grade.lowest",
    "rating.as_published",
)


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact as a page shows it: its words, its value (a date as a date), None where the regulator left it blank."""

    key: str
    label: str
    value: Plain | date


@dataclass(frozen=True, slots=True)
class Said:
    """What one file said of the setting."""

    file: RegulatorFile
    state: str | None
    facts: tuple[ShownFact, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection or visit that files list."""

    event_type: str | None
    event_number: str | None
    inspected_on: date | None
    published_on: date | None
    judgements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PremisesCount:
    """How many premises a supported accommodation provider has, and with how many places; never where."""

    premises: int
    places: int
    as_of: date


@dataclass(frozen=True, slots=True)
class RegulatorView:
    """Everything that a setting's page shows of its regulator's facts."""

    setting: Setting
    facts: tuple[ShownFact, ...]
    file: RegulatorFile | None
    link: str | None
    inspected_on: date | None
    inspection_known: bool
    history: tuple[Said, ...]
    visits: tuple[Visit, ...]
    movements: tuple[Movement, ...]
    premises: PremisesCount | None
    notes: tuple[ReportNote, ...]
    successors: tuple[str, ...]


def months_between(earlier: date, later: date) -> int:
    """Return the whole months from one date to another, 0 at least."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


def shown_facts(
    setting: Setting, facts: dict[str, Plain], *, names: frozenset[str] = frozenset()
) -> tuple[ShownFact, ...]:
    """Return the facts that everybody may see, in the order of pages.

    Of a hidden place nothing that can lead there: its name only where the register shows it, its owner only where
    that says none of `names`, by which files call the place.
    """
    kept_back = keeps_address_back(setting.provision, nation=setting.nation, hidden=setting.hidden)
    shown = []
    for key, fact in FACTS.items():
        if key not in facts or key in NEVER_SHOWN:
            continue
        leads = fact.locates or (key == "owner_name" and says_place(facts[key], names))
        named = key in ("name", "owner_name") and setting.name_published is not None
        if kept_back and leads and not named:
            continue
        value: Plain | date = facts[key]
        if fact.type is FactType.DATE and isinstance(value, str):
            value = date.fromisoformat(value)
        shown.append(ShownFact(key, fact_label(key), value))
    return tuple(shown)


def regulator_view(setting: Setting) -> RegulatorView:
    """Gather what the regulator says of a setting, over all files that are applied."""
    session = db.session()
    text = session.scalar(select(FactSet.facts).where(FactSet.hash == setting.facts_hash))
    facts: dict[str, Plain] = json.loads(text) if text else {}
    stated = _stated(setting)
    names = frozenset[str]().union(*(names_in(one) for _, _, one in stated), names_in(facts))
    history = _history(setting, stated, names)
    newest = next((one.file for one in history if one.file.as_of == setting.facts_as_of), None)
    inspected = next((str(facts[key]) for key in INSPECTED if facts.get(key)), None)
    notes = select(ReportNote).where(ReportNote.setting_id == setting.id).order_by(ReportNote.happened_on.desc())
    return RegulatorView(
        setting=setting,
        facts=shown_facts(setting, facts, names=names),
        file=newest,
        link=report_link(setting.scheme, setting.identifier, hidden=setting.hidden),
        inspected_on=date.fromisoformat(inspected) if inspected else None,
        inspection_known=any(key in facts for key in INSPECTED),
        history=history,
        visits=_visits(setting),
        movements=_movements(setting),
        premises=premises_count(setting),
        notes=tuple(session.scalars(notes)),
        successors=_successors(setting),
    )


def _stated(setting: Setting) -> list[tuple[RegulatorFile, str | None, dict[str, Plain]]]:
    rows = db.session().execute(
        select(RegulatorFile, Statement.state, FactSet.facts)
        .join(Statement, Statement.file_id == RegulatorFile.id)
        .join(FactSet, FactSet.hash == Statement.fact_hash)
        .where(
            Statement.identifier == setting.identifier,
            RegulatorFile.scheme == setting.scheme,
            RegulatorFile.state == FileState.APPLIED,
        )
        .order_by(RegulatorFile.as_of.desc(), RegulatorFile.sha256)
    )
    return [(file, state, json.loads(text)) for file, state, text in rows]


def _history(
    setting: Setting, stated: list[tuple[RegulatorFile, str | None, dict[str, Plain]]], names: frozenset[str]
) -> tuple[Said, ...]:
    said = []
    for file, state, stored in stated:
        facts: dict[str, Plain] = {key: value for key, value in stored.items() if key in TOLD and value is not None}
        said.append(Said(file, state, shown_facts(setting, facts, names=names)))
    return tuple(said)


def _visits(setting: Setting) -> tuple[Visit, ...]:
    rows = db.session().scalars(
        select(Inspection)
        .join(RegulatorFile, RegulatorFile.id == Inspection.file_id)
        .where(
            Inspection.identifier == setting.identifier,
            RegulatorFile.scheme == setting.scheme,
            RegulatorFile.state == FileState.APPLIED,
        )
        .order_by(RegulatorFile.as_of, RegulatorFile.sha256, Inspection.number)
    )
    visits: dict[tuple[str | None, date | None, str | None], Visit] = {}
    for row in rows:  # a newer file's words for the same visit replace an older one's
        judgements = tuple((judgement_label(key), value) for key, value in json.loads(row.judgements).items())
        key = (row.event_number, row.inspected_on, row.event_type)
        visits[key] = Visit(row.event_type, row.event_number, row.inspected_on, row.published_on, judgements)
    return tuple(sorted(visits.values(), key=_newest_first))


def _newest_first(visit: Visit) -> tuple[int, str]:
    return (-(visit.inspected_on or date.min).toordinal(), visit.event_number or "")


def _movements(setting: Setting) -> tuple[Movement, ...]:
    rows = db.session().scalars(
        select(Movement)
        .join(RegulatorFile, RegulatorFile.id == Movement.file_id)
        .where(
            Movement.identifier == setting.identifier,
            RegulatorFile.scheme == setting.scheme,
            RegulatorFile.state == FileState.APPLIED,
        )
        .order_by(RegulatorFile.as_of.desc(), Movement.kind, Movement.number)
    )
    return tuple(rows)


def premises_count(setting: Setting) -> PremisesCount | None:
    """Count a provider's premises by the newest file that has any; None where no file lists premises of it."""
    newest = _premises_file(setting)
    if newest is None:
        return None
    number, places = (
        db.session()
        .execute(
            select(func.count(), func.coalesce(func.sum(Premises.places), 0)).where(
                Premises.file_id == newest.id, Premises.identifier == setting.identifier
            )
        )
        .one()
    )
    return PremisesCount(number, places or 0, newest.as_of) if number else None


def _premises_file(setting: Setting) -> RegulatorFile | None:
    if setting.provision != "SA":
        return None
    return db.session().scalar(
        select(RegulatorFile)
        .where(
            RegulatorFile.scheme == setting.scheme,
            RegulatorFile.state == FileState.APPLIED,
            RegulatorFile.id.in_(select(Premises.file_id).where(Premises.identifier == setting.identifier)),
        )
        .order_by(RegulatorFile.as_of.desc(), RegulatorFile.sha256.desc())
        .limit(1)
    )


def _successors(setting: Setting) -> tuple[str, ...]:
    """Return the names of today's authorities where the regulator's file still names one that is no more."""
    known = authorities()
    named = known.by_name(setting.authority_published) if setting.authority_published else None
    if named is None or known.current(named.gss) is named:
        return ()
    today = known.current(named.gss)
    codes = [today.gss] if today else list(getattr(named, "successors", ()))
    return tuple(found.name for code in codes if (found := known.find(code)) is not None)
