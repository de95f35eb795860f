"""A buying capacity is granted by two, never self-declared."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.core.access import Capacity, Principal, Role
from register.core.audit import AuditEvent
from register.core.clock import local_date
from register.core.db import db, transaction
from register.core.errors import Conflict, NotAllowed, RuleBroken
from register.core.identifiers import Scheme
from register.core.notices import NOTIFIER, OutgoingNotice
from register.core.relay import Relay
from register.organisations import queries, services
from register.organisations.domain import CapacityKind, CapacityState, CapacityStatus, EvidenceKind, OrganisationKind
from register.organisations.models import BuyingCapacity, Organisation
from tests.builders.organisations import a_capacity, an_organisation
from tests.builders.people import KnownPeople
from tests.integration.conftest import Clock

MANCHESTER = "E08000003"
EVIDENCE = services.Evidence(
    kind=EvidenceKind.COUNCIL_CONSTITUTION, reference="Part 3, section 4", note="Seen on the council's own pages."
)
ENDS = date(2028, 3, 31)


@pytest.fixture
def authority(app: Flask) -> Organisation:
    return an_organisation(OrganisationKind.LOCAL_AUTHORITY, identifiers={Scheme.LA_GSS: MANCHESTER})


def proposal(**given: object) -> services.Proposal:
    usual: dict[str, object] = {
        "kind": CapacityKind.AUTHORITY,
        "scope": frozenset({MANCHESTER}),
        "ends_on": ENDS,
        "evidence": EVIDENCE,
    }
    return services.Proposal(**(usual | given))  # type: ignore[arg-type]


def propose(organisation: Organisation, *, by: Principal, clock: Clock, **given: object) -> BuyingCapacity:
    with transaction():
        return services.propose_capacity(organisation.id, proposal(**given), by=by, now=clock())


def approve(capacity: BuyingCapacity, *, by: Principal, clock: Clock) -> BuyingCapacity:
    with transaction():
        return services.approve_capacity(capacity.id, version=capacity.version, by=by, now=clock())


def granted(organisation: Organisation, *, by: Principal, second: Principal, clock: Clock) -> BuyingCapacity:
    return approve(propose(organisation, by=by, clock=clock), by=second, clock=clock)


class Outbasket:
    """A notifier that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[OutgoingNotice] = []

    def send(self, notice: OutgoingNotice) -> None:
        self.sent.append(notice)


@pytest.fixture
def outbasket(app: Flask) -> Outbasket:
    app.extensions[NOTIFIER] = Outbasket()
    return app.extensions[NOTIFIER]  # type: ignore[no-any-return]  # extensions hold anything


def test_a_proposal_alone_buys_for_nobody(authority: Organisation, administrator: Principal, clock: Clock) -> None:
    propose(authority, by=administrator, clock=clock)
    assert queries.authorities_bought_for(authority.id, on=local_date(clock())) == frozenset()


