"""What somebody holds with a group is offered to a successor, who accepts it."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("leaver_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("leaver_id <> successor_id", name=op.f("ck_handover_to_somebody_else")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_handover_area_id")),
        sa.ForeignKeyConstraint(["leaver_id"], ["account.id"], name=op.f("fk_handover_leaver_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["account.id"], name=op.f("fk_handover_offered_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_handover_organisation_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["account.id"], name=op.f("fk_handover_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    for column in ("area_id", "leaver_id", "organisation_id", "successor_id"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_index(
        "uq_handover_offered",
        "handover",
        ["organisation_id", "area_id", "leaver_id"],
        unique=True,
        sqlite_where=sa.text("accepted_on IS NULL"),
        postgresql_where=sa.text("accepted_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("handover")
