"""Find the postcode nearest to a point."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_postcode_place", "postcode", ["lat", "lon"])


def downgrade() -> None:
    op.drop_index("ix_postcode_place", "postcode")
