"""What people type about claims, and the words in which codes are shown."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from marshmallow import ValidationError, fields, validate, validates_schema

from register.claims.domain import RefusalReason
from register.claims.domain.codes import AddressSource
from register.claims.domain.disputes import REASONS_TO_OBJECT, DisputeReason, DisputeStatus, Outcome
from register.claims.domain.progress import ClaimState
from register.organisations.schemas import FormSchema, note_field

STATE_WORDS: dict[ClaimState, LazyString] = {
    ClaimState.WAITS_FOR_VERIFIER: _("Waits for a verifier"),
    ClaimState.WAITS_FOR_SECOND: _("Waits for a second verifier"),
    ClaimState.WAITS_FOR_CODE: _("Waits for the code"),
    ClaimState.WAITS_FOR_OBJECTIONS: _("Approved, open to objections"),
    ClaimState.DISPUTED: _("Disputed"),
    ClaimState.READY: _("About to take effect"),
    ClaimState.APPROVED: _("Approved"),
    ClaimState.REFUSED: _("Not approved"),
    ClaimState.WITHDRAWN: _("Withdrawn"),
}
STATE_COLOURS: dict[ClaimState, str] = {
    ClaimState.WAITS_FOR_VERIFIER: "yellow",
    ClaimState.WAITS_FOR_SECOND: "yellow",
    ClaimState.WAITS_FOR_CODE: "blue",
    ClaimState.WAITS_FOR_OBJECTIONS: "blue",
    ClaimState.DISPUTED: "red",
    ClaimState.READY: "green",
    ClaimState.APPROVED: "green",
    ClaimState.REFUSED: "red",
    ClaimState.WITHDRAWN: "grey",
}
SOURCE_WORDS: dict[AddressSource, LazyString] = {
    AddressSource.REGULATOR_FILE: _("from the regulator's file"),
    AddressSource.EARLIER_CLAIM: _("proved by an earlier claim of this organisation"),
    AddressSource.REGULATOR_REGISTER: _("read by a verifier in the regulator's register"),
}
DISPUTE_REASON_WORDS: dict[DisputeReason, LazyString] = {
    DisputeReason.STILL_RUN: _("We run this setting and have not passed it on"),
    DisputeReason.UNKNOWN_CLAIMANT: _("We do not know the organisation that claims it"),
    DisputeReason.SALE_NOT_COMPLETE: _("A sale or transfer is agreed, but not complete"),
    DisputeReason.ANOTHER_RUNS_IT: _("Another organisation runs it"),
    DisputeReason.BOTH_CLAIM: _("Two organisations claim the same setting"),
}
DISPUTE_WORDS: dict[DisputeStatus, LazyString] = {
    DisputeStatus.OPEN: _("Nobody looks after it yet"),
    DisputeStatus.IN_HAND: _("A verifier looks after it"),
    DisputeStatus.PROPOSED: _("Waits for a second verifier"),
    DisputeStatus.DECIDED: _("Decided"),
    DisputeStatus.WITHDRAWN: _("Withdrawn"),
}
OUTCOME_WORDS: dict[Outcome, LazyString] = {
    Outcome.CLAIM_STANDS: _("The claim may go on"),
    Outcome.CLAIM_FAILS: _("The claim is refused"),
}
REFUSAL_WORDS: dict[RefusalReason, LazyString] = {
    RefusalReason.NOT_THE_OWNER: _("The regulator names another owner"),
    RefusalReason.NOT_SHOWN: _("It was not shown that this organisation runs the setting"),
    RefusalReason.HELD_BY_ANOTHER: _("Another organisation holds the setting"),
    RefusalReason.WRONG_SETTING: _("It seems that another setting was meant"),
    RefusalReason.NOT_REGISTERED: _("The setting is not registered any more"),
    RefusalReason.DISPUTE: _("Two verifiers decided the dispute for somebody else"),
}


class ClaimDecisionSchema(FormSchema):
    """A verifier's decision on one or many claims of one organisation."""

    claims = fields.List(
        fields.Str(),
        data_key="claim",
        required=True,
        error_messages={"required": _("Choose at least one claim")},
    )
    decision = fields.Str(
        required=True,
        validate=validate.OneOf(["approve", "refuse"], error=_("Choose what you decide")),
        error_messages={"required": _("Choose what you decide")},
    )
    take_over = fields.Bool(load_default=False)
    held = fields.Str(load_default=None, validate=validate.Length(max=254))
    read = fields.Str(
        load_default=None, validate=validate.Length(max=254, error=_("This is longer than an e-mail address can be"))
    )
    address_note = note_field()
    refusal = fields.Enum(
        RefusalReason, by_value=True, load_default=None, error_messages={"unknown": _("Choose a reason")}
    )
    note = note_field()

    @validates_schema
    def _a_refusal_has_a_reason(self, data: dict[str, Any], **_given: object) -> None:
        if data.get("decision") == "refuse" and data.get("refusal") is None:
            raise ValidationError(str(_("Choose why you do not approve it")), "refusal")


class CodeSchema(FormSchema):
    """The code of a first claim, as typed."""

    code = fields.Str(
        required=True,
        validate=validate.Length(max=40, error=_("This is longer than a code")),
        error_messages={"required": _("Enter the code")},
    )


class ObjectionSchema(FormSchema):
    """Why somebody objects to a claim."""

    reason = fields.Enum(
        DisputeReason,
        by_value=True,
        required=True,
        validate=validate.OneOf(REASONS_TO_OBJECT, error=_("Choose why it is not right")),
        error_messages={"required": _("Choose why it is not right"), "unknown": _("Choose why it is not right")},
    )


class DisputeSchema(FormSchema):
    """What a verifier does about a dispute, and the version that was looked at."""

    act = fields.Str(
        required=True,
        validate=validate.OneOf(["take", "propose", "agree", "disagree"], error=_("Choose what you do")),
        error_messages={"required": _("Choose what you do")},
    )
    outcome = fields.Enum(
        Outcome, by_value=True, load_default=None, error_messages={"unknown": _("Choose how it should end")}
    )
    version = fields.Int(required=True)

    @validates_schema
    def _a_proposal_has_an_outcome(self, data: dict[str, Any], **_given: object) -> None:
        if data.get("act") == "propose" and data.get("outcome") is None:
            raise ValidationError(str(_("Choose how it should end")), "outcome")
