"""policies."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "safeguarding_children",
                "safeguarding_adults",
                "safer_recruitment",
                "online_safety",
                "code_of_conduct",
                "complaints",
                "data_protection",
                "health_safety",
                name="policykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_policy_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("organisation_id", "kind", name=op.f("uq_policy_organisation_id_kind")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "changes_requested",
                "reviewed_ok",
                "adopted",
                "superseded",
                "withdrawn",
                name="versionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("review_every_months", sa.Integer(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('superseded', 'withdrawn')) = (ended_on IS NOT NULL)",
            name=op.f("ck_policy_version_ended_with_date"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'superseded') OR (adopted_on IS NOT NULL AND review_due_on IS NOT NULL)",
            name=op.f("ck_policy_version_adopted_with_dates"),
        ),
        sa.CheckConstraint("(seen_on IS NULL) = (seen_by_id IS NULL)", name=op.f("ck_policy_version_seen_by_somebody")),
        sa.CheckConstraint(
            "ended_on IS NULL OR adopted_on IS NULL OR ended_on >= adopted_on",
            name=op.f("ck_policy_version_ends_after_adopted"),
        ),
        sa.CheckConstraint("review_due_on > adopted_on", name=op.f("ck_policy_version_due_after_adopted")),
        sa.CheckConstraint(
            "review_every_months BETWEEN 1 AND 24", name=op.f("ck_policy_version_reviewed_within_two_years")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_policy_version_organisation_id")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_version_policy_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["account.id"], name=op.f("fk_policy_version_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("policy_id", "number", name=op.f("uq_policy_version_policy_id_number")),
    )
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_version_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_policy_version_one_adopted",
            ["policy_id"],
            unique=True,
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_policy_version_one_adopted",
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )
        batch_op.drop_index(batch_op.f("ix_policy_version_organisation_id"))

    op.drop_table("policy_version")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_organisation_id"))

    op.drop_table("policy")
