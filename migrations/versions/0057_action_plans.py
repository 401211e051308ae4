"""A group's plan of what to do about red and amber answers."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_on IS NULL) = (done_by_id IS NULL)", name=op.f("ck_plan_action_done_by_somebody")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_plan_action_assessment_id")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_plan_action_criterion_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_plan_action_done_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_action_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
        sa.UniqueConstraint("assessment_id", "criterion_id", name=op.f("uq_plan_action_assessment_id_criterion_id")),
    )
    op.create_index(op.f("ix_plan_action_organisation_id"), "plan_action", ["organisation_id"])
    op.create_index("ix_plan_action_open", "plan_action", ["done_on", "due_on", "id"])


def downgrade() -> None:
    op.drop_table("plan_action")
