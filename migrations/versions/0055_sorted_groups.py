"""Keep the day of closing in the index by which groups are sorted.

Revision ID: 0055
Revises: 0054
"""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_organisation_sort", "organisation")
    op.create_index("ix_organisation_sort", "organisation", ["sort_name", "id", "closed_on"])


def downgrade() -> None:
    op.drop_index("ix_organisation_sort", "organisation")
    op.create_index("ix_organisation_sort", "organisation", ["sort_name", "id"])
