"""Keep how each row of an import ends, and what the columns of a list mean."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BEFORE = ("staged", "done", "cancelled")
AFTER = ("columns", "checking", "staged", "writing", "done", "cancelled")


def _states(values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name="importstate", native_enum=False, create_constraint=False, length=40)


def _allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_import_batch_importstate"), type_="check")
        batch_op.alter_column("state", existing_type=_states(before), type_=_states(after), existing_nullable=False)
        listed = ", ".join(f"'{value}'" for value in after)
        batch_op.create_check_constraint(batch_op.f("ck_import_batch_importstate"), f"state IN ({listed})")


def upgrade() -> None:
    _allow(BEFORE, AFTER)
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("columns", sa.JSON(), nullable=True))
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("heading_key", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("source", "heading_key", name=op.f("uq_import_mapping_source_heading_key")),
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "ending",
            sa.Enum(
                "created",
                "matched",
                "changed",
                "refused",
                name="ending",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.Column("is_written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_import_row_batch_id_number")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index("ix_import_row_ending", ["batch_id", "ending", "number"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_import_row_ending")

    op.drop_table("import_row")
    op.drop_table("import_mapping")
    op.execute("UPDATE import_batch SET state = 'cancelled' WHERE state NOT IN ('staged', 'done', 'cancelled')")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_column("columns")
    _allow(AFTER, BEFORE)
