"""Organisations, buying capacities and holdings, put straight into the tables. Names are invented and say so."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import func, select

from register.core.db import db, new_id, transaction
from register.core.identifiers import Scheme
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

WHEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_number = count(1)


def an_organisation(
    kind: OrganisationKind = OrganisationKind.PROVIDER,
    *,
    name: str | None = None,
    brand: str | None = None,
    identifiers: dict[Scheme, str] | None = None,
) -> Organisation:
    name = name or f"Invented Organisation {next(_number)}"
    organisation = Organisation(id=new_id(), kind=kind, name=name, brand=brand or name, created_at=WHEN)
    organisation.identifiers = [
        OrganisationIdentifier(scheme=scheme, identifier=identifier)
        for scheme, identifier in (identifiers or {}).items()
    ]
    with transaction() as session:
        session.add(organisation)
    return organisation


def an_authority(gss: str = "E08000003", *, name: str | None = None, capacity: bool = True) -> Organisation:
    """An authority that, unless told otherwise, may buy for itself."""
    authority = an_organisation(OrganisationKind.LOCAL_AUTHORITY, name=name, identifiers={Scheme.LA_GSS: gss})
    if capacity:
        a_capacity(authority, gss)
    return authority


def a_capacity(
    organisation: Organisation,
    *gss: str,
    kind: CapacityKind = CapacityKind.AUTHORITY,
    ends_on: date = date(2028, 3, 31),
    confirm_by: date | None = date(2027, 3, 31),
    status: CapacityStatus = CapacityStatus.GRANTED,
    proposed_by: str | None = None,
) -> BuyingCapacity:
    proposer = proposed_by or new_id()
    capacity = BuyingCapacity(
        id=new_id(),
        organisation_id=organisation.id,
        kind=kind,
        status=status,
        ends_on=ends_on,
        confirm_by=None if status is CapacityStatus.PROPOSED else confirm_by,
        proposed_by=proposer,
        proposed_at=WHEN,
        decided_by=None if status is CapacityStatus.PROPOSED else new_id(),
        decided_at=None if status is CapacityStatus.PROPOSED else WHEN + timedelta(hours=1),
    )
    capacity.authorities = [BuyingCapacityAuthority(gss=one) for one in gss]
    capacity.evidence = [
        CapacityEvidence(
            id=new_id(),
            kind=EvidenceKind.COUNCIL_CONSTITUTION,
            reference="Part 3",
            seen_by=proposer,
            seen_at=WHEN,
        )
    ]
    with transaction() as session:
        session.add(capacity)
    return capacity


def a_consortium(
    *authorities: Organisation, name: str | None = None, joined_on: date = date(2026, 1, 5)
) -> Organisation:
    consortium = an_organisation(OrganisationKind.CONSORTIUM, name=name)
    with transaction() as session:
        session.add_all(
            ConsortiumMember(id=new_id(), consortium_id=consortium.id, authority_id=one.id, joined_on=joined_on)
            for one in authorities
        )
    return consortium


def a_holding(
    setting_id: str, organisation: Organisation, *, provision: str | None = "CH", at: datetime = WHEN
) -> SettingHolder:
    """The organisation holds the setting, with the next free internal code."""
    word = code_word(provision)
    taken = db.session.scalar(
        select(func.max(InternalCode.number)).where(
            InternalCode.organisation_id == organisation.id, InternalCode.word == word
        )
    )
    holding = SettingHolder(id=new_id(), setting_id=setting_id, organisation_id=organisation.id, held_from=at)
    code = InternalCode(organisation_id=organisation.id, setting_id=setting_id, word=word, number=(taken or 0) + 1)
    with transaction() as session:
        session.add_all([holding, code])
    return holding
