"""Know the same answers when they come again, and where what they made is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("digest", sa.Text(), nullable=True))
        table.add_column(sa.Column("page", sa.Text(), nullable=False, server_default=""))
        table.create_unique_constraint(op.f("uq_submission_account_id_digest"), ["account_id", "digest"])


def downgrade() -> None:
    with op.batch_alter_table("submission") as table:
        table.drop_constraint(op.f("uq_submission_account_id_digest"), type_="unique")
        table.drop_column("page")
        table.drop_column("digest")
