"""Evidence of the fictional country: every provider's insurance, policies and figures, in every state of its life.

Each provider has two small files, made and not drawn: a schedule of insurance, and all policies in one. What is about a
setting is figures, which have no file.
"""

import hashlib
import io
import random
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.core.clock import starts_at
from register.core.files import FileRef, file_store
from register.core.scanning import Verdict
from register.demo.documents import pdf_of
from register.demo.stages import Plan, write
from register.evidence.domain.kinds import COVERS, SCHEDULE
from register.evidence.domain.states import FileState, Redaction
from register.evidence.domain.verification import Decision, ReturnReason
from register.evidence.models import Evidence, EvidenceFile, EvidenceItem, Verification
from register.organisations.models import Organisation, SettingHolder
from register.regulators.models import Setting

WAITING_SHARE, RETURNED_SHARE = 0.03, 0.01
VERIFIER = "verifier-2"
_AT_ONCE = 16
_MILLION = 100_000_000  # pence
_YEAR = timedelta(days=365)
_COVERS = (("employers-liability", (5, 10, 10)), ("public-liability", (5, 10, 10, 10)), ("abuse", (2, 5, 5, 10)))
_MORE_COVERS = (("professional-indemnity", (1, 2, 5)), ("cyber", (1, 2)))
_POLICIES: tuple[tuple[str, dict[str, object]], ...] = (
    ("safeguarding", {"names_current_guidance": True}),
    ("safer-recruitment", {"trained_person_on_panels": True}),
    ("complaints", {"covers_complaints": True, "covers_advocacy": True, "covers_whistleblowing": True}),
    ("data-protection", {"lead_named": True, "record_of_processing": True, "retention_schedule": True}),
    ("health-and-safety", {"competent_person": True}),
    ("equality", {}),
)
_SHARES = ("enhanced-checks", "mandatory-training")
_STAFFED = ("CH", "CH-SB", "SCH", "SA", "RFC", "RSS")


@dataclass(slots=True)
class _Rows:
    """What is to be written."""

    plan: Plan
    evidence: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    verifications: list[dict[str, Any]] = field(default_factory=list)
    contents: list[tuple[FileRef, bytes]] = field(default_factory=list)

    def give(
        self,
        organisation: str,
        kind: str,
        *,
        days_ago: float,
        rng: random.Random,
        **more: Any,  # noqa: ANN401 - columns
    ) -> str:
        """Give a version of evidence; returns its id."""
        key = f"{organisation}:{more.get('setting_id')}:{kind}:{more.get('version', 1)}"
        row: dict[str, Any] = {
            "id": self.plan.id("evidence", key),
            "organisation_id": organisation,
            "setting_id": None,
            "kind": kind,
            "version": 1,
            "file_id": None,
            "redaction": Redaction.NONE,
            "redacted_file_id": None,
            "given_at": self.plan.moment(days_ago, rng),
            "given_by": None,
            "withdrawn_at": None,
            "withdrawn_by": None,
        }
        row |= more
        self.evidence.append(row)
        if row["file_id"] is not None:
            self._verify(row, rng)
        return str(row["id"])

    def _verify(self, row: dict[str, Any], rng: random.Random) -> None:
        """Let a verifier have decided about most; about three in a hundred wait."""
        drawn = rng.random()
        if drawn < WAITING_SHARE:
            return
        returned = drawn > 1 - RETURNED_SHARE
        decided_at = min(row["given_at"] + timedelta(hours=rng.randrange(1, 60)), starts_at(self.plan.today))
        self.verifications.append(
            {
                "evidence_id": row["id"],
                "decision": Decision.RETURNED if returned else Decision.ACCEPTED,
                "reason": ReturnReason.ANSWERS_DIFFER if returned else None,
                "words": "Give the day that is on the last page." if returned else None,
                "decided_by": self.plan.id("person", VERIFIER),
                "decided_at": decided_at,
                "version": 1,
            }
        )

    def say(self, evidence_id: str, key: str, values: dict[str, object]) -> None:
        """Say something of an item."""
        self.items.append({"evidence_id": evidence_id, "key": key, "values": values})

    def keep(self, organisation: Organisation, name: str, words: str, *, days_ago: float, rng: random.Random) -> str:
        """Make a small PDF for the store; returns the id of its file."""
        content = pdf_of(words)
        file_id = self.plan.id("evidence-file", f"{organisation.id}:{name}")
        ref = FileRef(f"evidence/{file_id}", hashlib.sha256(content).hexdigest(), len(content), "application/pdf")
        self.contents.append((ref, content))
        at = self.plan.moment(days_ago, rng)
        self.files.append(
            {
                "id": file_id,
                "organisation_id": organisation.id,
                "name": name,
                "sha256": ref.sha256,
                "size": ref.size,
                "media_type": ref.media_type,
                "pages": 1,
                "unreadable": 0,
                "state": FileState.OFFERED,
                "verdict": Verdict.NOT_SCANNED,
                "received_at": at,
                "stored_at": at,
                "scanned_at": at,
            }
        )
        return file_id


