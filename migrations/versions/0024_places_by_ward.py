"""Groups are listed and counted by ward."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_index(op.f("ix_venue_ward_id"), "venue", ["ward_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_venue_ward_id"), "venue")
