"""Records of people that were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

STILL = "undone_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("journal", sa.JSON(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_merge_person_id")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_person_merge_merged_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_person_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_person_id"), "person_merge", ["person_id"])
    op.create_index(
        "uq_person_merge_other_id",
        "person_merge",
        ["other_id"],
        unique=True,
        sqlite_where=sa.text(STILL),
        postgresql_where=sa.text(STILL),
    )


def downgrade() -> None:
    op.drop_table("person_merge")
