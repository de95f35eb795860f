"""What a link by mail opens: whose it is, and which vacancies it is still good for."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from register.accounts.domain import digest_of
from register.accounts.queries import find_provider_principal
from register.core.access import Principal, Role
from register.core.db import db
from register.core.errors import NotFound
from register.organisations.queries import settings_of
from register.vacancies.domain.status import CONFIRMABLE
from register.vacancies.models import ConfirmationLink, Vacancy

MEANS = "mail-link"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that is good: who acts by it, for which vacancies, by id and in a fixed order."""

    by: Principal
    vacancies: dict[str, Vacancy]


def open_link(token: str, *, now: datetime, for_update: bool = False) -> OpenLink:
    """Return what a token opens now.

    Raises NotFound where it is unknown, has run out, its person has lost the role, or none of its vacancies is left:
    nobody can tell which.
    """
    link = db.session.scalars(
        select(ConfirmationLink).where(ConfirmationLink.token_digest == digest_of(token))
    ).one_or_none()
    by = find_provider_principal(link.person_id, link.organisation_id, now=now) if link is not None else None
    vacancies: dict[str, Vacancy] = {}
    if link is not None and by is not None and by.has(Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR):
        good = [vacancy_id for vacancy_id, until in link.items if datetime.fromisoformat(until) > now]
        vacancies = _vacancies(good, by=by, for_update=for_update)
    if by is None or not vacancies:
        raise NotFound(_("This link is no longer good."))
    return OpenLink(replace(by, means=MEANS), vacancies)


def _vacancies(ids: list[str], *, by: Principal, for_update: bool) -> dict[str, Vacancy]:
    held = settings_of(by.organisation_id or "")
    query = select(Vacancy).where(
        Vacancy.id.in_(ids), Vacancy.organisation_id == by.organisation_id, Vacancy.status.in_(CONFIRMABLE)
    )
    if for_update:
        # All at once and in one order, so that two who answer at once wait for each other and never in a circle.
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query.order_by(Vacancy.id)).all()
    return {one.id: one for one in found if one.setting_id in held and by.may_touch_setting(one.setting_id)}
