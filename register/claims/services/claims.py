"""Claiming: a provider says that it runs a setting, one or many at once, and may take that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from register.claims.domain import ClaimStatus
from register.claims.events import ClaimWithdrawn, SettingClaimed
from register.claims.models import Claim
from register.claims.queries import find_waiting_claim, get_claim, waiting_claims
from register.claims.services.codes import ensure_first_claim
from register.claims.services.disputes import close_disputes_of, dispute_rival_claims
from register.claims.services.settling import move
from register.core.access import Principal
from register.core.db import db, new_id
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.events import record
from register.organisations.queries import holding_of
from register.organisations.services.deciding import require_version
from register.organisations.services.holdings import who_claims
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
    db.session.flush()
    ensure_first_claim(claim, setting, now=now)
    rivals = [one for one in waiting_claims(setting_id) if one.organisation_id != organisation_id]
    dispute_rival_claims(claim, rivals, by=by, now=now)
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


def withdraw_claim(claim_id: str, *, version: int, by: Principal, now: datetime) -> Claim:
    """Take back a claim of one's own organisation. Raises NotFound for any other organisation's."""
    _person_id, organisation_id = who_claims(by)
    claim = get_claim(claim_id)
    if claim.organisation_id != organisation_id:
        raise NotFound(_("There is no such claim."))
    require_version(claim.version, version)
    move(claim, ClaimStatus.WITHDRAWN)
    close_disputes_of(claim, by=by, now=now)
    record(
        ClaimWithdrawn(subject_id=claim.id, setting_id=claim.setting_id, organisation_id=organisation_id),
        by=by,
        now=now,
    )
    return claim
