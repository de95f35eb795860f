"""People who sign in, what they may do where, and everything that proves who they are."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.core.access import Role
from register.core.db import Model, UlidKey, UtcDateTime
from register.core.sealed import SealedText

ACTIVE = text("ended_at IS NULL")


class Person(Model):
    """Somebody with an account. Name and address live here only, so that retention can empty them."""

    __tablename__ = "person"

    id: Mapped[UlidKey]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str | None] = mapped_column(SealedText)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The last time step whose code was accepted: a code that somebody looked over a shoulder for opens nothing.
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app has been set up and confirmed."""
        return self.totp_confirmed_at is not None


class Membership(Model):
    """One role of one person in one organisation. Closed, never edited, so that a past day can be asked.

    `setting_ids` limits a provider role to named settings; None is all of the organisation's.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_active",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index("ix_membership_organisation", "organisation_id", "role"),
    )

    id: Mapped[UlidKey]
    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(String(26), ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(40))
    setting_ids: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def as_role(self) -> Role:
        """Return the role as the code knows it."""
        return Role(self.role)


class SignInSession(Model):
    """One signed-in browser. The cookie holds a random token, this row only its digest.

    `second_factor_at` is None until the code was given; `organisation_id` and `capacity` are what the person chose to
    act as, where there was a choice.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[UlidKey]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"), index=True)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    organisation_id: Mapped[str | None] = mapped_column(String(26))
    capacity: Mapped[str | None] = mapped_column(String(20))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined")


class TryCount(Model):
    """Tries that failed, by account, by address or by second factor; the key is a keyed digest, never the thing."""

    __tablename__ = "try_count"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Model):
    """A code for the day the phone is lost; shown once, kept as a digest, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[UlidKey]
    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Model):
    """A role offered by mail to whoever reads that address; the link works once."""

    __tablename__ = "invitation"

    id: Mapped[UlidKey]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    organisation_id: Mapped[str] = mapped_column(String(26), ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    setting_ids: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    invited_by: Mapped[str | None] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasswordReset(Model):
    """A link by mail that sets a new password, once."""

    __tablename__ = "password_reset"

    id: Mapped[UlidKey]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProviderStart(Model):
    """Somebody who asked to come in as a new provider; the link by mail proves the address."""

    __tablename__ = "provider_start"

    id: Mapped[UlidKey]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    person_name: Mapped[str] = mapped_column(String(120))
    organisation_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SidesDeclaration(Model):
    """A person's word that they hold roles on both sides, and in which organisations, at that time."""

    __tablename__ = "sides_declaration"

    id: Mapped[UlidKey]
    person_id: Mapped[str] = mapped_column(String(26), ForeignKey("person.id"), index=True)
    organisation_ids: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
