"""Filters of the list of groups that somebody gave a name."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "saved_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_saved_list_name_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_list_account_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_saved_list_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
        sa.UniqueConstraint("account_id", "sort_name", name=op.f("uq_saved_list_account_id_sort_name")),
    )
    op.create_index(op.f("ix_saved_list_area_id"), "saved_list", ["area_id"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_list")
