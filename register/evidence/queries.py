"""Reading evidence: one function a question. Nothing here gives bytes away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import db
from register.core.errors import NotFound
from register.core.files import FileRef
from register.core.outbox import OutboxMessage
from register.descriptions.queries import get_own_setting
from register.evidence.domain.kinds import KINDS, Kind
from register.evidence.domain.states import FileState, Redaction
from register.evidence.models import Evidence, EvidenceDraft, EvidenceFile, EvidenceItem, Verification

STORE, SCAN, OFFER, REMOVE = "evidence-store", "evidence-scan", "evidence-offer", "evidence-remove"


@dataclass(frozen=True, slots=True)
class Given:
    """A version with its file and its redacted copy, where there are such."""

    evidence: Evidence
    kind: Kind
    file: EvidenceFile | None
    redacted: EvidenceFile | None

    @property
    def offered(self) -> bool:
        """Whether it counts: not withdrawn, and its file has come through."""
        return self.evidence.withdrawn_at is None and (self.file is None or self.file.state == FileState.OFFERED)

    @property
    def waits(self) -> bool:
        """Whether its file is on its way."""
        return self.file is not None and self.file.state not in {FileState.OFFERED, FileState.REFUSED}

    @property
    def for_others(self) -> EvidenceFile | None:
        """The file that others may read; None where they may read none."""
        chosen = self.file if self.evidence.redaction == Redaction.NONE else self.redacted
        return chosen if self.offered and chosen is not None and chosen.state == FileState.OFFERED else None


def get_kind(key: str) -> Kind:
    """Return a kind. Raises NotFound."""
    found = KINDS.get(key)
    if found is None:
        raise NotFound("There is no such kind of evidence.")
    return found


def check_subject(setting_id: str | None, *, by: Principal) -> None:
    """Refuse what a principal's roles do not reach: others' settings, and the organisation where roles are limited.

    Raises NotFound: whoever may not see it may not learn that there is something to see.
    """
    if setting_id is not None:
        get_own_setting(setting_id, by=by)
    elif by.settings is not None:
        raise NotFound("Your role is for named settings; this is about the whole organisation.")


def get_own_evidence(evidence_id: str, *, by: Principal, for_update: bool = False) -> Evidence:
    """Return a version that the principal's organisation gave, of what its roles reach. Raises NotFound."""
    found = db.session.get(Evidence, evidence_id, with_for_update=for_update, populate_existing=for_update)
    if found is None or found.organisation_id != by.organisation_id or not _reaches(found.setting_id, by):
        raise NotFound("There is no such evidence.")
    return found


def get_own_draft(draft_id: str, *, by: Principal) -> EvidenceDraft:
    """Return what the principal's organisation is giving. Raises NotFound."""
    found = db.session.get(EvidenceDraft, draft_id)
    if found is None or found.organisation_id != by.organisation_id or not _reaches(found.setting_id, by):
        raise NotFound("There is no such evidence. It may have been given or thrown away already.")
    check_subject(found.setting_id, by=by)
    return found


def evidence_of(organisation_id: str, *, by: Principal) -> list[Given]:
    """Return all that an organisation gave and a principal's roles reach, the newest version of each first."""
    found = db.session.scalars(
        select(Evidence)
        .where(Evidence.organisation_id == organisation_id)
        .order_by(Evidence.setting_id, Evidence.kind, Evidence.version.desc())
    ).all()
    return with_files(one for one in found if _reaches(one.setting_id, by))


def drafts_of(organisation_id: str, *, by: Principal) -> Sequence[EvidenceDraft]:
    """Return what an organisation has begun to give, oldest first."""
    found = db.session.scalars(
        select(EvidenceDraft).where(EvidenceDraft.organisation_id == organisation_id).order_by(EvidenceDraft.id)
    ).all()
    return [one for one in found if _reaches(one.setting_id, by)]


def versions_of(organisation_id: str, *, setting_id: str | None, kind: str) -> list[Given]:
    """Return every version of one kind about one subject, newest first."""
    return with_files(
        db.session.scalars(
            select(Evidence)
            .where(
                Evidence.organisation_id == organisation_id,
                Evidence.setting_id.is_(None) if setting_id is None else Evidence.setting_id == setting_id,
                Evidence.kind == kind,
            )
            .order_by(Evidence.version.desc())
        )
    )


def with_files(evidence: Iterable[Evidence]) -> list[Given]:
    """Return versions with their files, in the order given; one query for all files."""
    listed = list(evidence)
    files = files_by_id(one for each in listed for one in (each.file_id, each.redacted_file_id) if one)
    return [
        Given(one, get_kind(one.kind), files.get(one.file_id or ""), files.get(one.redacted_file_id or ""))
        for one in listed
    ]


def files_by_id(ids: Iterable[str]) -> dict[str, EvidenceFile]:
    """Return files by id; one query for many."""
    found = db.session.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(set(ids))))
    return {one.id: one for one in found}


