"""What was done to one row is found by an index."""

from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.create_index("ix_audit_entry_row", "audit_entry", ["table_name", "row_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_row", "audit_entry")
