"""The rows of a file in their order, which is how they are applied and reported.

A migration must work while the code before it is still running: add first, remove one release later.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_regulator_statement_file_row", "regulator_statement", ["file_id", "row"])
    op.drop_index("ix_regulator_statement_file", "regulator_statement")
