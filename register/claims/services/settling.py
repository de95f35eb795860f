"""A claim takes effect once nothing is missing: the setting changes hands, and its holder has a code for it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete

from register.claims.domain import CLAIM_MOVES, ClaimStatus, RefusalReason
from register.claims.domain.progress import ClaimState
from register.claims.events import ClaimApproved, ClaimLookedAtAnew, ClaimRefused
from register.claims.models import Claim, ClaimApproval
from register.claims.queries.progress import approvals_of, progress_of
from register.claims.services.messages import tell_former, tell_refused
from register.core.access import Principal
from register.core.db import db
from register.core.errors import Reason, RuleBroken
from register.core.events import record
from register.organisations.domain import EndReason
from register.organisations.queries import holding_of
from register.organisations.services.holdings import end_holding, hold_setting
from register.regulators.models import Setting


def move(claim: Claim, to: ClaimStatus) -> None:
    """Bring a claim to another status. Raises RuleBroken once it is decided."""
    if to not in CLAIM_MOVES[claim.status]:
        raise RuleBroken(Reason("", "decided", _("This claim has already been decided.")))
    claim.status = to


def settle_if_ready(claim: Claim, *, by: Principal, now: datetime) -> bool:
    """Make the claimant the holder where nothing is missing any more; returns whether it is now."""
    db.session.flush()
    # Whoever objects at this moment holds the claim: what was read before may be over.
    claim = db.session.get_one(Claim, claim.id, with_for_update=True, populate_existing=True)
    if progress_of([claim])[claim.id].state(now) is not ClaimState.READY:
        return False
    setting = db.session.get_one(Setting, claim.setting_id, with_for_update=True)
    if not setting.open:
        refuse(claim, reason=RefusalReason.NOT_REGISTERED, by=by, now=now)
        tell_refused([claim], now=now)
        return False
    holding = holding_of(claim.setting_id)
    if holding is not None and holding.organisation_id != claim.takes_over_from:
        forget_approvals(claim, by=by, now=now)  # somebody else came to hold it since verifiers looked
        return False
    move(claim, ClaimStatus.APPROVED)
    claim.decided_by, claim.decided_at = approvals_of([claim.id])[claim.id][-1], now
    if holding is not None:
        tell_former(holding.setting_id, holding.organisation_id, now=now)
        end_holding(holding, reason=EndReason.TAKEN_OVER, by=by, now=now)
    hold_setting(setting, claim.organisation_id, claim_id=claim.id, now=now)
    event = ClaimApproved(subject_id=claim.id, setting_id=claim.setting_id, organisation_id=claim.organisation_id)
    record(event, by=by, now=now)
    return True


def refuse(claim: Claim, *, reason: RefusalReason, by: Principal, now: datetime, note: str | None = None) -> None:
    """Refuse a claim with a reason. Raises RuleBroken once it is decided."""
    move(claim, ClaimStatus.REFUSED)
    claim.decided_by, claim.decided_at, claim.refusal, claim.note = by.person_id, now, reason, note
    event = ClaimRefused(
        subject_id=claim.id,
        setting_id=claim.setting_id,
        organisation_id=claim.organisation_id,
        reason=reason.value,
    )
    record(event, by=by, now=now)


def forget_approvals(claim: Claim, *, by: Principal, now: datetime) -> None:
    """Let no verifier's yes to a claim count any more: what they saw has changed."""
    if db.session.execute(delete(ClaimApproval).where(ClaimApproval.claim_id == claim.id)).rowcount:  # type: ignore[attr-defined]
        event = ClaimLookedAtAnew(
            subject_id=claim.id, setting_id=claim.setting_id, organisation_id=claim.organisation_id
        )
        record(event, by=by, now=now)
