"""engagement."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "visit_own_venue",
                "service_time_visit",
                "phone",
                "text_message",
                "email",
                "letter",
                "video_call",
                "meeting_council_office",
                "forum",
                "introduction",
                "conference",
                "newsletter",
                "community_radio",
                "survey",
                "school_based",
                "portal",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "met",
                "meeting_agreed",
                "info_sent",
                "passed_to_other_person",
                "call_back_later",
                "left_message",
                "no_reply",
                "group_no_show",
                "rescheduled",
                "cancelled_by_group",
                "cancelled_by_us",
                "refused",
                "wrong_number",
                "letter_returned_gone",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.Time(), nullable=True),
        sa.Column("met_whom", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(note) <= 2000", name=op.f("ck_activity_note_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_area_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_activity_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_activity_happened", ["area_id", "happened_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "activity_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_area_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_area_area_id")),
        sa.ForeignKeyConstraint(["shared_by_id"], ["account.id"], name=op.f("fk_activity_area_shared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_area")),
        sa.UniqueConstraint("activity_id", "area_id", name=op.f("uq_activity_area_activity_id_area_id")),
    )
    with op.batch_alter_table("activity_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_area_area_id"), ["area_id"], unique=False)

    op.create_table(
        "activity_organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_organisation_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_organisation_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_organisation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_organisation")),
        sa.UniqueConstraint(
            "activity_id", "organisation_id", name=op.f("uq_activity_organisation_activity_id_organisation_id")
        ),
    )
    with op.batch_alter_table("activity_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_organisation_area_id"), ["area_id"], unique=False)
        batch_op.create_index(
            "ix_activity_organisation_timeline", ["organisation_id", "happened_on", "activity_id"], unique=False
        )

    op.create_table(
        "activity_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_person_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_person_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_person")),
        sa.UniqueConstraint("activity_id", "person_id", name=op.f("uq_activity_person_activity_id_person_id")),
    )
    with op.batch_alter_table("activity_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_person_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "activity_staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_activity_staff_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_staff_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_activity_staff_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_staff")),
        sa.UniqueConstraint("activity_id", "account_id", name=op.f("uq_activity_staff_activity_id_account_id")),
    )
    with op.batch_alter_table("activity_staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_staff_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_staff_area_id"), ["area_id"], unique=False)

    op.create_table(
        "barrier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "moves_across_boroughs",
                "hard_to_trace",
                "mobile_only_no_office",
                "hierarchy",
                "unsocial_service_times",
                "religious_holidays",
                "no_register_of_groups",
                "suspicion_of_council",
                "denies_issue",
                "origin_country_practice",
                "volunteers_unvetted",
                "political_climate",
                "fear_children_removed",
                "unclear_roles",
                "uk_law_unfamiliar",
                "over_consulted",
                "short_term_project",
                "fear_confidentiality_same_community",
                "english_language",
                "limited_time_money",
                "internal_politics",
                "fears_losing_members_by_reporting",
                "short_let_premises",
                "adviser_capacity",
                name="barrierkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_barrier_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_barrier_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_barrier_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
    )
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barrier_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_barrier_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 500", name=op.f("ck_follow_up_what_length")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_follow_up_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_follow_up_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_follow_up_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_follow_up_owner", ["owner_id", "done_on", "due_on"], unique=False)
        batch_op.create_index(
            "ix_follow_up_open",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )

    op.create_table(
        "offer_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "offer",
            sa.Enum(
                "free_training",
                "policy_template",
                "policy_review",
                "procedures_tailored",
                "dbs_advice",
                "dbs_processing_help",
                "translation",
                "interpreting",
                "resource_pack",
                "parents_meeting",
                "youth_workshop",
                "conference_place",
                "joint_bid",
                "forum_invite",
                "self_assessment_support",
                name="offer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_offer_made_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_offer_made_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_offer_made_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_made")),
        sa.UniqueConstraint(
            "activity_id", "organisation_id", "offer", name=op.f("uq_offer_made_activity_id_organisation_id_offer")
        ),
    )
    with op.batch_alter_table("offer_made", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_made_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_made_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "stage_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_stage",
            sa.Enum(
                "identified",
                "approached",
                "contact_made",
                "meeting_arranged",
                "met",
                "engaged",
                "declined",
                "not_found",
                name="from_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_stage",
            sa.Enum(
                "identified",
                "approached",
                "contact_made",
                "meeting_arranged",
                "met",
                "engaged",
                "declined",
                "not_found",
                name="to_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.CheckConstraint("from_stage <> to_stage", name=op.f("ck_stage_change_really_moves")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_stage_change_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_stage_change_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_stage_change_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_change_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_stage_change_as_at", ["organisation_id", "area_id", "on", "id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "children",
                "policy",
                "lead",
                "checks",
                "training",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum("yes", "no", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_statement_activity_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_statement_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_statement_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index("ix_statement_latest", ["organisation_id", "subject", "stated_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "topic_raised",
        sa.Column("id", sa.Integer(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("sentinel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_topic_raised_activity_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_topic_raised_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_raised")),
        sa.UniqueConstraint("activity_id", "topic", name=op.f("uq_topic_raised_activity_id_topic")),
    )
    with op.batch_alter_table("topic_raised", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_raised_area_id"), ["area_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("topic_raised", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_raised_area_id"))

    op.drop_table("topic_raised")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_organisation_id"))
        batch_op.drop_index("ix_statement_latest")

    op.drop_table("statement")
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.drop_index("ix_stage_change_as_at")
        batch_op.drop_index(batch_op.f("ix_stage_change_area_id"))

    op.drop_table("stage_change")
    with op.batch_alter_table("offer_made", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_made_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_offer_made_area_id"))

    op.drop_table("offer_made")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_follow_up_open",
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )
        batch_op.drop_index("ix_follow_up_owner")
        batch_op.drop_index(batch_op.f("ix_follow_up_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_area_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barrier_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_barrier_area_id"))

    op.drop_table("barrier")
    with op.batch_alter_table("activity_staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_staff_area_id"))
        batch_op.drop_index(batch_op.f("ix_activity_staff_account_id"))

    op.drop_table("activity_staff")
    with op.batch_alter_table("activity_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_person_person_id"))
        batch_op.drop_index(batch_op.f("ix_activity_person_area_id"))

    op.drop_table("activity_person")
    with op.batch_alter_table("activity_organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_organisation_timeline")
        batch_op.drop_index(batch_op.f("ix_activity_organisation_area_id"))

    op.drop_table("activity_organisation")
    with op.batch_alter_table("activity_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_area_area_id"))

    op.drop_table("activity_area")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_recorded_by_id"))
        batch_op.drop_index("ix_activity_happened")
        batch_op.drop_index(batch_op.f("ix_activity_area_id"))

    op.drop_table("activity")
