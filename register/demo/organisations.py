"""Organisations of the fictional country: who provides, who buys, who holds which setting."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.core.clock import starts_at
from register.core.identifiers import Scheme
from register.demo import names
from register.demo.country import HISTORY
from register.demo.stages import Plan, write
from register.geography.queries import authorities
from register.organisations.domain import (
    CapacityKind,
    CapacityStatus,
    EvidenceKind,
    OrganisationKind,
    code_word,
)
from register.organisations.models import (
    BuyingCapacity,
    BuyingCapacityAuthority,
    CapacityEvidence,
    ConsortiumMember,
    InternalCode,
    Organisation,
    OrganisationIdentifier,
    SettingHolder,
)
from register.regulators.models import Setting

CONSORTIA = 12
CLAIMS_WAITING = 40
UNCLAIMED_SHARE = 0.06
NATIONAL_BODY = "national-body"
FIRST_ADMINISTRATOR, SECOND_ADMINISTRATOR = "register-administrator", "register-administrator-2"


def fill(session: Session, plan: Plan) -> None:
    """Write every organisation, capacity, consortium, holder and waiting claim."""
    began = starts_at(plan.today - HISTORY)
    listed = list(_settings(session))
    owners = sorted({owner for owner, _ in listed})
    organisations = [_organisation(plan, NATIONAL_BODY, OrganisationKind.NATIONAL_BODY, "Example National Register")]
    organisations += [_organisation(plan, one.gss, OrganisationKind.LOCAL_AUTHORITY, one.name) for one in authorities()]
    organisations += [
        _organisation(plan, f"consortium-{number}", OrganisationKind.CONSORTIUM, f"Example Consortium {number + 1}")
        for number in range(CONSORTIA)
    ]
    organisations += [_organisation(plan, owner, OrganisationKind.PROVIDER, owner) for owner in owners]
    write(session, Organisation, ({**one, "created_at": began} for one in organisations))
    write(session, OrganisationIdentifier, _identifiers(plan))
    write(session, ConsortiumMember, _members(plan))
    _capacities(session, plan)
    _holders(session, plan, listed)


def organisation_id(plan: Plan, key: str) -> str:
    """Return the id of an authority by its GSS code, of a provider by its name, of the national body by its key."""
    return plan.id("organisation", key)


def _organisation(plan: Plan, key: str, kind: OrganisationKind, name: str) -> dict[str, Any]:
    return {"id": organisation_id(plan, key), "kind": kind, "name": name, "brand": name[:80], "version": 1}


def _identifiers(plan: Plan) -> Iterator[dict[str, Any]]:
    for one in authorities():
        yield {"scheme": Scheme.LA_GSS, "identifier": one.gss, "organisation_id": organisation_id(plan, one.gss)}


def _members(plan: Plan) -> Iterator[dict[str, Any]]:
    """Put each English region's authorities into one consortium, and a few into a second."""
    regions = [region.gss for region in authorities().regions]
    for number in range(CONSORTIA):
        region = regions[number % len(regions)]
        for one in authorities().of_region(region)[number // len(regions) :: 1 + number // len(regions)]:
            yield {
                "id": plan.id("member", f"{number}:{one.gss}"),
                "consortium_id": organisation_id(plan, f"consortium-{number}"),
                "authority_id": organisation_id(plan, one.gss),
                "joined_on": plan.today - HISTORY,
            }


def _capacities(session: Session, plan: Plan) -> None:
    rng = plan.rng("capacities")
    capacities, scopes, evidence = [], [], []
    for one in authorities():
        capacity = plan.id("capacity", one.gss)
        granted = plan.moment(rng.randrange(30, 300), rng)
        capacities.append(
            {
                "id": capacity,
                "organisation_id": organisation_id(plan, one.gss),
                "kind": CapacityKind.AUTHORITY,
                "status": CapacityStatus.GRANTED,
                "ends_on": plan.today + timedelta(days=rng.randrange(200, 900)),
                "confirm_by": granted.date() + timedelta(days=365),
                "proposed_by": plan.id("person", FIRST_ADMINISTRATOR),
                "proposed_at": granted - timedelta(days=2),
                "decided_by": plan.id("person", SECOND_ADMINISTRATOR),
                "decided_at": granted,
                "version": 2,
            }
        )
        scopes.append({"capacity_id": capacity, "gss": one.gss})
        evidence.append(
            {
                "id": plan.id("capacity-evidence", one.gss),
                "capacity_id": capacity,
                "kind": EvidenceKind.COUNCIL_CONSTITUTION,
                "reference": f"DEMO-{one.gss}",
                "seen_by": plan.id("person", FIRST_ADMINISTRATOR),
                "seen_at": granted - timedelta(days=2),
            }
        )
    write(session, BuyingCapacity, capacities)
    write(session, BuyingCapacityAuthority, scopes)
    write(session, CapacityEvidence, evidence)


def _settings(session: Session) -> Iterator[tuple[str, Setting]]:
    """Yield every registered setting with its owner, in the order of identifiers."""
    chosen = select(Setting).where(Setting.open, Setting.provision.is_not(None)).order_by(Setting.identifier)
    for one in session.scalars(chosen):
        yield one.owner_published or "", one


def _holders(session: Session, plan: Plan, listed: list[tuple[str, Setting]]) -> None:
    rng = plan.rng("holders")
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    holders: list[dict[str, Any]] = []
    codes: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    for owner, setting in listed:
        organisation = organisation_id(plan, owner)
        if rng.random() < UNCLAIMED_SHARE:
            if len(claims) < CLAIMS_WAITING:
                claims.append(_claim(plan, setting.id, organisation, len(claims)))
            continue
        word = code_word(setting.provision)
        numbers[owner][word] += 1
        holders.append(
            {
                "id": plan.id("holder", setting.identifier),
                "setting_id": setting.id,
                "organisation_id": organisation,
                "held_from": plan.moment(rng.randrange(380, 420), rng),
            }
        )
        codes.append(
            {
                "organisation_id": organisation,
                "setting_id": setting.id,
                "word": word,
                "number": numbers[owner][word],
            }
        )
    write(session, Claim, claims)
    write(session, SettingHolder, holders)
    write(session, InternalCode, codes)


def _claim(plan: Plan, setting_id: str, organisation: str, number: int) -> dict[str, Any]:
    rng = plan.rng(f"claim:{number}")
    return {
        "id": plan.id("claim", number),
        "setting_id": setting_id,
        "organisation_id": organisation,
        "claimant_person_id": plan.id("person", claimant_key(setting_id)),
        "status": ClaimStatus.PROPOSED,
        "claimed_at": plan.moment(rng.randrange(1, 12), rng),
        "version": 1,
    }


def claimant_key(setting_id: str) -> str:
    """Return the key of the person who claims a setting."""
    return f"claimant-{setting_id.lower()}"


def house_name(plan: Plan, setting_id: str) -> str:
    """Return the invented name of a hidden home."""
    return names.place_name(plan.rng(f"house:{setting_id}"))
