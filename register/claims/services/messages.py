"""What people are told about claims: codes and what to do, never a place or a name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from register.claims.models import Claim
from register.core.access import Role
from register.core.db import db
from register.core.notices import send_notice
from register.organisations.ports import person_directory
from register.organisations.queries import label_of, labels_of


def tell_claimants(claims: Iterable[Claim], *, subject: str, body: str, now: datetime) -> None:
    """Tell whoever made these claims, each person once."""
    for person_id in dict.fromkeys(one.claimant_person_id for one in claims):
        address = person_directory().address_of(person_id)
        if address is not None:
            send_notice(db.session(), to=address, subject=subject, body=body, now=now)


def tell_approved(claims: Sequence[Claim], *, now: datetime) -> None:
    """Tell claimants which settings are theirs now, in one message a person."""
    labels = labels_of(one.setting_id for one in claims)
    of_person: dict[str, list[Claim]] = defaultdict(list)
    for one in claims:
        of_person[one.claimant_person_id].append(one)
    for theirs in of_person.values():
        number = len(theirs)
        tell_claimants(
            theirs,
            subject=ngettext("Your claim was approved", "%(num)d of your claims were approved", number),
            body=_(
                "Now yours to describe and to publish vacancies for: %(labels)s. Sign in to begin.",
                labels="; ".join(sorted(labels[one.setting_id] for one in theirs)),
            ),
            now=now,
        )


def tell_refused(claims: Sequence[Claim], *, now: datetime) -> None:
    """Tell claimants that claims of theirs were refused; why stands on their own page."""
    tell_claimants(
        claims,
        subject=_("Your claim was not approved"),
        body=_(
            "One or more of your organisation's claims were not approved. Sign in and open “Your claims” to see why."
        ),
        now=now,
    )


def tell_code_is_due(claims: Sequence[Claim], *, now: datetime) -> None:
    """Tell claimants that a code went to an address that is not theirs to name."""
    tell_claimants(
        claims,
        subject=_("Your claim needs a code"),
        body=_(
            "A verifier has looked at your organisation's claim. A code went to an e-mail address that the register or "
            "the regulator holds for the provider. Ask whoever reads it, sign in, open “Your claims” and enter it."
        ),
        now=now,
    )


def tell_former(setting_id: str, organisation_id: str, *, now: datetime) -> None:
    """Tell the administrators of an organisation that a setting of theirs has another holder."""
    tell_administrators(
        organisation_id,
        subject=_("A setting is no longer yours"),
        body=_(
            "Verifiers decided that another organisation now runs %(label)s. Its vacancies are no longer shown. "
            "If this is wrong, sign in and claim it again.",
            label=label_of(setting_id),
        ),
        now=now,
    )


def tell_administrators(organisation_id: str, *, subject: str, body: str, now: datetime) -> None:
    """Tell every administrator of an organisation."""
    for address in person_directory().addresses_with(Role.PROVIDER_ADMINISTRATOR, organisation_id=organisation_id):
        send_notice(db.session(), to=address, subject=subject, body=body, now=now)
