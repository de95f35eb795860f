"""What waits for a decision: claims and disputes for verifiers, buying capacities for register administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext

from register.claims import queries, schemas, services
from register.claims.domain import ClaimStatus
from register.claims.domain.progress import ClaimState, Progress
from register.claims.models import Claim, FirstClaim
from register.claims.queries.disputes import disputes_in_hand
from register.claims.queries.first_claims import find_first_claim, held_addresses
from register.claims.queries.progress import approvals_of, live_disputes, progress_of
from register.claims.queries.queue import group_of, waiting_groups
from register.claims.routes.blueprint import blueprint, describe
from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Check, Page, ask_again, step
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, chosen, read_form
from register.organisations.queries import (
    capacities_due,
    get_organisation,
    holders_of,
    holdings_of,
    names_of,
    settings_of,
    waiting_capacities,
)
from register.organisations.routes.blueprint import today
from register.regulators.models import Setting
from register.regulators.queries import get_setting, settings_by_id
from register.regulators.queries.successors import Earlier, earlier_at_the_place

FEW = 20


@blueprint.get("/queue")
@roles(Role.VERIFIER, Role.REGISTER_ADMINISTRATOR)
def queue() -> Page:
    """List what waits for a decision, what waits longest first, and capacities that soon need a confirmation."""
    now = clock.now()
    page = waiting_groups(person_id=current_principal().person_id, now=now, after=request.args.get("after") or None)
    disputes = disputes_in_hand()
    claims = {one.claim_id: queries.get_claim(one.claim_id) for one in disputes}
    capacities, due = waiting_capacities(), capacities_due(on=today())
    ids = {one.organisation_id for one in page.items} | {one.organisation_id for one in claims.values()}
    ids |= {one.organisation_id for one in [*capacities, *due]}
    return render_template(
        "claims/queue.html",
        groups=page.items,
        next_cursor=page.next_cursor,
        disputes=disputes,
        claims=claims,
        settings=settings_by_id(one.setting_id for one in claims.values()),
        capacities=capacities,
        due=due,
        today=today(),
        now=now,
        names=names_of(ids),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One claim of a group as a verifier sees it."""

    claim: Claim
    setting: Setting
    state: ClaimState
    approvals: int
    holder: str | None
    rivals: tuple[str, ...]
    dispute_id: str | None
    mine: bool
    earlier: tuple[Earlier, ...]

    @property
    def words(self) -> str:
        """What a verifier must know of it, beside the regulator's facts."""
        said = [describe(self.setting), str(schemas.STATE_WORDS[self.state])]
        if self.mine:
            said.append(gettext("approved by you"))
        if self.holder:
            said.append(gettext("held by %(name)s", name=self.holder))
        said += [gettext("claimed by %(name)s too", name=name) for name in self.rivals]
        return ". ".join(said)


@blueprint.route("/queue/claims/<claim_id>", methods=["GET", "POST"])
@roles(Role.VERIFIER)
def decide_claim(claim_id: str) -> Page:
    """Show a claim with the others of its organisation for the same owner; decide one, some or all of them."""
    claim = queries.get_claim(claim_id)
    if request.method == "GET":
        return _decision_page(claim, Form(values={"claim": None}))
    form = read_form(schemas.ClaimDecisionSchema(), request.form)
    versions = {key: int(value) for key, value in chosen(request.form, "version").items() if value.isdigit()}
    if step() == "change" or not form.ok:
        page = _decision_page(claim, form)
        return page if step() == "change" else (page, REFUSED)
    seen = {one: versions.get(one, 0) for one in form.data["claims"]}
    if _holders_unknown(seen, form):
        form.errors["take_over"] = gettext("Another organisation holds this setting. Say that its holding ends.")
        return _decision_page(claim, form), REFUSED
    if step() != "confirm":
        return _ask_again(claim, seen, form)
    try:
        outcomes = _decide(seen, form)
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _decision_page(queries.get_claim(claim_id), form), REFUSED
    return _after(outcomes)


def _holders_unknown(seen: Mapping[str, int], form: Form) -> bool:
    """Whether somebody would lose a setting without the verifier having said so."""
    if form.data["decision"] != "approve" or form.data["take_over"]:
        return False
    claims = [queries.get_claim(one) for one in seen]
    progress = progress_of(claims)
    return any(progress[one.id].held and one.status is ClaimStatus.PROPOSED for one in claims)


def _decide(seen: Mapping[str, int], form: Form) -> list[services.Decided]:
    by, now, data = current_principal(), clock.now(), form.data
    with transaction():
        if data["decision"] == "refuse":
            return services.refuse_claims(seen, reason=data["refusal"], note=data["note"], by=by, now=now)
        typed = services.Address(held=data["held"], read=data["read"], note=data["address_note"])
        address = typed if typed.held or typed.read else None
        approval = services.Approval(take_over=data["take_over"], address=address)
        return services.approve_claims(seen, approval, by=by, now=now)


