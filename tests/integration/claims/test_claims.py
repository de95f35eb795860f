"""A provider claims a setting, verifiers decide, the holder gets a name for it that others may read."""

from dataclasses import replace

import pytest
from sqlalchemy import select

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
from tests.builders.claims import say_yes
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.people import KnownPeople
from tests.builders.regulators import a_setting
from tests.integration.claims.conftest import Deciders
from tests.integration.conftest import Clock


def refuse(found: Claim, *, by: Principal, clock: Clock, note: str | None = None) -> Claim:
    with transaction():
        return services.refuse_claim(
            found.id, version=found.version, reason=RefusalReason.NOT_SHOWN, note=note, by=by, now=clock()
        )


def test_a_claim_alone_gives_nothing(deciders: Deciders) -> None:
    setting_id = a_setting()
    deciders.claim(setting_id)
    assert holder_of(setting_id) is None
    assert label_of(setting_id) is None


def test_an_approved_claim_makes_its_organisation_the_holder(
    deciders: Deciders, claimant: Principal, people: KnownPeople
) -> None:
    setting_id = a_setting()
    found = deciders.settle(deciders.claim(setting_id))
    assert found.status is ClaimStatus.APPROVED
    assert holder_of(setting_id) == claimant.organisation_id
    assert label_of(setting_id) == "Invented Care, home 1"
    told = db.session.scalars(select(Notice).where(Notice.to == people.addresses[claimant.person_id or ""])).all()
    assert [one.subject for one in told] == ["Your claim needs a code", "Your claim was approved"]
    keys = db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.topic == "setting-changed")).all()
    assert keys == [setting_id]


def test_a_later_claim_for_the_same_owner_needs_one_verifier_and_no_code(
    deciders: Deciders, verifier: Principal, clock: Clock
) -> None:
    deciders.settle(deciders.claim(a_setting(owner_published="Elm Limited")))
    another = a_setting(owner_published="ELM LTD")
    found = say_yes(deciders.claim(another), by=verifier, at=clock())
    assert found.status is ClaimStatus.APPROVED
    assert label_of(another) == "Invented Care, home 2"


def test_a_claim_for_another_owner_is_a_first_one_again(deciders: Deciders, verifier: Principal, clock: Clock) -> None:
    deciders.settle(deciders.claim(a_setting(owner_published="Elm Limited")))
    for given in ({"owner_published": "Oak Limited"}, {"owner_published": None}):
        found = say_yes(deciders.claim(a_setting(**given)), by=verifier, at=clock())
        assert found.status is ClaimStatus.PROPOSED and found.first_claim_id is not None


def test_a_message_about_a_claim_names_brand_and_code_and_never_the_place(
    deciders: Deciders, verifier: Principal, clock: Clock
) -> None:
    hidden = a_setting(owner_published="Larkfield Care Limited", identifier="1999999")
    refuse(deciders.claim(hidden), by=verifier, clock=clock, note="The file says Larkfield.")
    claim = deciders.claim(hidden)
    say_yes(claim, by=verifier, at=clock())
    bodies = [one.subject + one.body for one in db.session.scalars(select(Notice))]
    deciders.settle(deciders.claim(a_setting(identifier="1888888")))
    bodies += [one.subject + one.body for one in db.session.scalars(select(Notice))]
    assert len(bodies) > 4
    for secret in ("Larkfield", "1999999", "1888888", "Manchester", "Invented Care Limited"):
        assert not [body for body in bodies if secret in body]


def test_the_same_setting_is_not_claimed_twice_by_one_organisation(deciders: Deciders) -> None:
    setting_id = a_setting()
    deciders.claim(setting_id)
    with pytest.raises(Conflict, match="already claimed"):
        deciders.claim(setting_id)


