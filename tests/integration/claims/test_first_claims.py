"""An owner's first claim: two verifiers, a code to an address that is held already, five working days to object."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from register.accounts.services import addresses
from register.claims import services
from register.claims.domain import ClaimStatus, RefusalReason
from register.claims.domain.codes import AddressSource, CodeAnswer
from register.claims.domain.progress import ClaimState
from register.claims.models import Claim, FirstClaim
from register.claims.queries.first_claims import held_addresses
from register.claims.queries.progress import progress_of
from register.claims.services import Address, Approval
from register.core.access import Principal, Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.errors import NotFound, RuleBroken
from register.core.notices import Notice
from register.organisations.models import Organisation
from register.organisations.queries import holder_of, settings_of
from register.regulators.models import FactSet, Setting
from tests.builders.claims import READ, code_sent, say_yes
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.people import KnownPeople
from tests.builders.regulators import a_setting
from tests.integration.claims.conftest import Deciders
from tests.integration.conftest import Clock


def state(claim: Claim, clock: Clock) -> ClaimState:
    db.session.rollback()
    return progress_of([claim])[claim.id].state(clock())


def enter(claim: Claim, code: str, *, by: Principal, clock: Clock) -> CodeAnswer:
    with transaction():
        return services.enter_code(claim.id, code, by=by, now=clock())


def publish(setting_id: str, email: str) -> None:
    """The regulator's file gives this address for the setting."""
    with transaction() as session:
        session.add(FactSet(hash=setting_id, facts=f'{{"email": "{email}"}}'))
        session.flush()
        session.get_one(Setting, setting_id).facts_hash = setting_id


def first_of(claim: Claim) -> FirstClaim:
    return db.session.get_one(FirstClaim, claim.first_claim_id)


