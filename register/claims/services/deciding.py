"""Verifiers decide claims: one or many of one organisation at once, each claim with an outcome of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from register.claims.domain import CLAIM_MOVES, RefusalReason
from register.claims.events import ClaimSeconded
from register.claims.models import Claim, ClaimApproval, FirstClaim
from register.claims.queries import get_claim
from register.claims.queries.progress import approvals_of, live_disputes, progress_of
from register.claims.services.codes import Address, choose_address, ensure_first_claim
from register.claims.services.contacts import tell_contacts
from register.claims.services.disputes import close_disputes_of
from register.claims.services.messages import tell_approved, tell_code_is_due, tell_refused
from register.claims.services.settling import forget_approvals, refuse, settle_if_ready
from register.core.access import Principal, Role
from register.core.db import db
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.events import record
from register.organisations.queries import holding_of
from register.organisations.services.deciding import decider, require_version
from register.regulators.models import Setting
from register.regulators.queries import get_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A verifier's yes: that present holders lose the settings, and where the code of a first claim goes."""

    take_over: bool = False
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one claim of several; `problem` says in words why nothing."""

    claim_id: str
    problem: str = ""


def approve_claims(seen: Mapping[str, int], approval: Approval, *, by: Principal, now: datetime) -> list[Decided]:
    """Say yes to claims of one organisation, given as {claim id: version seen}.

    One that cannot be approved does not stop the others. Raises NotAllowed, and RuleBroken where an address is wrong
    or missing: then nothing is done.
    """
    outcomes, said_yes, open_ones = [], [], []
    for claim_id, version in seen.items():
        try:
            open_ones.append(_open_claim(claim_id, version=version, by=by))
        except (Conflict, NotFound, RuleBroken) as refused:
            outcomes.append(Decided(claim_id, str(refused)))
    _settle_addresses(open_ones, approval.address, by=by, now=now)
    for claim in open_ones:
        try:
            with db.session.begin_nested():
                _say_yes(claim, take_over=approval.take_over, by=by, now=now)
        except (Conflict, RuleBroken) as refused:
            outcomes.append(Decided(claim.id, str(refused)))
        else:
            said_yes.append(claim)
            outcomes.append(Decided(claim.id))
    _tell_those_there(said_yes, by=by, now=now)
    tell_approved([one for one in said_yes if settle_if_ready(one, by=by, now=now)], now=now)
    return outcomes


def approve_claim(
    claim_id: str, *, version: int, approval: Approval | None = None, by: Principal, now: datetime
) -> Claim:
    """Say yes to one claim. Raises NotAllowed, Conflict, RuleBroken."""
    approval = approval or Approval()
    claim = _open_claim(claim_id, version=version, by=by)
    _settle_addresses([claim], approval.address, by=by, now=now)
    _say_yes(claim, take_over=approval.take_over, by=by, now=now)
    _tell_those_there([claim], by=by, now=now)
    tell_approved([claim] if settle_if_ready(claim, by=by, now=now) else [], now=now)
    return claim


def refuse_claims(
    seen: Mapping[str, int], *, reason: RefusalReason, note: str | None, by: Principal, now: datetime
) -> list[Decided]:
    """Refuse claims with one reason, given as {claim id: version seen}. Raises NotAllowed."""
    outcomes, refused = [], []
    for claim_id, version in seen.items():
        try:
            with db.session.begin_nested():
                claim = get_claim(claim_id)
                decider(by, Role.VERIFIER, about=claim.organisation_id)
                require_version(claim.version, version)
                refuse(claim, reason=reason, note=note, by=by, now=now)
                close_disputes_of(claim, by=by, now=now)
        except (Conflict, NotFound, RuleBroken) as broken:
            outcomes.append(Decided(claim_id, str(broken)))
        else:
            refused.append(claim)
            outcomes.append(Decided(claim_id))
    tell_refused(refused, now=now)
    return outcomes


def refuse_claim(
    claim_id: str, *, version: int, reason: RefusalReason, note: str | None, by: Principal, now: datetime
) -> Claim:
    """Refuse one claim with a reason. Raises NotAllowed, Conflict, RuleBroken once it is decided."""
    claim = get_claim(claim_id)
    decider(by, Role.VERIFIER, about=claim.organisation_id)
    require_version(claim.version, version)
    refuse(claim, reason=reason, note=note, by=by, now=now)
    close_disputes_of(claim, by=by, now=now)
    tell_refused([claim], now=now)
    return claim


def _open_claim(claim_id: str, *, version: int, by: Principal) -> Claim:
    claim = get_claim(claim_id)
    decider(by, Role.VERIFIER, about=claim.organisation_id)
    require_version(claim.version, version)
    if not CLAIM_MOVES[claim.status]:
        raise RuleBroken(Reason("", "decided", _("This claim has already been decided.")))
    return claim


def _say_yes(claim: Claim, *, take_over: bool, by: Principal, now: datetime) -> None:
    person_id = decider(by, Role.VERIFIER, about=claim.organisation_id)
    setting = db.session.get_one(Setting, claim.setting_id, with_for_update=True)
    if not setting.open:
        raise RuleBroken(Reason("", "not-open", _("The regulator no longer lists this setting as registered.")))
    if claim.id in live_disputes([claim.id]):
        raise RuleBroken(Reason("", "disputed", _("This claim is disputed. Two verifiers decide the dispute first.")))
    _know_the_holder(claim, take_over=take_over, by=by, now=now)
    if person_id in approvals_of([claim.id]).get(claim.id, ()):
        raise RuleBroken(Reason("", "second", _("You have approved this claim. A second verifier must do so too.")))
    ensure_first_claim(claim, setting, now=now)
    db.session.add(ClaimApproval(claim_id=claim.id, person_id=person_id, approved_at=now))
    db.session.flush()
    progress = progress_of([claim])[claim.id]
    event = ClaimSeconded(
        subject_id=claim.id,
        setting_id=claim.setting_id,
        organisation_id=claim.organisation_id,
        given=progress.approvals,
        needed=progress.verifiers_needed,
    )
    record(event, by=by, now=now)


def _know_the_holder(claim: Claim, *, take_over: bool, by: Principal, now: datetime) -> None:
    holding = holding_of(claim.setting_id)
    holder = holding.organisation_id if holding is not None else None
    if holder is not None and not take_over:
        raise RuleBroken(
            Reason("take_over", "held", _("Another organisation holds this setting. Say that its holding ends."))
        )
    if claim.takes_over_from not in (None, holder):
        forget_approvals(claim, by=by, now=now)
    claim.takes_over_from = holder


def _settle_addresses(claims: Sequence[Claim], address: Address | None, *, by: Principal, now: datetime) -> None:
    """Set where the code of each first claim among these goes, before anything else. Raises RuleBroken."""
    for claim in claims:
        person_id = decider(by, Role.VERIFIER, about=claim.organisation_id)
        first = ensure_first_claim(claim, get_setting(claim.setting_id), now=now)
        if first is not None and first.code_entered_at is None and (first.address is None or address is not None):
            choose_address(first, address or Address(), person_id=person_id, by=by, now=now)


def _tell_those_there(claims: list[Claim], *, by: Principal, now: datetime) -> None:
    """Begin the days to object of claims that have none yet, one message an address for each first claim."""
    new = [one for one in claims if one.object_until is None]
    settings = {one.setting_id: get_setting(one.setting_id) for one in new}
    for first_claim_id in dict.fromkeys(one.first_claim_id for one in new):
        first = db.session.get(FirstClaim, first_claim_id) if first_claim_id else None
        fresh = first is not None and first.code_digest is None and first.code_entered_at is None
        theirs = [one for one in new if one.first_claim_id == first_claim_id]
        tell_contacts(theirs, settings, first, by=by, now=now)
        if fresh:
            tell_code_is_due(theirs, now=now)