def test_a_second_register_administrator_grants_it(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = granted(authority, by=administrator, second=second, clock=clock)
    assert queries.authorities_bought_for(authority.id, on=local_date(clock())) == {MANCHESTER}
    assert capacity.confirm_by == local_date(clock()) + timedelta(days=365)
    assert capacity.proposed_by != capacity.decided_by


def test_whoever_proposed_it_cannot_grant_it(authority: Organisation, administrator: Principal, clock: Clock) -> None:
    capacity = propose(authority, by=administrator, clock=clock)
    with pytest.raises(NotAllowed, match="another register administrator"):
        approve(capacity, by=administrator, clock=clock)
    assert capacity.status is CapacityStatus.PROPOSED


def test_two_who_were_let_in_by_the_same_person_count_as_one(
    authority: Organisation, administrator: Principal, second: Principal, people: KnownPeople, clock: Clock
) -> None:
    own, further = (people.principal(Role.REGISTER_ADMINISTRATOR, second.organisation_id or "") for _ in range(2))
    people.let_in_by = {
        own.person_id or "": administrator.person_id or "",
        further.person_id or "": own.person_id or "",
    }
    for proposer, other in ((administrator, own), (own, further), (further, administrator)):
        capacity = propose(authority, by=proposer, clock=clock)
        with pytest.raises(NotAllowed, match="let in by the same person"):
            approve(capacity, by=other, clock=clock)
        assert approve(capacity, by=second, clock=clock).status is CapacityStatus.GRANTED


@pytest.mark.parametrize("side", [Capacity.PROVIDING, Capacity.BUYING])
def test_whoever_provides_or_buys_anywhere_neither_proposes_nor_grants(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock, side: Capacity
) -> None:
    both = replace(second, sides=second.sides | {side})
    with pytest.raises(NotAllowed):
        propose(authority, by=both, clock=clock)
    capacity = propose(authority, by=administrator, clock=clock)
    with pytest.raises(NotAllowed):
        approve(capacity, by=both, clock=clock)


def test_nobody_grants_to_an_organisation_of_their_own(
    authority: Organisation, administrator: Principal, second: Principal, people: KnownPeople, clock: Clock
) -> None:
    capacity = propose(authority, by=administrator, clock=clock)
    people.roles.append((second.person_id or "", Role.AUDITOR, authority.id))
    with pytest.raises(NotAllowed, match="You have a role in this organisation"):
        approve(capacity, by=second, clock=clock)


def test_no_other_role_grants(authority: Organisation, verifier: Principal, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        propose(authority, by=verifier, clock=clock)


def test_what_does_not_hold_is_refused_with_every_reason(
    authority: Organisation, administrator: Principal, clock: Clock
) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(
            authority,
            by=administrator,
            clock=clock,
            kind=CapacityKind.DELEGATED_PROVIDER,
            scope=frozenset({"E99999999"}),
            ends_on=local_date(clock()),
        )
    assert {reason.code for reason in refused.value.reasons} == {
        "kind-of-organisation",
        "not-in-the-future",
        "unknown-authority",
    }


def test_the_second_look_is_at_what_was_last_written(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = propose(authority, by=administrator, clock=clock)
    with pytest.raises(Conflict), transaction():
        services.approve_capacity(capacity.id, version=capacity.version + 1, by=second, now=clock())


def test_a_refused_or_withdrawn_proposal_cannot_be_granted(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    refused = propose(authority, by=administrator, clock=clock)
    with transaction():
        services.refuse_capacity(refused.id, version=refused.version, by=second, now=clock())
    withdrawn = propose(authority, by=administrator, clock=clock)
    with transaction():
        services.withdraw_capacity(withdrawn.id, version=withdrawn.version, by=administrator, now=clock())
    for capacity in (refused, withdrawn):
        with pytest.raises(RuleBroken, match="already been decided"):
            approve(capacity, by=second, clock=clock)


def test_only_the_proposer_takes_a_proposal_back(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = propose(authority, by=administrator, clock=clock)
    with pytest.raises(NotAllowed), transaction():
        services.withdraw_capacity(capacity.id, version=capacity.version, by=second, now=clock())


def test_it_lapses_a_year_later_and_stands_again_once_confirmed(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = granted(authority, by=administrator, second=second, clock=clock)
    clock.forward(days=366)
    today = local_date(clock())
    assert capacity.state(today) is CapacityState.LAPSED
    assert queries.authorities_bought_for(authority.id, on=today) == frozenset()
    with transaction():
        services.confirm_capacity(capacity.id, EVIDENCE, version=capacity.version, by=administrator, now=clock())
    assert queries.authorities_bought_for(authority.id, on=today) == {MANCHESTER}
    assert len(capacity.evidence) == 2
    assert capacity.ends_on == ENDS


def test_what_has_ended_cannot_be_confirmed(authority: Organisation, administrator: Principal, clock: Clock) -> None:
    capacity = a_capacity(authority, MANCHESTER, ends_on=local_date(clock()) - timedelta(days=1))
    with pytest.raises(RuleBroken), transaction():
        services.confirm_capacity(capacity.id, EVIDENCE, version=capacity.version, by=administrator, now=clock())


def test_it_can_be_taken_away_at_once(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = granted(authority, by=administrator, second=second, clock=clock)
    with transaction():
        services.revoke_capacity(capacity.id, version=capacity.version, by=second, now=clock())
    assert queries.authorities_bought_for(authority.id, on=local_date(clock())) == frozenset()
    assert capacity.revoked_by == second.person_id


def test_who_must_act_is_reminded_once_a_month_before_it_lapses(
    authority: Organisation,
    administrator: Principal,
    second: Principal,
    people: KnownPeople,
    clock: Clock,
    relay: Relay,
    outbasket: Outbasket,
) -> None:
    lead = people.principal(Role.COMMISSIONING_LEAD, authority.id)
    granted(authority, by=administrator, second=second, clock=clock)
    relay.run_until_idle()
    assert outbasket.sent == []
    clock.forward(days=340)
    relay.run_until_idle()
    relay.run_until_idle()
    sent = outbasket.sent
    expected = {people.addresses[one.person_id or ""] for one in (administrator, second, lead)}
    assert {notice.to for notice in sent} == expected
    assert len(sent) == 3
    assert authority.name in sent[0].body


def test_nobody_is_reminded_of_what_was_confirmed_or_taken_away(
    authority: Organisation,
    administrator: Principal,
    second: Principal,
    clock: Clock,
    relay: Relay,
    outbasket: Outbasket,
) -> None:
    confirmed = granted(authority, by=administrator, second=second, clock=clock)
    revoked = granted(authority, by=administrator, second=second, clock=clock)
    clock.forward(days=300)
    with transaction():
        services.confirm_capacity(confirmed.id, EVIDENCE, version=confirmed.version, by=second, now=clock())
    with transaction():
        services.revoke_capacity(revoked.id, version=revoked.version, by=second, now=clock())
    clock.forward(days=40)
    relay.run_until_idle()
    assert outbasket.sent == []


def test_the_audit_holds_who_decided_what_and_none_of_the_words(
    authority: Organisation, administrator: Principal, second: Principal, clock: Clock
) -> None:
    capacity = granted(authority, by=administrator, second=second, clock=clock)
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == capacity.id).order_by(AuditEvent.id)
    ).all()
    assert [(event.action, event.person_id) for event in events] == [
        ("CapacityProposed", administrator.person_id),
        ("CapacityGranted", second.person_id),
    ]
    assert events[0].details["scope"] == [MANCHESTER]
    assert "council" not in repr([event.details for event in events]).replace("council-constitution", "")
