"""A provider claims a setting, sees what became of its claims, and gives up what it no longer runs."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from register.claims import queries, services
from register.claims.domain import ClaimStatus
from register.claims.domain.progress import Progress
from register.claims.models import Claim
from register.claims.queries.disputes import claims_on_settings_of
from register.claims.queries.first_claims import find_first_claim
from register.claims.queries.owners import held_owners
from register.claims.queries.progress import progress_of
from register.claims.queries.queue import count_unclaimed_of_owner
from register.claims.routes.blueprint import blueprint, own_claim, own_organisation, setting_rows
from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import Check, Page, ask_again
from register.core.db import transaction
from register.core.errors import Conflict, NotFound
from register.core.forms import read_form
from register.organisations.queries import get_organisation, holder_of, label_of, labels_of
from register.organisations.schemas import VersionSchema
from register.organisations.services import give_up_setting
from register.regulators.queries import get_setting, settings_by_id

LATER_WORDS = lazy_gettext("You say that your organisation runs this setting. A verifier checks it before it is yours.")
FIRST_WORDS = lazy_gettext(
    "You say that your organisation runs this setting. It is your organisation's first claim for this owner: two "
    "verifiers decide, and a code goes to an address that the register or the regulator already holds, never to one "
    "that you give. Whoever is there has five working days to object."
)


@blueprint.get("/claims")
@roles(Role.PROVIDER_ADMINISTRATOR)
def claims() -> Page:
    """List the claims of one's organisation, newest first, and those of others on settings that it holds."""
    own, now = own_organisation(), clock.now()
    found, others = queries.claims_of(own), claims_on_settings_of(own)
    ids = [one.setting_id for one in [*found, *others]]
    progress = progress_of(found)
    return render_template(
        "claims/claims.html",
        claims=found,
        states={key: one.state(now) for key, one in progress.items()},
        code_due=_code_due(found, progress),
        others=others,
        settings=settings_by_id(ids),
        labels=labels_of(ids),
    )


@blueprint.get("/claims/<claim_id>")
@roles(Role.PROVIDER_ADMINISTRATOR)
def claim_page(claim_id: str) -> Page:
    """Show one claim of one's organisation: what it waits for, or the reason where it was not approved."""
    claim, now = own_claim(claim_id), clock.now()
    label = label_of(claim.setting_id) if holder_of(claim.setting_id) == claim.organisation_id else None
    progress = progress_of([claim])
    return render_template(
        "claims/claim.html",
        claim=claim,
        setting=get_setting(claim.setting_id),
        label=label,
        progress=progress[claim.id],
        state=progress[claim.id].state(now),
        code_due=bool(_code_due([claim], progress)),
        unclaimed=count_unclaimed_of_owner(claim) if label else 0,
    )


def _code_due(found: Sequence[Claim], progress: Mapping[str, Progress]) -> list[str]:
    """Return the first claims whose code was sent and has not come back, each by one of its claims."""
    due: dict[str, str] = {}
    for one in found:
        first = find_first_claim(one.first_claim_id)
        if one.status is ClaimStatus.PROPOSED and first and first.codes_sent and progress[one.id].code_needed:
            due.setdefault(first.id, one.id)
    return list(due.values())


@blueprint.route("/settings/<setting_id>/claim", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def claim(setting_id: str) -> Page:
    """Show what is about to be claimed; claim it."""
    setting = get_setting(setting_id)
    if request.method == "POST":
        with transaction():
            made = services.claim_setting(setting_id, by=current_principal(), now=clock.now())
            claim_id = made.id
        flash(gettext("Claimed. A verifier decides, and you will have a message."), "success")
        return redirect(url_for("claims.claim_page", claim_id=claim_id), 303)
    own = own_organisation()
    organisation = get_organisation(own)
    if queries.find_waiting_claim(setting_id, own) is not None:
        raise Conflict(gettext("Your organisation has already claimed this setting."))
    holder = holder_of(setting_id)
    if holder == own:
        raise Conflict(gettext("Your organisation already holds this setting."))
    first = setting.owner_key not in held_owners(own, [setting.owner_key])
    return ask_again(
        Check(
            title=gettext("Claim this setting"),
            lead=FIRST_WORDS if first else LATER_WORDS,
            rows=[*setting_rows(setting), (gettext("Your organisation"), organisation.name)],
            warning=gettext("Another organisation holds this setting today. It is told, and may object.")
            if holder
            else "",
            button=lazy_gettext("Claim"),
            back=url_for("claims.find"),
        )
    )


@blueprint.route("/claims/<claim_id>/withdraw", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def withdraw(claim_id: str) -> Page:
    """Take a claim back, after asking once more."""
    claim = own_claim(claim_id)
    if request.method == "POST":
        form = read_form(VersionSchema(), request.form)
        with transaction():
            services.withdraw_claim(
                claim_id, version=form.data.get("version", 0), by=current_principal(), now=clock.now()
            )
        flash(gettext("Withdrawn."), "success")
        return redirect(url_for("claims.claims"), 303)
    return ask_again(
        Check(
            title=gettext("Withdraw this claim"),
            rows=setting_rows(get_setting(claim.setting_id)),
            hidden={"version": claim.version},
            button=lazy_gettext("Withdraw"),
            back=url_for("claims.claim_page", claim_id=claim_id),
            grave=True,
        )
    )


@blueprint.route("/settings/<setting_id>/give-up", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def give_up(setting_id: str) -> Page:
    """Say that one's organisation no longer runs a setting, after being asked once more."""
    if holder_of(setting_id) != own_organisation():
        raise NotFound(gettext("Your organisation does not hold this setting."))
    if request.method == "POST":
        with transaction():
            give_up_setting(setting_id, by=current_principal(), now=clock.now())
        flash(gettext("Given up. Its vacancies are no longer shown."), "success")
        return redirect(url_for("claims.claims"), 303)
    return ask_again(
        Check(
            title=gettext("Give this setting up"),
            rows=[
                (gettext("Your name for it"), label_of(setting_id) or ""),
                *setting_rows(get_setting(setting_id)),
            ],
            warning=gettext("Its vacancies are no longer shown. To have it back, you must claim it again."),
            button=lazy_gettext("Give up"),
            back=url_for("claims.claims"),
            grave=True,
        )
    )
