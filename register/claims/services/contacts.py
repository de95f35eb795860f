"""Those who are there already are told of a claim and have five working days to object."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from register.accounts.domain import digest_of, new_token
from register.claims.domain.progress import WORKING_DAYS_TO_OBJECT
from register.claims.events import ContactsTold
from register.claims.models import Claim, ClaimContact, FirstClaim
from register.claims.services.codes import code_words, make_code, objection_link
from register.core import outbox
from register.core.access import Principal, Role
from register.core.clock import ends_at, local_date
from register.core.db import db
from register.core.events import record
from register.core.notices import send_notice
from register.core.working_days import add_working_days
from register.organisations.ports import person_directory
from register.organisations.queries import holders_of
from register.regulators.models import Setting

DUE_TOPIC = "claim-due"


def tell_contacts(
    claims: Sequence[Claim],
    settings: Mapping[str, Setting],
    first: FirstClaim | None,
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Tell whoever is there already of claims that a verifier said yes to; each claim's days to object begin now.

    Told are the administrators of a setting's holder and, for a first claim, whoever reads the address that is held:
    the code goes there in the same message.
    """
    holders = holders_of(one.setting_id for one in claims)
    of_address: dict[tuple[str, str | None], list[Claim]] = defaultdict(list)
    told: dict[str, int] = {}
    for claim in claims:
        holder = holders.get(claim.setting_id)
        held = holder is not None and holder != claim.organisation_id
        if not held and first is None:
            continue
        addresses: list[tuple[str, str | None]] = []
        if held:
            directory = person_directory()
            administrators = directory.addresses_with(Role.PROVIDER_ADMINISTRATOR, organisation_id=holder)
            addresses += [(one, holder) for one in administrators]
        if first is not None and first.address is not None:
            addresses.append((first.address, None))
        for there in addresses:
            of_address[there].append(claim)
        told[claim.id] = len(addresses)
    _begin_days([one for one in claims if one.id in told], settings, told, by=by, now=now)
    for (address, organisation_id), theirs in of_address.items():
        code = _code_for(first, by=by, now=now) if organisation_id is None else None
        _tell(address, organisation_id, theirs, first if code else None, code, now=now)


def _begin_days(
    claims: Sequence[Claim], settings: Mapping[str, Setting], told: Mapping[str, int], *, by: Principal, now: datetime
) -> None:
    for claim in claims:
        nation = settings[claim.setting_id].nation
        last_day = add_working_days(local_date(now), WORKING_DAYS_TO_OBJECT, nation=nation)
        claim.object_until = ends_at(last_day)
        outbox.enqueue(db.session(), topic=DUE_TOPIC, key=claim.id, now=now, due_at=claim.object_until)
        event = ContactsTold(subject_id=claim.id, contacts=told[claim.id], object_until=last_day.isoformat())
        record(event, by=by, now=now)


def _code_for(first: FirstClaim | None, *, by: Principal, now: datetime) -> str | None:
    if first is None or first.code_entered_at is not None or first.code_digest is not None:
        return None
    return make_code(first, by=by, now=now)


def _tell(
    address: str,
    organisation_id: str | None,
    claims: Sequence[Claim],
    first: FirstClaim | None,
    code: str | None,
    *,
    now: datetime,
) -> None:
    token = new_token()
    digest = digest_of(token)
    for claim in claims:
        row = ClaimContact(claim_id=claim.id, token_digest=digest, organisation_id=organisation_id, told_at=now)
        db.session.add(row)
    until = max(one.object_until for one in claims if one.object_until is not None)
    number = len(claims)
    opening = ngettext(
        "Another provider claims a setting that your organisation holds.",
        "Another provider claims %(num)d settings that your organisation holds.",
        number,
    )
    if organisation_id is None:
        opening = ngettext(
            "A provider claims a setting for which this address is held.",
            "A provider claims %(num)d settings for which this address is held.",
            number,
        )
    words = [
        opening if code is None or first is None else code_words(first, code),
        _(
            "If it is not right, or you do not know of it, say so by %(day)s. This link shows who claims what, and "
            "takes your objection:\n\n%(link)s",
            day=_last_day(until),
            link=objection_link()(token),
        ),
        _("If you do nothing and verifiers agree, the claim takes effect after that day."),
    ]
    subject = _("A claim in the national vacancy register")
    send_notice(db.session(), to=address, subject=subject, body="\n\n".join(words), now=now)


def _last_day(until: datetime) -> str:
    # `until` is midnight after the last day.
    return str(format_date(local_date(until - timedelta(seconds=1)), "EEEE d MMMM yyyy"))
