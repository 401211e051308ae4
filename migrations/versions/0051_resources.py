"""Resources are kept, and what groups are given of them."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

KINDS = ("leaflet", "poster", "booklet", "guidance", "toolkit", "template", "website", "film", "other")
TOPICS = (
    "general", "fgm", "hba_fm", "calfb", "msht", "cse", "cce_county_lines", "da", "prevent", "online_safety",
    "private_fostering", "safer_recruitment", "dbs", "lado_allegations", "spiritual_abuse", "physical_punishment_law",
    "disability", "mental_health", "refugees_asylum", "youth_violence", "parenting", "trauma_informed", "deescalation",
    "faith_literacy_for_professionals",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="resourcekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("language_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("web", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_resource_name_length")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_resource_note_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_resource_area_id")),
        sa.ForeignKeyConstraint(["language_id"], ["language.id"], name=op.f("fk_resource_language_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_resource_code")),
    )
    op.create_index("ix_resource_sort_name", "resource", ["sort_name", "id"])
    op.create_index(op.f("ix_resource_area_id"), "resource", ["area_id"])
    op.create_table(
        "resource_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(*TOPICS, name="safeguardingtopic", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_topic_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_topic")),
        sa.UniqueConstraint("resource_id", "topic", name=op.f("uq_resource_topic_resource_id_topic")),
    )
    op.create_table(
        "resource_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_resource_given_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_resource_given_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_resource_given_organisation_id")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_given_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_given")),
        sa.UniqueConstraint(
            "activity_id",
            "organisation_id",
            "resource_id",
            name=op.f("uq_resource_given_activity_id_organisation_id_resource_id"),
        ),
    )
    op.create_index("ix_resource_given_latest", "resource_given", ["resource_id", "area_id", "given_on"])
    op.create_index("ix_resource_given_organisation", "resource_given", ["organisation_id", "given_on", "id"])
    op.create_index(op.f("ix_resource_given_area_id"), "resource_given", ["area_id"])


def downgrade() -> None:
    for table in ("resource_given", "resource_topic", "resource"):
        op.drop_table(table)
