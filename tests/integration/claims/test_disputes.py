"""Disputes: somebody objects or claims the same, a verifier looks after it, two decide, both sides are told."""

import re

import pytest
from sqlalchemy import select, update

from register.claims import services
from register.claims.domain import ClaimStatus
from register.claims.domain.disputes import DisputeReason, DisputeStatus, Outcome
from register.claims.domain.progress import ClaimState
from register.claims.models import Claim, Dispute
from register.claims.queries.progress import progress_of
from register.claims.services.settling import settle_if_ready
from register.core.access import NOBODY, SERVICE, Principal, Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from register.core.notices import Notice
from register.organisations.models import Organisation
from register.organisations.queries import holder_of
from tests.builders.claims import code_sent, say_yes
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.people import KnownPeople
from tests.builders.regulators import a_setting
from tests.integration.claims.conftest import Deciders
from tests.integration.conftest import Clock


@pytest.fixture
def former(deciders: Deciders) -> Organisation:
    return an_organisation(name="Former Care Limited", brand="Former Care")


@pytest.fixture
def holder(people: KnownPeople, former: Organisation) -> Principal:
    return people.principal(Role.PROVIDER_ADMINISTRATOR, former.id)


@pytest.fixture
def claim(deciders: Deciders, holder: Principal, former: Organisation) -> Claim:
    """A claim on a setting that another organisation holds."""
    setting_id = a_setting()
    a_holding(setting_id, former)
    return deciders.claim(setting_id)


def state(claim: Claim, clock: Clock) -> ClaimState:
    db.session.rollback()
    return progress_of([claim])[claim.id].state(clock())


def objected(claim: Claim, *, by: Principal, clock: Clock) -> Dispute:
    with transaction():
        return services.object_to_claim(claim.id, reason=DisputeReason.STILL_RUN, by=by, now=clock())


def decided(dispute: Dispute, outcome: Outcome, *, by: tuple[Principal, Principal], clock: Clock) -> None:
    for act in (
        lambda: services.take_dispute(dispute.id, version=dispute.version, by=by[0], now=clock()),
        lambda: services.propose_outcome(dispute.id, outcome, version=dispute.version, by=by[0], now=clock()),
        lambda: services.decide_dispute(dispute.id, agrees=True, version=dispute.version, by=by[1], now=clock()),
    ):
        with transaction():
            act()


def told(principal: Principal, people: KnownPeople) -> list[str]:
    address = people.addresses[principal.person_id or ""]
    return list(db.session.scalars(select(Notice.subject).where(Notice.to == address).order_by(Notice.id)))


def test_a_holder_is_told_and_its_objection_stops_the_claim(
    deciders: Deciders, claim: Claim, holder: Principal, people: KnownPeople, clock: Clock
) -> None:
    say_yes(claim, by=deciders.verifiers[0], at=clock(), take_over=True)
    assert told(holder, people) == ["A claim in the national vacancy register"]
    objected(claim, by=holder, clock=clock)
    assert state(claim, clock) is ClaimState.DISPUTED
    with pytest.raises(RuleBroken, match="disputed"):
        say_yes(claim, by=deciders.verifiers[1], at=clock(), take_over=True)
    db.session.rollback()
    clock.forward(days=30)
    deciders.relay.run_until_idle()
    assert holder_of(claim.setting_id) == holder.organisation_id


def test_two_verifiers_decide_for_the_objector_and_both_sides_are_told(
    deciders: Deciders, claim: Claim, holder: Principal, claimant: Principal, people: KnownPeople, clock: Clock
) -> None:
    dispute = objected(claim, by=holder, clock=clock)
    decided(dispute, Outcome.CLAIM_FAILS, by=deciders.verifiers, clock=clock)
    assert state(claim, clock) is ClaimState.REFUSED
    assert told(claimant, people) == ["Somebody objects to your claim", "Your claim was not approved"]
    assert told(holder, people) == ["Your objection is decided"]
    assert holder_of(claim.setting_id) == holder.organisation_id


def test_two_verifiers_decide_for_the_claimant_and_the_claim_goes_its_way(
    deciders: Deciders, claim: Claim, holder: Principal, claimant: Principal, people: KnownPeople, clock: Clock
) -> None:
    dispute = objected(claim, by=holder, clock=clock)
    decided(dispute, Outcome.CLAIM_STANDS, by=deciders.verifiers, clock=clock)
    assert state(claim, clock) is ClaimState.WAITS_FOR_VERIFIER
    assert told(claimant, people)[-1] == "A dispute about your claim is decided"
    assert told(holder, people) == ["Your objection is decided"]
    deciders.settle(claim, take_over=True)
    assert holder_of(claim.setting_id) == claimant.organisation_id


