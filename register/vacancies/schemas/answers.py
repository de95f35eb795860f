"""What a provider's own programs send beside the vacancies themselves, and what they get back."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from register.core.openapi import ProblemSchema, ReasonSchema
from register.descriptions.schemas import told
from register.vacancies.domain.pushing import MOST_ROWS, Action, BatchState, Mode
from register.vacancies.schemas.rows import RowSchema, VacancySchema


class OutcomeSchema(Schema):
    """What became of one row."""

    row = fields.Integer(
        required=True,
        metadata={"description": "Its number, from 1; 0 for a vacancy that a full batch does not name."},
    )
    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    reference = fields.String()
    id = fields.String()
    version = fields.Integer(metadata={"description": "The vacancy's version afterwards."})
    errors = fields.List(fields.Nested(ReasonSchema))
    ours = fields.Dict(metadata={"description": "Where the row came too late: what the register holds."})
    yours = fields.Dict(metadata={"description": "Where the row came too late: what you sent."})


class Rows(fields.List[Any]):
    """Rows that are read one by one later, so that one that is wrong does not stop the others."""

    def _deserialize(self, value: Any, *_more: Any, **_named: Any) -> list[Any]:  # noqa: ANN401 - as marshmallow gives it
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return value


class BatchSchema(Schema):
    """Up to 1,000 vacancies at once."""

    mode = fields.String(
        load_default=Mode.PARTIAL,
        validate=validate.OneOf([*Mode], error=_l("Choose partial or full")),
        metadata={
            "description": "partial: vacancies that are not named stay as they are. full: those that have a reference "
            "of yours and are not named are withdrawn; over a tenth of them, and a person decides first."
        },
    )
    dry_run = fields.Boolean(
        load_default=False, metadata={"description": "Say what would become of each row, and change nothing."}
    )
    vacancies = Rows(
        fields.Nested(RowSchema),
        required=True,
        validate=validate.Length(1, MOST_ROWS, error=_l("Send between 1 and 1,000 vacancies")),
        error_messages=told(_l("Send a list of vacancies")),
    )


class BatchAnswerSchema(Schema):
    """What became of a batch."""

    mode = fields.String(required=True, validate=validate.OneOf([*Mode]))
    dry_run = fields.Boolean(required=True)
    state = fields.String(
        required=True,
        metadata={"description": "applied, dry-run, or held: nothing was done until a person confirms it."},
    )
    batch_id = fields.String(metadata={"description": "Where it is held: ask for it by this id."})
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    rows = fields.List(fields.Nested(OutcomeSchema), required=True)


class HeldBatchSchema(Schema):
    """A batch that was held, and what was decided about it."""

    batch_id = fields.String(required=True)
    mode = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([*BatchState]))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    created_at = fields.AwareDateTime(required=True)
    decided_at = fields.AwareDateTime()


class PutAnswerSchema(Schema):
    """What became of a vacancy that was sent, and the vacancy."""

    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    vacancy = fields.Nested(VacancySchema)


class ListSchema(Schema):
    """A page of vacancies, and the cursor of the next one."""

    vacancies = fields.List(fields.Nested(VacancySchema), required=True)
    next = fields.String(metadata={"description": "Send it as `after` for the next page; absent on the last."})


class ListQuerySchema(Schema):
    """Which page, in which form."""

    after = fields.String(metadata={"description": "The cursor of an earlier page."})
    limit = fields.Integer(
        load_default=100,
        validate=validate.Range(1, 500, error=_l("Ask for between 1 and 500")),
        error_messages=told(_l("Ask for between 1 and 500")),
    )


class VersionsSchema(ProblemSchema):
    """Why nothing was done: it was changed meanwhile; with both versions."""

    ours = fields.Dict(metadata={"description": "What the register holds."})
    yours = fields.Dict(metadata={"description": "What you sent."})
