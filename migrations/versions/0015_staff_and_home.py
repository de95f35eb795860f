"""Staff by day and by night, and what a home is like, in the description of a setting.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("setting_description", sa.Column("ratio_day", sa.String(10)))
    op.add_column("setting_description", sa.Column("ratio_night", sa.String(10)))
    op.add_column("setting_description", sa.Column("home", sa.JSON(), nullable=False, server_default="{}"))
