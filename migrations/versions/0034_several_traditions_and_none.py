"""More than one tradition of a group, and what a group said that it has none of."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "organisation_tradition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tradition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_tradition_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["tradition_id"], ["tradition.id"], name=op.f("fk_organisation_tradition_tradition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_tradition")),
        sa.UniqueConstraint(
            "organisation_id", "tradition_id", name=op.f("uq_organisation_tradition_organisation_id_tradition_id")
        ),
    )
    op.create_index(op.f("ix_organisation_tradition_organisation_id"), "organisation_tradition", ["organisation_id"])
    op.create_table(
        "said_none",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "lack",
            sa.Enum("umbrella", "place", name="lack", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= said_on", name=op.f("ck_said_none_ends_after_start")),
        sa.CheckConstraint("length(by) <= 200", name=op.f("ck_said_none_by_length")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_said_none_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_said_none_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_said_none")),
    )
    op.create_index(op.f("ix_said_none_organisation_id"), "said_none", ["organisation_id"])
    is_open = sa.text("ended_on IS NULL")
    op.create_index(
        "uq_said_none_open",
        "said_none",
        ["organisation_id", "lack"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("said_none")
    op.drop_table("organisation_tradition")
