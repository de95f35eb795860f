"""Tables: what organisations claim, and what was decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from register.claims.domain import ClaimStatus, RefusalReason
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
    status: Mapped[ClaimStatus] = mapped_column(codes_of(ClaimStatus))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[Ulid | None]
    refusal: Mapped[RefusalReason | None] = mapped_column(codes_of(RefusalReason))
    note: Mapped[str | None] = mapped_column(String(LONGEST_WORDS))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - declared as SQLAlchemy declares it
