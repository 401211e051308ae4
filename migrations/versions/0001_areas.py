"""areas."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "lat BETWEEN 49.8 AND 60.9 AND lon BETWEEN -8.7 AND 1.8", name=op.f("ck_area_point_in_britain")
        ),
        sa.CheckConstraint("length(code) = 9", name=op.f("ck_area_code_is_gss")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("name", name=op.f("uq_area_name")),
    )
    op.create_table(
        "area_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "category",
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
            nullable=False,
        ),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("web", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "phone <> '111' OR category IN ('health', 'mental_health')", name=op.f("ck_area_contact_police_is_101")
        ),
        sa.CheckConstraint(
            "substr(phone, 1, 1) = '+' OR length(phone) <= 6", name=op.f("ck_area_contact_phone_is_stored_form")
        ),
        sa.CheckConstraint(
            "(verified_on IS NULL) = (verified_by IS NULL)", name=op.f("ck_area_contact_verified_by_somebody")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_contact_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_contact")),
        sa.UniqueConstraint("code", "area_id", name=op.f("uq_area_contact_code_area_id")),
    )
    with op.batch_alter_table("area_contact", schema=None) as batch_op:
        batch_op.create_index("ix_area_contact_area", ["area_id", "category"], unique=False)
        batch_op.create_index(
            "uq_area_contact_national_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("area_id IS NULL"),
            postgresql_where=sa.text("area_id IS NULL"),
        )

    op.create_table(
        "postcode",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_postcode_area_id")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_postcode")),
    )
    op.create_table(
        "ward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_ward_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("code", name=op.f("uq_ward_code")),
    )
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ward_area_id"), ["area_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ward_area_id"))

    op.drop_table("ward")
    op.drop_table("postcode")
    with op.batch_alter_table("area_contact", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_area_contact_national_code",
            sqlite_where=sa.text("area_id IS NULL"),
            postgresql_where=sa.text("area_id IS NULL"),
        )
        batch_op.drop_index("ix_area_contact_area")

    op.drop_table("area_contact")
    op.drop_table("area")
