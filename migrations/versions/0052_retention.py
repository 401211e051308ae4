"""What is deleted by date, and holding it back.

On SQLite the column is added in place: making `person` anew would lose its numbering and its search.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.execute("ALTER TABLE person ADD COLUMN forgotten_on DATE")
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 200", name=op.f("ck_legal_hold_reason_length")),
        sa.CheckConstraint("lifted_on >= placed_on", name=op.f("ck_legal_hold_lifted_after_placed")),
        sa.CheckConstraint(
            "(lifted_on IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_legal_hold_lifted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_legal_hold_organisation_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["account.id"], name=op.f("fk_legal_hold_placed_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["account.id"], name=op.f("fk_legal_hold_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_organisation_id"), "legal_hold", ["organisation_id"])
    op.create_index(
        "uq_legal_hold_open",
        "legal_hold",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("lifted_on IS NULL"),
        postgresql_where=sa.text("lifted_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("legal_hold")
    op.execute("ALTER TABLE person DROP COLUMN forgotten_on")
