"""Visits to come have a table of their own; open follow-ups that stood for an agreed meeting become such visits."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

IS_WATCHED = "watcher_id IS NOT NULL AND back_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "planned_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("agreed_in_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("called_off_on", sa.Date(), nullable=True),
        sa.Column("called_off_why", sa.Text(), nullable=False),
        sa.Column("back_by_at", sa.DateTime(), nullable=True),
        sa.Column("watcher_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("back_at", sa.DateTime(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_planned_visit_note_length")),
        sa.CheckConstraint("length(place) <= 200", name=op.f("ck_planned_visit_place_length")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_planned_visit_a_day_at_most")),
        sa.CheckConstraint(
            "(called_off_on IS NULL) = (called_off_why = '')", name=op.f("ck_planned_visit_called_off_why")
        ),
        sa.CheckConstraint(
            "activity_id IS NULL OR called_off_on IS NULL", name=op.f("ck_planned_visit_logged_or_called_off")
        ),
        sa.CheckConstraint(
            "back_by_at IS NULL OR starts_at IS NOT NULL", name=op.f("ck_planned_visit_back_after_a_start")
        ),
        sa.CheckConstraint(
            "watcher_id IS NULL OR back_by_at IS NOT NULL", name=op.f("ck_planned_visit_watched_until_back")
        ),
        sa.CheckConstraint("watcher_id <> owner_id", name=op.f("ck_planned_visit_watched_by_another")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_planned_visit_activity_id")),
        sa.ForeignKeyConstraint(["agreed_in_id"], ["activity.id"], name=op.f("fk_planned_visit_agreed_in_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_planned_visit_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_planned_visit_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_planned_visit_owner_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_planned_visit_venue_id")),
        sa.ForeignKeyConstraint(["watcher_id"], ["account.id"], name=op.f("fk_planned_visit_watcher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_visit")),
    )
    for name, columns in (
        ("ix_planned_visit_owner", ["owner_id", "planned_on"]),
        ("ix_planned_visit_organisation", ["organisation_id", "planned_on"]),
        ("ix_planned_visit_area_id", ["area_id"]),
        ("ix_planned_visit_venue_id", ["venue_id"]),
        ("ix_planned_visit_agreed_in_id", ["agreed_in_id"]),
        ("ix_planned_visit_activity_id", ["activity_id"]),
    ):
        op.create_index(name, "planned_visit", columns)
    op.create_index(
        "ix_planned_visit_watched",
        "planned_visit",
        ["watcher_id", "back_by_at"],
        sqlite_where=sa.text(IS_WATCHED),
        postgresql_where=sa.text(IS_WATCHED),
    )
    op.create_table(
        "visit_companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_companion_account_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_companion_area_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["planned_visit.id"], name=op.f("fk_visit_companion_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_companion")),
        sa.UniqueConstraint("visit_id", "account_id", name=op.f("uq_visit_companion_visit_id_account_id")),
    )
    op.create_index("ix_visit_companion_account_id", "visit_companion", ["account_id"])
    op.create_index("ix_visit_companion_area_id", "visit_companion", ["area_id"])
    op.execute(
        """
        INSERT INTO planned_visit (
            organisation_id, owner_id, planned_on, minutes, place, note, agreed_in_id, called_off_why, area_id,
            created_at, updated_at, version_id
        )
        SELECT follow_up.organisation_id, follow_up.owner_id, follow_up.due_on, 60, '', '', follow_up.activity_id, '',
               follow_up.area_id, follow_up.created_at, follow_up.updated_at, 1
        FROM follow_up JOIN activity ON activity.id = follow_up.activity_id
        WHERE follow_up.what = 'Meeting' AND follow_up.done_on IS NULL AND activity.outcome = 'meeting_agreed'
        ORDER BY follow_up.id
        """
    )
    op.execute(
        """
        DELETE FROM follow_up WHERE what = 'Meeting' AND done_on IS NULL
        AND activity_id IN (SELECT id FROM activity WHERE outcome = 'meeting_agreed')
        """
    )


def downgrade() -> None:
    op.execute(
        """
        INSERT INTO follow_up (
            organisation_id, activity_id, owner_id, what, due_on, area_id, created_at, updated_at, version_id
        )
        SELECT organisation_id, agreed_in_id, owner_id, 'Meeting', planned_on, area_id, created_at, updated_at, 1
        FROM planned_visit WHERE activity_id IS NULL AND called_off_on IS NULL
        ORDER BY id
        """
    )
    op.drop_table("visit_companion")
    op.drop_table("planned_visit")
