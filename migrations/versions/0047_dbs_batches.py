"""Applications sent back, and batches in which several groups apply together."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

SENT_BACK_FOR = ("document", "addresses", "names", "form", "level", "other")
RESULTS = ("applied", "sent_back", "did_not_come")


def _code(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("dbs_check") as table:
        table.add_column(sa.Column("sent_back_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("sent_back_for", sa.String(40), nullable=True))
        listed = ", ".join(f"'{value}'" for value in SENT_BACK_FOR)
        table.create_check_constraint(op.f("ck_dbs_check_sentbackfor"), f"sent_back_for IN ({listed})")
        table.create_check_constraint(
            op.f("ck_dbs_check_sent_back_for_a_reason"), "(sent_back_on IS NULL) = (sent_back_for IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_dbs_check_sent_back_before_the_dbs"), "sent_back_on IS NULL OR step IN ('required', 'applied')"
        )
    op.create_index("ix_dbs_check_step", "dbs_check", ["step", "required_on", "id"])
    op.create_table(
        "dbs_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("minutes_each", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("called_off_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(place) BETWEEN 1 AND 200", name=op.f("ck_dbs_batch_place_length")),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 200", name=op.f("ck_dbs_batch_body_length")),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (minutes_each IS NULL)", name=op.f("ck_dbs_batch_times_with_minutes")
        ),
        sa.CheckConstraint("minutes_each BETWEEN 5 AND 120", name=op.f("ck_dbs_batch_minutes_in_reason")),
        sa.CheckConstraint("places BETWEEN 1 AND 200", name=op.f("ck_dbs_batch_places_in_reason")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_dbs_batch_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dbs_batch")),
    )
    op.create_index("ix_dbs_batch_held", "dbs_batch", ["area_id", "held_on", "id"])
    op.create_table(
        "dbs_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("dbs_check_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("result", _code("result", RESULTS), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_dbs_appointment_number_from_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dbs_appointment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["dbs_batch.id"], name=op.f("fk_dbs_appointment_batch_id")),
        sa.ForeignKeyConstraint(["dbs_check_id"], ["dbs_check.id"], name=op.f("fk_dbs_appointment_dbs_check_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dbs_appointment")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_dbs_appointment_batch_id_number")),
        sa.UniqueConstraint("batch_id", "dbs_check_id", name=op.f("uq_dbs_appointment_batch_id_dbs_check_id")),
    )
    op.create_index(op.f("ix_dbs_appointment_organisation_id"), "dbs_appointment", ["organisation_id"])
    op.create_index(op.f("ix_dbs_appointment_dbs_check_id"), "dbs_appointment", ["dbs_check_id"])


def downgrade() -> None:
    op.drop_table("dbs_appointment")
    op.drop_table("dbs_batch")
    op.drop_index("ix_dbs_check_step", "dbs_check")
    with op.batch_alter_table("dbs_check") as table:
        for name in ("sent_back_before_the_dbs", "sent_back_for_a_reason", "sentbackfor"):
            table.drop_constraint(op.f(f"ck_dbs_check_{name}"), type_="check")
        table.drop_column("sent_back_for")
        table.drop_column("sent_back_on")
