"""Newer reports that verifiers noted: the next file that can know of one confirms it or contradicts it."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.regulators.domain import NoteState
from register.regulators.domain.timeline import Plain
from register.regulators.models import FactSet, ReportNote, Setting

INSPECTED = ("latest_full.inspected_on", "last_inspected_on", "grades_published_on")
OVERALL = ("latest_full.overall", "latest_full.supported_accommodation")


def settle_notes(session: Session, setting_ids: Sequence[str], *, file_id: str, as_of: date) -> None:
    """Settle the open notes of these settings by the facts they have now, where the file is as new as the note."""
    rows = session.execute(
        select(ReportNote, FactSet.facts)
        .join(Setting, Setting.id == ReportNote.setting_id)
        .join(FactSet, FactSet.hash == Setting.facts_hash)
        .where(
            ReportNote.setting_id.in_(setting_ids),
            ReportNote.state == NoteState.OPEN,
            ReportNote.happened_on <= as_of,
            Setting.facts_as_of <= as_of,
        )
    ).all()
    for note, facts in rows:
        note.state = _settled(note, json.loads(facts))
        note.settled_file_id = file_id


def _settled(note: ReportNote, facts: dict[str, Plain]) -> NoteState:
    dates = {facts.get(key) for key in INSPECTED}
    judgements = {str(facts[key]).casefold() for key in OVERALL if facts.get(key)}
    same_day = note.happened_on.isoformat() in dates
    same_judgement = note.judgement is None or note.judgement.casefold() in judgements
    return NoteState.CONFIRMED if same_day and same_judgement else NoteState.FLAGGED
