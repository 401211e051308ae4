"""match keys, and who decided about a pair, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

KINDS = ("cell", "postcode", "name", "area_name", "word", "charity_number", "phone", "email", "website")


def upgrade() -> None:
    op.create_table(
        "match_key",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="keykind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_match_key_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "value", name=op.f("pk_match_key")),
    )
    with op.batch_alter_table("match_key", schema=None) as batch_op:
        batch_op.create_index("ix_match_key_value", ["kind", "value"], unique=False)
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("decision_note", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_duplicate_pair_decided_by_id"), "account", ["decided_by_id"], ["id"])
    op.execute("UPDATE duplicate_pair SET decided_at = updated_at WHERE state <> 'open'")
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.alter_column("decision_note", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_duplicate_pair_decided_when"), "(state = 'open') = (decided_at IS NULL)"
        )
        batch_op.create_index("ix_duplicate_pair_queue", ["state", "score", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_duplicate_pair_queue")
        batch_op.drop_constraint(op.f("ck_duplicate_pair_decided_when"), type_="check")
        batch_op.drop_constraint(op.f("fk_duplicate_pair_decided_by_id"), type_="foreignkey")
        batch_op.drop_column("decision_note")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decided_by_id")
    with op.batch_alter_table("match_key", schema=None) as batch_op:
        batch_op.drop_index("ix_match_key_value")
    op.drop_table("match_key")
