"""Pages of claims, from finding a setting to the decision, as people with these roles see them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.models import Membership, Person
from register.claims.domain import ClaimStatus
from register.claims.models import Claim, Dispute
from register.claims.queries import get_claim
from register.claims.queries.progress import approvals_of
from register.core.access import Role
from register.core.db import db, transaction
from register.core.notices import Notice
from register.core.relay import Relay
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from register.organisations.queries import holder_of
from register.regulators.models import Setting
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim, a_dispute, code_sent
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.integration.conftest import Clock
from tests.pages import HIDDEN, post, text_of


@pytest.fixture
def verifier(app: Flask) -> Person:
    office = an_organisation(OrganisationKind.NATIONAL_BODY, name="Invented Register Office")
    return a_person(Role.VERIFIER, organisation_id=office.id)


@pytest.fixture
def provider(app: Flask) -> Organisation:
    return an_organisation(name="Invented Care Limited", brand="Invented Care")


@pytest.fixture
def owner(provider: Organisation) -> Person:
    return a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id)


def reread() -> None:
    """See what other sessions have committed."""
    db.session.rollback()


READ = {"read": "office@provider.example", "address_note": "The regulator's page of the service"}


def decide(client: FlaskClient, *claims: Claim, **fields: str) -> str:
    """Fill the decision in, look at it once more, and confirm as a browser would."""
    path = f"/queue/claims/{claims[0].id}"
    page = text_of(client, path)
    versions = {one["name"]: one["value"] for one in HIDDEN.finditer(page) if one["name"].startswith("version-")}
    page = client.post(path, data={"claim": [one.id for one in claims], **versions, **fields}).get_data(as_text=True)
    assert "Check your decision" in page, page
    again: dict[str, list[str]] = {}
    for one in HIDDEN.finditer(page):
        if one["name"] != "csrf_token":
            again.setdefault(one["name"], []).append(unescape(one["value"]))
    answer = client.post(path, data={**again, "step": "confirm"})
    assert answer.status_code in {200, 303}, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_a_provider_comes_in_with_a_first_claim_over_pages_alone(
    app: Flask, client: FlaskClient, owner: Person, verifier: Person, provider: Organisation, clock: Clock, relay: Relay
) -> None:
    setting_id = a_setting(identifier="1234567", owner_published="Larkfield Care Limited")
    sign_in(client, owner)
    assert "1234567" in text_of(client, "/claims/find?q=larkfield")
    assert "first claim for this owner" in text_of(client, f"/settings/{setting_id}/claim")
    where = post(client, f"/settings/{setting_id}/claim", step="confirm")
    assert "Waits for a verifier" in text_of(client, where)
    claim = get_claim(where.rsplit("/", 1)[1])

    second = a_person(Role.VERIFIER, organisation_id=organisation_of(verifier))
    for number, person in enumerate((verifier, second)):
        other = app.test_client()
        sign_in(other, person)
        assert claim.id in text_of(other, "/queue")
        page = text_of(other, f"/queue/claims/{claim.id}")
        assert "Larkfield Care Limited" in page and "Invented Care Limited" in page
        assert ("where does the code go?" in page) is (number == 0)
        decide(other, claim, decision="approve", **(READ if number == 0 else {}))
    assert "You approved one." in text_of(other, "/queue")
    assert "office@provider.example" in text_of(other, f"/queue/claims/{claim.id}")

    assert "Enter the code" in text_of(client, "/claims")
    path = f"/claims/{claim.id}/code"
    assert "This is not the code" in post(client, path, status=422, code="AAAAA-AAAAA")
    assert "office@provider.example" not in text_of(client, path)
    post(client, path, code=code_sent().lower())
    assert "Approved, open to objections" in text_of(client, where)
    clock.forward(days=9)
    relay.run_until_idle()
    sign_in(client, owner)
    assert holder_of(setting_id) == provider.id
    assert "Invented Care, home 1" in text_of(client, where)


def test_a_verifier_may_change_an_answer_before_it_counts(
    client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider)
    sign_in(client, verifier)
    path, fields = f"/queue/claims/{claim.id}", {"claim": claim.id, "decision": "approve", **READ}
    assert "Check your decision" in post(client, path, status=200, **fields)
    page = post(client, path, status=200, **fields, step="change")
    assert "Does this organisation run this setting?" in page and "checked" in page
    assert "office@provider.example" in page
    reread()
    assert get_claim(claim.id).status is ClaimStatus.PROPOSED


def test_a_decision_says_what_is_missing(client: FlaskClient, verifier: Person, provider: Organisation) -> None:
    claim = a_claim(a_setting(), provider)
    sign_in(client, verifier)
    path = f"/queue/claims/{claim.id}"
    assert "Choose at least one claim" in post(client, path, status=422, decision="approve")
    assert "Choose what you decide" in post(client, path, status=422, claim=claim.id)
    sent = {"claim": claim.id, f"version-{claim.id}": str(claim.version), "decision": "approve", "step": "confirm"}
    page = post(client, path, status=422, **sent)
    assert "Choose the address to which the code goes" in page
    page = post(client, path, status=422, **sent, read="office@provider.example")
    assert "Say where in the regulator" in page
    reread()
    assert not approvals_of([claim.id])


def test_a_refusal_needs_a_reason_and_the_claimant_reads_it(
    app: Flask, client: FlaskClient, verifier: Person, owner: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider, by=owner.id)
    sign_in(client, verifier)
    page = post(client, f"/queue/claims/{claim.id}", status=422, decision="refuse", claim=claim.id)
    assert "Choose why you do not approve it" in page
    decide(client, claim, decision="refuse", refusal="not-shown", note="Show the certificate")
    theirs = app.test_client()
    sign_in(theirs, owner)
    page = text_of(theirs, f"/claims/{claim.id}")
    assert "Show the certificate" in page and "It was not shown" in page


def test_one_some_or_all_of_an_owners_claims_are_decided_at_once_each_with_its_outcome(
    app: Flask, client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    a_holding(a_setting(owner_published="Elm Ltd"), provider)
    claims = [a_claim(a_setting(owner_published="Elm Ltd"), provider) for _ in range(4)]
    other = a_claim(a_setting(owner_published="Oak Ltd"), provider)
    sign_in(client, verifier)
    page = text_of(client, f"/queue/claims/{claims[0].id}")
    assert page.count('name="claim"') == 4 and page.count(" checked") == 4 and other.id not in page
    with transaction() as session:
        session.get_one(Setting, claims[1].setting_id).open = False
    page = decide(client, *claims[:3], decision="approve")
    assert "2 claims decided." in page and "no longer lists this setting" in page
    reread()
    assert [get_claim(one.id).status for one in claims] == ["approved", "proposed", "approved", "proposed"]


def test_a_claim_on_what_another_holds_is_marked_and_takes_over_only_with_a_tick(
    client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    setting_id, former = a_setting(), an_organisation(name="Former Care Limited")
    a_holding(setting_id, former)
    claim = a_claim(setting_id, provider)
    sign_in(client, verifier)
    assert "Held by another" in text_of(client, "/queue")
    path = f"/queue/claims/{claim.id}"
    assert "held by Former Care Limited" in text_of(client, path)
    page = post(client, path, status=422, decision="approve", claim=claim.id)
    assert "Say that its holding ends" in page
    page = post(client, path, status=200, decision="approve", claim=claim.id, take_over="true", **READ)
    assert "five working days to object" in page
    decide(client, claim, decision="approve", take_over="true", **READ)
    reread()
    assert holder_of(setting_id) == former.id
    assert approvals_of([claim.id]) == {claim.id: [verifier.id]}


def test_the_queue_has_pages_and_says_how_long_each_group_waits(
    client: FlaskClient, verifier: Person, clock: Clock
) -> None:
    for day in range(23):
        at = clock() - timedelta(days=30 - day)
        a_claim(a_setting(owner_published=f"Elm {day} Ltd"), an_organisation(name=f"Invented {day}"), at=at)
    sign_in(client, verifier)
    page = text_of(client, "/queue")
    assert "30 days" in page and "Invented 19" in page and "Invented 20" not in page
    more = re.search(r'href="(/queue\?after=[^"]+)"', page)
    assert more is not None
    page = text_of(client, more[1])
    assert "Invented 20" in page and "Invented 19" not in page and "More claims" not in page


def test_a_holder_sees_the_claim_of_another_objects_and_takes_that_back(
    client: FlaskClient, owner: Person, provider: Organisation
) -> None:
    setting_id = a_setting()
    a_holding(setting_id, provider)
    claim = a_claim(setting_id, an_organisation(name="Rival Care Limited"))
    sign_in(client, owner)
    assert "Claims of others on your settings" in text_of(client, "/claims")
    path = f"/claims/{claim.id}/object"
    assert "Rival Care Limited" in text_of(client, path)
    assert "Choose why it is not right" in post(client, path, status=422)
    post(client, path, reason="still-run")
    assert "Your organisation has objected" in text_of(client, path)
    post(client, path, act="withdraw")
    assert "Why is it not right?" in text_of(client, path)


def test_a_link_in_a_message_shows_who_claims_and_only_a_button_objects(
    app: Flask, client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(identifier="1234567"), provider)
    sign_in(client, verifier)
    decide(client, claim, decision="approve", **READ)
    (body,) = db.session.scalars(select(Notice.body).where(Notice.to == "office@provider.example"))
    found = re.search(r"(/objections\?token=\S+)", body)
    assert found is not None
    reader = app.test_client()
    page = text_of(reader, found[1])
    assert "Invented Care Limited" in page and "1234567" in page
    assert not db.session.scalars(select(Dispute)).all()
    text_of(reader, "/objections?token=another", status=404)
    token = found[1].partition("=")[2]
    assert "Choose why it is not right" in post(reader, "/objections", status=422, token=token)
    post(reader, "/objections", token=token, reason="unknown-claimant")
    assert "An objection was made" in text_of(reader, found[1])
    assert "Disputed" in text_of(client, "/queue")


def test_verifiers_look_after_a_dispute_and_two_decide_it_on_its_page(
    app: Flask, client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider)
    dispute = a_dispute(claim.id)
    sign_in(client, verifier)
    path = f"/queue/disputes/{dispute.id}"
    assert path in text_of(client, "/queue") and path in text_of(client, f"/queue/claims/{claim.id}")
    assert "I look after this" in text_of(client, path)
    post(client, path, act="take", version=version_in(text_of(client, path)))
    page = post(client, path, status=422, act="propose", version=version_in(text_of(client, path)))
    assert "Choose how it should end" in page
    post(client, path, act="propose", outcome="claim-fails", version=version_in(text_of(client, path)))
    page = text_of(client, path)
    assert "Another verifier must agree" in page
    post(client, path, status=403, act="agree", version=str(db.session.get_one(Dispute, dispute.id).version))
    other = app.test_client()
    sign_in(other, a_person(Role.VERIFIER, organisation_id=organisation_of(verifier)))
    post(other, path, act="agree", version=version_in(text_of(other, path)))
    reread()
    assert get_claim(claim.id).status is ClaimStatus.REFUSED
    assert "This dispute is over" in text_of(other, path)


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    return found[1] if found else ""


def organisation_of(person: Person) -> str:
    return str(db.session.scalar(select(Membership.organisation_id).where(Membership.person_id == person.id)))


def test_a_claim_of_another_organisation_is_not_there(client: FlaskClient, provider: Organisation) -> None:
    claim = a_claim(a_setting(), provider)
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR))
    for path in (f"/claims/{claim.id}", f"/claims/{claim.id}/withdraw"):
        text_of(client, path, status=404)
    post(client, f"/claims/{claim.id}/withdraw", status=404, version="1")
    text_of(client, f"/settings/{claim.setting_id}/give-up", status=404)


def test_a_claim_is_withdrawn_and_a_setting_given_up(
    client: FlaskClient, owner: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider)
    held = a_setting()
    a_holding(held, provider)
    sign_in(client, owner)
    assert "Withdraw this claim" in text_of(client, f"/claims/{claim.id}/withdraw")
    post(client, f"/claims/{claim.id}/withdraw", version=str(claim.version))
    assert "Invented Care, home 1" in text_of(client, f"/settings/{held}/give-up")
    post(client, f"/settings/{held}/give-up")
    reread()
    assert db.session.get_one(Claim, claim.id).status is ClaimStatus.WITHDRAWN
    assert holder_of(held) is None


def test_no_page_about_claims_shows_a_hidden_name(
    client: FlaskClient, owner: Person, verifier: Person, provider: Organisation
) -> None:
    hidden = a_setting(name_published="Larkspur House", hidden=True, owner_published="Larkfield Care Limited")
    claim = a_claim(hidden, provider)
    sign_in(client, owner)
    pages = [text_of(client, path) for path in ("/claims/find?q=larkfield", "/claims", f"/claims/{claim.id}")]
    sign_in(client, verifier)
    pages += [text_of(client, path) for path in ("/queue", f"/queue/claims/{claim.id}")]
    assert not [page for page in pages if "Larkspur" in page]


def test_the_code_is_sent_to_another_address_and_everything_begins_anew(
    client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider)
    sign_in(client, verifier)
    assert "another address instead" not in text_of(client, f"/queue/claims/{claim.id}")
    decide(client, claim, decision="approve", **READ)
    assert "another address instead" in text_of(client, f"/queue/claims/{claim.id}")
    other = {"read": "post@provider.example", "address_note": "The regulator's page, read again"}
    decide(client, claim, decision="approve", **other)
    reread()
    assert code_sent("post@provider.example")
    assert approvals_of([claim.id]) == {claim.id: [verifier.id]}
