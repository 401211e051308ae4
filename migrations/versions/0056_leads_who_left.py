"""Find the designated leads who left last without reading every role.

Revision ID: 0056
Revises: 0055
"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_role_left", "role", ["role_class", "ended_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_role_left", "role")
