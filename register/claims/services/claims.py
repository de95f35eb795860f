"""Claims: a provider says that it runs a setting, a verifier decides, the holder gets its own short name for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from register.claims.domain import CLAIM_MOVES, ClaimStatus, RefusalReason
from register.claims.events import ClaimApproved, ClaimRefused, ClaimWithdrawn, SettingClaimed
from register.claims.models import Claim
from register.claims.queries import find_waiting_claim, get_claim
from register.core.access import Principal, Role
from register.core.db import db, new_id
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.notices import send_notice
from register.organisations.domain import EndReason
from register.organisations.models import SettingHolder
from register.organisations.ports import person_directory
from register.organisations.queries import holding_of, label_of
from register.organisations.services.deciding import decider, require_version
from register.organisations.services.holdings import end_holding, hold_setting, who_claims
from register.regulators.models import Setting
from register.regulators.queries import get_setting


def claim_setting(setting_id: str, *, by: Principal, now: datetime) -> Claim:
    """Claim a setting for one's organisation. Raises NotAllowed, RuleBroken, Conflict (already claimed or held)."""
    person_id, organisation_id = who_claims(by)
    setting = get_setting(setting_id)
    # Locked, so that of two claims of one organisation made at once the second is told.
    db.session.refresh(setting, with_for_update=True)
    if not setting.open:
        raise RuleBroken(Reason("", "not-open", _("The regulator no longer lists this setting as registered.")))
    if setting.provision is None:
        raise RuleBroken(Reason("", "out-of-scope", _("Settings of this type cannot offer places here.")))
    holding = holding_of(setting_id)
    if holding is not None and holding.organisation_id == organisation_id:
        raise Conflict(_("Your organisation already holds this setting."))
    if find_waiting_claim(setting_id, organisation_id) is not None:
        raise Conflict(_("Your organisation has already claimed this setting."))
    claim = Claim(
        id=new_id(),
        setting_id=setting_id,
        organisation_id=organisation_id,
        claimant_person_id=person_id,
        status=ClaimStatus.PROPOSED,
        claimed_at=now,
    )
    db.session.add(claim)
    record(SettingClaimed(subject_id=claim.id, setting_id=setting_id, organisation_id=organisation_id), by=by, now=now)
    return claim


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one setting of several; `problem` says in words why nothing, empty where it was done."""

    setting_id: str
    problem: str = ""


def claim_settings(setting_ids: Sequence[str], *, by: Principal, now: datetime) -> list[Outcome]:
    """Claim many settings in one act. One that cannot be claimed does not stop the others. Raises NotAllowed."""
    who_claims(by)
    outcomes = []
    for setting_id in setting_ids:
        try:
            with db.session.begin_nested():
                claim_setting(setting_id, by=by, now=now)
        except (Conflict, NotFound, RuleBroken) as refused:
            outcomes.append(Outcome(setting_id, str(refused)))
        else:
            outcomes.append(Outcome(setting_id))
    return outcomes


def approve_claim(
    claim_id: str, *, version: int, take_over: bool = False, note: str | None = None, by: Principal, now: datetime
) -> Claim:
    """Approve a claim: the setting changes hands at once, and the holder gets a code for it that stays.

    `take_over` says that the verifier knows of the present holder and ends its holding; without it such a claim is
    refused as RuleBroken. Raises NotAllowed, Conflict.
    """
    claim, person_id = _decided_by(claim_id, version=version, by=by)
    _move(claim, ClaimStatus.APPROVED)
    setting = db.session.get_one(Setting, claim.setting_id, with_for_update=True)
    if not setting.open:
        raise RuleBroken(Reason("", "not-open", _("The regulator no longer lists this setting as registered.")))
    holding = holding_of(claim.setting_id)
    if holding is not None and not take_over:
        raise RuleBroken(
            Reason("take_over", "held", _("Another organisation holds this setting. Say that its holding ends."))
        )
    claim.decided_by, claim.decided_at, claim.note = person_id, now, note
    if holding is not None:
        _tell_former(holding, now=now)
        end_holding(holding, reason=EndReason.TAKEN_OVER, by=by, now=now)
    hold_setting(setting, claim.organisation_id, claim_id=claim.id, now=now)
    record(
        ClaimApproved(subject_id=claim.id, setting_id=claim.setting_id, organisation_id=claim.organisation_id),
        by=by,
        now=now,
    )
    label = label_of(claim.setting_id)
    _tell(
        claim,
        subject=_("Your claim was approved"),
        body=_("%(label)s is now yours to describe and to publish vacancies for. Sign in to begin.", label=label),
        now=now,
    )
    return claim


def refuse_claim(
    claim_id: str, *, version: int, reason: RefusalReason, note: str | None = None, by: Principal, now: datetime
) -> Claim:
    """Refuse a claim with a reason. Raises NotAllowed, Conflict, RuleBroken once it is decided."""
    claim, person_id = _decided_by(claim_id, version=version, by=by)
    _move(claim, ClaimStatus.REFUSED)
    claim.decided_by, claim.decided_at, claim.refusal, claim.note = person_id, now, reason, note
    event = ClaimRefused(
        subject_id=claim.id,
        setting_id=claim.setting_id,
        organisation_id=claim.organisation_id,
        reason=reason.value,
    )
    record(event, by=by, now=now)
    _tell(
        claim,
        subject=_("Your claim was not approved"),
        body=_("One of your organisation's claims was not approved. Sign in and open “Your claims” to read why."),
        now=now,
    )
    return claim


def withdraw_claim(claim_id: str, *, version: int, by: Principal, now: datetime) -> Claim:
    """Take back a claim of one's own organisation. Raises NotFound for any other organisation's."""
    _person_id, organisation_id = who_claims(by)
    claim = get_claim(claim_id)
    if claim.organisation_id != organisation_id:
        raise NotFound(_("There is no such claim."))
    require_version(claim.version, version)
    _move(claim, ClaimStatus.WITHDRAWN)
    record(
        ClaimWithdrawn(subject_id=claim.id, setting_id=claim.setting_id, organisation_id=organisation_id),
        by=by,
        now=now,
    )
    return claim


def _decided_by(claim_id: str, *, version: int, by: Principal) -> tuple[Claim, str]:
    claim = get_claim(claim_id)
    person_id = decider(by, Role.VERIFIER, about=claim.organisation_id)
    require_version(claim.version, version)
    return claim, person_id


def _move(claim: Claim, to: ClaimStatus) -> None:
    if to not in CLAIM_MOVES[claim.status]:
        raise RuleBroken(Reason("", "decided", _("This claim has already been decided.")))
    claim.status = to


def _tell(claim: Claim, *, subject: str, body: str, now: datetime) -> None:
    address = person_directory().address_of(claim.claimant_person_id)
    if address is not None:
        send_notice(db.session(), to=address, subject=subject, body=body, now=now)


def _tell_former(holding: SettingHolder, *, now: datetime) -> None:
    label = label_of(holding.setting_id)
    administrators = person_directory().addresses_with(
        Role.PROVIDER_ADMINISTRATOR, organisation_id=holding.organisation_id
    )
    for address in administrators:
        send_notice(
            db.session(),
            to=address,
            subject=_("A setting is no longer yours"),
            body=_(
                "A verifier decided that another organisation now runs %(label)s. Its vacancies are no longer shown. "
                "If this is wrong, sign in and claim it again.",
                label=label,
            ),
            now=now,
        )
