"""Find the groups that have a match key from its index alone: common words have thousands."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.drop_index("ix_match_key_value", "match_key")
    op.create_index("ix_match_key_value", "match_key", ["kind", "value", "organisation_id"])


def downgrade() -> None:
    op.drop_index("ix_match_key_value", "match_key")
    op.create_index("ix_match_key_value", "match_key", ["kind", "value"])