def test_whoever_proposes_an_outcome_is_not_the_second(
    deciders: Deciders, claim: Claim, holder: Principal, clock: Clock
) -> None:
    dispute, (one, other) = objected(claim, by=holder, clock=clock), deciders.verifiers
    with pytest.raises(RuleBroken), transaction():
        services.propose_outcome(dispute.id, Outcome.CLAIM_FAILS, version=dispute.version, by=one, now=clock())
    with transaction():
        services.take_dispute(dispute.id, version=dispute.version, by=one, now=clock())
    with transaction():
        services.propose_outcome(dispute.id, Outcome.CLAIM_FAILS, version=dispute.version, by=one, now=clock())
    with pytest.raises(NotAllowed), transaction():
        services.decide_dispute(dispute.id, agrees=True, version=dispute.version, by=one, now=clock())
    with transaction():
        services.decide_dispute(dispute.id, agrees=False, version=dispute.version, by=other, now=clock())
    db.session.rollback()
    assert (dispute.status, dispute.outcome) == (DisputeStatus.IN_HAND, None)
    assert state(claim, clock) is ClaimState.DISPUTED


def test_nobody_decides_a_dispute_of_an_organisation_in_which_they_have_a_role(
    deciders: Deciders, claim: Claim, holder: Principal, people: KnownPeople, clock: Clock
) -> None:
    dispute, verifier = objected(claim, by=holder, clock=clock), deciders.verifiers[0]
    people.roles.append((verifier.person_id or "", Role.AUDITOR, holder.organisation_id or ""))
    with pytest.raises(NotAllowed), transaction():
        services.take_dispute(dispute.id, version=dispute.version, by=verifier, now=clock())


def test_only_the_holder_objects_signed_in_and_once(
    deciders: Deciders, claim: Claim, holder: Principal, claimant: Principal, people: KnownPeople, clock: Clock
) -> None:
    stranger = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    for somebody in (stranger, claimant):
        with pytest.raises(NotFound):
            objected(claim, by=somebody, clock=clock)
    objected(claim, by=holder, clock=clock)
    with pytest.raises(Conflict):
        objected(claim, by=holder, clock=clock)


def test_an_objection_taken_back_lets_the_claim_go_on(
    deciders: Deciders, claim: Claim, holder: Principal, claimant: Principal, clock: Clock
) -> None:
    objected(claim, by=holder, clock=clock)
    with transaction():
        services.withdraw_objection(claim.id, by=holder, now=clock())
    deciders.settle(claim, take_over=True)
    assert holder_of(claim.setting_id) == claimant.organisation_id


def test_whoever_reads_the_held_address_objects_by_the_link_in_the_message(deciders: Deciders, clock: Clock) -> None:
    claims = [deciders.claim(a_setting(owner_published="Elm Ltd")) for _ in range(2)]
    with transaction():
        services.approve_claims(
            {one.id: one.version for one in claims},
            services.Approval(address=services.Address(read="office@provider.example", note="Its page")),
            by=deciders.verifiers[0],
            now=clock(),
        )
    (body,) = db.session.scalars(select(Notice.body).where(Notice.to == "office@provider.example"))
    found = re.search(r"token=(\S+)", body)
    assert found is not None
    with pytest.raises(NotFound), transaction():
        services.object_by_link("another", reason=DisputeReason.UNKNOWN_CLAIMANT, by=NOBODY, now=clock())
    with transaction():
        services.object_by_link(found[1], reason=DisputeReason.UNKNOWN_CLAIMANT, by=NOBODY, now=clock())
    assert {state(one, clock) for one in claims} == {ClaimState.DISPUTED}
    with transaction():  # once more changes nothing
        services.object_by_link(found[1], reason=DisputeReason.UNKNOWN_CLAIMANT, by=NOBODY, now=clock())
    disputes = db.session.scalars(select(Dispute)).all()
    assert len(disputes) == 2
    decided(disputes[0], Outcome.CLAIM_FAILS, by=deciders.verifiers, clock=clock)
    subjects = db.session.scalars(
        select(Notice.subject).where(Notice.to == "office@provider.example").order_by(Notice.id)
    ).all()
    assert subjects == ["A claim in the national vacancy register", "Your objection is decided"]


