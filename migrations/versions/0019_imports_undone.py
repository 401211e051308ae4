"""Let an import be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BEFORE = ("columns", "checking", "staged", "writing", "done", "cancelled")
AFTER = ("columns", "checking", "staged", "writing", "done", "undoing", "undone", "cancelled")


def _states(values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name="importstate", native_enum=False, create_constraint=False, length=40)


def _allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_import_batch_importstate"), type_="check")
        batch_op.alter_column("state", existing_type=_states(before), type_=_states(after), existing_nullable=False)
        listed = ", ".join(f"'{value}'" for value in after)
        batch_op.create_check_constraint(batch_op.f("ck_import_batch_importstate"), f"state IN ({listed})")


def upgrade() -> None:
    _allow(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("UPDATE import_batch SET state = 'cancelled' WHERE state IN ('undoing', 'undone')")
    _allow(AFTER, BEFORE)
