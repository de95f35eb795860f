"""What people add between two files: a setting from its certificate, a newer report, in-house services."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.core.access import Capacity, Principal, Role, may_decide_about
from register.core.clock import local_date
from register.core.db import new_id
from register.core.errors import NotAllowed, Reason, RuleBroken
from register.core.events import record
from register.geography.queries.authorities import authorities
from register.regulators.domain import (
    IN_HOUSE_FOSTERING,
    OWN_SCHEME,
    PROVISIONS,
    SCHEMES,
    NoteState,
    fits_scheme,
    is_hidden,
)
from register.regulators.domain.labels import PROVISIONS as PROVISION_WORDS
from register.regulators.domain.owners import owner_key
from register.regulators.domain.places import holds_postcode, names_in, says_place
from register.regulators.events import InHouseFosteringCreated, NewerReportNoted, SettingEntered, SettingMarkedInHouse
from register.regulators.models import FactSet, ReportNote, Setting
from register.regulators.queries import find_setting, get_setting

REPORT_HOSTS = frozenset(
    {
        "reports.ofsted.gov.uk",
        "files.ofsted.gov.uk",
        "www.careinspectorate.com",
        "digital.careinspectorate.wales",
        "www.careinspectorate.wales",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a verifier reads from a certificate of registration."""

    scheme: str
    identifier: str
    provision: str
    authority_gss: str
    owner: str
    places: int | None
    certificate_on: date


def enter_setting(session: Session, certificate: Certificate, *, by: Principal, now: datetime) -> Setting:
    """Enter a setting before its regulator's file lists it; its row of the next file joins it.

    Raises RuleBroken with a reason for each field that does not hold.
    """
    _refuse_who_provides(by)
    reasons = list(_wrong_in(session, certificate, now=now))
    if reasons:
        raise RuleBroken.of(reasons)
    setting = Setting(
        id=new_id(),
        scheme=certificate.scheme,
        identifier=certificate.identifier,
        nation=SCHEMES[certificate.scheme][1],
        provision=certificate.provision,
        provision_published=str(PROVISION_WORDS[certificate.provision]),
        authority_gss=certificate.authority_gss,
        authority_published=_authority_name(certificate.authority_gss),
        hidden=is_hidden(certificate.provision, redacted=False),
        owner_published=certificate.owner,
        owner_key=owner_key(certificate.owner),
        registered_places=certificate.places,
        open=True,
        awaiting_file=True,
        certificate_on=certificate.certificate_on,
        created_at=now,
        changed_at=now,
    )
    session.add(setting)
    event = SettingEntered(subject_id=setting.id, scheme=setting.scheme, identifier=setting.identifier)
    record(event, by=by, now=now, session=session)
    return setting


def _refuse_who_provides(by: Principal) -> None:
    if not may_decide_about(by, None, side=Capacity.PROVIDING):
        raise NotAllowed(_("You also have a role with a provider, so somebody else must enter this."))


def _wrong_in(session: Session, certificate: Certificate, *, now: datetime) -> list[Reason]:
    reasons = []
    if not fits_scheme(certificate.scheme, certificate.identifier):
        reasons.append(Reason("identifier", "format", _("Enter the number as it is on the certificate.")))
    elif find_setting(certificate.scheme, certificate.identifier, session=session) is not None:
        reasons.append(Reason("identifier", "known", _("The register has this setting already.")))
    if certificate.provision not in PROVISIONS or certificate.provision == IN_HOUSE_FOSTERING:
        reasons.append(Reason("provision", "unknown", _("Choose a type of provision.")))
    if not _authority_name(certificate.authority_gss):
        reasons.append(Reason("authority_gss", "unknown", _("Choose a local authority.")))
    if certificate.certificate_on > local_date(now):
        reasons.append(Reason("certificate_on", "future", _("The certificate's date cannot be in the future.")))
    return reasons


