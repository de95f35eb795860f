"""Reading the audit within an auditor's scope: ids and codes only.

What is done on behalf of an organisation in scope is open, whatever it is done to. Of what others do, only what the
register decides about the organisation: about itself, its people, what it buys for, the settings that it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from register.accounts.events import CapacityChosen, SidesDeclared
from register.accounts.models import Invitation, Membership
from register.api_keys.models import ApiKey
from register.claims.models import Claim, Dispute, FirstClaim
from register.core import clock
from register.core.access import Capacity
from register.core.audit import AuditEvent, AuditSealed
from register.core.db import db
from register.core.identifiers import Scheme
from register.core.paging import Page, decode_cursor, encode_cursor
from register.dwellings.models import Dwelling
from register.evidence.models import Evidence, EvidenceFile
from register.organisations.models import (
    BuyingCapacity,
    BuyingCapacityAuthority,
    OrganisationIdentifier,
    SettingHolder,
)
from register.oversight.domain import Scope
from register.regulators.models import Setting
from register.vacancies.models import Vacancy, VacancyBatch

PAGE = 50
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for in the record; None where it does not matter. `since` and `until` are days in London."""

    kind: str | None = None
    subject: str | None = None
    person: str | None = None
    organisation: str | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the record and the seal that holds it, None while it waits for one."""

    event: AuditEvent
    seal: int | None


def read_trail(scope: Scope, asked: Asked, *, after: str | None = None, limit: int = PAGE) -> Page[Entry]:
    """Return one page of the record, newest first. `after` is a cursor; another text raises RuleBroken."""
    query = _wanted(asked).where(within(scope)).order_by(AuditEvent.id.desc()).limit(limit + 1)
    if after:
        (last,) = decode_cursor(after, parts=1)
        query = query.where(AuditEvent.id < int(last))
    found = [Entry(event, seal) for event, seal in db.session.execute(query)]
    items = found[:limit]
    return Page(items, encode_cursor(items[-1].event.id) if len(found) > limit else None)


def _wanted(asked: Asked) -> Select[Any, Any]:
    query = select(AuditEvent, AuditSealed.seal_id).outerjoin(AuditSealed, AuditSealed.event_id == AuditEvent.id)
    for column, value in (
        (AuditEvent.subject_kind, asked.kind),
        (AuditEvent.subject_id, asked.subject),
        (AuditEvent.person_id, asked.person),
        (AuditEvent.organisation_id, asked.organisation),
        (AuditEvent.action, asked.action),
    ):
        if value is not None:
            query = query.where(column == value)
    if asked.since is not None:
        query = query.where(AuditEvent.at >= clock.starts_at(asked.since))
    if asked.until is not None:
        query = query.where(AuditEvent.at < clock.ends_at(asked.until))
    return query


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an event is in scope; nothing is when the scope holds no authority."""
    if scope.national:
        return true()
    if not scope.codes:
        return false()
    acted = or_(
        _own(AuditEvent.organisation_id, scope),
        and_(_buys_for(AuditEvent.organisation_id, scope), AuditEvent.capacity == Capacity.BUYING),
    )
    decided = or_(AuditEvent.organisation_id.is_(None), AuditEvent.capacity == Capacity.REGISTER)
    about = or_(*(and_(AuditEvent.subject_kind == kind, holds(scope)) for kind, holds in SUBJECTS.items()))
    return or_(acted, and_(decided, about))


def _own(column: Column, scope: Scope) -> ColumnElement[bool]:
    """Say that an organisation is one of the authorities in scope, or the auditor's own consortium."""
    named = select(OrganisationIdentifier.organisation_id).where(
        OrganisationIdentifier.scheme == Scheme.LA_GSS, OrganisationIdentifier.identifier.in_(scope.codes)
    )
    return or_(column == scope.own, column.in_(named))


