"""Barriers end when they are overcome, and each stands once; the oldest of those noted twice stays."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.execute(
        """
        DELETE FROM barrier WHERE id NOT IN (
            SELECT first_id FROM (SELECT min(id) AS first_id FROM barrier GROUP BY organisation_id, area_id, kind) AS firsts
        )
        """
    )
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sentinel", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_barrier_ended_after_noted"), "ended_on >= noted_on")
        batch_op.create_index(
            "uq_barrier_standing",
            ["organisation_id", "area_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.drop_index("uq_barrier_standing")
        batch_op.drop_constraint(op.f("ck_barrier_ended_after_noted"), type_="check")
        batch_op.drop_column("sentinel")
        batch_op.drop_column("ended_on")
