"""Pairs of people who may be one."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

STATES = ("open", "not_the_same")


def upgrade() -> None:
    op.create_table(
        "person_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="duplicatestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("person_id < other_id", name=op.f("ck_person_pair_in_order")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_person_pair_score_in_percent")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_person_pair_decided_when")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_pair_person_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_person_pair_other_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_person_pair_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_pair")),
        sa.UniqueConstraint("person_id", "other_id", name=op.f("uq_person_pair_person_id_other_id")),
    )
    op.create_index("ix_person_pair_queue", "person_pair", ["state", "score", "id"])
    op.create_index(op.f("ix_person_pair_other_id"), "person_pair", ["other_id"])


def downgrade() -> None:
    op.drop_table("person_pair")