def test_a_holder_who_objects_by_the_link_has_objected_as_holder(
    deciders: Deciders, claim: Claim, holder: Principal, people: KnownPeople, clock: Clock
) -> None:
    say_yes(claim, by=deciders.verifiers[0], at=clock(), take_over=True)
    (body,) = db.session.scalars(select(Notice.body).where(Notice.to == people.addresses[holder.person_id or ""]))
    found = re.search(r"token=(\S+)", body)
    assert found is not None
    with transaction():
        (dispute,) = services.object_by_link(found[1], reason=DisputeReason.STILL_RUN, by=NOBODY, now=clock())
    assert dispute.raised_by_organisation_id == holder.organisation_id
    decided(dispute, Outcome.CLAIM_FAILS, by=deciders.verifiers, clock=clock)
    assert told(holder, people)[-1] == "Your objection is decided"
    assert holder_of(claim.setting_id) == holder.organisation_id


def test_a_rival_that_withdraws_lets_a_claim_take_effect_for_which_nothing_is_missing(
    deciders: Deciders, people: KnownPeople, claimant: Principal, clock: Clock
) -> None:
    setting_id = a_setting()
    mine = deciders.claim(setting_id)
    for verifier in deciders.verifiers:
        say_yes(mine, by=verifier, at=clock())
    with transaction():
        services.enter_code(mine.id, code_sent(), by=claimant, now=clock())
    rival = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    theirs = deciders.claim(setting_id, by=rival)
    clock.forward(days=30)
    deciders.relay.run_until_idle()
    assert state(mine, clock) is ClaimState.DISPUTED
    db.session.rollback()
    with transaction():
        services.withdraw_claim(theirs.id, version=theirs.version, by=rival, now=clock())
    assert state(mine, clock) is ClaimState.APPROVED


def test_two_organisations_that_claim_one_setting_are_in_dispute(
    deciders: Deciders, people: KnownPeople, claimant: Principal, clock: Clock
) -> None:
    setting_id = a_setting()
    mine = deciders.claim(setting_id)
    rival = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    theirs = deciders.claim(setting_id, by=rival)
    assert state(mine, clock) is state(theirs, clock) is ClaimState.DISPUTED
    (dispute,) = db.session.scalars(select(Dispute)).all()
    assert dispute.reason is DisputeReason.BOTH_CLAIM
    decided(dispute, Outcome.CLAIM_FAILS, by=deciders.verifiers, clock=clock)
    assert state(theirs, clock) is ClaimState.REFUSED
    assert state(mine, clock) is ClaimState.WAITS_FOR_VERIFIER
    assert told(claimant, people) == ["A dispute about your claim is decided"]


def test_a_withdrawn_claim_ends_its_dispute(
    deciders: Deciders, claim: Claim, holder: Principal, claimant: Principal, clock: Clock
) -> None:
    dispute = objected(claim, by=holder, clock=clock)
    with transaction():
        services.withdraw_claim(claim.id, version=claim.version, by=claimant, now=clock())
    db.session.rollback()
    assert dispute.status is DisputeStatus.WITHDRAWN
    events = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == dispute.id)).all()
    assert set(events) == {"DisputeOpened", "DisputeWithdrawn"}


def decided_elsewhere(claim: Claim) -> None:
    """What another session would do, unseen by this one."""
    table = Claim.__table__
    db.session.execute(update(table).where(table.c.id == claim.id).values(status=ClaimStatus.REFUSED))  # type: ignore[arg-type]


def test_nobody_objects_to_a_claim_that_is_decided_at_the_same_moment(
    claim: Claim, holder: Principal, clock: Clock
) -> None:
    with pytest.raises(RuleBroken, match="already been decided"), transaction():
        assert db.session.get_one(Claim, claim.id).status is ClaimStatus.PROPOSED
        decided_elsewhere(claim)
        services.object_to_claim(claim.id, reason=DisputeReason.STILL_RUN, by=holder, now=clock())


def test_a_claim_that_is_decided_at_the_same_moment_takes_no_effect(
    deciders: Deciders, claimant: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    for verifier in deciders.verifiers:
        say_yes(claim, by=verifier, at=clock())
    with transaction():
        services.enter_code(claim.id, code_sent(), by=claimant, now=clock())
    clock.forward(days=30)
    with transaction():
        waits = db.session.get_one(Claim, claim.id)
        assert progress_of([waits])[waits.id].state(clock()) is ClaimState.READY
        decided_elsewhere(waits)
        assert not settle_if_ready(waits, by=SERVICE, now=clock())
    assert holder_of(claim.setting_id) is None
