"""Tables: what organisations claim, how that is shown to be true, who objects, and what was decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from register.claims.domain import ClaimStatus, RefusalReason
from register.claims.domain.codes import AddressSource
from register.claims.domain.disputes import DisputeReason, DisputeStatus, Outcome
from register.core.db import Model, Ulid, UlidKey, UtcDateTime
from register.organisations.domain import LONGEST_WORDS
from register.organisations.models import Organisation, codes_of
from register.regulators.models import Setting


class Claim(Model):
    """An organisation's word that it runs a setting, until a verifier decides."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_waiting",
            "setting_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
        Index("ix_claim_status", "status", "claimed_at"),
    )

    id: Mapped[UlidKey]
    setting_id: Mapped[Ulid] = mapped_column(ForeignKey(Setting.id), index=True)
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey(Organisation.id), index=True)
    claimant_person_id: Mapped[Ulid]
    first_claim_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("first_claim.id"), index=True)
    status: Mapped[ClaimStatus] = mapped_column(codes_of(ClaimStatus))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    object_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    takes_over_from: Mapped[Ulid | None]  # the holder whose holding ends, as the first verifier saw it
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[Ulid | None]
    refusal: Mapped[RefusalReason | None] = mapped_column(codes_of(RefusalReason))
    note: Mapped[str | None] = mapped_column(String(LONGEST_WORDS))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it


class ClaimApproval(Model):
    """One verifier's yes to a claim; a first claim needs those of two."""

    __tablename__ = "claim_approval"

    claim_id: Mapped[Ulid] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    person_id: Mapped[Ulid] = mapped_column(primary_key=True)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FirstClaim(Model):
    """An organisation's first claims for an owner: where their code goes, and whether it came back.

    `owner_key` is the owner's, or "=SCHEME:NUMBER" of the one setting whose owner is not published. The code is kept
    as a digest.
    """

    __tablename__ = "first_claim"
    __table_args__ = (Index("ix_first_claim_organisation", "organisation_id", "owner_key"),)

    id: Mapped[UlidKey]
    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey(Organisation.id))
    owner_key: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str | None] = mapped_column(String(254))
    address_source: Mapped[AddressSource | None] = mapped_column(codes_of(AddressSource))
    address_note: Mapped[str | None] = mapped_column(String(LONGEST_WORDS))  # where a verifier read it
    chosen_by: Mapped[Ulid | None]
    code_digest: Mapped[str | None] = mapped_column(String(64))
    code_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    codes_sent: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    code_entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_entered_by: Mapped[Ulid | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it


class ClaimContact(Model):
    """Somebody who was told of a claim and may object: by a link (its digest is kept) or, of a holder, signed in."""

    __tablename__ = "claim_contact"

    claim_id: Mapped[Ulid] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    organisation_id: Mapped[Ulid | None] = mapped_column(ForeignKey(Organisation.id))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Dispute(Model):
    """Somebody says that a claim is wrong; a verifier looks after it, two decide.

    Raised by the holder (`raised_by_organisation_id`), by whoever was told at an address (`contact_digest`), or by the
    claim of another organisation on the same setting (`other_claim_id`).
    """

    __tablename__ = "claim_dispute"
    __table_args__ = (Index("ix_claim_dispute_status", "status", "opened_at"),)

    id: Mapped[UlidKey]
    claim_id: Mapped[Ulid] = mapped_column(ForeignKey("claim.id"), index=True)
    other_claim_id: Mapped[str | None] = mapped_column(String(26), ForeignKey("claim.id"), index=True)
    raised_by_organisation_id: Mapped[str | None] = mapped_column(String(26), ForeignKey(Organisation.id), index=True)
    raised_by_person_id: Mapped[Ulid | None]
    contact_digest: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[DisputeReason] = mapped_column(codes_of(DisputeReason))
    status: Mapped[DisputeStatus] = mapped_column(codes_of(DisputeStatus))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_person_id: Mapped[Ulid | None]
    outcome: Mapped[Outcome | None] = mapped_column(codes_of(Outcome))
    proposed_by: Mapped[Ulid | None]
    decided_by: Mapped[Ulid | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it
