"""A group is assessed by a version of a set, in its own words and in its adviser's."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_set_id", sa.Integer(), nullable=False),
        sa.Column("state", _code("assessmentstate", "answering", "submitted", "finished", "set_aside"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('finished', 'set_aside')) = (ended_on IS NOT NULL)", name=op.f("ck_assessment_ended_on_a_day")
        ),
        sa.CheckConstraint(
            "state <> 'submitted' OR submitted_on IS NOT NULL", name=op.f("ck_assessment_submitted_on_a_day")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_assessment_organisation_id")),
        sa.ForeignKeyConstraint(["standard_set_id"], ["standard_set.id"], name=op.f("fk_assessment_standard_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("id", "standard_set_id", name=op.f("uq_assessment_id_standard_set_id")),
    )
    op.create_index(op.f("ix_assessment_organisation_id"), "assessment", ["organisation_id"])
    op.create_index(
        "uq_assessment_one_open",
        "assessment",
        ["organisation_id", "standard_set_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("standard_set_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("voice", _code("voice", "group", "adviser"), nullable=False),
        sa.Column("reply", _code("reply", "yes", "partly", "no", "na"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reply <> 'na' OR reason <> ''", name=op.f("ck_answer_not_applicable_has_reason")),
        sa.CheckConstraint("(seen_on IS NULL) = (seen_by_id IS NULL)", name=op.f("ck_answer_seen_by_somebody")),
        sa.CheckConstraint("voice = 'adviser' OR seen_on IS NULL", name=op.f("ck_answer_seen_by_an_adviser")),
        sa.ForeignKeyConstraint(
            ["assessment_id", "standard_set_id"],
            ["assessment.id", "assessment.standard_set_id"],
            name="fk_answer_assessment_of_set",
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id", "standard_set_id"],
            ["criterion.id", "criterion.standard_set_id"],
            name="fk_answer_criterion_of_set",
        ),
        sa.ForeignKeyConstraint(["carried_from_id"], ["assessment.id"], name=op.f("fk_answer_carried_from_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_answer_organisation_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["account.id"], name=op.f("fk_answer_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "assessment_id", "criterion_id", "voice", name=op.f("uq_answer_assessment_id_criterion_id_voice")
        ),
    )
    op.create_index(op.f("ix_answer_organisation_id"), "answer", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_table("assessment")
