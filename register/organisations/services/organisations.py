"""Adding and changing organisations, their identifiers, and who belongs to a consortium."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _

from register.core import outbox
from register.core.access import Principal, Role
from register.core.db import db, new_id
from register.core.errors import NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.identifiers import Scheme, normal_identifier
from register.geography.domain.authorities import Authority
from register.geography.queries import authorities
from register.organisations.domain import OrganisationKind
from register.organisations.events import (
    ConsortiumJoined,
    ConsortiumLeft,
    IdentifierAdded,
    IdentifierRemoved,
    OrganisationAdded,
    OrganisationChanged,
)
from register.organisations.models import ConsortiumMember, Organisation, OrganisationIdentifier
from register.organisations.ports import leads_to_place
from register.organisations.queries import find_organisation, get_organisation, members_of, settings_of
from register.organisations.services.deciding import person_of, require_version


def add_organisation(
    kind: OrganisationKind,
    *,
    name: str,
    brand: str,
    identifiers: Mapping[Scheme, str],
    by: Principal,
    now: datetime,
) -> Organisation:
    """Add an organisation with what others call it. Raises RuleBroken when an identifier does not hold or is taken."""
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    return create_organisation(kind, name=name, brand=brand, identifiers=identifiers, by=by, now=now)


def create_organisation(
    kind: OrganisationKind,
    *,
    name: str,
    brand: str,
    identifiers: Mapping[Scheme, str],
    by: Principal,
    now: datetime,
) -> Organisation:
    """Add an organisation on behalf of somebody whose right to do so was settled elsewhere (a command, a trial)."""
    pairs = check_identifiers(kind, identifiers)
    organisation = Organisation(id=new_id(), kind=kind, name=name, brand=brand, created_at=now)
    db.session.add(organisation)
    record(OrganisationAdded(subject_id=organisation.id, kind=kind.value), by=by, now=now)
    for scheme, identifier in pairs:
        _add_pair(organisation, scheme, identifier, by=by, now=now)
    return organisation


def check_identifiers(kind: OrganisationKind, identifiers: Mapping[Scheme, str]) -> list[tuple[Scheme, str]]:
    """Return the identifiers in their schemes' own forms, as a new organisation may have them. Raises RuleBroken."""
    if kind is OrganisationKind.LOCAL_AUTHORITY and Scheme.LA_GSS not in identifiers:
        words = _("No authority of today has this name. Give its code, such as E08000003")
        raise RuleBroken(Reason("identifier", "gss-missing", words))
    return [_free_identifier(scheme, text, kind=kind) for scheme, text in identifiers.items()]


def codes_by_name(name: str) -> dict[Scheme, str]:
    """Return the codes of the authority of today that has this name, in whatever spelling; empty for another name."""
    authority = authorities().by_name(name)
    return codes_of(authority) if isinstance(authority, Authority) else {}


def codes_of(authority: Authority) -> dict[Scheme, str]:
    """Return what an authority is called by the statistics office and, in England, by the Department for Education."""
    return {Scheme.LA_GSS: authority.gss} | ({Scheme.LA_DFE: authority.dfe_code} if authority.dfe_code else {})


def add_missing_authorities(*, by: Principal, now: datetime) -> list[Organisation]:
    """Add every authority of today that is not an organisation yet; the same call twice adds nothing."""
    return [
        create_organisation(
            OrganisationKind.LOCAL_AUTHORITY,
            name=authority.name,
            brand=authority.name,
            identifiers=codes_of(authority),
            by=by,
            now=now,
        )
        for authority in authorities()
        if find_organisation(Scheme.LA_GSS, authority.gss) is None
    ]


def change_organisation(
    organisation_id: str, *, name: str, brand: str, version: int, by: Principal, now: datetime
) -> Organisation:
    """Change an organisation's name or brand; what shows the brand is brought up to date.

    Raises Conflict, and RuleBroken where the new brand leads to a place that the organisation keeps secret.
    """
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    organisation = get_organisation(organisation_id)
    require_version(organisation.version, version)
    changed = [field for field, new in (("brand", brand), ("name", name)) if getattr(organisation, field) != new]
    if not changed:
        return organisation
    if "brand" in changed and leads_to_place(brand, organisation=organisation):
        words = _("This name could lead to a home whose name or address is secret: choose another one")
        raise RuleBroken(Reason("brand", "place", words))
    organisation.name, organisation.brand = name, brand
    record(
        OrganisationChanged(subject_id=organisation_id, version_from=version, version_to=version + 1, changed=changed),
        by=by,
        now=now,
    )
    if "brand" in changed:
        for setting_id in sorted(settings_of(organisation_id)):
            outbox.enqueue(db.session(), topic="setting-changed", key=setting_id, now=now)
    return organisation