def fill(session: Session, plan: Plan) -> None:
    """Write evidence of every provider that holds a setting."""
    rows = _Rows(plan)
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    holders = select(SettingHolder.organisation_id, Setting.id, Setting.provision, Setting.identifier)
    for organisation, setting, provision, _identifier in session.execute(
        holders.join(Setting, Setting.id == SettingHolder.setting_id).order_by(Setting.identifier)
    ):
        held[organisation].append((setting, provision or ""))
    providers = session.scalars(
        select(Organisation).where(Organisation.id.in_(select(SettingHolder.organisation_id))).order_by(Organisation.id)
    )
    for provider in providers:
        rng = plan.rng(f"evidence:{provider.id}")
        _insurance(rows, provider, rng)
        _policies(rows, provider, rng)
        _figures(rows, provider.id, held[provider.id], rng)
    _store(rows.contents)
    write(session, EvidenceFile, rows.files)
    write(session, Evidence, rows.evidence)
    write(session, EvidenceItem, rows.items)
    write(session, Verification, rows.verifications)


def _store(contents: list[tuple[FileRef, bytes]]) -> None:
    """Put every file into the store, many at a time: each waits for the disk, not for the machine."""
    store = file_store()
    with ThreadPoolExecutor(_AT_ONCE) as several:
        for _done in several.map(lambda one: store.put(one[0], io.BytesIO(one[1])), contents):
            pass


def _insurance(rows: _Rows, provider: Organisation, rng: random.Random) -> None:
    """Give this year's schedule, and for some the one before: one in twenty has lapsed, one in ten ends in weeks."""
    left = rng.choice([rng.randrange(-60, 0)] + [rng.randrange(1, 45)] * 2 + [rng.randrange(46, 360)] * 17)
    ends_on = rows.plan.today + timedelta(days=left)
    covers = [*_COVERS, *(one for one in _MORE_COVERS if rng.random() < 0.6)]
    lines = [(name, rng.choice(limits), f"EX-{rng.randrange(10**6):06}") for name, limits in covers]
    starts_on = ends_on - _YEAR + timedelta(days=1)
    words = [f"Schedule of insurance for {provider.name}", f"From {starts_on} until {ends_on}"]
    words += [f"{COVERS[name][0]}: {limit} million pounds each claim, policy {number}" for name, limit, number in lines]
    days_ago = (rows.plan.today - starts_on).days + rng.randrange(3, 20)
    file_id = rows.keep(provider, "insurance-schedule.pdf", "\n".join(words), days_ago=days_ago, rng=rng)
    version = 1
    if rng.random() < 0.3:
        old = rows.give(provider.id, SCHEDULE, days_ago=days_ago + 365, rng=rng, file_id=file_id)
        _say_covers(rows, old, lines, (starts_on - _YEAR).isoformat(), (ends_on - _YEAR).isoformat())
        version = 2
    given = rows.give(provider.id, SCHEDULE, days_ago=days_ago, rng=rng, file_id=file_id, version=version)
    _say_covers(rows, given, lines, starts_on.isoformat(), ends_on.isoformat())


def _say_covers(rows: _Rows, evidence_id: str, lines: list[tuple[str, int, str]], starts: str, ends: str) -> None:
    for name, limit, number in lines:
        values: dict[str, object] = {
            "limit_pence": limit * _MILLION,
            "basis": "each-claim",
            "insurer": "Example Mutual",
            "policy_number": number,
            "starts_on": starts,
            "ends_on": ends,
        }
        if name == "abuse":
            values |= {"included": True, "trigger": "occurrence"}
        rows.say(evidence_id, f"insurance-cover/{name}", values)


def _policies(rows: _Rows, provider: Organisation, rng: random.Random) -> None:
    """Give most policies, a few of them reviewed too long ago, a few taken back; all of them in one file."""
    words = f"Policies of {provider.name}\n" + "\n".join(name.replace("-", " ") for name, _said in _POLICIES)
    file_id = rows.keep(provider, "policies.pdf", words, days_ago=200, rng=rng)
    for name, said in _POLICIES:
        if rng.random() < 0.08:
            continue  # missing
        age = rng.randrange(366, 460) if rng.random() < 0.08 else rng.randrange(20, 360)
        gone = starts_at(rows.plan.today - timedelta(days=1)) if rng.random() < 0.01 else None
        given = rows.give(
            provider.id, f"policy/{name}", days_ago=max(1, age - 10), rng=rng, file_id=file_id, withdrawn_at=gone
        )
        reviewed = (rows.plan.today - timedelta(days=age)).isoformat()
        rows.say(given, f"policy/{name}", {"reviewed_on": reviewed, "approved_by": "The board", **said})


def _figures(rows: _Rows, organisation: str, settings: list[tuple[str, str]], rng: random.Random) -> None:
    for name in _SHARES:
        _figure(rows, organisation, name, {"share": rng.choice((100, 100, 100, 97, 88))}, rng)
    for setting_id, provision in settings:
        reviewed = (rows.plan.today - timedelta(days=rng.randrange(5, 200))).isoformat()
        _figure(rows, organisation, "quality-review", {"reviewed_on": reviewed}, rng, setting_id=setting_id)
        if provision in _STAFFED:
            total = rng.randrange(6, 18)
            new = rng.randrange(0, 4)
            staff = {"total": total, "qualified": total - new, "in_window": new}
            _figure(rows, organisation, "care-staff", staff, rng, setting_id=setting_id)


def _figure(
    rows: _Rows,
    organisation: str,
    name: str,
    values: Mapping[str, object],
    rng: random.Random,
    **more: str,
) -> None:
    age = rng.randrange(5, 150)
    counted = {} if "reviewed_on" in values else {"counted_on": (rows.plan.today - timedelta(days=age)).isoformat()}
    given = rows.give(organisation, f"figure/{name}", days_ago=age - 2, rng=rng, **more)
    rows.say(given, f"figure/{name}", {**values, **counted})