def _after(outcomes: Sequence[services.Decided]) -> Page:
    done = sum(not one.problem for one in outcomes)
    words = ngettext("%(num)d claim decided.", "%(num)d claims decided.", done)
    if done == len(outcomes):
        flash(gettext("Decided.") + " " + words, "success")
        return redirect(url_for("claims.queue"), 303)
    claims = {one.claim_id: queries.get_claim(one.claim_id) for one in outcomes}
    settings = settings_by_id(one.setting_id for one in claims.values())
    return render_template(
        "claims/outcomes.html",
        title=gettext("What became of your decision"),
        lead=words,
        rows=[
            (settings[claims[one.claim_id].setting_id], one.problem or gettext("Decided as you said"))
            for one in outcomes
        ],
        back=url_for("claims.queue"),
    )


def _decision_page(claim: Claim, form: Form) -> str:
    group = list(group_of(claim)) if claim.status is ClaimStatus.PROPOSED else [claim]
    progress, rows = progress_of(group), _rows(group)
    first = next((found for one in group if (found := find_first_claim(one.first_claim_id))), None)
    if form.values.get("claim") is None:
        # Every claim without a conflict is proposed with the one that was opened.
        form.values["claim"] = [
            one.claim.id
            for one in rows
            if one.claim.id == claim.id or (one.holder is None and not one.rivals and not one.mine)
        ]
    holdings = holdings_of(claim.setting_id)
    return render_template(
        "claims/decide_claim.html",
        claim=claim,
        form=form,
        setting=get_setting(claim.setting_id),
        rows=rows,
        state=progress[claim.id].state(clock.now()),
        organisation=get_organisation(claim.organisation_id),
        held=len(settings_of(claim.organisation_id)),
        holdings=holdings,
        names=names_of({one.organisation_id for one in holdings}),
        others_hold=any(one.holder for one in rows),
        first=first,
        needs_address=_needs_address(list(progress.values()), first),
        may_change_address=first is not None and first.address is not None and first.code_entered_at is None,
        addresses=held_addresses(first) if first is not None else (),
    )


def _needs_address(progress: Sequence[Progress], first: FirstClaim | None) -> bool:
    """Whether a verifier has to say where the code goes: an owner's first claim, and none was chosen yet."""
    is_first = any(one.first for one in progress)
    return is_first and (first is None or (first.code_entered_at is None and first.address is None))


def _rows(group: Sequence[Claim]) -> list[_Row]:
    now, person_id = clock.now(), current_principal().person_id
    settings = settings_by_id(one.setting_id for one in group)
    progress, approved = progress_of(group), approvals_of(one.id for one in group)
    disputes, holders = live_disputes(one.id for one in group), holders_of(settings)
    rivals = queries.rivals_of(group)
    names = names_of({*holders.values(), *(found for there in rivals.values() for found in there)})
    # Of a hidden place the files tell nothing; of many others a verifier looks at the first.
    told = {one.setting_id for one in group if not settings[one.setting_id].hidden or len(group) == 1}
    shown = set(sorted(told, key=lambda found: found != group[0].setting_id)[:FEW])
    return [
        _Row(
            claim=one,
            setting=settings[one.setting_id],
            state=progress[one.id].state(now),
            approvals=progress[one.id].approvals,
            holder=names[holders[one.setting_id]] if progress[one.id].held else None,
            rivals=tuple(names[found] for found in rivals.get(one.id, ())),
            dispute_id=disputes[one.id].id if one.id in disputes else None,
            mine=person_id in approved.get(one.id, ()),
            earlier=earlier_at_the_place(settings[one.setting_id]) if one.setting_id in shown else (),
        )
        for one in group
    ]


def _ask_again(claim: Claim, seen: Mapping[str, int], form: Form) -> str:
    approve = form.data["decision"] == "approve"
    claims = [queries.get_claim(one) for one in seen]
    settings = settings_by_id(one.setting_id for one in claims)
    holders = names_of(holders_of(settings).values()) if approve else {}
    address = form.data["held"] or form.data["read"]
    rows = [
        (gettext("Decision"), gettext("Approve") if approve else gettext("Do not approve")),
        *([] if approve else [(gettext("Reason"), str(schemas.REFUSAL_WORDS[form.data["refusal"]]))]),
        *([(gettext("Note"), form.data["note"])] if form.data["note"] else []),
        *([(gettext("Code goes to"), address)] if approve and address else []),
        (gettext("Claimed by"), get_organisation(claim.organisation_id).name),
        *((settings[one.setting_id].identifier, describe(settings[one.setting_id])) for one in claims),
    ]
    return ask_again(
        Check(
            title=gettext("Check your decision"),
            rows=rows,
            warning=gettext(
                "%(names)s: holds what is claimed today. It is told, has five working days to object, and loses it "
                "once two verifiers have approved.",
                names=", ".join(sorted(holders.values())),
            )
            if holders
            else "",
            hidden=dict(form.values) | {f"version-{key}": value for key, value in seen.items()},
            button=lazy_gettext("Approve") if approve else lazy_gettext("Do not approve"),
            back=url_for("claims.queue"),
            change=True,
        )
    )