def items_of(evidence_id: str) -> dict[str, dict[str, object]]:
    """Return what a version says of each item, by key."""
    found = db.session.scalars(
        select(EvidenceItem).where(EvidenceItem.evidence_id == evidence_id).order_by(EvidenceItem.key)
    )
    return {one.key: dict(one.values) for one in found}


def delayed(file_ids: Iterable[str]) -> frozenset[str]:
    """Return those files whose next step was tried and failed: the store or the scanner does not answer."""
    return frozenset(
        db.session.scalars(
            select(OutboxMessage.key).where(
                OutboxMessage.topic.in_((STORE, SCAN, OFFER)),
                OutboxMessage.key.in_(set(file_ids)),
                OutboxMessage.processed_at.is_(None),
                OutboxMessage.attempts > 0,
            )
        )
    )


def same_file_elsewhere(file_id: str, *, organisation_id: str) -> Sequence[Evidence]:
    """Return the versions that an organisation gave with the same file."""
    return db.session.scalars(
        select(Evidence)
        .where(Evidence.organisation_id == organisation_id, Evidence.file_id == file_id)
        .order_by(Evidence.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that waits for a verifier; `ends_on` is the first day on which something ends if nobody looks."""

    given: Given
    verification: Verification | None
    ends_on: date | None

    def held_by_another(self, person_id: str | None, *, now: datetime) -> bool:
        """Whether somebody else is at it."""
        held = self.verification
        return held is not None and held.held_by != person_id and held.is_held(held.held_by, now=now)


def waiting_for_verifiers(*, by: Principal) -> list[Waiting]:
    """Return what a verifier may decide about, what ends first before all else, then what waits longest.

    Only what has a file: a figure has nothing beside which it could be read.
    """
    newer = aliased(Evidence)
    superseded = exists().where(
        newer.organisation_id == Evidence.organisation_id,
        newer.kind == Evidence.kind,
        newer.setting_id.is_not_distinct_from(Evidence.setting_id),
        newer.version > Evidence.version,
    )
    rows = db.session.execute(
        select(Evidence, Verification)
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .outerjoin(Verification, Verification.evidence_id == Evidence.id)
        .where(
            EvidenceFile.state == FileState.OFFERED,
            Evidence.withdrawn_at.is_(None),
            Verification.decision.is_(None),
            Evidence.organisation_id.not_in(by.organisations),
            ~superseded,
        )
        .order_by(Evidence.given_at, Evidence.id)
    ).all()
    ends = _first_ends([one for one, _found in rows])
    given = with_files(one for one, _found in rows)
    found = [Waiting(one, row[1], ends.get(one.evidence.id)) for one, row in zip(given, rows, strict=True)]
    return sorted(found, key=lambda one: (one.ends_on or _never(one.given.evidence.given_at), one.given.evidence.id))


def get_verification(evidence_id: str, *, for_update: bool = False) -> Verification | None:
    """Return what a verifier did with a version, or None."""
    return db.session.get(Verification, evidence_id, with_for_update=for_update, populate_existing=for_update)


def verifications_of(evidence_ids: Iterable[str]) -> dict[str, Verification]:
    """Return what verifiers did, by version; one query for many."""
    found = db.session.scalars(select(Verification).where(Verification.evidence_id.in_(set(evidence_ids))))
    return {one.evidence_id: one for one in found}


def _first_ends(waiting: Sequence[Evidence]) -> dict[str, date]:
    """Return the first day that any item of a version, or of the one before it, ends."""
    before = aliased(Evidence)
    ends: dict[str, date] = {}
    rows = db.session.execute(
        select(Evidence.id, EvidenceItem.values)
        .join(
            before,
            (before.organisation_id == Evidence.organisation_id)
            & (before.kind == Evidence.kind)
            & before.setting_id.is_not_distinct_from(Evidence.setting_id)
            & before.version.in_((Evidence.version, Evidence.version - 1)),
        )
        .join(EvidenceItem, EvidenceItem.evidence_id == before.id)
        .where(Evidence.id.in_([one.id for one in waiting]))
    )
    for evidence_id, values in rows:
        if values.get("ends_on"):
            day = date.fromisoformat(values["ends_on"])
            ends[evidence_id] = min(day, ends.get(evidence_id, day))
    return ends


def _never(given_at: datetime) -> date:
    """Return where what ends on no day stands among what does: as if it ended a quarter after it was given."""
    return local_date(given_at) + timedelta(days=90)


def original_of(file: EvidenceFile) -> FileRef:
    """Return the file as it was given."""
    return FileRef(f"evidence/{file.id}", file.sha256, file.size, file.media_type)


def shown_of(file: EvidenceFile) -> FileRef:
    """Return what is shown of a file: a photograph made anew, or the file itself."""
    if file.shown_key is None or file.shown_sha256 is None or file.shown_size is None:
        return original_of(file)
    return FileRef(file.shown_key, file.shown_sha256, file.shown_size, file.shown_type or "image/jpeg")


def _reaches(setting_id: str | None, by: Principal) -> bool:
    return by.settings is None or (setting_id is not None and setting_id in by.settings)
