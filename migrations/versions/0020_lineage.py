"""More kinds of relation between groups, a note on each, and removing one that can be put back."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

BEFORE = ("parent_of", "meets_at", "member_of", "succeeded_by", "merged_into")
LINEAGE = ("split_from", "reopened_as", "reappeared_as")


def _kinds(kinds: tuple[str, ...]) -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def upgrade() -> None:
    with op.batch_alter_table("relation") as table:
        table.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))
        table.drop_constraint(op.f("ck_relation_relationkind"), type_="check")
        table.create_check_constraint(op.f("ck_relation_relationkind"), _kinds((*BEFORE, *LINEAGE)))
        table.create_check_constraint(op.f("ck_relation_note_length"), "length(note) <= 200")
    with op.batch_alter_table("relation") as table:
        table.alter_column("note", existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """What only the newer kinds say is lost, and so is what was removed."""
    relation = sa.table("relation", sa.column("kind"), sa.column("removed_at"))
    op.execute(relation.delete().where(sa.or_(relation.c.kind.in_(LINEAGE), relation.c.removed_at.is_not(None))))
    with op.batch_alter_table("relation") as table:
        table.drop_constraint(op.f("ck_relation_note_length"), type_="check")
        table.drop_constraint(op.f("ck_relation_relationkind"), type_="check")
        table.create_check_constraint(op.f("ck_relation_relationkind"), _kinds(BEFORE))
        table.drop_column("removed_at")
        table.drop_column("note")
