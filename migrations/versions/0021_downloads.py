"""Find who downloaded what without looking at all that was ever done."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    where = sa.text("row_id IS NULL")
    op.create_index("ix_audit_entry_download", "audit_entry", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_audit_entry_download", table_name="audit_entry")
