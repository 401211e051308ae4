"""Records that were merged. On SQLite a number that a group or a person had is never given to another."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBERED = ("organisation", "person")


def upgrade() -> None:
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("journal", sa.JSON(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_merge_organisation_id")
        ),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_organisation_merge_merged_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_organisation_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
    )
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_merge_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_organisation_merge_other_id",
            ["other_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
    if op.get_bind().dialect.name == "sqlite":
        for table in NUMBERED:
            _number_once(table)


def _number_once(table: str) -> None:
    """The table again, as it was made, with AUTOINCREMENT; what hangs from it is made again as it was."""
    bind = op.get_bind()
    made = bind.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"), {"table": table}
    ).all()
    own = next(row.sql for row in made if row.type == "table")
    if "AUTOINCREMENT" in own:
        return
    numbered = re.sub(r"\bid INTEGER NOT NULL", "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", own, count=1)
    numbered = re.sub(rf",\s*CONSTRAINT pk_{table} PRIMARY KEY \(id\)", "", numbered)
    numbered = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_again", numbered)
    columns = ", ".join(f'"{column["name"]}"' for column in sa.inspect(bind).get_columns(table))
    bind.exec_driver_sql(numbered)
    bind.exec_driver_sql(f"INSERT INTO {table}_again ({columns}) SELECT {columns} FROM {table}")  # noqa: S608 (names are our own)
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_again RENAME TO {table}")
    for row in made:
        if row.type != "table":
            bind.exec_driver_sql(row.sql)


def downgrade() -> None:
    """Numbers go on being given once: that does no harm."""
    op.drop_table("organisation_merge")
