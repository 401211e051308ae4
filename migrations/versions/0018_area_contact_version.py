"""Two people may correct one number to ring: its row has a version."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("area_contact") as table:
        table.add_column(sa.Column("version_id", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("area_contact") as table:
        table.alter_column("version_id", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("area_contact") as table:
        table.drop_column("version_id")
