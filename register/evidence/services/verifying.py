"""Verifying: an item is held by one person, who accepts it or sends it back, and can undo that for some minutes."""

from datetime import datetime

from flask_babel import gettext as _

from register.core import audit
from register.core.access import Capacity, Principal, may_decide_about
from register.core.db import db
from register.core.errors import Conflict, NotAllowed, NotFound
from register.core.events import record
from register.core.files import file_store
from register.evidence.domain.states import FileState
from register.evidence.domain.verification import HOLD, UNDO, Decision, ReturnReason
from register.evidence.events import EvidenceAccepted, EvidenceDecisionUndone, EvidenceReturned
from register.evidence.models import Evidence, Verification
from register.evidence.queries import Given, get_verification, shown_of, with_files
from register.evidence.services.giving import LINK_LIVES, name_for


def get_for_verifier(evidence_id: str, *, by: Principal) -> Given:
    """Return a version that a verifier may decide about. Raises NotFound, NotAllowed about one's own organisation."""
    found = db.session.get(Evidence, evidence_id)
    if found is None or found.withdrawn_at is not None:
        raise NotFound(_("There is no such evidence, or it was withdrawn."))
    if not may_decide_about(by, found.organisation_id, side=Capacity.PROVIDING):
        raise NotAllowed(_("Nobody verifies evidence of an organisation in which they have a role."))
    [given] = with_files([found])
    if given.file is None or given.file.state != FileState.OFFERED:
        raise NotFound(_("There is no file to verify yet."))
    return given


def hold_evidence(evidence_id: str, *, by: Principal, now: datetime) -> None:
    """Take a version up. Raises Conflict while somebody else holds it, or once it is decided."""
    get_for_verifier(evidence_id, by=by)
    found = get_verification(evidence_id, for_update=True)
    if found is None:
        found = Verification(evidence_id=evidence_id)
        db.session.add(found)
    elif found.decision is not None:
        raise Conflict(_("This was decided meanwhile."))
    elif found.is_held(found.held_by, now=now) and found.held_by != by.person_id:
        raise Conflict(_("Somebody else is at this just now. Take up the next one."))
    found.held_by, found.held_until = by.person_id, now + HOLD


def accept_evidence(evidence_id: str, *, by: Principal, now: datetime) -> None:
    """Say that evidence is what it says it is. Raises Conflict unless one holds it."""
    given, found = _held(evidence_id, by=by, now=now)
    _decide(found, Decision.ACCEPTED, by=by, now=now)
    record(EvidenceAccepted(**_about(given)), by=by, now=now)


def return_evidence(evidence_id: str, *, reason: ReturnReason, words: str, by: Principal, now: datetime) -> None:
    """Send evidence back with a reason and words. Raises Conflict unless one holds it."""
    given, found = _held(evidence_id, by=by, now=now)
    _decide(found, Decision.RETURNED, by=by, now=now)
    found.reason, found.words = reason, words or None
    record(EvidenceReturned(**_about(given), reason=reason), by=by, now=now)


def undo_decision(evidence_id: str, *, by: Principal, now: datetime) -> None:
    """Take one's own decision back, within minutes; one then holds the item again. Raises Conflict later."""
    given = get_for_verifier(evidence_id, by=by)
    found = get_verification(evidence_id, for_update=True)
    if found is None or found.decided_at is None or found.decided_by != by.person_id or now > found.decided_at + UNDO:
        raise Conflict(_("This can no longer be undone."))
    found.decision = found.reason = found.words = found.decided_by = found.decided_at = None
    found.held_by, found.held_until = by.person_id, now + HOLD
    record(EvidenceDecisionUndone(**_about(given)), by=by, now=now)


def open_for_verifier(evidence_id: str, *, redacted: bool, by: Principal, now: datetime) -> str:
    """Return a link, good for minutes, to a file that a verifier holds, after the audit has it.

    Opens a transaction of its own: not to be called inside one.
    """
    given, _found = _held(evidence_id, by=by, now=now, for_update=False)
    file = given.redacted if redacted else given.file
    if file is None or file.state != FileState.OFFERED:
        raise NotFound(_("There is no such file."))
    ref, name = shown_of(file), name_for(file)
    db.session.rollback()  # no read transaction stays open beside the one that writes the audit
    what = "evidence-redacted" if redacted else "evidence-file"
    audit.disclose(("evidence", evidence_id), what=what, by=by, now=now)
    return file_store().link(ref, name=name, valid_for=LINK_LIVES, now=now)


def _held(evidence_id: str, *, by: Principal, now: datetime, for_update: bool = True) -> tuple[Given, Verification]:
    given = get_for_verifier(evidence_id, by=by)
    found = get_verification(evidence_id, for_update=for_update)
    if found is None or found.decision is not None or not found.is_held(by.person_id, now=now):
        raise Conflict(_("You do not hold this any more. Take it up again."))
    return given, found


def _decide(found: Verification, decision: Decision, *, by: Principal, now: datetime) -> None:
    found.decision, found.decided_by, found.decided_at = decision, by.person_id, now
    found.held_by = found.held_until = None


def _about(given: Given) -> dict[str, str]:
    one = given.evidence
    return {
        "subject_id": one.id,
        "organisation": one.organisation_id,
        "setting": one.setting_id or "",
        "kind": one.kind,
    }
