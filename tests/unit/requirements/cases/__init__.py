"""For each of the 74 requirements what passes, what does not, and what is unknown: plain tables, theme by theme."""

from tests.unit.requirements.cases import care, company, money, people
from tests.unit.requirements.cases.row import AS_AT, Row, case_of

ROWS = {**company.ROWS, **care.ROWS, **people.ROWS, **money.ROWS}

__all__ = ["AS_AT", "ROWS", "Row", "case_of"]
