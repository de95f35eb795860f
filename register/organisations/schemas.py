"""What people type about organisations, capacities and claims, and the words in which codes are shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate, validates_schema

from register.core.identifiers import RULES, Scheme
from register.organisations.domain import (
    LONGEST_WORDS,
    CapacityKind,
    CapacityState,
    EndReason,
    EvidenceKind,
    OrganisationKind,
)

KIND_WORDS: dict[OrganisationKind, LazyString] = {
    OrganisationKind.PROVIDER: _("Provider"),
    OrganisationKind.LOCAL_AUTHORITY: _("Local authority"),
    OrganisationKind.CONSORTIUM: _("Consortium of authorities"),
    OrganisationKind.NATIONAL_BODY: _("National body"),
    OrganisationKind.ACTING_BODY: _("Body that acts for authorities"),
}
CAPACITY_WORDS: dict[CapacityKind, LazyString] = {
    CapacityKind.AUTHORITY: _("Authority, for its own area"),
    CapacityKind.CHILDRENS_TRUST: _("Children's trust"),
    CapacityKind.COUNCIL_COMPANY: _("Council's company"),
    CapacityKind.OUT_OF_HOURS_TEAM: _("Shared out-of-hours team"),
    CapacityKind.DELEGATED_PROVIDER: _("Provider to whom buying is delegated"),
    CapacityKind.NHS_CO_FUNDER: _("NHS co-funder"),
}
STATE_WORDS: dict[CapacityState, LazyString] = {
    CapacityState.PROPOSED: _("Waits for a second administrator"),
    CapacityState.STANDING: _("Stands"),
    CapacityState.DUE: _("Stands, ends within 30 days"),
    CapacityState.LAPSED: _("Lapsed: not confirmed in time"),
    CapacityState.ENDED: _("Ended"),
    CapacityState.REFUSED: _("Refused"),
    CapacityState.WITHDRAWN: _("Taken back"),
    CapacityState.REVOKED: _("Revoked"),
}
STATE_COLOURS: dict[CapacityState, str] = {
    CapacityState.PROPOSED: "yellow",
    CapacityState.STANDING: "green",
    CapacityState.DUE: "yellow",
    CapacityState.LAPSED: "red",
    CapacityState.ENDED: "grey",
    CapacityState.REFUSED: "grey",
    CapacityState.WITHDRAWN: "grey",
    CapacityState.REVOKED: "red",
}
EVIDENCE_WORDS: dict[EvidenceKind, LazyString] = {
    EvidenceKind.COUNCIL_CONSTITUTION: _("The council's constitution or scheme of delegation"),
    EvidenceKind.COUNCIL_DECISION: _("A decision of the council or its cabinet"),
    EvidenceKind.DELEGATION_AGREEMENT: _("An agreement by which authorities delegate"),
    EvidenceKind.SERVICE_CONTRACT: _("A contract for the service"),
    EvidenceKind.STATUTORY_DIRECTION: _("A direction by a minister"),
    EvidenceKind.JOINT_FUNDING_AGREEMENT: _("An agreement on joint funding"),
}
END_WORDS: dict[EndReason, LazyString] = {
    EndReason.GIVEN_UP: _("given up"),
    EndReason.TAKEN_OVER: _("taken over"),
    EndReason.MISTAKE: _("a mistake"),
}
SCHEME_WORDS: dict[Scheme, LazyString] = {scheme: _(rule.name) for scheme, rule in RULES.items()}


def scheme_name(scheme: str) -> str:
    """Return what a scheme's identifiers are called, e.g. "Company number"; the scheme itself where it is not ours."""
    try:
        return str(SCHEME_WORDS[Scheme(scheme)])
    except ValueError:
        return scheme


def _text(words: LazyString, *, longest: int) -> fields.Str:
    return fields.Str(
        required=True,
        validate=validate.Length(max=longest, error=_("Use %(number)s characters or fewer", number=longest)),
        error_messages={"required": words},
    )


def note_field() -> fields.Str:
    """Return the field of a note of at most 280 characters."""
    return fields.Str(
        load_default=None,
        validate=validate.Length(
            max=LONGEST_WORDS, error=_("Use %(number)s characters or fewer", number=LONGEST_WORDS)
        ),
    )


def _code(codes: Any, words: LazyString) -> fields.Enum[Any]:  # noqa: ANN401 - any of the code lists above
    return fields.Enum(codes, by_value=True, required=True, error_messages={"required": words, "unknown": words})


class FormSchema(Schema):
    """A page's form: whatever else a browser sends is left aside."""

    class Meta:
        """What marshmallow does with fields that it does not know."""

        unknown = EXCLUDE


