"""What is said of a training session: places, languages, access, cost, who delivers it, and whether it can be booked."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"

CHOICES = {
    "venuekind": ("venue_kind", ("own_venue", "council", "school", "community_centre", "online")),
    "plan": ("plan", ("planned", "open", "cancelled")),
    "audience": ("audience", ("everybody", "women", "men")),
}
LANGUAGES = ("language_id", "other_language_id", "interpreter_language_id")
CHECKS = {
    "ends_after_start": "ends_at > starts_at",
    "capacity_positive": "capacity > 0",
    "cost_not_negative": "cost >= 0",
}
OTHERS = ("ends_at", "access", "capacity", "cost", "delivered_by", "jointly_with")


def _of(name: str) -> sa.Enum:
    return sa.Enum(*CHOICES[name][1], name=name, native_enum=False, create_constraint=False, length=40)


def upgrade() -> None:
    with op.batch_alter_table("training_session") as table:
        table.add_column(sa.Column("ends_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("venue_kind", _of("venuekind"), nullable=True))
        table.add_column(sa.Column("plan", _of("plan"), nullable=False, server_default="planned"))
        table.add_column(sa.Column("audience", _of("audience"), nullable=False, server_default="everybody"))
        table.add_column(sa.Column("access", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        table.add_column(sa.Column("cost", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("delivered_by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("jointly_with", sa.Text(), nullable=False, server_default=""))
        for column in LANGUAGES:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_training_session_{column}"), "language", [column], ["id"])
        for name, (column, values) in CHOICES.items():
            listed = ", ".join(f"'{value}'" for value in values)
            table.create_check_constraint(op.f(f"ck_training_session_{name}"), f"{column} IN ({listed})")
        for name, holds in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_training_session_{name}"), holds)


def downgrade() -> None:
    with op.batch_alter_table("training_session") as table:
        for name in (*CHECKS, *CHOICES):
            table.drop_constraint(op.f(f"ck_training_session_{name}"), type_="check")
        for column in LANGUAGES:
            table.drop_constraint(op.f(f"fk_training_session_{column}"), type_="foreignkey")
        for column in (*OTHERS, *LANGUAGES, *(column for column, _ in CHOICES.values())):
            table.drop_column(column)