def add_identifier(organisation_id: str, scheme: Scheme, text: str, *, by: Principal, now: datetime) -> str:
    """Give an organisation an identifier; returns it in the scheme's own form. Raises RuleBroken."""
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    organisation = get_organisation(organisation_id)
    scheme, identifier = _free_identifier(scheme, text, kind=organisation.kind)
    _add_pair(organisation, scheme, identifier, by=by, now=now)
    return identifier


def remove_identifier(organisation_id: str, scheme: Scheme, identifier: str, *, by: Principal, now: datetime) -> None:
    """Take away an identifier that is not the organisation's. Raises NotFound; an authority keeps its GSS code."""
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    organisation = get_organisation(organisation_id)
    pair = db.session.get(OrganisationIdentifier, (scheme, identifier))
    if pair is None or pair.organisation_id != organisation_id:
        raise NotFound(_("This organisation has no such identifier."))
    if scheme is Scheme.LA_GSS and organisation.kind is OrganisationKind.LOCAL_AUTHORITY:
        raise RuleBroken(Reason("identifier", "gss-needed", _("An authority cannot be without its code.")))
    organisation.identifiers.remove(pair)
    record(IdentifierRemoved(subject_id=organisation_id, scheme=scheme.value, identifier=identifier), by=by, now=now)


def join_consortium(
    consortium_id: str, authority_id: str, *, joined_on: date, by: Principal, now: datetime
) -> ConsortiumMember:
    """Make an authority a member of a consortium from a day on. Raises RuleBroken."""
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    consortium, authority = get_organisation(consortium_id), get_organisation(authority_id)
    if consortium.kind is not OrganisationKind.CONSORTIUM:
        raise RuleBroken(Reason("", "not-a-consortium", _("Only a consortium has members.")))
    if authority.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise RuleBroken(Reason("authority_id", "not-an-authority", _("Only local authorities can be members.")))
    if authority in members_of(consortium_id, on=joined_on):
        raise RuleBroken(Reason("authority_id", "member", _("This authority is already a member on that day.")))
    member = ConsortiumMember(id=new_id(), consortium_id=consortium_id, authority_id=authority_id, joined_on=joined_on)
    db.session.add(member)
    record(
        ConsortiumJoined(subject_id=consortium_id, authority_id=authority_id, joined_on=joined_on.isoformat()),
        by=by,
        now=now,
    )
    return member


def end_membership(member_id: str, *, left_on: date, by: Principal, now: datetime) -> ConsortiumMember:
    """Give a membership its last day. Raises RuleBroken when it has one, or when that is before its first."""
    person_of(by, Role.REGISTER_ADMINISTRATOR)
    member = db.session.get(ConsortiumMember, member_id)
    if member is None:
        raise NotFound(_("There is no such membership."))
    if member.left_on is not None:
        raise RuleBroken(Reason("left_on", "ended", _("This membership already has a last day.")))
    if left_on < member.joined_on:
        raise RuleBroken(Reason("left_on", "before-first", _("The last day cannot be before the first.")))
    member.left_on = left_on
    record(
        ConsortiumLeft(subject_id=member.consortium_id, authority_id=member.authority_id, left_on=left_on.isoformat()),
        by=by,
        now=now,
    )
    return member


def _free_identifier(scheme: Scheme, text: str, *, kind: OrganisationKind) -> tuple[Scheme, str]:
    identifier = normal_identifier(scheme, text)
    if scheme in {Scheme.LA_GSS, Scheme.LA_DFE} and kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise RuleBroken(Reason("scheme", "authority-only", _("Only a local authority has this code.")))
    if scheme is Scheme.LA_GSS and authorities().current(identifier) is None:
        raise RuleBroken(Reason("identifier", "unknown-authority", _("No authority of today has this code.")))
    if find_organisation(scheme, identifier) is not None:
        raise RuleBroken(Reason("identifier", "taken", _("Another organisation already has this identifier.")))
    return scheme, identifier


def _add_pair(organisation: Organisation, scheme: Scheme, identifier: str, *, by: Principal, now: datetime) -> None:
    organisation.identifiers.append(OrganisationIdentifier(scheme=scheme, identifier=identifier))
    record(IdentifierAdded(subject_id=organisation.id, scheme=scheme.value, identifier=identifier), by=by, now=now)
