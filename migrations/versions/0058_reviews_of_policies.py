"""Each sending of a policy to the adviser, and what was answered to it point by point."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "policy_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("outcome", _enum("outcome", "returned", "looked_at"), nullable=True),
        sa.Column("assessor_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (outcome IS NULL)", name=op.f("ck_policy_review_answered_with_outcome")
        ),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (assessor_id IS NULL)", name=op.f("ck_policy_review_answered_by_somebody")
        ),
        sa.CheckConstraint("answered_on >= sent_on", name=op.f("ck_policy_review_answered_after_sent")),
        sa.ForeignKeyConstraint(["assessor_id"], ["account.id"], name=op.f("fk_policy_review_assessor_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_policy_review_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["policy_version_id"], ["policy_version.id"], name=op.f("fk_policy_review_policy_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_review")),
    )
    op.create_index(op.f("ix_policy_review_organisation_id"), "policy_review", ["organisation_id"])
    op.create_index(op.f("ix_policy_review_policy_version_id"), "policy_review", ["policy_version_id"])
    op.create_index("ix_policy_review_sent", "policy_review", ["sent_on", "id"])
    op.create_index("ix_policy_review_answered", "policy_review", ["answered_on", "id"])
    is_open = sa.text("answered_on IS NULL")
    op.create_index(
        "uq_policy_review_one_open",
        "policy_review",
        ["policy_version_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "policy_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("point", _enum("point", *(f"m{number}" for number in range(1, 8))), nullable=False),
        sa.Column("met", _enum("met", "met", "partly", "not_met", "not_applicable"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "met <> 'not_applicable' OR (point = 'm4' AND reason <> '')",
            name=op.f("ck_policy_answer_applies_or_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_policy_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["policy_review.id"], name=op.f("fk_policy_answer_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_answer")),
        sa.UniqueConstraint("review_id", "point", name=op.f("uq_policy_answer_review_id_point")),
    )
    op.create_index(op.f("ix_policy_answer_organisation_id"), "policy_answer", ["organisation_id"])
    op.execute(
        "INSERT INTO policy_review (policy_version_id, organisation_id, sent_on, comment, version_id, created_at, updated_at)"
        " SELECT id, organisation_id, date(updated_at), '', 1, updated_at, updated_at"
        " FROM policy_version WHERE state = 'submitted'"
    )


def downgrade() -> None:
    op.drop_table("policy_answer")
    op.drop_table("policy_review")