def create_in_house_fostering(session: Session, authority_gss: str, *, by: Principal, now: datetime) -> Setting:
    """Create an authority's own fostering service, which no regulator's file lists.

    Raises NotAllowed for anybody but its own commissioning lead, RuleBroken where it exists.
    """
    name = _authority_name(authority_gss)
    if not by.has(Role.COMMISSIONING_LEAD) or authority_gss not in by.buys_for or name is None:
        raise NotAllowed(_("Only a commissioning lead of the authority creates its fostering service."))
    if find_setting(OWN_SCHEME, f"LAF-{authority_gss}", session=session) is not None:
        raise RuleBroken(Reason("authority_gss", "known", _("The register has this authority's fostering service.")))
    setting = Setting(
        id=new_id(),
        scheme=OWN_SCHEME,
        identifier=f"LAF-{authority_gss}",
        nation=authority_gss[0],
        provision=IN_HOUSE_FOSTERING,
        provision_published=str(PROVISION_WORDS[IN_HOUSE_FOSTERING]),
        authority_gss=authority_gss,
        authority_published=name,
        hidden=False,
        name_published=_("%(authority)s fostering service", authority=name),
        owner_published=name,
        owner_key=owner_key(name),
        open=True,
        in_house_for_gss=authority_gss,
        awaiting_file=False,
        created_at=now,
        changed_at=now,
    )
    session.add(setting)
    record(InHouseFosteringCreated(subject_id=setting.id, authority=authority_gss), by=by, now=now, session=session)
    return setting


def mark_in_house(
    session: Session, setting_id: str, *, authority_gss: str | None, by: Principal, now: datetime
) -> Setting:
    """Mark a setting as an authority's own, or take the mark off with None.

    A commissioning lead does so for an authority that it buys for; verifiers and register administrators for any.
    """
    setting = get_setting(setting_id, session=session)
    if authority_gss is not None and _authority_name(authority_gss) is None:
        raise RuleBroken(Reason("authority_gss", "unknown", _("Choose a local authority.")))
    concerned = {code for code in (authority_gss, setting.in_house_for_gss) if code is not None}
    if not by.has(Role.VERIFIER, Role.REGISTER_ADMINISTRATOR) and not concerned <= by.buys_for:
        raise NotAllowed(_("You can do this for your own authority only."))
    if setting.scheme == OWN_SCHEME:
        raise RuleBroken(Reason("authority_gss", "own", _("An authority's own fostering service stays its own.")))
    if setting.in_house_for_gss != authority_gss:
        setting.in_house_for_gss, setting.changed_at = authority_gss, now
        record(SettingMarkedInHouse(subject_id=setting.id, authority=authority_gss), by=by, now=now, session=session)
    return setting


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerReport:
    """A report that no file has yet: what happened, when, the judgement in the regulator's words, where to read it."""

    event: str
    happened_on: date
    judgement: str | None
    link: str


def note_report(session: Session, setting_id: str, report: NewerReport, *, by: Principal, now: datetime) -> ReportNote:
    """Note a newer report; it stands beside the file's fact until the next file confirms or contradicts it.

    Raises NotAllowed for whoever has a role with a provider.
    """
    _refuse_who_provides(by)
    setting = get_setting(setting_id, session=session)
    parts = urlsplit(report.link)
    reasons = []
    if parts.scheme != "https" or parts.hostname not in REPORT_HOSTS:
        reasons.append(Reason("link", "host", _("Give the report's address on the regulator's own site.")))
    if report.happened_on > local_date(now):
        reasons.append(Reason("happened_on", "future", _("The date cannot be in the future.")))
    newer = session.scalar(
        select(Setting.facts_as_of).where(Setting.id == setting.id, Setting.facts_as_of >= report.happened_on)
    )
    if newer is not None:
        reasons.append(Reason("happened_on", "older", _("The regulator's file is newer than this report.")))
    reasons += _leads_to_place(session, setting, report)
    if reasons:
        raise RuleBroken.of(reasons)
    note = ReportNote(
        id=new_id(),
        setting_id=setting.id,
        event=report.event,
        happened_on=report.happened_on,
        judgement=report.judgement,
        link=report.link,
        state=NoteState.OPEN,
        noted_by=by.person_id,
        noted_at=now,
    )
    session.add(note)
    record(NewerReportNoted(subject_id=setting.id, note_id=note.id), by=by, now=now, session=session)
    return note


def _leads_to_place(session: Session, setting: Setting, report: NewerReport) -> list[Reason]:
    if not setting.hidden or setting.name_published is not None:
        return []
    text = session.scalar(select(FactSet.facts).where(FactSet.hash == setting.facts_hash))
    names = names_in(json.loads(text)) if text else frozenset[str]()
    given = {"event": report.event, "judgement": report.judgement or "", "link": report.link}
    words = _("Leave out the name and address: everybody reads this.")
    return [
        Reason(field, "place", words)
        for field, said in given.items()
        if holds_postcode(said) or says_place(said, names)
    ]


def _authority_name(gss: str) -> str | None:
    found = authorities().find(gss)
    return found.name if found else None
