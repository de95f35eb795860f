"""Signing in and out, and the tries that go before."""

import math
from datetime import datetime, timedelta

from flask_babel import ngettext
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.accounts import domain, events, queries
from register.accounts.domain import Acting, TryKind
from register.accounts.models import Person, SidesDeclaration, SignInSession, TryCount
from register.accounts.services import passwords
from register.core.access import NOBODY, Principal
from register.core.db import new_id
from register.core.errors import NotAllowed, Reason, RuleBroken
from register.core.events import record

Try = tuple[TryKind, str]


def count_tries(session: Session, tries: tuple[Try, ...], *, now: datetime) -> None:
    """Count a try before it is made, so that many at once gain nothing. Raises RuleBroken while one has to wait.

    Each try is (kind, keyed digest). Whether an account exists makes no difference to any of this.
    """
    for kind, digest in tries:
        found = session.scalars(
            select(TryCount).where(TryCount.kind == kind, TryCount.digest == digest).with_for_update()
        ).one_or_none()
        if found is None:
            session.add(TryCount(kind=kind, digest=digest, failures=1, last_at=now))
            continue
        if found.last_at + domain.FORGET_TRIES_AFTER <= now:
            found.failures = 0
        until = found.last_at + domain.lock_length(kind, found.failures)
        if until > now:
            raise RuleBroken(_too_many(until - now))
        found.failures += 1
        found.last_at = now


def _too_many(wait: timedelta) -> Reason:
    minutes = math.ceil(wait.total_seconds() / 60)
    text = ngettext(
        "Too many tries. Wait %(num)d minute, then try again.",
        "Too many tries. Wait %(num)d minutes, then try again.",
        minutes,
    )
    return Reason("", "too-many-tries", text)


def forget_tries(session: Session, tries: tuple[Try, ...]) -> None:
    """Take back what was counted for a try that succeeded; an address keeps what it had before."""
    for kind, digest in tries:
        found = session.get(TryCount, (kind, digest))
        if found is not None and kind is TryKind.ADDRESS:
            found.failures -= 1
        elif found is not None:
            session.delete(found)


def note_failure(session: Session, person_id: str | None, *, step: str, now: datetime) -> None:
    """Write down that a password or a code was wrong."""
    event = events.SignInFailed(subject_id=person_id or "unknown", step=step)
    record(event, by=NOBODY, now=now, session=session)


def open_session(session: Session, person: Person, *, now: datetime, lifetime: timedelta, password: str = "") -> str:
    """Begin a session after a right password; returns the token that the browser keeps."""
    person = session.get_one(Person, person.id)
    if password and person.password_hash and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    token = domain.new_token()
    session.add(
        SignInSession(
            id=new_id(),
            token_digest=domain.digest_of(token),
            person_id=person.id,
            began_at=now,
            expires_at=now + lifetime,
        )
    )
    if not person.has_second_factor:
        record(events.SignedIn(subject_id=person.id), by=Principal(person_id=person.id), now=now, session=session)
    return token


def close_session(session: Session, session_id: str, *, by: Principal, now: datetime) -> None:
    """End one session."""
    found = session.get_one(SignInSession, session_id)
    found.ended_at = now
    record(events.SignedOut(subject_id=found.person_id), by=by, now=now, session=session)


def end_sessions(session: Session, person_id: str, *, now: datetime, but: str | None = None) -> None:
    """End all sessions of a person, or all but one."""
    ending = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    session.execute((ending if but is None else ending.where(SignInSession.id != but)).values(ended_at=now))


def choose_capacity(session: Session, session_id: str, value: str, *, by: Principal, now: datetime) -> Acting:
    """Act for one organisation on one side from now on. Raises NotAllowed for one without a role in it."""
    found = session.get_one(SignInSession, session_id)
    for acting in queries.choices_of(queries.roles_of(found.person_id)):
        if acting.value == value:
            found.organisation_id, found.capacity = acting.organisation_id, acting.capacity
            event = events.CapacityChosen(
                subject_id=found.person_id, organisation=acting.organisation_id, chosen=acting.capacity
            )
            record(event, by=by, now=now, session=session)
            return acting
    raise NotAllowed("You have no role there.")


def declare_sides(session: Session, *, by: Principal, now: datetime) -> None:
    """Keep a person's word that they hold roles on both sides, for the organisations of today."""
    if by.person_id is None:
        raise NotAllowed("Nobody is signed in.")
    organisation_ids = sorted(by.organisations)
    session.add(SidesDeclaration(id=new_id(), person_id=by.person_id, organisation_ids=organisation_ids, made_at=now))
    event = events.SidesDeclared(subject_id=by.person_id, organisations=organisation_ids)
    record(event, by=by, now=now, session=session)