class DayField:
    """The three boxes of a date, as GOV.UK asks for one."""

    def __init__(self, name: str, *, missing: LazyString) -> None:
        """Take the field's name, and the words for when nothing is typed."""
        self.name, self.missing = name, missing
        self.parts = tuple(f"{name}-{part}" for part in ("year", "month", "day"))

    def read(self, data: Mapping[str, Any]) -> date:
        """Return the day. Raises ValidationError, beside its first box."""
        typed = [data.get(part) for part in self.parts]
        if not any(typed):
            raise ValidationError(str(self.missing), self.parts[-1])
        try:
            return date(*(int(one or "") for one in typed))
        except (ValueError, OverflowError):
            raise ValidationError(str(_("Enter a real date, such as 31 3 2027")), self.parts[-1]) from None


class OrganisationSchema(FormSchema):
    """An organisation to be added. An authority's codes are found by its name."""

    kind = _code(OrganisationKind, _("Choose what kind of organisation it is"))
    name = _text(_("Enter the organisation's full name"), longest=160)
    brand = fields.Str(
        load_default=None,
        validate=validate.Length(max=80, error=_("Use 80 characters or fewer")),
    )
    scheme = fields.Enum(
        Scheme, by_value=True, load_default=None, error_messages={"unknown": _("Choose a kind of number")}
    )
    identifier = fields.Str(load_default=None, validate=validate.Length(max=60, error=_("This number is too long")))

    @validates_schema
    def _both_or_neither(self, data: dict[str, Any], **_given: object) -> None:
        if data.get("identifier") and data.get("scheme") is None:
            raise ValidationError(str(_("Say what kind of number it is")), "scheme")
        if data.get("scheme") is not None and not data.get("identifier"):
            raise ValidationError(str(_("Enter the number")), "identifier")


class ChangeSchema(FormSchema):
    """A new name or brand, and the version that was looked at."""

    name = _text(_("Enter the organisation's full name"), longest=160)
    brand = _text(_("Enter the name that others see"), longest=80)
    version = fields.Int(required=True)


class IdentifierSchema(FormSchema):
    """One more identifier."""

    scheme = _code(Scheme, _("Say what kind of number it is"))
    identifier = _text(_("Enter the number"), longest=60)


class MemberSchema(FormSchema):
    """An authority that joins a consortium."""

    DAY = DayField("joined_on", missing=_("Enter the first day of membership"))

    authority_id = _text(_("Choose an authority"), longest=26)
    year = fields.Str(data_key="joined_on-year")
    month = fields.Str(data_key="joined_on-month")
    day = fields.Str(data_key="joined_on-day")

    @validates_schema(skip_on_field_errors=False)
    def _a_real_day(self, data: dict[str, Any], **_given: object) -> None:
        _day(self.DAY, data)

    @post_load
    def _whole(self, data: dict[str, Any], **_given: object) -> dict[str, Any]:
        return {"authority_id": data["authority_id"], "joined_on": _day(self.DAY, data)}


class LastDaySchema(FormSchema):
    """The last day of a membership."""

    DAY = DayField("left_on", missing=_("Enter the last day of membership"))

    year = fields.Str(data_key="left_on-year")
    month = fields.Str(data_key="left_on-month")
    day = fields.Str(data_key="left_on-day")

    @validates_schema(skip_on_field_errors=False)
    def _a_real_day(self, data: dict[str, Any], **_given: object) -> None:
        _day(self.DAY, data)

    @post_load
    def _whole(self, data: dict[str, Any], **_given: object) -> dict[str, Any]:
        return {"left_on": _day(self.DAY, data)}


class EvidenceSchema(FormSchema):
    """What a register administrator was shown."""

    evidence = _code(EvidenceKind, _("Choose what you were shown"))
    reference = _text(_("Say where it can be found again: a title, a section, a date"), longest=80)
    note = note_field()
    version = fields.Int(load_default=0)


class CapacitySchema(EvidenceSchema):
    """A buying capacity to be proposed; authorities by name or code, one on each line."""

    DAY = DayField("ends_on", missing=_("Enter the last day"))

    kind = _code(CapacityKind, _("Choose as what it buys"))
    authorities = fields.Str(load_default="", validate=validate.Length(max=10_000))
    year = fields.Str(data_key="ends_on-year")
    month = fields.Str(data_key="ends_on-month")
    day = fields.Str(data_key="ends_on-day")

    @validates_schema(skip_on_field_errors=False)
    def _a_real_day(self, data: dict[str, Any], **_given: object) -> None:
        _day(self.DAY, data)

    @post_load
    def _whole(self, data: dict[str, Any], **_given: object) -> dict[str, Any]:
        data["ends_on"] = _day(self.DAY, data)
        data["authorities"] = [line.strip() for line in data["authorities"].splitlines() if line.strip()]
        return data


class DecisionSchema(FormSchema):
    """Yes or no, and the version that was looked at."""

    decision = fields.Str(
        required=True,
        validate=validate.OneOf(["approve", "refuse"], error=_("Choose what you decide")),
        error_messages={"required": _("Choose what you decide")},
    )
    version = fields.Int(required=True)


class VersionSchema(FormSchema):
    """The version that was looked at."""

    version = fields.Int(required=True)


def _day(field: DayField, data: Mapping[str, Any]) -> date:
    return field.read({part: data.get(name) for part, name in zip(field.parts, ("year", "month", "day"), strict=True)})
