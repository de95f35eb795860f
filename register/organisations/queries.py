"""What others ask of organisations: one function a question."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, case, or_, select

from register.core.db import db
from register.core.errors import NotFound
from register.core.identifiers import Scheme
from register.core.paging import Page, decode_cursor, encode_cursor
from register.organisations.domain import DUE_BEFORE, CapacityStatus, OrganisationKind
from register.organisations.models import (
    BuyingCapacity,
    BuyingCapacityAuthority,
    ConsortiumMember,
    InternalCode,
    Organisation,
    OrganisationIdentifier,
    SettingHolder,
)


def get_organisation(organisation_id: str) -> Organisation:
    """Return an organisation. Raises NotFound."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def find_organisation(scheme: Scheme, identifier: str) -> Organisation | None:
    """Return the organisation that an identifier belongs to, or None."""
    return db.session.scalars(
        select(Organisation)
        .join(OrganisationIdentifier)
        .where(OrganisationIdentifier.scheme == scheme, OrganisationIdentifier.identifier == identifier)
    ).one_or_none()


def list_organisations() -> Sequence[Organisation]:
    """Return all organisations by name."""
    return db.session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)).all()


def active_capacity(organisation_id: str, *, on: date) -> Sequence[BuyingCapacity]:
    """Return the buying capacities of an organisation that stand on a day in Europe/London, oldest first."""
    return db.session.scalars(
        select(BuyingCapacity)
        .where(
            BuyingCapacity.organisation_id == organisation_id,
            BuyingCapacity.status == CapacityStatus.GRANTED,
            BuyingCapacity.ends_on >= on,
            BuyingCapacity.confirm_by >= on,
        )
        .order_by(BuyingCapacity.id)
    ).all()


def authorities_bought_for(organisation_id: str, *, on: date) -> frozenset[str]:
    """Return the GSS codes of the authorities that an organisation may buy for on a day in Europe/London."""
    return frozenset(
        db.session.scalars(
            select(BuyingCapacityAuthority.gss)
            .join(BuyingCapacity, BuyingCapacity.id == BuyingCapacityAuthority.capacity_id)
            .where(
                BuyingCapacity.organisation_id == organisation_id,
                BuyingCapacity.status == CapacityStatus.GRANTED,
                BuyingCapacity.ends_on >= on,
                BuyingCapacity.confirm_by >= on,
            )
        )
    )


def members_of(consortium_id: str, *, on: date) -> Sequence[Organisation]:
    """Return the authorities that belong to a consortium on a day, by name."""
    return db.session.scalars(
        select(Organisation)
        .join(ConsortiumMember, ConsortiumMember.authority_id == Organisation.id)
        .where(
            ConsortiumMember.consortium_id == consortium_id,
            ConsortiumMember.joined_on <= on,
            or_(ConsortiumMember.left_on.is_(None), ConsortiumMember.left_on >= on),
        )
        .order_by(Organisation.name, Organisation.id)
    ).all()


def authorities_of_consortium(consortium_id: str, *, on: date) -> frozenset[str]:
    """Return the GSS codes of the authorities that belong to a consortium on a day."""
    return frozenset(
        db.session.scalars(
            select(OrganisationIdentifier.identifier)
            .join(ConsortiumMember, ConsortiumMember.authority_id == OrganisationIdentifier.organisation_id)
            .where(
                OrganisationIdentifier.scheme == Scheme.LA_GSS,
                ConsortiumMember.consortium_id == consortium_id,
                ConsortiumMember.joined_on <= on,
                or_(ConsortiumMember.left_on.is_(None), ConsortiumMember.left_on >= on),
            )
        )
    )


def holder_of(setting_id: str) -> str | None:
    """Return the id of the organisation that holds a setting now, or None."""
    return db.session.scalars(
        select(SettingHolder.organisation_id).where(
            SettingHolder.setting_id == setting_id, SettingHolder.held_until.is_(None)
        )
    ).one_or_none()


def holders_of(setting_ids: Iterable[str]) -> dict[str, str]:
    """Return who holds which of these settings now, as {setting id: organisation id}; one query for many."""
    rows = db.session.execute(
        select(SettingHolder.setting_id, SettingHolder.organisation_id).where(
            SettingHolder.setting_id.in_(list(setting_ids)), SettingHolder.held_until.is_(None)
        )
    )
    return {row.setting_id: row.organisation_id for row in rows}


def settings_of(organisation_id: str) -> frozenset[str]:
    """Return the ids of the settings that an organisation holds now."""
    return frozenset(
        db.session.scalars(
            select(SettingHolder.setting_id).where(
                SettingHolder.organisation_id == organisation_id, SettingHolder.held_until.is_(None)
            )
        )
    )


def labels_of(setting_ids: Iterable[str]) -> dict[str, str]:
    """Return what others may call these settings, as {setting id: "Oakway Care, home 3"}; held ones only."""
    rows = db.session.execute(
        select(SettingHolder.setting_id, Organisation.brand, InternalCode)
        .join(Organisation, Organisation.id == SettingHolder.organisation_id)
        .join(
            InternalCode,
            (InternalCode.organisation_id == SettingHolder.organisation_id)
            & (InternalCode.setting_id == SettingHolder.setting_id),
        )
        .where(SettingHolder.setting_id.in_(list(setting_ids)), SettingHolder.held_until.is_(None))
    )
    return {setting_id: f"{brand}, {code.text}" for setting_id, brand, code in rows}


