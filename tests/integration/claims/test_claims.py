"""A provider claims a setting, a verifier decides, the holder gets a name for it that others may read."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from register.claims import services
from register.claims.domain import ClaimStatus, RefusalReason
from register.claims.models import Claim
from register.core.access import Capacity, Principal, Role
from register.core.audit import AuditEvent
from register.core.db import db, new_id, transaction
from register.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from register.core.notices import Notice
from register.core.outbox import OutboxMessage
from register.organisations.domain import EndReason
from register.organisations.models import Organisation
from register.organisations.queries import holder_of, holdings_of, label_of, labels_of
from register.organisations.services import give_up_setting
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.people import KnownPeople
from tests.builders.regulators import a_setting
from tests.integration.conftest import Clock


@pytest.fixture
def provider(app: Flask) -> Organisation:
    return an_organisation(name="Invented Care Limited", brand="Invented Care")


@pytest.fixture
def claimant(people: KnownPeople, provider: Organisation) -> Principal:
    return people.principal(Role.PROVIDER_ADMINISTRATOR, provider.id)


def claim(setting_id: str, *, by: Principal, clock: Clock) -> Claim:
    with transaction():
        return services.claim_setting(setting_id, by=by, now=clock())


def approve(found: Claim, *, by: Principal, clock: Clock, take_over: bool = False) -> Claim:
    with transaction():
        return services.approve_claim(found.id, version=found.version, take_over=take_over, by=by, now=clock())


def test_a_claim_alone_gives_nothing(claimant: Principal, clock: Clock) -> None:
    setting_id = a_setting()
    claim(setting_id, by=claimant, clock=clock)
    assert holder_of(setting_id) is None
    assert label_of(setting_id) is None


def test_an_approved_claim_makes_its_organisation_the_holder(
    claimant: Principal, verifier: Principal, people: KnownPeople, clock: Clock
) -> None:
    setting_id = a_setting()
    approve(claim(setting_id, by=claimant, clock=clock), by=verifier, clock=clock)
    assert holder_of(setting_id) == claimant.organisation_id
    assert label_of(setting_id) == "Invented Care, home 1"
    (notice,) = db.session.scalars(select(Notice)).all()
    assert notice.to == people.addresses[claimant.person_id or ""]
    assert "Invented Care, home 1" in notice.body
    keys = db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.topic == "setting-changed")).all()
    assert keys == [setting_id]


def test_a_message_about_a_claim_names_brand_and_code_and_never_the_place(
    claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    hidden = a_setting(owner_published="Larkfield Care Limited", identifier="1999999")
    refused = claim(hidden, by=claimant, clock=clock)
    with transaction():
        services.refuse_claim(
            refused.id,
            version=refused.version,
            reason=RefusalReason.NOT_THE_OWNER,
            note="The file says Larkfield.",
            by=verifier,
            now=clock(),
        )
    approve(claim(hidden, by=claimant, clock=clock), by=verifier, clock=clock)
    for notice in db.session.scalars(select(Notice)):
        for secret in ("Larkfield", "1999999", "Manchester"):
            assert secret not in notice.subject + notice.body


def test_the_same_setting_is_not_claimed_twice_by_one_organisation(claimant: Principal, clock: Clock) -> None:
    setting_id = a_setting()
    claim(setting_id, by=claimant, clock=clock)
    with pytest.raises(Conflict, match="already claimed"):
        claim(setting_id, by=claimant, clock=clock)


def test_a_setting_that_one_holds_is_not_claimed_again(
    claimant: Principal, provider: Organisation, clock: Clock
) -> None:
    setting_id = a_setting()
    a_holding(setting_id, provider)
    with pytest.raises(Conflict, match="already holds"):
        claim(setting_id, by=claimant, clock=clock)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"open": False}, "not-open"), ({"provision": None, "provision_published": "Boarding school"}, "out-of-scope")],
)
def test_what_can_offer_no_places_cannot_be_claimed(
    claimant: Principal, clock: Clock, given: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        claim(a_setting(**given), by=claimant, clock=clock)
    assert refused.value.reasons[0].code == code


def test_only_an_administrator_of_the_whole_organisation_claims(
    claimant: Principal, people: KnownPeople, provider: Organisation, clock: Clock
) -> None:
    setting_id = a_setting()
    for somebody in (
        replace(claimant, settings=frozenset({setting_id})),
        people.principal(Role.PROVIDER_EDITOR, provider.id),
        people.principal(Role.COMMISSIONING_LEAD, provider.id),
    ):
        with pytest.raises(NotAllowed):
            claim(setting_id, by=somebody, clock=clock)


def test_nobody_decides_a_claim_of_an_organisation_in_which_they_have_a_role(
    claimant: Principal, verifier: Principal, people: KnownPeople, provider: Organisation, clock: Clock
) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    people.roles.append((verifier.person_id or "", Role.AUDITOR, provider.id))
    with pytest.raises(NotAllowed, match="You have a role in this organisation"):
        approve(found, by=verifier, clock=clock)


@pytest.mark.parametrize("side", [Capacity.PROVIDING, Capacity.BUYING])
def test_a_verifier_with_a_role_on_either_side_decides_no_claim(
    claimant: Principal, verifier: Principal, clock: Clock, side: Capacity
) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    with pytest.raises(NotAllowed, match="a provider or a buyer"):
        approve(found, by=replace(verifier, sides=verifier.sides | {side}), clock=clock)


def test_a_register_administrator_decides_no_claim(claimant: Principal, administrator: Principal, clock: Clock) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    with pytest.raises(NotAllowed):
        approve(found, by=administrator, clock=clock)


def test_a_claim_is_decided_once(claimant: Principal, verifier: Principal, clock: Clock) -> None:
    found = approve(claim(a_setting(), by=claimant, clock=clock), by=verifier, clock=clock)
    with pytest.raises(RuleBroken, match="already been decided"):
        approve(found, by=verifier, clock=clock)
    with pytest.raises(RuleBroken), transaction():
        services.withdraw_claim(found.id, version=found.version, by=claimant, now=clock())


def test_a_verifier_who_looked_at_an_older_state_is_told(
    claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    seen = found.version
    with transaction():
        services.withdraw_claim(found.id, version=seen, by=claimant, now=clock())
    with pytest.raises(Conflict), transaction():
        services.approve_claim(found.id, version=seen, by=verifier, now=clock())


def test_codes_count_by_kind_of_setting_and_are_never_given_again(
    claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    homes = [a_setting(), a_setting()]
    agency = a_setting("IFA")
    for setting_id in (*homes, agency):
        approve(claim(setting_id, by=claimant, clock=clock), by=verifier, clock=clock)
    assert labels_of([*homes, agency]) == {
        homes[0]: "Invented Care, home 1",
        homes[1]: "Invented Care, home 2",
        agency: "Invented Care, fostering agency 1",
    }
    with transaction():
        give_up_setting(homes[1], by=claimant, now=clock())
    third = a_setting()
    approve(claim(third, by=claimant, clock=clock), by=verifier, clock=clock)
    assert label_of(third) == "Invented Care, home 3"


def test_a_setting_that_comes_back_has_its_old_code(claimant: Principal, verifier: Principal, clock: Clock) -> None:
    first, second = a_setting(), a_setting()
    for setting_id in (first, second):
        approve(claim(setting_id, by=claimant, clock=clock), by=verifier, clock=clock)
    with transaction():
        give_up_setting(first, by=claimant, now=clock())
    assert label_of(first) is None
    clock.forward(days=3)
    approve(claim(first, by=claimant, clock=clock), by=verifier, clock=clock)
    assert label_of(first) == "Invented Care, home 1"
    assert [one.end_reason for one in holdings_of(first)] == [EndReason.GIVEN_UP, None]


def test_a_setting_that_another_holds_changes_hands_only_when_the_verifier_says_so(
    claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    setting_id, former = a_setting(), an_organisation(brand="Former Care")
    a_holding(setting_id, former)
    found = claim(setting_id, by=claimant, clock=clock)
    with pytest.raises(RuleBroken) as refused:
        approve(found, by=verifier, clock=clock)
    assert refused.value.reasons[0].field == "take_over"
    assert holder_of(setting_id) == former.id
    approve(found, by=verifier, clock=clock, take_over=True)
    assert label_of(setting_id) == "Invented Care, home 1"
    old, new = holdings_of(setting_id)
    assert (old.organisation_id, old.held_until, old.end_reason) == (former.id, clock(), EndReason.TAKEN_OVER)
    assert (new.held_from, new.held_until) == (clock(), None)


def test_those_who_lose_a_setting_are_told(
    claimant: Principal, verifier: Principal, people: KnownPeople, clock: Clock
) -> None:
    setting_id, former = a_setting(), an_organisation(brand="Former Care")
    a_holding(setting_id, former)
    theirs = people.principal(Role.PROVIDER_ADMINISTRATOR, former.id)
    approve(claim(setting_id, by=claimant, clock=clock), by=verifier, clock=clock, take_over=True)
    address = people.addresses[theirs.person_id or ""]
    (notice,) = db.session.scalars(select(Notice).where(Notice.to == address)).all()
    assert "Former Care, home 1" in notice.body
    assert "Invented" not in notice.body


def test_the_database_itself_allows_one_holder_at_a_time(provider: Organisation) -> None:
    setting_id = a_setting()
    a_holding(setting_id, provider)
    with pytest.raises(IntegrityError):
        a_holding(setting_id, an_organisation())
    db.session.rollback()


def test_another_organisations_claim_is_not_there_to_be_withdrawn(
    claimant: Principal, people: KnownPeople, clock: Clock
) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    stranger = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    with pytest.raises(NotFound), transaction():
        services.withdraw_claim(found.id, version=found.version, by=stranger, now=clock())
    with pytest.raises(NotFound), transaction():
        give_up_setting(found.setting_id, by=stranger, now=clock())


def test_a_withdrawn_claim_can_be_made_again(claimant: Principal, clock: Clock) -> None:
    setting_id = a_setting()
    first = claim(setting_id, by=claimant, clock=clock)
    with transaction():
        services.withdraw_claim(first.id, version=first.version, by=claimant, now=clock())
    assert claim(setting_id, by=claimant, clock=clock).status is ClaimStatus.PROPOSED


def test_the_words_of_a_refusal_are_in_its_row_and_not_in_the_audit(
    claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    found = claim(a_setting(), by=claimant, clock=clock)
    with transaction():
        services.refuse_claim(
            found.id,
            version=found.version,
            reason=RefusalReason.NOT_SHOWN,
            note="Send the certificate.",
            by=verifier,
            now=clock(),
        )
    assert found.note == "Send the certificate."
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == found.id)).all()
    assert {event.action for event in events} == {"SettingClaimed", "ClaimRefused"}
    assert "certificate" not in repr([event.details for event in events])


def test_one_does_not_claim_what_is_not_in_the_register(claimant: Principal, clock: Clock) -> None:
    with pytest.raises(NotFound):
        claim(new_id(), by=claimant, clock=clock)
