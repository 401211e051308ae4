"""checks."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "dbs_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "basic",
                "standard",
                "enhanced",
                "enhanced_cbl",
                "enhanced_abl",
                "enhanced_cabl",
                name="dbslevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "workforce",
            sa.Enum(
                "child",
                "adult",
                "child_and_adult",
                "other",
                name="workforce",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_volunteer", sa.Boolean(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "required",
                "applied",
                "with_dbs",
                "issued",
                "seen",
                "decision_made",
                "withdrawn",
                name="checkstep",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("required_on", sa.Date(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("certificate_number", sa.Text(), nullable=True),
        sa.Column("id_checked_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "pending",
                "cleared_for_role",
                "not_cleared",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("recheck_months", sa.Integer(), nullable=False),
        sa.Column("recheck_due_on", sa.Date(), nullable=True),
        sa.Column("new_info_on", sa.Date(), nullable=True),
        sa.Column("joined_update_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(step = 'decision_made') = (decision <> 'pending')", name=op.f("ck_dbs_check_decided_has_decision")
        ),
        sa.CheckConstraint(
            "decision <> 'cleared_for_role' OR (issued_on IS NOT NULL AND seen_on IS NOT NULL AND decided_on IS NOT NULL AND recheck_due_on IS NOT NULL)",
            name=op.f("ck_dbs_check_cleared_with_dates"),
        ),
        sa.CheckConstraint(
            "certificate_number IS NULL OR (length(certificate_number) = 12 AND ltrim(certificate_number, '0123456789') = '')",
            name=op.f("ck_dbs_check_number_has_twelve_digits"),
        ),
        sa.CheckConstraint("length(seen_by) <= 80", name=op.f("ck_dbs_check_seen_by_is_a_name")),
        sa.CheckConstraint("decided_on >= seen_on", name=op.f("ck_dbs_check_decided_after_seen")),
        sa.CheckConstraint("recheck_due_on > issued_on", name=op.f("ck_dbs_check_recheck_after_issue")),
        sa.CheckConstraint("recheck_months BETWEEN 12 AND 60", name=op.f("ck_dbs_check_recheck_within_five_years")),
        sa.CheckConstraint("seen_on >= issued_on", name=op.f("ck_dbs_check_seen_after_issue")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dbs_check_organisation_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_dbs_check_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dbs_check")),
    )
    with op.batch_alter_table("dbs_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dbs_check_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_dbs_check_role_decision", ["role_id", "decision", "recheck_due_on"], unique=False)

    op.create_table(
        "status_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dbs_check_id", sa.Integer(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "current",
                "new_info",
                "no_match",
                name="statusresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("checked_on >= consent_on", name=op.f("ck_status_check_checked_with_consent")),
        sa.ForeignKeyConstraint(["dbs_check_id"], ["dbs_check.id"], name=op.f("fk_status_check_dbs_check_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_status_check_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_check")),
    )
    with op.batch_alter_table("status_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_check_dbs_check_id"), ["dbs_check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_check_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("status_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_check_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_status_check_dbs_check_id"))

    op.drop_table("status_check")
    with op.batch_alter_table("dbs_check", schema=None) as batch_op:
        batch_op.drop_index("ix_dbs_check_role_decision")
        batch_op.drop_index(batch_op.f("ix_dbs_check_organisation_id"))

    op.drop_table("dbs_check")
