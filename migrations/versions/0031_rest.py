"""A group can rest: it is left alone until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "rest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_rest_reason_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_rest_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_rest_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rest")),
        sa.UniqueConstraint("organisation_id", "area_id", name=op.f("uq_rest_organisation_id_area_id")),
    )
    with op.batch_alter_table("rest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rest_area_id"), ["area_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rest_area_id"))

    op.drop_table("rest")
