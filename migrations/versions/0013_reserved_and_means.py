"""For whom a vacancy is reserved or held; by which means somebody who did not sign in changed one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vacancy", sa.Column("held_for", sa.String(9)))
    op.add_column("vacancy", sa.Column("reserved_for", sa.String(9)))
    op.add_column("vacancy", sa.Column("reserved_until", sa.Date()))
    op.add_column("vacancy_history", sa.Column("means", sa.String(12)))