def test_it_waits_for_each_thing_in_turn_and_then_takes_effect_by_itself(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    assert state(claim, clock) is ClaimState.WAITS_FOR_VERIFIER
    say_yes(claim, by=verifier, at=clock())
    assert state(claim, clock) is ClaimState.WAITS_FOR_SECOND
    say_yes(claim, by=second, at=clock())
    assert state(claim, clock) is ClaimState.WAITS_FOR_CODE
    assert enter(claim, code_sent(), by=claimant, clock=clock) is CodeAnswer.RIGHT
    assert state(claim, clock) is ClaimState.WAITS_FOR_OBJECTIONS
    deciders.relay.run_until_idle()
    assert holder_of(claim.setting_id) is None
    # Told on Monday 2 March 2026: the fifth working day after it is Monday 9 March.
    assert claim.object_until is not None and claim.object_until.isoformat() == "2026-03-10T00:00:00+00:00"
    clock.at = claim.object_until
    deciders.relay.run_until_idle()
    assert state(claim, clock) is ClaimState.APPROVED
    assert holder_of(claim.setting_id) == claimant.organisation_id


def test_what_comes_last_settles_it_whatever_comes_last(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    clock.forward(days=30)
    deciders.relay.run_until_idle()
    with transaction():
        services.send_new_code(claim.id, by=claimant, now=clock())
    enter(claim, code_sent(), by=claimant, clock=clock)
    say_yes(claim, by=second, at=clock())
    assert state(claim, clock) is ClaimState.APPROVED


def test_the_second_verifier_is_another_person(deciders: Deciders, verifier: Principal, clock: Clock) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    with pytest.raises(RuleBroken, match="A second verifier must"):
        say_yes(claim, by=verifier, at=clock())


def test_the_code_never_goes_where_the_claimant_says(
    deciders: Deciders,
    claimant: Principal,
    people: KnownPeople,
    provider: Organisation,
    verifier: Principal,
    clock: Clock,
) -> None:
    claim = deciders.claim(a_setting())
    colleague = people.principal(Role.PROVIDER_EDITOR, provider.id)
    for person in (claimant, colleague):
        own = people.addresses[person.person_id or ""]
        with pytest.raises(RuleBroken) as refused:
            say_yes(claim, by=verifier, at=clock(), address=Address(read=own.upper(), note="The regulator's page"))
        assert refused.value.reasons[0].code == "claimant"
    for wrong, field in (
        (Address(), "read"),
        (Address(read="nonsense", note="x"), "read"),
        (Address(read="office@provider.example"), "address_note"),
        (Address(held="office@provider.example"), "held"),
    ):
        with pytest.raises(RuleBroken) as refused:
            say_yes(claim, by=verifier, at=clock(), address=wrong)
        assert refused.value.reasons[0].field == field
    db.session.rollback()
    assert not db.session.scalars(select(Notice)).all()
    assert claim.first_claim_id is not None and first_of(claim).address is None


def test_an_address_in_the_regulators_file_is_offered_and_needs_no_note(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, clock: Clock
) -> None:
    setting_id = a_setting("IFA", scheme="ci-cs", nation="S", identifier="CS2019000002")
    publish(setting_id, "Service@Published.example")
    claim = deciders.claim(setting_id)
    (held,) = held_addresses(first_of(claim))
    assert (held.address, held.source) == ("service@published.example", AddressSource.REGULATOR_FILE)
    db.session.rollback()
    say_yes(claim, by=verifier, at=clock(), address=Address(held=held.address))
    assert enter(claim, code_sent(held.address), by=claimant, clock=clock) is CodeAnswer.RIGHT


def test_an_address_that_an_earlier_claim_proved_is_offered_for_the_next_owner(deciders: Deciders) -> None:
    deciders.settle(deciders.claim(a_setting(owner_published="Elm Ltd")))
    claim = deciders.claim(a_setting(owner_published="Oak Ltd"))
    assert [(one.address, one.source) for one in held_addresses(first_of(claim))] == [
        ("office@provider.example", AddressSource.EARLIER_CLAIM)
    ]


def test_a_code_is_kept_as_a_digest_tried_five_times_and_runs_out(
    deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    assert enter(claim, "AAAAA-AAAAA", by=claimant, clock=clock) is CodeAnswer.DEAD
    say_yes(claim, by=verifier, at=clock())
    code = code_sent()
    assert code not in repr(vars(first_of(claim)))
    db.session.rollback()
    for _ in range(5):
        assert enter(claim, "AAAAA-AAAAA", by=claimant, clock=clock) is CodeAnswer.WRONG
    assert enter(claim, code, by=claimant, clock=clock) is CodeAnswer.DEAD
    with transaction():
        services.send_new_code(claim.id, by=claimant, now=clock())
    fresh = code_sent()
    assert fresh != code
    assert enter(claim, code, by=claimant, clock=clock) is CodeAnswer.WRONG
    clock.forward(hours=73)
    assert enter(claim, fresh, by=claimant, clock=clock) is CodeAnswer.DEAD
    tried = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ClaimCodeEntered")).all()
    assert len(tried) == 6 and code not in repr([one.details for one in tried])


def test_only_five_codes_are_sent(deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    for _ in range(4):
        with transaction():
            services.send_new_code(claim.id, by=claimant, now=clock())
    with pytest.raises(RuleBroken, match="Five codes"), transaction():
        services.send_new_code(claim.id, by=claimant, now=clock())


def test_nobody_enters_the_code_of_another_organisations_claim(
    deciders: Deciders, people: KnownPeople, verifier: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    stranger = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    with pytest.raises(NotFound):
        enter(claim, code_sent(), by=stranger, clock=clock)


def test_another_address_makes_the_other_verifier_look_again(
    deciders: Deciders, verifier: Principal, second: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    began = claim.object_until
    clock.forward(days=3)
    other = Address(read="head.office@provider.example", note="Its page, read today")
    say_yes(claim, by=second, at=clock(), address=other)
    assert state(claim, clock) is ClaimState.WAITS_FOR_SECOND
    assert code_sent("head.office@provider.example") != code_sent()
    assert claim.object_until is not None and claim.object_until > began
    db.session.rollback()
    say_yes(claim, by=verifier, at=clock(), address=other)
    assert state(claim, clock) is ClaimState.WAITS_FOR_CODE


def test_twelve_homes_of_one_owner_are_claimed_and_approved_in_one_act_each(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, people: KnownPeople, clock: Clock
) -> None:
    homes = [a_setting(owner_published="Oakway Care Ltd") for _ in range(12)]
    with transaction():
        services.claim_settings(homes, by=claimant, now=clock())
    claims = db.session.scalars(select(Claim)).all()
    assert len({one.first_claim_id for one in claims}) == 1
    for by in (verifier, second):
        seen = {one.id: one.version for one in db.session.scalars(select(Claim))}
        with transaction():
            outcomes = services.approve_claims(seen, Approval(address=READ), by=by, now=clock())
        assert not [one for one in outcomes if one.problem]
    assert enter(claims[0], code_sent(), by=claimant, clock=clock) is CodeAnswer.RIGHT
    clock.forward(days=9)
    deciders.relay.run_until_idle()
    assert settings_of(claimant.organisation_id or "") == set(homes)
    to_office = db.session.scalars(select(Notice).where(Notice.to == "office@provider.example")).all()
    to_claimant = db.session.scalars(
        select(Notice).where(Notice.to == people.addresses[claimant.person_id or ""]).order_by(Notice.id)
    ).all()
    assert [one.subject for one in to_office] == ["A claim in the national vacancy register"]
    assert [one.subject for one in to_claimant] == ["Your claim needs a code", "12 of your claims were approved"]


def test_one_that_cannot_be_approved_does_not_stop_the_others(
    deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    deciders.settle(deciders.claim(a_setting(owner_published="Oakway Care Ltd")))
    homes = [a_setting(owner_published="Oakway Care Ltd") for _ in range(3)]
    claims = [deciders.claim(one) for one in homes]
    a_holding(homes[1], an_organisation())
    with transaction() as session:
        session.get_one(Setting, homes[2]).open = False
    with transaction():
        outcomes = services.approve_claims(
            {one.id: one.version for one in claims}, Approval(), by=verifier, now=clock()
        )
    problems = {one.claim_id: one.problem for one in outcomes}
    assert problems[claims[0].id] == "" and "holds this setting" in problems[claims[1].id]
    assert "no longer lists" in problems[claims[2].id]
    assert holder_of(homes[0]) == claimant.organisation_id
    db.session.rollback()
    assert [one.status for one in claims] == ["approved", "proposed", "proposed"]


def test_many_are_refused_with_one_reason(deciders: Deciders, verifier: Principal, clock: Clock) -> None:
    claims = [deciders.claim(a_setting()) for _ in range(3)]
    with transaction():
        services.refuse_claims(
            {one.id: one.version for one in claims},
            reason=RefusalReason.NOT_SHOWN,
            note=None,
            by=verifier,
            now=clock(),
        )
    db.session.rollback()
    assert {one.status for one in claims} == {ClaimStatus.REFUSED}
    assert len(db.session.scalars(select(Notice)).all()) == 1


def test_a_setting_that_closes_meanwhile_is_not_handed_over(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    say_yes(claim, by=second, at=clock())
    enter(claim, code_sent(), by=claimant, clock=clock)
    with transaction() as session:
        session.get_one(Setting, claim.setting_id).open = False
    clock.forward(days=9)
    deciders.relay.run_until_idle()
    assert state(claim, clock) is ClaimState.REFUSED
    assert claim.refusal is RefusalReason.NOT_REGISTERED


def test_somebody_who_came_to_hold_it_meanwhile_is_not_passed_over(
    deciders: Deciders, claimant: Principal, verifier: Principal, second: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting())
    say_yes(claim, by=verifier, at=clock())
    say_yes(claim, by=second, at=clock())
    enter(claim, code_sent(), by=claimant, clock=clock)
    other = an_organisation()
    a_holding(claim.setting_id, other)
    clock.forward(days=9)
    deciders.relay.run_until_idle()
    assert state(claim, clock) is ClaimState.WAITS_FOR_VERIFIER
    assert holder_of(claim.setting_id) == other.id


def test_a_message_to_whoever_is_there_shows_neither_claimant_nor_setting_but_a_link(
    deciders: Deciders, verifier: Principal, clock: Clock
) -> None:
    claim = deciders.claim(a_setting(identifier="1999999"))
    say_yes(claim, by=verifier, at=clock())
    (notice,) = db.session.scalars(select(Notice).where(Notice.to == "office@provider.example"))
    assert addresses.link_to("claims.object_by_link")("")[:-1] in notice.body
    assert "Monday 9 March 2026" in notice.body
    for secret in ("1999999", "Invented Care"):
        assert secret not in notice.body
    assert clock() + timedelta(days=8) > (claim.object_until or clock())
