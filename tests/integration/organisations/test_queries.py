"""What others ask of organisations, on a database built by the migrations."""

from datetime import date, timedelta

from flask import Flask

from register.core import migrate
from register.core.db import Base, db, new_id
from register.core.identifiers import Scheme
from register.organisations import queries
from register.organisations.domain import CapacityKind, CapacityStatus, OrganisationKind
from tests.builders.organisations import (
    a_capacity,
    a_consortium,
    a_holding,
    an_authority,
    an_organisation,
)
from tests.builders.regulators import a_setting

LAST = date(2026, 6, 30)


def test_the_tables_of_this_slice_are_those_of_the_migrations(app: Flask, database: str) -> None:
    ours = {name for name in Base.metadata.tables if name.startswith(("organisation", "buying_", "claim", "setting_h"))}
    assert len(ours) >= 6
    assert not [one for one in migrate.differences(database) if any(f"'{name}'" in repr(one) for name in ours)]


def test_an_identifier_finds_its_organisation_by_scheme_and_text_only(app: Flask) -> None:
    company = an_organisation(identifiers={Scheme.GB_COH: "SC123456"})
    charity = an_organisation(identifiers={Scheme.GB_SC: "SC123456"})
    assert queries.find_organisation(Scheme.GB_COH, "SC123456") == company
    assert queries.find_organisation(Scheme.GB_SC, "SC123456") == charity
    assert queries.find_organisation(Scheme.OFSTED_URN, "SC123456") is None


def test_a_capacity_is_worth_nothing_after_its_last_day(app: Flask) -> None:
    trust = an_organisation(OrganisationKind.ACTING_BODY)
    a_capacity(trust, "E08000003", "E08000006", kind=CapacityKind.CHILDRENS_TRUST, ends_on=LAST)
    assert queries.authorities_bought_for(trust.id, on=LAST) == {"E08000003", "E08000006"}
    assert queries.authorities_bought_for(trust.id, on=LAST + timedelta(days=1)) == frozenset()
    assert queries.active_capacity(trust.id, on=LAST + timedelta(days=1)) == []


def test_a_capacity_that_nobody_confirmed_in_time_lapses(app: Flask) -> None:
    trust = an_organisation(OrganisationKind.ACTING_BODY)
    a_capacity(trust, "E08000003", confirm_by=LAST)
    assert queries.authorities_bought_for(trust.id, on=LAST)
    assert not queries.authorities_bought_for(trust.id, on=LAST + timedelta(days=1))


def test_a_proposed_or_revoked_capacity_buys_for_nobody(app: Flask) -> None:
    trust = an_organisation(OrganisationKind.ACTING_BODY)
    a_capacity(trust, "E08000003", status=CapacityStatus.PROPOSED)
    a_capacity(trust, "E08000003", status=CapacityStatus.REVOKED)
    assert queries.authorities_bought_for(trust.id, on=LAST) == frozenset()


def test_a_consortium_consists_of_the_members_of_the_day(app: Flask) -> None:
    early, late = an_authority("E08000003"), an_authority("E08000006")
    consortium = a_consortium(early, joined_on=LAST)
    other = a_consortium(late, joined_on=LAST)
    assert queries.authorities_of_consortium(consortium.id, on=LAST) == {"E08000003"}
    assert queries.authorities_of_consortium(consortium.id, on=LAST - timedelta(days=1)) == frozenset()
    assert queries.members_of(other.id, on=LAST) == [late]


def test_a_setting_is_called_by_its_holders_brand_and_code(app: Flask) -> None:
    provider = an_organisation(brand="Invented Care")
    first, second, third = a_setting(), a_setting(), a_setting("IFA")
    a_holding(first, provider)
    a_holding(second, provider)
    a_holding(third, provider, provision="IFA")
    assert queries.label_of(second) == "Invented Care, home 2"
    assert queries.label_of(third) == "Invented Care, fostering agency 1"
    assert queries.settings_of(provider.id) == {first, second, third}
    assert queries.holders_of([first, new_id()]) == {first: provider.id}


def test_a_setting_that_nobody_holds_has_no_label(app: Flask) -> None:
    assert queries.holder_of(new_id()) is None
    assert queries.label_of(new_id()) is None
    db.session.rollback()