def _buys_for(column: Column, scope: Scope) -> ColumnElement[bool]:
    """Say that an organisation was never proposed to buy for any but authorities in scope: a trust, a company."""
    elsewhere = (
        select(BuyingCapacity.organisation_id)
        .join(BuyingCapacityAuthority, BuyingCapacityAuthority.capacity_id == BuyingCapacity.id)
        .where(BuyingCapacityAuthority.gss.not_in(scope.codes))
    )
    return and_(column.in_(select(BuyingCapacity.organisation_id)), column.not_in(elsewhere))


def _organisation(scope: Scope) -> ColumnElement[bool]:
    return or_(_own(AuditEvent.subject_id, scope), _buys_for(AuditEvent.subject_id, scope))


def _person(scope: Scope) -> ColumnElement[bool]:
    """Say that somebody had a role there at the time; where else they have one stays closed."""
    return and_(
        AuditEvent.action.not_in([CapacityChosen.__name__, SidesDeclared.__name__]),
        exists().where(
            Membership.person_id == AuditEvent.subject_id,
            _own(Membership.organisation_id, scope),
            Membership.began_at <= AuditEvent.at,
            or_(Membership.ended_at.is_(None), Membership.ended_at >= AuditEvent.at),
        ),
    )


def _setting(scope: Scope) -> ColumnElement[bool]:
    """Say that an organisation in scope held it at the time, or that it is an authority's own service."""
    held = exists().where(
        SettingHolder.setting_id == AuditEvent.subject_id,
        _own(SettingHolder.organisation_id, scope),
        SettingHolder.held_from <= AuditEvent.at,
        or_(SettingHolder.held_until.is_(None), SettingHolder.held_until >= AuditEvent.at),
    )
    in_house = exists().where(Setting.id == AuditEvent.subject_id, Setting.in_house_for_gss.in_(scope.codes))
    return or_(held, in_house)


def _of_organisation(key: Column, organisation: Column) -> Callable[[Scope], ColumnElement[bool]]:
    def holds(scope: Scope) -> ColumnElement[bool]:
        return exists().where(key == AuditEvent.subject_id, _own(organisation, scope))

    return holds


def _capacity(scope: Scope) -> ColumnElement[bool]:
    return AuditEvent.subject_id.in_(
        select(BuyingCapacityAuthority.capacity_id).where(BuyingCapacityAuthority.gss.in_(scope.codes))
    )


def _dispute(scope: Scope) -> ColumnElement[bool]:
    """Say that the claim that is disputed is one of an organisation in scope."""
    return exists().where(
        Dispute.id == AuditEvent.subject_id, Claim.id == Dispute.claim_id, _own(Claim.organisation_id, scope)
    )


#: When a subject belongs to an organisation in scope, by kind of subject.
SUBJECTS: dict[str, Callable[[Scope], ColumnElement[bool]]] = {
    "api-key": _of_organisation(ApiKey.id, ApiKey.organisation_id),
    "buying-capacity": _capacity,
    "claim": _of_organisation(Claim.id, Claim.organisation_id),
    "consortium": _organisation,
    "dispute": _dispute,
    "dwelling": _of_organisation(Dwelling.id, Dwelling.organisation_id),
    "evidence": _of_organisation(Evidence.id, Evidence.organisation_id),
    "evidence-file": _of_organisation(EvidenceFile.id, EvidenceFile.organisation_id),
    "first-claim": _of_organisation(FirstClaim.id, FirstClaim.organisation_id),
    "invitation": _of_organisation(Invitation.id, Invitation.organisation_id),
    "organisation": _organisation,
    "person": _person,
    "setting": _setting,
    "vacancy-batch": _of_organisation(VacancyBatch.id, VacancyBatch.organisation_id),
    "vacancy": _of_organisation(Vacancy.id, Vacancy.organisation_id),
}
#: What only an auditor of the nation sees, each with the reason.
NATIONAL = {"regulator-file": "what regulators publish is nobody's in particular"}


def subject_kinds() -> list[str]:
    """Return every kind of subject, in a fixed order."""
    return sorted({*SUBJECTS, *NATIONAL})
