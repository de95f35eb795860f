"""Disputes about claims: one function a question."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from register.claims.domain import ClaimStatus
from register.claims.domain.disputes import LIVE
from register.claims.models import Claim, ClaimContact, Dispute
from register.core.db import db
from register.core.errors import NotFound
from register.organisations.models import SettingHolder


def get_dispute(dispute_id: str) -> Dispute:
    """Return a dispute. Raises NotFound."""
    found = db.session.get(Dispute, dispute_id)
    if found is None:
        raise NotFound("There is no such dispute.")
    return found


def disputes_in_hand() -> Sequence[Dispute]:
    """Return the disputes that are not over, oldest first."""
    return db.session.scalars(
        select(Dispute).where(Dispute.status.in_(LIVE)).order_by(Dispute.opened_at, Dispute.id)
    ).all()


def disputes_of(claim_id: str) -> Sequence[Dispute]:
    """Return every dispute about a claim, oldest first."""
    return db.session.scalars(
        select(Dispute)
        .where(or_(Dispute.claim_id == claim_id, Dispute.other_claim_id == claim_id))
        .order_by(Dispute.opened_at, Dispute.id)
    ).all()


def find_objection(claim_id: str, *, organisation_id: str | None = None, digest: str | None = None) -> Dispute | None:
    """Return the live dispute that a holder, or whoever has a link, has raised about a claim, or None."""
    query = select(Dispute).where(Dispute.claim_id == claim_id, Dispute.status.in_(LIVE))
    if digest is not None:
        query = query.where(Dispute.contact_digest == digest)
    else:
        query = query.where(Dispute.raised_by_organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Dispute.id).limit(1)).one_or_none()


def claims_on_settings_of(organisation_id: str) -> Sequence[Claim]:
    """Return the undecided claims of others on settings that an organisation holds, oldest first."""
    return db.session.scalars(
        select(Claim)
        .join(SettingHolder, SettingHolder.setting_id == Claim.setting_id)
        .where(
            SettingHolder.organisation_id == organisation_id,
            SettingHolder.held_until.is_(None),
            Claim.organisation_id != organisation_id,
            Claim.status == ClaimStatus.PROPOSED,
        )
        .order_by(Claim.claimed_at, Claim.id)
    ).all()


def holder_told(claim_id: str, digest: str) -> str | None:
    """Return the organisation as whose administrator somebody with a link was told of a claim, None where as none."""
    contact = db.session.get(ClaimContact, (claim_id, digest))
    return contact.organisation_id if contact is not None else None


def claims_told(digest: str) -> Sequence[Claim]:
    """Return the claims of which whoever has a link was told, oldest first."""
    return db.session.scalars(
        select(Claim)
        .join(ClaimContact, ClaimContact.claim_id == Claim.id)
        .where(ClaimContact.token_digest == digest)
        .order_by(Claim.id)
    ).all()
