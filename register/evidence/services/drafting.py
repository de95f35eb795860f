"""Giving evidence, a page at a time. Every function but `start_draft` takes a draft of the principal's organisation."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import db, new_id
from register.core.errors import Reason, RuleBroken
from register.descriptions.queries import names_any_place, with_restricted_place
from register.evidence.domain.answers import problems
from register.evidence.domain.kinds import COVERS, Field, FieldType, Kind, Subject
from register.evidence.domain.states import Redaction
from register.evidence.models import EvidenceDraft, EvidenceFile
from register.evidence.queries import check_subject, get_own_draft
from register.evidence.services.receiving import Upload, receive
from register.organisations.queries import get_organisation, settings_of
from register.regulators.queries import settings_by_id


def start_draft(kind: Kind, *, setting_id: str | None, by: Principal, now: datetime) -> EvidenceDraft:
    """Begin to give evidence. Raises NotFound for a subject that the principal's roles do not reach."""
    if (kind.subject is Subject.SETTING) != (setting_id is not None):
        raise RuleBroken(Reason("setting", "subject", _("Choose the setting that this is about")))
    check_subject(setting_id, by=by)
    draft = EvidenceDraft(
        id=new_id(),
        organisation_id=by.organisation_id or "",
        setting_id=setting_id,
        kind=kind.key,
        redaction=Redaction.NONE,
        covers=[],
        answers={},
        created_at=now,
        created_by=by.person_id,
    )
    db.session.add(draft)
    return draft


def give_file(draft: EvidenceDraft, upload: Upload, *, by: Principal, now: datetime) -> EvidenceFile:
    """Take a draft's file. Raises RuleBroken where its name leads to a secret place, or there is too much."""
    _refuse_name(draft, upload)
    file = receive(upload, by=by, now=now)
    draft.file_id, draft.redacted_file_id = file.id, None
    draft.redaction = _redaction(draft, upload)
    return file


def give_redacted_copy(draft: EvidenceDraft, upload: Upload, *, by: Principal, now: datetime) -> EvidenceFile:
    """Take the copy that others read. Raises RuleBroken where it still shows the place, or is the same file."""
    _refuse_name(draft, upload)
    if _leads_to_place(draft, upload.found.text):
        text = _("This copy still shows the name or address. Cover it, save the file anew, and choose that one.")
        raise RuleBroken(Reason("file", "shows-place", text))
    file = receive(upload, by=by, now=now)
    if file.id == draft.file_id:
        raise RuleBroken(Reason("file", "same", _("This is the same file as the full one. Choose the redacted copy.")))
    draft.redacted_file_id = file.id
    return file


def choose_covers(draft: EvidenceDraft, covers: Collection[str]) -> None:
    """Say which covers an insurance schedule has a line for."""
    draft.covers = [one for one in COVERS if one in covers]
    kept = {f"insurance-cover/{one}" for one in draft.covers}
    draft.answers = {key: values for key, values in draft.answers.items() if key in kept}


def answer(
    draft: EvidenceDraft, key: str, fields: Collection[Field], answers: Mapping[str, Any], *, now: datetime
) -> None:
    """Keep what was answered of one item. Raises RuleBroken where it cannot be true or leads to a secret place."""
    found = problems(fields, answers, today=local_date(now))
    for one in fields:
        typed = answers.get(one.name)
        if one.type is FieldType.TEXT and typed and _leads_to_place(draft, typed):
            text = _("Others read this: leave out what leads to a home that is kept secret")
            found.append(Reason(one.name, "place", text))
    if found:
        raise RuleBroken.of(found)
    draft.answers = {**draft.answers, key: {name: _as_json(value) for name, value in answers.items()}}


def discard_draft(draft_id: str, *, by: Principal) -> None:
    """Throw away what was begun; its file stays for what else it is of."""
    db.session.delete(get_own_draft(draft_id, by=by))


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _leads_to_place(draft: EvidenceDraft, text: str) -> bool:
    """Whether a text shows a secret place: of the setting that a draft is about, else of any of the organisation's."""
    ids = [draft.setting_id] if draft.setting_id is not None else settings_of(draft.organisation_id)
    organisation = get_organisation(draft.organisation_id)
    known = (organisation.name, organisation.brand)
    return names_any_place(text, settings=settings_by_id(ids).values(), known=known)


def _refuse_name(draft: EvidenceDraft, upload: Upload) -> None:
    if _leads_to_place(draft, upload.name):
        text = _("The file's name leads to a home that is kept secret. Give the file another name.")
        raise RuleBroken(Reason("file", "place", text))


def _redaction(draft: EvidenceDraft, upload: Upload) -> Redaction:
    """Say why others may only read a redacted copy."""
    if _leads_to_place(draft, upload.found.text):
        return Redaction.SHOWS_PLACE
    # What is of the whole organisation may show any of its hidden homes.
    ids = [draft.setting_id] if draft.setting_id is not None else settings_of(draft.organisation_id)
    hidden = {one.id for one in settings_by_id(ids).values() if one.hidden}
    if not hidden:
        return Redaction.NONE
    if upload.found.unreadable:
        return Redaction.UNREADABLE
    known = with_restricted_place(hidden, organisation_id=draft.organisation_id)
    return Redaction.NONE if known == hidden else Redaction.PLACE_UNKNOWN
