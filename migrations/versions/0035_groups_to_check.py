"""Which groups were checked longest ago is found by index."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_index("ix_organisation_verified", "organisation", ["verified_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_organisation_verified", "organisation")
