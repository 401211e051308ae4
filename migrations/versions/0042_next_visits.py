"""What counts most for the next visits of an area, and which groups come first there."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

FACTORS = ("priority", "promise", "silence", "children", "policy", "lead", "checks", "training")


def upgrade() -> None:
    op.create_table(
        "visit_priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 300", name=op.f("ck_visit_priority_reason_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_priority_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_visit_priority_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_priority")),
        sa.UniqueConstraint("organisation_id", "area_id", name=op.f("uq_visit_priority_organisation_id_area_id")),
    )
    op.create_index("ix_visit_priority_area_id", "visit_priority", ["area_id"])
    op.create_table(
        "visit_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(factor, sa.Integer(), nullable=False) for factor in FACTORS),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(f"{factor} BETWEEN 0 AND 10", name=op.f(f"ck_visit_weights_{factor}_to_ten"))
            for factor in FACTORS
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_weights_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_weights")),
        sa.UniqueConstraint("area_id", name=op.f("uq_visit_weights_area_id")),
    )
    op.create_index("ix_visit_weights_area_id", "visit_weights", ["area_id"])


def downgrade() -> None:
    op.drop_table("visit_weights")
    op.drop_table("visit_priority")
