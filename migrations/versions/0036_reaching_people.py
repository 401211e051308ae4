"""How people like to be reached, who introduced whom, and one more class of role.

On SQLite the columns are added in place: making `person` anew would lose its numbering and its search.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

CHANNELS = ("phone", "text", "messenger", "email", "letter", "in_person")
TALKS_TO = ("woman", "man", "either")
COLUMNS = {
    "channel": "VARCHAR(40) CONSTRAINT ck_person_channel CHECK (channel IN ({}))".format(
        ", ".join(f"'{one}'" for one in CHANNELS)
    ),
    "language_id": "INTEGER CONSTRAINT fk_person_language_id REFERENCES language (id)",
    "needs_interpreter": "BOOLEAN",
    "talks_to": "VARCHAR(40) CONSTRAINT ck_person_talksto CHECK (talks_to IN ({}))".format(
        ", ".join(f"'{one}'" for one in TALKS_TO)
    ),
    "best_time": "TEXT DEFAULT '' NOT NULL",
}
CLASSES = (
    "designated_lead",
    "deputy_lead",
    "safeguarding_contact",
    "leader",
    "teacher",
    "youth_worker",
    "helper",
    "trustee",
    "committee",
    "secretary",
    "caretaker",
    "driver",
    "cook",
    "visiting_speaker",
)


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE person ADD COLUMN {name} {kind}")
    _say_classes((*CLASSES, "gatekeeper"))
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("introduced_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(by_person_id IS NULL) <> (by_organisation_id IS NULL)", name=op.f("ck_introduction_one_introducer")
        ),
        sa.CheckConstraint("organisation_id <> by_organisation_id", name=op.f("ck_introduction_another_group")),
        sa.CheckConstraint("person_id <> by_person_id", name=op.f("ck_introduction_another_person")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_introduction_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_introduction_person_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_introduction_by_person_id")),
        sa.ForeignKeyConstraint(
            ["by_organisation_id"], ["organisation.id"], name=op.f("fk_introduction_by_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
    )
    for column in ("organisation_id", "person_id", "by_person_id", "by_organisation_id"):
        op.create_index(op.f(f"ix_introduction_{column}"), "introduction", [column])


def downgrade() -> None:
    """Gatekeepers become helpers without children, as whom they stood before."""
    op.drop_table("introduction")
    op.execute("UPDATE role SET role_class = 'helper' WHERE role_class = 'gatekeeper'")
    _say_classes(CLASSES)
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE person DROP COLUMN {name}")


def _say_classes(classes: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{one}'" for one in classes)
    with op.batch_alter_table("role") as table:
        table.drop_constraint(op.f("ck_role_roleclass"), type_="check")
        table.create_check_constraint(op.f("ck_role_roleclass"), f"role_class IN ({allowed})")
