"""The code of an owner's first claim: sent to an address that is held already, entered by the claimant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from register.accounts.services.addresses import link_to
from register.claims.domain.codes import (
    MOST_CODES,
    MOST_TRIES,
    AddressSource,
    CodeAnswer,
    code_digest,
    new_code,
)
from register.claims.events import ClaimAddressChosen, ClaimCodeEntered, ClaimCodeSent
from register.claims.models import Claim, FirstClaim
from register.claims.ports import code_lifetime, secret
from register.claims.queries import get_claim
from register.claims.queries.first_claims import (
    find_first_claim,
    held_addresses,
    open_first_claim,
    waiting_of,
)
from register.claims.queries.owners import held_owners
from register.claims.services.messages import tell_approved
from register.claims.services.settling import forget_approvals, settle_if_ready
from register.core.access import Principal, Role
from register.core.db import db, new_id
from register.core.errors import NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.notices import send_notice
from register.organisations.ports import person_directory
from register.organisations.services.holdings import who_claims
from register.regulators.models import Setting

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a verifier lets a code go: `held` is one of those that the register holds, else one that was read.

    `note` says where a verifier read it in the regulator's own register.
    """

    held: str | None = None
    read: str | None = None
    note: str | None = None


def ensure_first_claim(claim: Claim, setting: Setting, *, now: datetime) -> FirstClaim | None:
    """Return the first claim that a claim belongs to, a new one where there is none yet; None where it is not a first.

    Claims of one organisation for one owner that wait together share one code.
    """
    if claim.first_claim_id is not None:
        return find_first_claim(claim.first_claim_id)
    if setting.owner_key in held_owners(claim.organisation_id, [setting.owner_key]):
        return None
    key = setting.owner_key or f"={setting.scheme}:{setting.identifier}"
    first = open_first_claim(claim.organisation_id, key)
    if first is None:
        first = FirstClaim(
            id=new_id(), organisation_id=claim.organisation_id, owner_key=key, opened_at=now, codes_sent=0, tries=0
        )
        db.session.add(first)
        db.session.flush()
    claim.first_claim_id = first.id
    db.session.flush()
    return first


def choose_address(first: FirstClaim, address: Address, *, person_id: str, by: Principal, now: datetime) -> None:
    """Set where the code goes; another address than before begins everything anew. Raises RuleBroken."""
    found, source = _checked(first, address)
    if first.address == found:
        return
    if first.address is not None:
        for claim in waiting_of(first.id):
            forget_approvals(claim, by=by, now=now)
            claim.object_until = None  # whoever reads the new address is told, and has days of their own
    first.address, first.address_source, first.chosen_by = found, source, person_id
    first.address_note = address.note if source is AddressSource.REGULATOR_REGISTER else None
    first.code_digest, first.codes_sent = None, 0
    event = ClaimAddressChosen(subject_id=first.id, organisation_id=first.organisation_id, source=source.value)
    record(event, by=by, now=now)


def make_code(first: FirstClaim, *, by: Principal, now: datetime) -> str:
    """Return a new code for a first claim that has an address; codes sent before open nothing any more."""
    code = new_code()
    first.code_digest, first.tries = code_digest(secret(), first.id, code), 0
    first.code_sent_at, first.code_expires_at = now, now + code_lifetime()
    first.codes_sent += 1
    event = ClaimCodeSent(subject_id=first.id, organisation_id=first.organisation_id, number=first.codes_sent)
    record(event, by=by, now=now)
    return code


def code_words(first: FirstClaim, code: str) -> str:
    """Return what a message says of a code."""
    words: str = _(
        "A provider says that it runs one or more settings for which this address is held. If that is right, give "
        "this code to whoever asks you for it in your organisation. It can be entered until %(until)s:\n\n%(code)s",
        until=format_datetime(first.code_expires_at, "d MMMM yyyy, HH:mm"),
        code=code,
    )
    return words


