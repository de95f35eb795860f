"""What people type about claims, and the words in which codes are shown."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from marshmallow import ValidationError, fields, validates_schema

from register.claims.domain import ClaimStatus, RefusalReason
from register.organisations.schemas import DecisionSchema, note_field

CLAIM_WORDS: dict[ClaimStatus, LazyString] = {
    ClaimStatus.PROPOSED: _("Waits for a verifier"),
    ClaimStatus.APPROVED: _("Approved"),
    ClaimStatus.REFUSED: _("Not approved"),
    ClaimStatus.WITHDRAWN: _("Withdrawn"),
}
CLAIM_COLOURS: dict[ClaimStatus, str] = {
    ClaimStatus.PROPOSED: "yellow",
    ClaimStatus.APPROVED: "green",
    ClaimStatus.REFUSED: "red",
    ClaimStatus.WITHDRAWN: "grey",
}
REFUSAL_WORDS: dict[RefusalReason, LazyString] = {
    RefusalReason.NOT_THE_OWNER: _("The regulator names another owner"),
    RefusalReason.NOT_SHOWN: _("It was not shown that this organisation runs the setting"),
    RefusalReason.HELD_BY_ANOTHER: _("Another organisation holds the setting"),
    RefusalReason.WRONG_SETTING: _("It seems that another setting was meant"),
    RefusalReason.NOT_REGISTERED: _("The setting is not registered any more"),
}


class ClaimDecisionSchema(DecisionSchema):
    """A verifier's decision on a claim."""

    take_over = fields.Bool(load_default=False)
    refusal = fields.Enum(
        RefusalReason, by_value=True, load_default=None, error_messages={"unknown": _("Choose a reason")}
    )
    note = note_field()

    @validates_schema
    def _a_refusal_has_a_reason(self, data: dict[str, Any], **_given: object) -> None:
        if data.get("decision") == "refuse" and data.get("refusal") is None:
            raise ValidationError(str(_("Choose why you do not approve it")), "refusal")
