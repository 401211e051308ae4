"""Who wants their week by email, and when the last was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "digest_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_digest_wish_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_wish")),
        sa.UniqueConstraint("account_id", name=op.f("uq_digest_wish_account_id")),
    )


def downgrade() -> None:
    op.drop_table("digest_wish")
