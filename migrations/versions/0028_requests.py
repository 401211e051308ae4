"""What groups raised and asked for becomes a request of each, with what was done; topics raised so far move there."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "discipline_generation_gap",
                "poverty",
                "truancy",
                "substance_misuse",
                "alcohol_smoking",
                "gangs_weapons",
                "gun_knife_crime",
                "sexual_behaviour_exploitation",
                "hiv_bbv",
                "domestic_abuse",
                "antisocial_behaviour",
                "private_fostering",
                "online_safety",
                "home_alone",
                "bullying",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "information",
            sa.Enum(
                "schools",
                "health_gp_registration",
                "immigration",
                "benefits",
                "housing",
                "uk_law",
                "safeguarding",
                "private_fostering",
                "parenting_classes",
                "da_training",
                "asb_training",
                "dbs_checks",
                "funding",
                "employment",
                "workforce_representation",
                name="information",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column(
            "signpost",
            sa.Enum(
                "emergency",
                "child_concern",
                "adult_concern",
                "allegation_staff",
                "domestic_abuse",
                "sexual_abuse",
                "fgm",
                "hba_fm",
                "calfb",
                "modern_slavery",
                "exploitation",
                "mental_health",
                "refugee_asylum",
                "health",
                "education",
                "housing",
                "money_benefits",
                "legal_advice",
                "funding_governance",
                "dbs",
                "training",
                "parenting",
                "children_direct",
                name="contactcategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("heard_back_on", sa.Date(), nullable=True),
        sa.Column("heard_back", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer = '' AND contact_id IS NULL AND signpost IS NULL)",
            name=op.f("ck_request_answer_is_said"),
        ),
        sa.CheckConstraint("(topic IS NULL) <> (information IS NULL)", name=op.f("ck_request_about_one_thing")),
        sa.CheckConstraint("answered_on >= asked_on", name=op.f("ck_request_answered_after_asked")),
        sa.CheckConstraint("heard_back_on >= answered_on", name=op.f("ck_request_heard_back_after_answered")),
        sa.CheckConstraint(
            "heard_back_on IS NULL OR answered_on IS NOT NULL", name=op.f("ck_request_heard_back_of_an_answer")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_request_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_request_area_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["area_contact.id"], name=op.f("fk_request_contact_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_request_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_request_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint(
            "activity_id",
            "organisation_id",
            "information",
            name=op.f("uq_request_activity_id_organisation_id_information"),
        ),
        sa.UniqueConstraint(
            "activity_id", "organisation_id", "topic", name=op.f("uq_request_activity_id_organisation_id_topic")
        ),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_area_id"), ["area_id"], unique=False)
        batch_op.create_index(
            "ix_request_open",
            ["asked_on", "id"],
            unique=False,
            sqlite_where=sa.text("answered_on IS NULL"),
            postgresql_where=sa.text("answered_on IS NULL"),
        )
        batch_op.create_index("ix_request_organisation", ["organisation_id", "asked_on"], unique=False)
        batch_op.create_index("ix_request_owner", ["owner_id", "answered_on", "asked_on"], unique=False)

    # Of an activity with several groups, a topic goes to the group that it was logged with.
    op.execute(
        """
        INSERT INTO request (
            organisation_id, activity_id, topic, asked_on, owner_id, answer, heard_back, area_id,
            created_at, updated_at, version_id
        )
        SELECT activity_organisation.organisation_id, activity.id, topic_raised.topic, activity.happened_on,
               activity.recorded_by_id, '', '', activity.area_id, activity.created_at, activity.created_at, 1
        FROM topic_raised
        JOIN activity ON activity.id = topic_raised.activity_id
        JOIN activity_organisation ON activity_organisation.activity_id = activity.id
        WHERE activity_organisation.id = (
            SELECT min(first.id) FROM activity_organisation AS first WHERE first.activity_id = activity.id
        )
        ORDER BY topic_raised.id
        """
    )
    with op.batch_alter_table("topic_raised", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_raised_area_id"))

    op.drop_table("topic_raised")


def downgrade() -> None:
    op.create_table(
        "topic_raised",
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("activity_id", sa.INTEGER(), nullable=False),
        sa.Column("topic", sa.VARCHAR(length=40), nullable=False),
        sa.Column("area_id", sa.INTEGER(), nullable=False),
        sa.Column("sentinel", sa.INTEGER(), nullable=True),
        sa.CheckConstraint(
            "topic IN ('discipline_generation_gap', 'poverty', 'truancy', 'substance_misuse', 'alcohol_smoking', 'gangs_weapons', 'gun_knife_crime', 'sexual_behaviour_exploitation', 'hiv_bbv', 'domestic_abuse', 'antisocial_behaviour', 'private_fostering', 'online_safety', 'home_alone', 'bullying')",
            name=op.f("ck_topic_raised_topic"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_topic_raised_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_topic_raised_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_raised")),
        sa.UniqueConstraint("activity_id", "topic", name=op.f("uq_topic_raised_activity_id_topic")),
    )
    with op.batch_alter_table("topic_raised", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_raised_area_id"), ["area_id"], unique=False)

    op.execute(
        """
        INSERT INTO topic_raised (activity_id, topic, area_id)
        SELECT activity_id, topic, min(area_id) FROM request WHERE topic IS NOT NULL
        GROUP BY activity_id, topic ORDER BY min(id)
        """
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_owner")
        batch_op.drop_index("ix_request_organisation")
        batch_op.drop_index(
            "ix_request_open",
            sqlite_where=sa.text("answered_on IS NULL"),
            postgresql_where=sa.text("answered_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_request_area_id"))

    op.drop_table("request")
