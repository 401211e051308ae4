"""The waiting list of a training session, and when each asked for a place."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

BEFORE = ("booked", "attended", "part_attended", "no_show", "cancelled")
AFTER = ("booked", "waitlisted", *BEFORE[1:])


def _statuses(values: tuple[str, ...]) -> str:
    return "status IN ({})".format(", ".join(f"'{value}'" for value in values))


def upgrade() -> None:
    with op.batch_alter_table("attendance") as table:
        table.add_column(sa.Column("booked_at", sa.DateTime(), nullable=True))
        table.drop_constraint(op.f("ck_attendance_attendancestatus"), type_="check")
        table.create_check_constraint(op.f("ck_attendance_attendancestatus"), _statuses(AFTER))
        table.create_check_constraint(
            op.f("ck_attendance_waits_since"), "status <> 'waitlisted' OR booked_at IS NOT NULL"
        )


def downgrade() -> None:
    op.execute("UPDATE attendance SET status = 'cancelled' WHERE status = 'waitlisted'")
    with op.batch_alter_table("attendance") as table:
        table.drop_constraint(op.f("ck_attendance_waits_since"), type_="check")
        table.drop_constraint(op.f("ck_attendance_attendancestatus"), type_="check")
        table.create_check_constraint(op.f("ck_attendance_attendancestatus"), _statuses(BEFORE))
        table.drop_column("booked_at")
