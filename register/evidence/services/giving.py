"""Evidence that is given, opened and taken back."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core import audit
from register.core.access import Principal
from register.core.db import db, new_id
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.files import file_store
from register.evidence.domain.findings import Refusal
from register.evidence.domain.states import FileState, refusal_words
from register.evidence.events import EvidenceGiven, EvidenceWithdrawn
from register.evidence.models import Evidence, EvidenceDraft, EvidenceFile, EvidenceItem
from register.evidence.queries import files_by_id, get_kind, get_own_draft, get_own_evidence, shown_of, with_files

LINK_LIVES = timedelta(minutes=5)


def submit_evidence(draft_id: str, *, version: int, by: Principal, now: datetime) -> Evidence:
    """Give what was drafted: a new version, which supersedes the one before it.

    Raises RuleBroken while something is missing, Conflict unless `version` of the draft is the newest.
    """
    draft = get_own_draft(draft_id, by=by)
    if draft.version != version:
        raise Conflict(_("Somebody else changed this while you were looking at it."))
    _refuse_missing(draft)
    same = (
        Evidence.organisation_id == draft.organisation_id,
        Evidence.setting_id.is_(None) if draft.setting_id is None else Evidence.setting_id == draft.setting_id,
        Evidence.kind == draft.kind,
    )
    newest = db.session.scalar(select(func.max(Evidence.version)).where(*same)) or 0
    given = Evidence(
        id=new_id(),
        organisation_id=draft.organisation_id,
        setting_id=draft.setting_id,
        kind=draft.kind,
        version=newest + 1,
        file_id=draft.file_id,
        redaction=draft.redaction,
        redacted_file_id=draft.redacted_file_id if draft.redaction else None,
        given_at=now,
        given_by=by.person_id,
    )
    db.session.add(given)
    db.session.flush()
    for key in _wanted(draft):
        db.session.add(EvidenceItem(evidence_id=given.id, key=key, values=draft.answers[key]))
    db.session.delete(draft)
    event = EvidenceGiven(
        subject_id=given.id,
        organisation=given.organisation_id,
        setting=given.setting_id or "",
        kind=given.kind,
        version=given.version,
    )
    record(event, by=by, now=now)
    return given


def withdraw_evidence(evidence_id: str, *, by: Principal, now: datetime) -> Evidence:
    """Take a version back: it counts no longer and stays for what relied on it. Twice is success."""
    taken = get_own_evidence(evidence_id, by=by, for_update=True)
    if taken.withdrawn_at is None:
        taken.withdrawn_at, taken.withdrawn_by = now, by.person_id
        event = EvidenceWithdrawn(
            subject_id=taken.id,
            organisation=taken.organisation_id,
            setting=taken.setting_id or "",
            kind=taken.kind,
        )
        record(event, by=by, now=now)
    return taken


def open_file(evidence_id: str, *, redacted: bool, by: Principal, now: datetime) -> str:
    """Return a link, good for minutes, to a file of one's own evidence, after the audit has it.

    Opens a transaction of its own: not to be called inside one.
    """
    [given] = with_files([get_own_evidence(evidence_id, by=by)])
    file = given.redacted if redacted else given.file
    if file is None:
        raise NotFound(_("There is no such file."))
    if file.state != FileState.OFFERED:
        raise NotFound(_("This file cannot be opened: it is on its way, or was refused."))
    ref, name = shown_of(file), name_for(file)
    db.session.rollback()  # no read transaction stays open beside the one that writes the audit
    audit.disclose(("evidence", evidence_id), what="evidence-redacted" if redacted else "evidence-file", by=by, now=now)
    return file_store().link(ref, name=name, valid_for=LINK_LIVES, now=now)


def name_for(file: EvidenceFile) -> str:
    """Return a file's name with the ending that its content has."""
    endings = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
    ending = endings.get(shown_of(file).media_type, "")
    stem = file.name.rpartition(".")[0] or file.name
    return stem + ending


def _wanted(draft: EvidenceDraft) -> list[str]:
    """Return the items that a draft must answer: each cover that was chosen, else the evidence itself."""
    kind = get_kind(draft.kind)
    if kind.is_schedule:
        return [f"insurance-cover/{one}" for one in draft.covers]
    return [kind.key] if kind.fields else []


def _refuse_missing(draft: EvidenceDraft) -> None:
    kind = get_kind(draft.kind)
    files = files_by_id(one for one in (draft.file_id, draft.redacted_file_id) if one)
    reasons = []
    if kind.file and draft.file_id is None:
        reasons.append(Reason("file", "missing", _("Choose a file")))
    if kind.is_schedule and not draft.covers:
        reasons.append(Reason("covers", "missing", _("Choose the covers that this insurance has")))
    if any(key not in draft.answers for key in _wanted(draft)):
        reasons.append(Reason("details", "missing", _("Answer every question about it")))
    if draft.redaction and draft.redacted_file_id is None:
        reasons.append(Reason("redacted", "missing", _("Give a redacted copy")))
    if any(one.state == FileState.REFUSED for one in files.values()):
        reasons.append(Reason("file", Refusal.INFECTED, refusal_words(Refusal.INFECTED)))
    if reasons:
        raise RuleBroken.of(reasons)
