"""Who holds a setting: a holding begins with an approved claim, gives the setting a code that stays, and ends."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core.access import Principal, Role
from register.core.db import db, new_id
from register.core.errors import NotAllowed, NotFound
from register.core.events import record
from register.organisations.domain import EndReason, code_word
from register.organisations.events import HoldingEnded
from register.organisations.models import InternalCode, Organisation, SettingHolder
from register.organisations.queries import holding_of
from register.organisations.services.deciding import person_of
from register.regulators.models import Setting


def hold_setting(setting: Setting, organisation_id: str, *, claim_id: str, now: datetime) -> None:
    """Make an organisation the holder of a setting that nobody holds, with a code for it that stays."""
    db.session.add(
        SettingHolder(
            id=new_id(), setting_id=setting.id, organisation_id=organisation_id, claim_id=claim_id, held_from=now
        )
    )
    # Locked, so that two claims approved at once do not count to the same number.
    db.session.get_one(Organisation, organisation_id, with_for_update=True)
    if db.session.get(InternalCode, (organisation_id, setting.id)) is None:
        word = code_word(setting.provision)
        taken = db.session.scalar(
            select(func.max(InternalCode.number)).where(
                InternalCode.organisation_id == organisation_id, InternalCode.word == word
            )
        )
        db.session.add(
            InternalCode(organisation_id=organisation_id, setting_id=setting.id, word=word, number=(taken or 0) + 1)
        )
    db.session.flush()


def end_holding(holding: SettingHolder, *, reason: EndReason, by: Principal, now: datetime) -> None:
    """End a holding."""
    holding.held_until, holding.end_reason = now, reason
    # Written before a new holder's row: one open row a setting is a rule of the database.
    db.session.flush()
    event = HoldingEnded(subject_id=holding.setting_id, organisation_id=holding.organisation_id, reason=reason.value)
    record(event, by=by, now=now)


def give_up_setting(setting_id: str, *, by: Principal, now: datetime) -> SettingHolder:
    """Say that one's organisation no longer runs a setting. Raises NotFound where it does not hold it."""
    _person_id, organisation_id = who_claims(by)
    holding = holding_of(setting_id)
    if holding is None or holding.organisation_id != organisation_id:
        raise NotFound(_("Your organisation does not hold this setting."))
    end_holding(holding, reason=EndReason.GIVEN_UP, by=by, now=now)
    return holding


def who_claims(by: Principal) -> tuple[str, str]:
    """Return the person and the organisation that claims settings or gives them up. Raises NotAllowed."""
    person_id = person_of(by, Role.PROVIDER_ADMINISTRATOR)
    if by.organisation_id is None or by.settings is not None:
        raise NotAllowed(_("Only an administrator of the whole organisation can claim settings or give them up."))
    return person_id, by.organisation_id
