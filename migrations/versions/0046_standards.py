"""Sets of standards in versions, with their questions and what these answer of other sets."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    states = ("draft", "published", "retired")
    op.create_table(
        "standard_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*states, name="setstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_on IS NOT NULL", name=op.f("ck_standard_set_published_on_a_day")
        ),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_on IS NOT NULL)", name=op.f("ck_standard_set_retired_on_a_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_set")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_standard_set_code_number")),
    )
    for state in ("draft", "published"):
        one = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_standard_set_one_{state}",
            "standard_set",
            ["code"],
            unique=True,
            sqlite_where=one,
            postgresql_where=one,
        )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("how_to_answer", sa.Text(), nullable=False),
        sa.Column("applies_to", sa.Text(), nullable=False),
        sa.Column("is_critical", sa.Boolean(), nullable=False),
        sa.Column("na_allowed", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("due_months", sa.Integer(), nullable=True),
        sa.CheckConstraint("weight BETWEEN 1 AND 10", name=op.f("ck_criterion_weight_up_to_ten")),
        sa.CheckConstraint("due_months BETWEEN 1 AND 60", name=op.f("ck_criterion_due_within_five_years")),
        sa.ForeignKeyConstraint(["standard_set_id"], ["standard_set.id"], name=op.f("fk_criterion_standard_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("id", "standard_set_id", name=op.f("uq_criterion_id_standard_set_id")),
        sa.UniqueConstraint("standard_set_id", "code", name=op.f("uq_criterion_standard_set_id_code")),
        sa.UniqueConstraint("standard_set_id", "position", name=op.f("uq_criterion_standard_set_id_position")),
    )
    op.create_table(
        "crosswalk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("set_code", sa.Text(), nullable=False),
        sa.Column("criterion_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_crosswalk_criterion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crosswalk")),
        sa.UniqueConstraint(
            "criterion_id",
            "set_code",
            "criterion_code",
            name=op.f("uq_crosswalk_criterion_id_set_code_criterion_code"),
        ),
    )


def downgrade() -> None:
    op.drop_table("crosswalk")
    op.drop_table("criterion")
    op.drop_table("standard_set")
