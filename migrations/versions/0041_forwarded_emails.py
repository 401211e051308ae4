"""Emails that somebody forwards, and the address to which they do so."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "forwarding_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("local_part", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_forwarding_address_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding_address")),
        sa.UniqueConstraint("account_id", name=op.f("uq_forwarding_address_account_id")),
        sa.UniqueConstraint("local_part", name=op.f("uq_forwarding_address_local_part")),
    )
    op.create_table(
        "forwarded_email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_hash", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("is_from_them", sa.Boolean(), nullable=False),
        sa.Column("correspondent", sa.Text(), nullable=False),
        sa.Column("correspondent_email", sa.Text(), nullable=False),
        sa.Column("mail_subject", sa.Text(), nullable=False),
        sa.Column("mail_text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("aside_at", sa.DateTime(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_forwarded_email_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_forwarded_email_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarded_email")),
        sa.UniqueConstraint("account_id", "message_hash", name=op.f("uq_forwarded_email_account_id_message_hash")),
    )
    op.create_index("ix_forwarded_email_activity_id", "forwarded_email", ["activity_id"])
    op.create_index("ix_forwarded_email_waiting", "forwarded_email", ["account_id", "activity_id", "aside_at", "id"])


def downgrade() -> None:
    op.drop_table("forwarded_email")
    op.drop_table("forwarding_address")