def send_new_code(claim_id: str, *, by: Principal, now: datetime) -> None:
    """Send another code to the same address. Raises NotFound for another's claim, RuleBroken after too many."""
    first = _own_first_claim(claim_id, by=by)
    if first.address is None or first.code_entered_at is not None:
        raise RuleBroken(Reason("", "no-code", _("This claim needs no code just now.")))
    if first.codes_sent >= MOST_CODES:
        raise RuleBroken(
            Reason("", "too-many", _("Five codes were sent. Withdraw the claims and claim again, to begin anew."))
        )
    code = make_code(first, by=by, now=now)
    send_notice(
        db.session(),
        to=first.address,
        subject=_("A code for a claim in the national vacancy register"),
        body=code_words(first, code),
        now=now,
    )


def enter_code(claim_id: str, code: str, *, by: Principal, now: datetime) -> CodeAnswer:
    """Try a code for a claim of one's own organisation; a wrong one counts. Raises NotFound for another's claim."""
    first = _own_first_claim(claim_id, by=by)
    dead = (
        first.code_digest is None
        or first.code_entered_at is not None
        or first.code_expires_at is None
        or first.code_expires_at <= now
        or first.tries >= MOST_TRIES
    )
    if dead:
        return CodeAnswer.DEAD
    right = code_digest(secret(), first.id, code) == first.code_digest
    event = ClaimCodeEntered(subject_id=first.id, organisation_id=first.organisation_id, right=right)
    record(event, by=by, now=now)
    if not right:
        first.tries += 1
        return CodeAnswer.WRONG
    first.code_entered_at, first.code_entered_by, first.code_digest = now, by.person_id, None
    settle_all(waiting_of(first.id), by=by, now=now)
    return CodeAnswer.RIGHT


def settle_all(claims: Sequence[Claim], *, by: Principal, now: datetime) -> None:
    """Let every claim that lacks nothing take effect, and tell whoever made it."""
    tell_approved([one for one in claims if settle_if_ready(one, by=by, now=now)], now=now)


def objection_link() -> Link:
    """Return a function from a token to the page on which whoever was told objects."""
    return link_to("claims.object_by_link")


def _own_first_claim(claim_id: str, *, by: Principal) -> FirstClaim:
    _person_id, organisation_id = who_claims(by)
    claim = get_claim(claim_id)
    first = find_first_claim(claim.first_claim_id)
    if claim.organisation_id != organisation_id or first is None:
        raise NotFound(_("There is no such claim."))
    db.session.refresh(first, with_for_update=True)
    return first


def _checked(first: FirstClaim, address: Address) -> tuple[str, AddressSource]:
    """Return an address that may be used, and its source. Raises RuleBroken."""
    if address.held:
        found = {one.address: one.source for one in held_addresses(first)}
        if address.held not in found:
            raise RuleBroken(Reason("held", "unknown", _("Choose one of the addresses that are held.")))
        return address.held, found[address.held]
    typed = (address.read or "").strip().casefold()
    if not typed:
        words = _("Choose the address to which the code goes, or enter one that you read in the regulator's register.")
        raise RuleBroken(Reason("read", "missing", words))
    name, at, domain = typed.partition("@")
    if not (name and at and "." in domain) or any(one.isspace() for one in typed):
        raise RuleBroken(Reason("read", "format", _("Enter an e-mail address, such as name@example.org")))
    if not address.note:
        raise RuleBroken(Reason("address_note", "missing", _("Say where in the regulator's register you read it.")))
    if typed in _addresses_of(first):
        words = _("This is the claimant's own address. Use one that the regulator holds.")
        raise RuleBroken(Reason("read", "claimant", words))
    return typed, AddressSource.REGULATOR_REGISTER


def _addresses_of(first: FirstClaim) -> set[str]:
    directory = person_directory()
    people = {one.claimant_person_id for one in waiting_of(first.id)}
    found = {address.casefold() for one in people if (address := directory.address_of(one))}
    for role in Role:
        found |= {one.casefold() for one in directory.addresses_with(role, organisation_id=first.organisation_id)}
    return found
