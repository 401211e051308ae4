"""standing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "children_said",
            sa.Enum("yes", "no", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("settings_open", sa.Integer(), nullable=False),
        sa.Column("policy_adopted_on", sa.Date(), nullable=True),
        sa.Column("policy_due_on", sa.Date(), nullable=True),
        sa.Column("policy_seen_on", sa.Date(), nullable=True),
        sa.Column("policy_versions", sa.Integer(), nullable=False),
        sa.Column("policy_said", sa.Text(), nullable=True),
        sa.Column("leads_open", sa.Integer(), nullable=False),
        sa.Column("lead_ended_on", sa.Date(), nullable=True),
        sa.Column("lead_said", sa.Text(), nullable=True),
        sa.Column("roles_open", sa.Integer(), nullable=False),
        sa.Column("roles_to_check", sa.Integer(), nullable=False),
        sa.Column("roles_cleared", sa.Integer(), nullable=False),
        sa.Column("checks_until", sa.Date(), nullable=True),
        sa.Column("lead_trained_until", sa.Date(), nullable=True),
        sa.Column("others_trained_until", sa.Date(), nullable=True),
        sa.Column("last_training_on", sa.Date(), nullable=True),
        sa.Column("training_said", sa.Text(), nullable=True),
        sa.Column("changes_on", sa.Date(), nullable=True),
        sa.CheckConstraint("roles_to_check <= roles_open", name=op.f("ck_standing_needing_are_open")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_standing_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_standing")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_changes_on"), ["changes_on"], unique=False)
    op.create_table(
        "area_standing",
        sa.Column("organisation_area_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "identified",
                "approached",
                "contact_made",
                "meeting_arranged",
                "met",
                "engaged",
                "declined",
                "not_found",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_standing_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_area_id"],
            ["organisation_area.id"],
            name=op.f("fk_area_standing_organisation_area_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_area_standing_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_area_id", name=op.f("pk_area_standing")),
    )
    with op.batch_alter_table("area_standing", schema=None) as batch_op:
        batch_op.create_index("ix_area_standing_area", ["area_id", "organisation_id"], unique=False)
        batch_op.create_index("ix_area_standing_mark", ["area_id", "mark"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("area_standing", schema=None) as batch_op:
        batch_op.drop_index("ix_area_standing_mark")
        batch_op.drop_index("ix_area_standing_area")

    op.drop_table("area_standing")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_changes_on"))
    op.drop_table("standing")
