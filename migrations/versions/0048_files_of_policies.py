"""A version of a policy has files, and what can be read in a document is kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("text_digest", sa.Text(), nullable=True))
        batch.create_check_constraint(op.f("ck_document_text_digest_length"), "length(text_digest) = 64")
    op.create_table(
        "policy_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_policy_file_document_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_policy_file_organisation_id")),
        sa.ForeignKeyConstraint(
            ["policy_version_id"], ["policy_version.id"], name=op.f("fk_policy_file_policy_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_file")),
    )
    op.create_index(op.f("ix_policy_file_organisation_id"), "policy_file", ["organisation_id"])
    op.create_index(op.f("ix_policy_file_policy_version_id"), "policy_file", ["policy_version_id"])


def downgrade() -> None:
    op.drop_table("policy_file")
    with op.batch_alter_table("document") as batch:
        batch.drop_constraint(op.f("ck_document_text_digest_length"), type_="check")
        batch.drop_column("text_digest")
