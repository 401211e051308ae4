"""organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


LEAD_AREA = "fk_organisation_lead_area"
LEAD_AREA_COLUMNS = (["id", "lead_area_id"], ["organisation_area.organisation_id", "organisation_area.area_id"])


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _lead_area_now() -> list[sa.ForeignKeyConstraint]:
    """The two tables point at each other: SQLite takes that at once, PostgreSQL once both stand."""
    if _on_postgresql():
        return []
    return [sa.ForeignKeyConstraint(*LEAD_AREA_COLUMNS, name=LEAD_AREA, initially="DEFERRED", deferrable=True)]


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("name", name=op.f("uq_community_name")),
    )
    op.create_table(
        "language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right_to_left", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language")),
        sa.UniqueConstraint("tag", name=op.f("uq_language_tag")),
    )
    op.create_table(
        "tradition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "faith",
            sa.Enum(
                "none",
                "christian",
                "buddhist",
                "hindu",
                "jewish",
                "muslim",
                "sikh",
                "alevi",
                "jain",
                "bahai",
                "rastafari",
                "ravidassia",
                "trad_african",
                "taoist",
                "spiritualist",
                "zoroastrian",
                "other",
                "multifaith",
                "not_religious_org",
                "not_stated",
                name="faith",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("osm_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tradition")),
        sa.UniqueConstraint("code", name=op.f("uq_tradition_code")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "staged", "done", "cancelled", name="importstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_batch_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_account_id"), ["account_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_is_placeholder", sa.Boolean(), nullable=False),
        sa.Column("sort_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_names", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "place_of_worship",
                "faith_group_no_building",
                "home_group",
                "street_pastors",
                "supplementary_school",
                "madrasa",
                "community_assoc",
                "womens_group",
                "youth_group",
                "sports_club",
                "refugee_org",
                "charity_service",
                "umbrella_body",
                "interfaith_forum",
                "vcs_infrastructure",
                "statutory_partner",
                "training_provider",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "place_kind",
            sa.Enum(
                "church",
                "independent_church",
                "chapel",
                "cathedral",
                "meeting_house",
                "citadel",
                "kingdom_hall",
                "mosque",
                "masjid_in_house",
                "imambargah",
                "cemevi",
                "synagogue",
                "shtiebel",
                "gurdwara",
                "mandir",
                "vihara",
                "jain_derasar",
                "prayer_room",
                "shared_hall",
                "rented_unit",
                "other",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "faith",
            sa.Enum(
                "none",
                "christian",
                "buddhist",
                "hindu",
                "jewish",
                "muslim",
                "sikh",
                "alevi",
                "jain",
                "bahai",
                "rastafari",
                "ravidassia",
                "trad_african",
                "taoist",
                "spiritualist",
                "zoroastrian",
                "other",
                "multifaith",
                "not_religious_org",
                "not_stated",
                name="faith",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tradition_id", sa.Integer(), nullable=True),
        sa.Column("lead_area_id", sa.Integer(), nullable=False),
        sa.Column(
            "charity_basis",
            sa.Enum(
                "registered",
                "excepted",
                "exempt",
                "below_threshold",
                "not_charity",
                "unknown",
                name="charitybasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("charity_number", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("contact_note", sa.Text(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "closed_reason",
            sa.Enum(
                "ceased",
                "merged",
                "moved_away",
                "duplicate",
                name="closedreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "place_kind IS NULL OR kind = 'place_of_worship'", name=op.f("ck_organisation_place_kind_of_worship")
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closed_reason IS NULL)", name=op.f("ck_organisation_closed_with_reason")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_organisation_name_length")),
        *_lead_area_now(),
        sa.ForeignKeyConstraint(["lead_area_id"], ["area.id"], name=op.f("fk_organisation_lead_area_id")),
        sa.ForeignKeyConstraint(["tradition_id"], ["tradition.id"], name=op.f("fk_organisation_tradition_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["account.id"], name=op.f("fk_organisation_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("uid", name=op.f("uq_organisation_uid")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_charity_number"), ["charity_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_faith"), ["faith"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_lead_area_id"), ["lead_area_id"], unique=False)
        batch_op.create_index("ix_organisation_sort", ["sort_name", "id"], unique=False)
        batch_op.create_index("ix_organisation_changed", ["updated_at", "id"], unique=False)

    op.create_table(
        "duplicate_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "not_the_same", name="duplicatestate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("organisation_id < other_id", name=op.f("ck_duplicate_pair_in_order")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_duplicate_pair_score_in_percent")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duplicate_pair_organisation_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_duplicate_pair_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint("organisation_id", "other_id", name=op.f("uq_duplicate_pair_organisation_id_other_id")),
    )
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_pair_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_pair_other_id"), ["other_id"], unique=False)

    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_former_name_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_name_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "meeting_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "weekday",
            sa.Enum(
                "mon",
                "tue",
                "wed",
                "thu",
                "fri",
                "sat",
                "sun",
                name="weekday",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_time_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_time")),
    )
    with op.batch_alter_table("meeting_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_time_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "organisation_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "identified",
                "approached",
                "contact_made",
                "meeting_arranged",
                "met",
                "engaged",
                "declined",
                "not_found",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stage_on", sa.Date(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_organisation_area_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_organisation_area_adviser_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_organisation_area_area_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_area_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_area")),
        sa.UniqueConstraint("organisation_id", "area_id", name=op.f("uq_organisation_area_organisation_id_area_id")),
    )
    with op.batch_alter_table("organisation_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_area_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_area_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_organisation_area_reach", ["area_id", "organisation_id"], unique=False)

    op.create_table(
        "organisation_community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_organisation_community_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_community_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_community")),
        sa.UniqueConstraint(
            "organisation_id", "community_id", name=op.f("uq_organisation_community_organisation_id_community_id")
        ),
    )
    with op.batch_alter_table("organisation_community", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_community_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["language_id"], ["language.id"], name=op.f("fk_organisation_language_language_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_language_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_language")),
        sa.UniqueConstraint(
            "organisation_id", "language_id", name=op.f("uq_organisation_language_organisation_id_language_id")
        ),
    )
    with op.batch_alter_table("organisation_language", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_language_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "parent_of",
                "meets_at",
                "member_of",
                "succeeded_by",
                "merged_into",
                name="relationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_relation_ends_after_start"),
        ),
        sa.CheckConstraint("organisation_id <> other_id", name=op.f("ck_relation_not_with_itself")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_relation_organisation_id")),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_relation_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_relation_other_id"), ["other_id"], unique=False)

    op.create_table(
        "source_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("as_imported", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_source_record_import_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_source_record_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_source_record_source_external_id")),
    )
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_record_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_record_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum(
                "exact",
                "nearby",
                "postcode",
                "masked",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("unconfirmed_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_venue_whole_point")),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name=op.f("ck_venue_ends_after_start")
        ),
        sa.CheckConstraint(
            "lat IS NULL OR (lat BETWEEN 49.8 AND 60.9 AND lon BETWEEN -8.7 AND 1.8)",
            name=op.f("ck_venue_point_in_britain"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_venue_area_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_venue_organisation_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_venue_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_venue_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_venue_postcode"), ["postcode"], unique=False)

    op.create_table(
        "children_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "worship_service",
                "creche",
                "sunday_school",
                "madrasa_class",
                "hifz_class",
                "arabic_tuition_at_home",
                "supplementary_class",
                "cheder",
                "gurmukhi_class",
                "home_group",
                "youth_club",
                "holiday_club",
                "residential_camp",
                "trip",
                "choir_music",
                "sport",
                "mentoring",
                "pastoral_visit",
                "counselling",
                "prayer_ministry_deliverance",
                "transport",
                "online_class",
                "social_media_group",
                "street_outreach",
                "foodbank_advice",
                "hall_hire_third_party",
                name="settingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column(
            "children_band",
            sa.Enum(
                "1-9",
                "10-24",
                "25-49",
                "50-99",
                "100+",
                name="childrenband",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("adults_count", sa.Integer(), nullable=True),
        sa.Column("days_per_month", sa.Integer(), nullable=True),
        sa.Column("overnight", sa.Boolean(), nullable=False),
        sa.Column("parents_present", sa.Boolean(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "age_min IS NULL OR age_max IS NULL OR age_min <= age_max", name=op.f("ck_children_setting_ages_in_order")
        ),
        sa.CheckConstraint(
            "age_min IS NULL OR age_min BETWEEN 0 AND 17", name=op.f("ck_children_setting_youngest_is_a_child")
        ),
        sa.CheckConstraint(
            "days_per_month IS NULL OR days_per_month BETWEEN 0 AND 31",
            name=op.f("ck_children_setting_days_in_a_month"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_children_setting_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_children_setting_organisation_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_children_setting_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children_setting")),
    )
    with op.batch_alter_table("children_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_children_setting_organisation_id"), ["organisation_id"], unique=False)

    if _on_postgresql():
        op.create_foreign_key(
            LEAD_AREA,
            "organisation",
            "organisation_area",
            ["id", "lead_area_id"],
            ["organisation_id", "area_id"],
            initially="DEFERRED",
            deferrable=True,
        )


def downgrade() -> None:
    if _on_postgresql():
        op.drop_constraint(LEAD_AREA, "organisation", type_="foreignkey")
    with op.batch_alter_table("children_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_children_setting_organisation_id"))

    op.drop_table("children_setting")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_postcode"))
        batch_op.drop_index(batch_op.f("ix_venue_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_venue_area_id"))

    op.drop_table("venue")
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_record_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_source_record_import_batch_id"))

    op.drop_table("source_record")
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relation_other_id"))
        batch_op.drop_index(batch_op.f("ix_relation_organisation_id"))

    op.drop_table("relation")
    with op.batch_alter_table("organisation_language", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_language_organisation_id"))

    op.drop_table("organisation_language")
    with op.batch_alter_table("organisation_community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_community_organisation_id"))

    op.drop_table("organisation_community")
    with op.batch_alter_table("organisation_area", schema=None) as batch_op:
        batch_op.drop_index("ix_organisation_area_reach")
        batch_op.drop_index(batch_op.f("ix_organisation_area_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_area_adviser_id"))

    op.drop_table("organisation_area")
    with op.batch_alter_table("meeting_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_time_organisation_id"))

    op.drop_table("meeting_time")
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_name_organisation_id"))

    op.drop_table("former_name")
    with op.batch_alter_table("duplicate_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duplicate_pair_other_id"))
        batch_op.drop_index(batch_op.f("ix_duplicate_pair_organisation_id"))

    op.drop_table("duplicate_pair")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_organisation_changed")
        batch_op.drop_index("ix_organisation_sort")
        batch_op.drop_index(batch_op.f("ix_organisation_lead_area_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))
        batch_op.drop_index(batch_op.f("ix_organisation_faith"))
        batch_op.drop_index(batch_op.f("ix_organisation_charity_number"))

    op.drop_table("organisation")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_account_id"))

    op.drop_table("import_batch")
    op.drop_table("tradition")
    op.drop_table("language")
    op.drop_table("community")
