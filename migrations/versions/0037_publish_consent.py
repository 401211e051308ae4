"""What a group agreed to have in the directory for the public."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

PARTS = ("name_and_kind", "place", "contact", "times")


def upgrade() -> None:
    op.create_table(
        "publish_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(*PARTS, name="published", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_publish_consent_withdrawn_after_given")
        ),
        sa.CheckConstraint("length(given_by) BETWEEN 1 AND 200", name=op.f("ck_publish_consent_given_by_length")),
        sa.CheckConstraint("wording >= 1", name=op.f("ck_publish_consent_wording_from_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_publish_consent_organisation_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_publish_consent_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publish_consent")),
    )
    op.create_index(op.f("ix_publish_consent_organisation_id"), "publish_consent", ["organisation_id"])
    is_open = sa.text("withdrawn_on IS NULL")
    op.create_index(
        "uq_publish_consent_open",
        "publish_consent",
        ["organisation_id", "part"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("publish_consent")
