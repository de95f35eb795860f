"""Pages of claims, from finding a setting to the decision, as people with these roles see them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.accounts.models import Person
from register.claims.domain import ClaimStatus
from register.claims.models import Claim
from register.claims.queries import get_claim
from register.core.access import Role
from register.core.db import db
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from register.organisations.queries import holder_of
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.pages import post, post_twice, text_of


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


def test_a_provider_finds_claims_and_a_verifier_approves(
    app: Flask, client: FlaskClient, owner: Person, verifier: Person, provider: Organisation
) -> None:
    setting_id = a_setting(identifier="1234567", owner_published="Larkfield Care Limited")
    sign_in(client, owner)
    assert "1234567" in text_of(client, "/claims/find?q=larkfield")
    assert "Larkfield Care Limited" in text_of(client, f"/settings/{setting_id}/claim")
    where = post(client, f"/settings/{setting_id}/claim", step="confirm")
    assert "Waits for a verifier" in text_of(client, where)
    assert "claimed, waits for a verifier" in text_of(client, "/claims/find?q=1234567")
    claim_id = where.rsplit("/", 1)[1]

    other = app.test_client()
    sign_in(other, verifier)
    assert claim_id in text_of(other, "/queue")
    page = text_of(other, f"/queue/claims/{claim_id}")
    assert "Larkfield Care Limited" in page and "Invented Care Limited" in page
    post_twice(other, f"/queue/claims/{claim_id}", decision="approve", version="1")
    reread()
    assert holder_of(setting_id) == provider.id
    assert "Invented Care, home 1" in text_of(client, where)
    assert claim_id not in text_of(other, "/queue")


def test_a_verifier_may_change_an_answer_before_it_counts(
    client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider)
    sign_in(client, verifier)
    path = f"/queue/claims/{claim.id}"
    page = post(client, path, status=200, decision="approve", version="1")
    assert "Check your decision" in page
    page = post(client, path, status=200, decision="approve", version="1", step="change")
    assert "Does this organisation run this setting?" in page and "checked" in page
    reread()
    assert get_claim(claim.id).status is ClaimStatus.PROPOSED


def test_a_refusal_needs_a_reason_and_the_claimant_reads_it(
    app: Flask, client: FlaskClient, verifier: Person, owner: Person, provider: Organisation
) -> None:
    claim = a_claim(a_setting(), provider, by=owner.id)
    sign_in(client, verifier)
    page = post(client, f"/queue/claims/{claim.id}", status=422, decision="refuse", version="1")
    assert "Choose why you do not approve it" in page
    post_twice(
        client,
        f"/queue/claims/{claim.id}",
        decision="refuse",
        refusal="not-shown",
        note="Show the certificate",
        version="1",
    )
    theirs = app.test_client()
    sign_in(theirs, owner)
    page = text_of(theirs, f"/claims/{claim.id}")
    assert "Show the certificate" in page and "It was not shown" in page


def test_a_disputed_claim_is_marked_and_takes_over_only_with_a_tick(
    client: FlaskClient, verifier: Person, provider: Organisation
) -> None:
    setting_id, former = a_setting(), an_organisation(name="Former Care Limited")
    a_holding(setting_id, former)
    claim = a_claim(setting_id, provider)
    sign_in(client, verifier)
    assert "Disputed" in text_of(client, "/queue")
    path = f"/queue/claims/{claim.id}"
    assert "Former Care Limited" in text_of(client, path)
    page = post(client, path, status=422, decision="approve", version="1", step="confirm")
    assert "Say that its holding ends" in page
    page = post(client, path, status=200, decision="approve", version="1", take_over="true")
    assert "it loses the setting now" in page
    post_twice(client, path, decision="approve", version="1", take_over="true")
    reread()
    assert holder_of(setting_id) == provider.id


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
