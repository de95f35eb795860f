"""Claims of the fictional country at every point of their way: first claims, taken-over homes, disputes."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.claims.domain import ClaimStatus
from register.claims.domain.codes import AddressSource
from register.claims.domain.disputes import DisputeReason, DisputeStatus
from register.claims.domain.progress import WORKING_DAYS_TO_OBJECT
from register.claims.models import Claim, ClaimApproval, Dispute, FirstClaim
from register.claims.services.contacts import DUE_TOPIC
from register.core import outbox
from register.core.access import Role
from register.core.clock import ends_at
from register.core.working_days import add_working_days
from register.demo.people import DOMAIN, demo_provider
from register.demo.stages import Plan, write
from register.organisations.models import SettingHolder
from register.regulators.models import Setting

RIVALS = 2
TAKE_OVERS = 3


def fill(session: Session, plan: Plan) -> None:
    """Bring the claims that wait to different points, and add rivals, take-overs and disputes."""
    waiting = list(session.scalars(select(Claim).where(Claim.status == ClaimStatus.PROPOSED).order_by(Claim.id)))
    _first_claims(session, plan, waiting)
    provider = demo_provider(session)
    strangers = [one for one in waiting if one.organisation_id != provider]
    _rivals(session, plan, strangers[:RIVALS], provider)
    _take_overs(session, plan, strangers[RIVALS : RIVALS + TAKE_OVERS], provider)


def _first_claims(session: Session, plan: Plan, waiting: list[Claim]) -> None:
    """Of whoever holds nothing yet the claims are first ones; every other has a verifier's yes, and a code sent."""
    held = select(SettingHolder.organisation_id).where(SettingHolder.held_until.is_(None))
    holding = set(session.scalars(held.distinct()))
    newcomers: dict[str, list[Claim]] = defaultdict(list)
    for one in waiting:
        if one.organisation_id not in holding:
            newcomers[one.organisation_id].append(one)
    for number, claims in enumerate(newcomers.values()):
        setting = session.get_one(Setting, claims[0].setting_id)
        row = _first(plan, claims[0], setting)
        seconded = number % 2 == 0
        write(session, FirstClaim, [row | (_sent(plan, setting) if seconded else {})])
        for one in claims:
            session.execute(update(Claim).where(Claim.id == one.id).values(first_claim_id=row["id"]))
            if seconded:
                _second(session, plan, one, setting)


def _first(plan: Plan, claim: Claim, setting: Setting) -> dict[str, Any]:
    return {
        "id": plan.id("first-claim", claim.organisation_id),
        "organisation_id": claim.organisation_id,
        "owner_key": setting.owner_key or f"={setting.scheme}:{setting.identifier}",
        "opened_at": claim.claimed_at,
        "codes_sent": 0,
        "tries": 0,
        "version": 1,
    }


def _sent(plan: Plan, setting: Setting) -> dict[str, Any]:
    """Say that a code went out and ran out: whoever tries the service asks for another, into the local mailbox."""
    now = plan.moment(1, plan.rng(f"code:{setting.identifier}"))
    return {
        "address": f"office-{setting.identifier.lower()}@{DOMAIN}",
        "address_source": AddressSource.REGULATOR_REGISTER,
        "address_note": "The regulator's page of the service",
        "chosen_by": plan.id("person", Role.VERIFIER.value),
        "codes_sent": 1,
        "code_sent_at": now,
        "code_expires_at": now,
    }


def _second(session: Session, plan: Plan, claim: Claim, setting: Setting) -> None:
    verifier, now = plan.id("person", Role.VERIFIER.value), plan.moment(1, plan.rng(f"second:{claim.id}"))
    write(session, ClaimApproval, [{"claim_id": claim.id, "person_id": verifier, "approved_at": now}])
    until = ends_at(add_working_days(plan.today, WORKING_DAYS_TO_OBJECT, nation=setting.nation))
    session.execute(update(Claim).where(Claim.id == claim.id).values(object_until=until))
    outbox.enqueue(session, topic=DUE_TOPIC, key=claim.id, now=now, due_at=until)


def _rivals(session: Session, plan: Plan, claims: list[Claim], provider: str) -> None:
    """Let the provider whose people are shown claim the same settings as others do."""
    rng = plan.rng("rivals")
    rivals, disputes = [], []
    for number, one in enumerate(claims):
        at = max(one.claimed_at + timedelta(hours=1), plan.moment(1, rng))
        rival = _claim(plan, f"rival-{number}", one.setting_id, provider, Role.PROVIDER_ADMINISTRATOR.value, at)
        rivals.append(rival)
        disputes.append(
            _dispute(plan, f"rival-{number}", rival["id"], at, DisputeReason.BOTH_CLAIM) | {"other_claim_id": one.id}
        )
    write(session, Claim, rivals)
    write(session, Dispute, disputes)


def _take_overs(session: Session, plan: Plan, claims: list[Claim], provider: str) -> None:
    """Let others claim settings that the shown provider holds; to one of these claims it has objected."""
    held = session.scalars(
        select(SettingHolder.setting_id)
        .where(SettingHolder.organisation_id == provider)
        .order_by(SettingHolder.setting_id)
        .limit(len(claims))
    ).all()
    rng, made = plan.rng("take-overs"), []
    for number, (one, setting_id) in enumerate(zip(claims, held, strict=False)):
        at = plan.moment(3 + number, rng)
        claim = _claim(plan, f"take-over-{number}", setting_id, one.organisation_id, None, at)
        made.append(claim | {"claimant_person_id": one.claimant_person_id})
    write(session, Claim, made)
    objected = [
        _dispute(plan, "take-over", claim["id"], plan.moment(1, rng), DisputeReason.STILL_RUN)
        | {
            "raised_by_organisation_id": provider,
            "raised_by_person_id": plan.id("person", Role.PROVIDER_ADMINISTRATOR.value),
            "status": DisputeStatus.IN_HAND,
            "owner_person_id": plan.id("person", "verifier-2"),
        }
        for claim in made[:1]
    ]
    write(session, Dispute, objected)


def _claim(
    plan: Plan, key: str, setting_id: str, organisation_id: str, person: str | None, at: datetime
) -> dict[str, Any]:
    return {
        "id": plan.id("claim", key),
        "setting_id": setting_id,
        "organisation_id": organisation_id,
        "claimant_person_id": plan.id("person", person or ""),
        "status": ClaimStatus.PROPOSED,
        "claimed_at": at,
        "version": 1,
    }


def _dispute(plan: Plan, key: str, claim_id: str, at: datetime, reason: DisputeReason) -> dict[str, Any]:
    return {
        "id": plan.id("dispute", key),
        "claim_id": claim_id,
        "reason": reason,
        "status": DisputeStatus.OPEN,
        "opened_at": at,
        "version": 1,
    }
