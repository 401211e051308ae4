"""The parts of a course; how many hours it takes is the sum of theirs. `seed reference` brings them."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

MODES = ("in_person", "online", "either", "e_learning", "flexible")


def upgrade() -> None:
    op.create_table(
        "course_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "mode", sa.Enum(*MODES, name="mode", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("most_hours", sa.Double(), nullable=True),
        sa.CheckConstraint("hours > 0", name=op.f("ck_course_part_hours_positive")),
        sa.CheckConstraint("most_hours > hours", name=op.f("ck_course_part_most_hours_above")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_part_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_part")),
        sa.UniqueConstraint("course_id", "position", name=op.f("uq_course_part_course_id_position")),
    )
    with op.batch_alter_table("course") as batch_op:
        batch_op.drop_column("hours")


def downgrade() -> None:
    op.add_column("course", sa.Column("hours", sa.Double(), nullable=True))
    op.execute("UPDATE course SET hours = (SELECT sum(hours) FROM course_part WHERE course_id = course.id)")
    op.drop_table("course_part")
