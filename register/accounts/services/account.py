"""One's own account: name and password, and the links by mail that stand in for a forgotten one."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import update
from sqlalchemy.orm import Session

from register.accounts import domain, events, queries
from register.accounts.models import PasswordReset, Person
from register.accounts.services.sign_in import end_sessions
from register.core import notices
from register.core.access import NOBODY, Principal
from register.core.db import new_id
from register.core.events import record

Link = Callable[[str], str]


def change_name(session: Session, name: str, *, by: Principal, now: datetime) -> None:
    """Change a person's own name; the audit says that, not from what to what."""
    session.get_one(Person, by.person_id).name = name
    record(events.NameChanged(subject_id=by.person_id or ""), by=by, now=now, session=session)


def set_password(
    session: Session, person_id: str, password_hash: str, *, now: datetime, but: str | None = None
) -> None:
    """Set a new password: all sessions end, or all but one, and every link for resetting dies."""
    person = session.get_one(Person, person_id, with_for_update=True)
    person.password_hash, person.password_changed_at = password_hash, now
    end_sessions(session, person_id, now=now, but=but)
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
    event = events.PasswordChanged(subject_id=person_id)
    record(event, by=Principal(person_id=person_id), now=now, session=session)


def request_reset(session: Session, email: str, *, now: datetime, link: Link) -> None:
    """Send a link that sets a new password, if there is such an account; whoever asks is not told."""
    person = queries.find_person(email)
    event = events.PasswordResetRequested(subject_id=person.id if person else "unknown")
    record(event, by=NOBODY, now=now, session=session)
    if person is None:
        return
    token = domain.new_token()
    session.add(
        PasswordReset(
            id=new_id(),
            token_digest=domain.digest_of(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + domain.RESET_LIFETIME,
        )
    )
    notices.send_notice(
        session,
        to=person.email,
        subject=gettext("Set a new password for the national vacancy register"),
        body=gettext(
            "Somebody asked for a new password for this address. If it was you, follow this link. "
            "It works once, for an hour:\n\n%(link)s\n\nIf it was not you, do nothing: your password stays.",
            link=link(token),
        ),
        now=now,
    )


def reset_password(session: Session, token: str, password_hash: str, *, now: datetime) -> str:
    """Set a new password by a link; returns whose. Raises NotFound for a dead link."""
    found = queries.get_reset(token, now=now)
    set_password(session, found.person_id, password_hash, now=now)
    return found.person_id
