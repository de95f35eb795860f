"""The second factor: an authenticator app's codes (TOTP, RFC 6238), and recovery codes for the day it is lost."""

from datetime import datetime

import pyotp
from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.accounts import domain, events, queries
from register.accounts.models import Person, RecoveryCode, SignInSession
from register.accounts.services.sign_in import end_sessions
from register.core.access import Principal
from register.core.db import new_id
from register.core.errors import NotAllowed, Reason, RuleBroken
from register.core.events import record

STEP_SECONDS = 30
# A clock may be one step off either way, as the RFC allows.
TOLERATED_STEPS = (0, -1, 1)


def new_secret() -> str:
    """Return a new secret in base 32, 160 bits."""
    return pyotp.random_base32()


def address_for_app(secret: str, *, email: str, issuer: str) -> str:
    """Return the otpauth:// address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def code_at(secret: str, *, now: datetime) -> str:
    """Return the code that an authenticator app shows at an instant."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(now)


def matching_step(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """Return the time step whose code this is, None when there is none later than `after`."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for offset in TOLERATED_STEPS:
        step = present + offset
        if (after is None or step > after) and pyotp.utils.strings_equal(generator.generate_otp(step), digits):
            return step
    return None


def enrol(session: Session, session_id: str, *, secret: str, code: str, now: datetime) -> list[str]:
    """Set up an app with a first right code; returns the recovery codes, to be shown once.

    Other sessions of the person end. Raises RuleBroken on a wrong code, NotAllowed when an app is already set up.
    """
    found = session.get_one(SignInSession, session_id)
    person = session.get_one(Person, found.person_id, with_for_update=True)
    if person.has_second_factor:
        raise NotAllowed("A second factor is already set up.")
    step = matching_step(secret, code, now=now, after=None)
    if step is None:
        raise RuleBroken(_wrong_code())
    person.totp_secret, person.totp_confirmed_at, person.totp_last_step = secret, now, step
    found.second_factor_at = now
    end_sessions(session, person.id, now=now, but=session_id)
    event = events.SecondFactorEnrolled(subject_id=person.id)
    record(event, by=Principal(person_id=person.id), now=now, session=session)
    return _replace_codes(session, person.id)


def give_code(session: Session, session_id: str, code: str, *, now: datetime) -> bool:
    """Complete a sign-in with the app's code or a recovery code; False when it is wrong or was used before."""
    found = session.get_one(SignInSession, session_id)
    person = session.get_one(Person, found.person_id, with_for_update=True)
    by = Principal(person_id=person.id)
    recovery = domain.plain_recovery_code(code)
    if recovery is not None:
        if not _use_recovery_code(session, person.id, recovery, now=now):
            return False
        record(events.RecoveryCodeUsed(subject_id=person.id), by=by, now=now, session=session)
    else:
        step = matching_step(person.totp_secret or new_secret(), code, now=now, after=person.totp_last_step)
        if step is None:
            return False
        person.totp_last_step = step
    found.second_factor_at = now
    record(events.SignedIn(subject_id=person.id), by=by, now=now, session=session)
    return True


def renew_recovery_codes(session: Session, *, by: Principal, now: datetime) -> list[str]:
    """Replace a person's recovery codes; returns the new ones, to be shown once."""
    person = queries.get_person(by.person_id or "")
    if not person.has_second_factor:
        raise RuleBroken(Reason("", "no-second-factor", gettext("No second factor is set up.")))
    record(events.RecoveryCodesRenewed(subject_id=person.id), by=by, now=now, session=session)
    return _replace_codes(session, person.id)


def remove(session: Session, person_id: str, *, by: Principal, now: datetime, but: str | None = None) -> None:
    """Take a person's app away, for themselves or for one who lost it; their other sessions end.

    Raises NotAllowed when a person takes away their own although a role needs it.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    needed = domain.needs_second_factor(one.as_role for one in queries.roles_of(person_id))
    if needed and by.person_id == person_id:
        raise NotAllowed(gettext("Your role needs a second factor."))
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    end_sessions(session, person_id, now=now, but=but)
    record(events.SecondFactorRemoved(subject_id=person_id), by=by, now=now, session=session)


def _wrong_code() -> Reason:
    return Reason("code", "wrong-code", gettext("Enter the six digits that your app shows now."))


def _replace_codes(session: Session, person_id: str) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [domain.new_recovery_code() for _ in range(domain.RECOVERY_CODES)]
    session.add_all(RecoveryCode(id=new_id(), person_id=person_id, digest=_digest(person_id, code)) for code in codes)
    return codes


def _use_recovery_code(session: Session, person_id: str, code: str, *, now: datetime) -> bool:
    found = session.scalars(
        select(RecoveryCode)
        .where(RecoveryCode.digest == _digest(person_id, code), RecoveryCode.used_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if found is None:
        return False
    found.used_at = now
    return True


def _digest(person_id: str, code: str) -> str:
    return domain.digest_of(f"{person_id}:{code}")
