"""Find the groups of a part of the map."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_index("ix_venue_place", "venue", ["lat", "lon"])


def downgrade() -> None:
    op.drop_index("ix_venue_place", "venue")
