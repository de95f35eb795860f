"""${message}.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

import register.core.db

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
