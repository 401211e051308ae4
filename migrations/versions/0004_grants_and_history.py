"""grants and history."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "area_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "coordinator",
                "adviser",
                "viewer",
                "group_lead",
                "group_member",
                name="accountrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("region_wide", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role IN ('group_lead', 'group_member')) = (organisation_id IS NOT NULL)",
            name=op.f("ck_area_grant_groups_by_organisation"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN region_wide THEN 1 ELSE 0 END) = 1",
            name=op.f("ck_area_grant_one_reach"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_area_grant_account_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_grant_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_area_grant_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_grant")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "area_id",
            "organisation_id",
            name=op.f("uq_area_grant_account_id_role_area_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("area_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_grant_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column(
            "layer",
            sa.Enum("core", "assurance", "private", name="layer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_audit_entry_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_entry_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_organisation", ["organisation_id", "id"], unique=False)

    op.create_table(
        "read_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_read_entry_actor_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_read_entry_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_entry")),
    )
    with op.batch_alter_table("read_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_read_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_read_entry_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_value_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_value")),
    )
    with op.batch_alter_table("audit_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_value_entry_id"), ["entry_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_value_entry_id"))

    op.drop_table("audit_value")
    with op.batch_alter_table("read_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_read_entry_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_read_entry_actor_id"))

    op.drop_table("read_entry")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_organisation")

    op.drop_table("audit_entry")
    with op.batch_alter_table("area_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_grant_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_area_grant_account_id"))

    op.drop_table("area_grant")