def label_of(setting_id: str) -> str | None:
    """Return what others may call a setting ("Oakway Care, home 3"); None while nobody holds it."""
    return labels_of([setting_id]).get(setting_id)


def get_capacity(capacity_id: str) -> BuyingCapacity:
    """Return a buying capacity. Raises NotFound."""
    found = db.session.get(BuyingCapacity, capacity_id)
    if found is None:
        raise NotFound("There is no such buying capacity.")
    return found


def capacities_of(organisation_id: str) -> Sequence[BuyingCapacity]:
    """Return every buying capacity that an organisation was ever proposed for, newest first."""
    return db.session.scalars(
        select(BuyingCapacity)
        .where(BuyingCapacity.organisation_id == organisation_id)
        .order_by(BuyingCapacity.id.desc())
    ).all()


def holding_of(setting_id: str) -> SettingHolder | None:
    """Return the present holding of a setting, or None while nobody holds it."""
    return db.session.scalars(
        select(SettingHolder).where(SettingHolder.setting_id == setting_id, SettingHolder.held_until.is_(None))
    ).one_or_none()


def holdings_of(setting_id: str) -> Sequence[SettingHolder]:
    """Return who held a setting from when until when, oldest first."""
    return db.session.scalars(
        select(SettingHolder)
        .where(SettingHolder.setting_id == setting_id)
        .order_by(SettingHolder.held_from, SettingHolder.id)
    ).all()


def names_of(organisation_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of organisations, by id."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisation_ids)))
    )
    return {row.id: row.name for row in rows}


def waiting_capacities() -> Sequence[BuyingCapacity]:
    """Return the buying capacities that wait for a second register administrator, oldest first."""
    return db.session.scalars(
        select(BuyingCapacity).where(BuyingCapacity.status == CapacityStatus.PROPOSED).order_by(BuyingCapacity.id)
    ).all()


def capacities_due(*, on: date) -> Sequence[BuyingCapacity]:
    """Return granted capacities that lapse or end within a month of a day, or lapsed in the month before it."""
    last_day = case(
        (BuyingCapacity.confirm_by < BuyingCapacity.ends_on, BuyingCapacity.confirm_by),
        else_=BuyingCapacity.ends_on,
    )
    return db.session.scalars(
        select(BuyingCapacity)
        .where(BuyingCapacity.status == CapacityStatus.GRANTED, last_day.between(on - DUE_BEFORE, on + DUE_BEFORE))
        .order_by(last_day, BuyingCapacity.id)
    ).all()


def search_organisations(words: str, *, after: str | None = None, limit: int = 50) -> Page[Organisation]:
    """Return one page of organisations by name whose name, brand or identifier holds the words (all, when empty).

    `after` is a cursor of an earlier page; another text raises RuleBroken.
    """
    query = select(Organisation)
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        held = select(OrganisationIdentifier.organisation_id).where(
            OrganisationIdentifier.identifier.ilike(pattern, escape="\\")
        )
        query = query.where(
            or_(
                Organisation.name.ilike(pattern, escape="\\"),
                Organisation.brand.ilike(pattern, escape="\\"),
                Organisation.id.in_(held),
            )
        )
    if after:
        name, last = (str(one) for one in decode_cursor(after, parts=2))
        query = query.where(or_(Organisation.name > name, and_(Organisation.name == name, Organisation.id > last)))
    found = db.session.scalars(query.order_by(Organisation.name, Organisation.id).limit(limit + 1)).all()
    items = found[:limit]
    more = len(found) > limit
    return Page(items, encode_cursor(items[-1].name, items[-1].id) if more else None)


def organisations_of_kind(kind: OrganisationKind) -> Sequence[Organisation]:
    """Return all organisations of a kind by name."""
    return db.session.scalars(
        select(Organisation).where(Organisation.kind == kind).order_by(Organisation.name, Organisation.id)
    ).all()


def get_identifier(organisation_id: str, scheme: str, identifier: str) -> OrganisationIdentifier:
    """Return one identifier of an organisation. Raises NotFound."""
    found = db.session.scalars(
        select(OrganisationIdentifier).where(
            OrganisationIdentifier.organisation_id == organisation_id,
            OrganisationIdentifier.identifier == identifier,
        )
    ).all()
    for one in found:
        if one.scheme == scheme:
            return one
    raise NotFound("This organisation has no such identifier.")


def memberships_of(organisation_id: str) -> Sequence[ConsortiumMember]:
    """Return memberships in a consortium, or of an authority, oldest first."""
    return db.session.scalars(
        select(ConsortiumMember)
        .where(or_(ConsortiumMember.consortium_id == organisation_id, ConsortiumMember.authority_id == organisation_id))
        .order_by(ConsortiumMember.joined_on, ConsortiumMember.id)
    ).all()


def get_membership(member_id: str) -> ConsortiumMember:
    """Return one membership of a consortium. Raises NotFound."""
    found = db.session.get(ConsortiumMember, member_id)
    if found is None:
        raise NotFound("There is no such membership.")
    return found