def test_a_setting_that_one_holds_is_not_claimed_again(deciders: Deciders, provider: Organisation) -> None:
    setting_id = a_setting()
    a_holding(setting_id, provider)
    with pytest.raises(Conflict, match="already holds"):
        deciders.claim(setting_id)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"open": False}, "not-open"), ({"provision": None, "provision_published": "Boarding school"}, "out-of-scope")],
)
def test_what_can_offer_no_places_cannot_be_claimed(deciders: Deciders, given: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        deciders.claim(a_setting(**given))
    assert refused.value.reasons[0].code == code


def test_only_an_administrator_of_the_whole_organisation_claims(
    deciders: Deciders, claimant: Principal, people: KnownPeople, provider: Organisation
) -> None:
    setting_id = a_setting()
    for somebody in (
        replace(claimant, settings=frozenset({setting_id})),
        people.principal(Role.PROVIDER_EDITOR, provider.id),
        people.principal(Role.COMMISSIONING_LEAD, provider.id),
    ):
        with pytest.raises(NotAllowed):
            deciders.claim(setting_id, by=somebody)


def test_nobody_decides_a_claim_of_an_organisation_in_which_they_have_a_role(
    deciders: Deciders, verifier: Principal, people: KnownPeople, provider: Organisation, clock: Clock
) -> None:
    found = deciders.claim(a_setting())
    people.roles.append((verifier.person_id or "", Role.AUDITOR, provider.id))
    with pytest.raises(NotAllowed, match="You have a role in this organisation"):
        say_yes(found, by=verifier, at=clock())


@pytest.mark.parametrize("side", [Capacity.PROVIDING, Capacity.BUYING])
def test_a_verifier_with_a_role_on_either_side_decides_no_claim(
    deciders: Deciders, verifier: Principal, clock: Clock, side: Capacity
) -> None:
    found = deciders.claim(a_setting())
    with pytest.raises(NotAllowed, match="a provider or a buyer"):
        say_yes(found, by=replace(verifier, sides=verifier.sides | {side}), at=clock())


def test_a_register_administrator_decides_no_claim(deciders: Deciders, administrator: Principal, clock: Clock) -> None:
    with pytest.raises(NotAllowed):
        say_yes(deciders.claim(a_setting()), by=administrator, at=clock())


def test_a_claim_is_decided_once(deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock) -> None:
    found = deciders.settle(deciders.claim(a_setting()))
    with pytest.raises(RuleBroken, match="already been decided"):
        say_yes(found, by=verifier, at=clock())
    with pytest.raises(RuleBroken), transaction():
        services.withdraw_claim(found.id, version=found.version, by=claimant, now=clock())


def test_a_verifier_who_looked_at_an_older_state_is_told(
    deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    found = deciders.claim(a_setting())
    seen = found.version
    with transaction():
        services.withdraw_claim(found.id, version=seen, by=claimant, now=clock())
    with pytest.raises(Conflict), transaction():
        services.approve_claim(found.id, version=seen, by=verifier, now=clock())


def test_codes_count_by_kind_of_setting_and_are_never_given_again(
    deciders: Deciders, claimant: Principal, clock: Clock
) -> None:
    homes = [a_setting(), a_setting()]
    agency = a_setting("IFA")
    for setting_id in (*homes, agency):
        deciders.settle(deciders.claim(setting_id))
    assert labels_of([*homes, agency]) == {
        homes[0]: "Invented Care, home 1",
        homes[1]: "Invented Care, home 2",
        agency: "Invented Care, fostering agency 1",
    }
    with transaction():
        give_up_setting(homes[1], by=claimant, now=clock())
    third = a_setting()
    deciders.settle(deciders.claim(third))
    assert label_of(third) == "Invented Care, home 3"


def test_a_setting_that_comes_back_has_its_old_code(deciders: Deciders, claimant: Principal, clock: Clock) -> None:
    first, second = a_setting(), a_setting()
    for setting_id in (first, second):
        deciders.settle(deciders.claim(setting_id))
    with transaction():
        give_up_setting(first, by=claimant, now=clock())
    assert label_of(first) is None
    clock.forward(days=3)
    deciders.settle(deciders.claim(first))
    assert label_of(first) == "Invented Care, home 1"
    assert [one.end_reason for one in holdings_of(first)] == [EndReason.GIVEN_UP, None]


def test_a_setting_that_another_holds_changes_hands_only_when_the_verifier_says_so(
    deciders: Deciders, verifier: Principal, clock: Clock
) -> None:
    setting_id, former = a_setting(), an_organisation(brand="Former Care")
    a_holding(setting_id, former)
    found = deciders.claim(setting_id)
    with pytest.raises(RuleBroken) as refused:
        say_yes(found, by=verifier, at=clock())
    assert refused.value.reasons[0].field == "take_over"
    assert holder_of(setting_id) == former.id
    db.session.rollback()
    deciders.settle(found, take_over=True)
    assert label_of(setting_id) == "Invented Care, home 1"
    old, new = holdings_of(setting_id)
    assert (old.organisation_id, old.held_until, old.end_reason) == (former.id, clock(), EndReason.TAKEN_OVER)
    assert (new.held_from, new.held_until) == (clock(), None)


def test_those_who_lose_a_setting_are_told(deciders: Deciders, people: KnownPeople) -> None:
    setting_id, former = a_setting(), an_organisation(brand="Former Care")
    a_holding(setting_id, former)
    theirs = people.principal(Role.PROVIDER_ADMINISTRATOR, former.id)
    deciders.settle(deciders.claim(setting_id), take_over=True)
    address = people.addresses[theirs.person_id or ""]
    before, after = db.session.scalars(select(Notice).where(Notice.to == address).order_by(Notice.id)).all()
    assert before.subject == "A claim in the national vacancy register"
    assert after.subject == "A setting is no longer yours"


def test_the_database_itself_allows_one_holder_at_a_time(provider: Organisation) -> None:
    setting_id = a_setting()
    a_holding(setting_id, provider)
    with pytest.raises(Conflict):
        a_holding(setting_id, an_organisation())
    db.session.rollback()


def test_another_organisations_claim_is_not_there_to_be_withdrawn(
    deciders: Deciders, people: KnownPeople, clock: Clock
) -> None:
    found = deciders.claim(a_setting())
    stranger = people.principal(Role.PROVIDER_ADMINISTRATOR, an_organisation().id)
    with pytest.raises(NotFound), transaction():
        services.withdraw_claim(found.id, version=found.version, by=stranger, now=clock())
    with pytest.raises(NotFound), transaction():
        give_up_setting(found.setting_id, by=stranger, now=clock())


def test_a_withdrawn_claim_can_be_made_again_and_begins_anew(
    deciders: Deciders, claimant: Principal, verifier: Principal, clock: Clock
) -> None:
    setting_id = a_setting()
    first = say_yes(deciders.claim(setting_id), by=verifier, at=clock())
    with transaction():
        services.withdraw_claim(first.id, version=first.version, by=claimant, now=clock())
    again = deciders.claim(setting_id)
    assert again.status is ClaimStatus.PROPOSED
    assert again.first_claim_id != first.first_claim_id


def test_the_words_of_a_refusal_are_in_its_row_and_not_in_the_audit(
    deciders: Deciders, verifier: Principal, clock: Clock
) -> None:
    found = refuse(deciders.claim(a_setting()), by=verifier, clock=clock, note="Send the certificate.")
    assert found.note == "Send the certificate."
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == found.id)).all()
    assert {event.action for event in events} == {"SettingClaimed", "ClaimRefused"}
    assert "certificate" not in repr([event.details for event in events])


def test_one_does_not_claim_what_is_not_in_the_register(deciders: Deciders) -> None:
    with pytest.raises(NotFound):
        deciders.claim(new_id())
