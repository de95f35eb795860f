"""What may come in about vacancies, from a form, a list or another system, and how it is told."""

from register.vacancies.schemas.answers import (
    BatchAnswerSchema,
    BatchSchema,
    HeldBatchSchema,
    ListQuerySchema,
    ListSchema,
    OutcomeSchema,
    PutAnswerSchema,
    VersionsSchema,
)
from register.vacancies.schemas.rows import NOT_NEEDED_AT_THE_END, RowSchema, VacancySchema
from register.vacancies.schemas.terms import (
    FilledSchema,
    FillSchema,
    FreedSchema,
    StatusSchema,
    TermsSchema,
    authority_field,
    form_values,
    name_of_authority,
    setting_rows,
    terms_from,
    terms_rows,
)

__all__ = [
    "NOT_NEEDED_AT_THE_END",
    "BatchAnswerSchema",
    "BatchSchema",
    "FillSchema",
    "FilledSchema",
    "FreedSchema",
    "HeldBatchSchema",
    "ListQuerySchema",
    "ListSchema",
    "OutcomeSchema",
    "PutAnswerSchema",
    "RowSchema",
    "StatusSchema",
    "TermsSchema",
    "VacancySchema",
    "VersionsSchema",
    "authority_field",
    "form_values",
    "name_of_authority",
    "setting_rows",
    "terms_from",
    "terms_rows",
]
