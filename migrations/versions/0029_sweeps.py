"""Where someone has looked for groups, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

WAYS = (
    "streets",
    "open_map",
    "charity_register",
    "hall_bookings",
    "halls",
    "groups",
    "forum",
    "colleagues",
    "web",
    "other",
)


def upgrade() -> None:
    op.create_table(
        "sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("swept_on", sa.Date(), nullable=False),
        sa.Column(
            "way", sa.Enum(*WAYS, name="way", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("looked_by", sa.Text(), nullable=False),
        sa.Column("groups_found", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("groups_found BETWEEN 0 AND 9999", name=op.f("ck_sweep_groups_found_in_reason")),
        sa.CheckConstraint("length(looked_by) BETWEEN 1 AND 200", name=op.f("ck_sweep_looked_by_length")),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_sweep_note_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_sweep_area_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_sweep_ward_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_sweep_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
    )
    op.create_index("ix_sweep_latest", "sweep", ["area_id", "ward_id", "swept_on", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("sweep")
