"""What stays the same however an owner's name is spelt, so that an owner's settings are found at once.

A migration must work while the code before it is still running: add first, remove one release later.
"""

import sqlalchemy as sa
from alembic import op

from register.regulators.domain.owners import owner_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("setting", sa.Column("owner_key", sa.String(300)))
    setting = sa.table("setting", sa.column("owner_published"), sa.column("owner_key"))
    connection = op.get_bind()
    spellings = connection.scalars(sa.select(setting.c.owner_published).distinct()).all()
    for spelling in spellings:
        if spelling is not None:
            connection.execute(
                sa.update(setting).where(setting.c.owner_published == spelling).values(owner_key=owner_key(spelling))
            )
    op.create_index("ix_setting_owner_key", "setting", ["owner_key"])
