"""A cadre's whole day: case-load, records, activities, topics, materials."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CONTACT = sa.table("contact", sa.column("id"), sa.column("cadre_id"), sa.column("youth_id"))
ENROLMENT = sa.table("enrolment", sa.column("status"))
PLACES = {
    "offered": "enrolled",
    "applied": "cancelled",
    "refused": "cancelled",
    "lapsed": "cancelled",
}
"""What a place is called in the step before; an offered seat is a taken one."""


def _upgrade_photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", BIG, nullable=False),
        sa.Column("owner", sa.String(length=12), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index("ix_photo_owner", "photo", ["owner", "owner_id"], unique=False)


def _upgrade_change() -> None:
    op.create_table(
        "change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_actor_id", "change", ["actor_id", "id"], unique=False)


def _upgrade_materials() -> None:
    op.create_table(
        "materials",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("methods", sa.String(length=3000), nullable=False),
        sa.Column("experience", sa.String(length=3000), nullable=False),
        sa.Column("problems", sa.String(length=3000), nullable=False),
        sa.Column("next_steps", sa.String(length=3000), nullable=False),
        sa.Column("by_person", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_materials_by_person")),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organisation.id"], name=op.f("fk_materials_organ_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
    )
    op.create_index("ix_materials_quarter", "materials", ["quarter", "handed_at"], unique=False)
    op.create_index(
        "uq_materials_version", "materials", ["organ_id", "quarter", "version"], unique=True
    )


def _upgrade_page_visit() -> None:
    op.create_table(
        "page_visit",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("flash", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_visit_person_id")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_page_visit")),
    )
    op.create_index(op.f("ix_page_visit_expires_at"), "page_visit", ["expires_at"], unique=False)
    op.create_index(op.f("ix_page_visit_openid"), "page_visit", ["openid"], unique=False)


def _upgrade_sheet() -> None:
    op.create_table(
        "sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sheet_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheet_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
    )
    op.create_index("ix_sheet_person_id", "sheet", ["person_id", "id"], unique=False)
    op.create_index("ix_sheet_status", "sheet", ["status", "id"], unique=False)


def _upgrade_cadre_link() -> None:
    op.create_table(
        "cadre_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("report_on", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_cadre_link_cadre_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cadre_link_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre_link")),
    )
    op.create_index(op.f("ix_cadre_link_cadre_id"), "cadre_link", ["cadre_id"], unique=False)


def _upgrade_topic() -> None:
    op.create_table(
        "topic",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_topic_cadre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    op.create_index("ix_topic_cadre_id", "topic", ["cadre_id", "id"], unique=False)


def _upgrade_contact_tag() -> None:
    op.create_table(
        "contact_tag",
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column("tag", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_tag_contact_id")
        ),
        sa.PrimaryKeyConstraint("contact_id", "tag", name=op.f("pk_contact_tag")),
    )


def _upgrade_join_code() -> None:
    op.create_table(
        "join_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("activity_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_join_code_activity_id")
        ),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_join_code_cadre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_join_code_token_hash")),
    )
    op.create_index(op.f("ix_join_code_cadre_id"), "join_code", ["cadre_id"], unique=False)


def _upgrade_topic_answer() -> None:
    op.create_table(
        "topic_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("topic_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_answer_person_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_answer_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_answer")),
    )
    op.create_index("ix_topic_answer_person_id", "topic_answer", ["person_id"], unique=False)
    op.create_index("ix_topic_answer_topic_id", "topic_answer", ["topic_id", "id"], unique=False)


def _upgrade_topic_report() -> None:
    op.create_table(
        "topic_report",
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["topic_answer.id"], name=op.f("fk_topic_report_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_report_person_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "person_id", name=op.f("pk_topic_report")),
    )


def _upgrade_topic_reader() -> None:
    op.create_table(
        "topic_reader",
        sa.Column("topic_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_reader_person_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_reader_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_topic_reader")),
    )
    op.create_index(
        "ix_topic_reader_person_id", "topic_reader", ["person_id", "told_at"], unique=False
    )


def _upgrade_plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("record_id", BIG, nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_plan_cadre_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_plan_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(
        "ix_plan_open",
        "plan",
        ["cadre_id", "day"],
        unique=False,
        sqlite_where=sa.text("record_id IS NULL AND dropped_at IS NULL"),
        postgresql_where=sa.text("record_id IS NULL AND dropped_at IS NULL"),
    )


def _upgrade_record_change() -> None:
    op.create_table(
        "record_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", BIG, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_record_change_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_change_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_change")),
    )
    op.create_index(
        op.f("ix_record_change_record_id"), "record_change", ["record_id"], unique=False
    )


def _upgrade_plan_youth() -> None:
    op.create_table(
        "plan_youth",
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("youth_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_youth_plan_id")),
        sa.ForeignKeyConstraint(["youth_id"], ["person.id"], name=op.f("fk_plan_youth_youth_id")),
        sa.PrimaryKeyConstraint("plan_id", "youth_id", name=op.f("pk_plan_youth")),
    )


def _upgrade_activity() -> None:
    op.add_column(
        "activity",
        sa.Column("about", sa.String(length=2000), server_default=sa.text("''"), nullable=False),
    )
    op.add_column(
        "activity",
        sa.Column("mode", sa.String(length=8), server_default=sa.text("'first'"), nullable=False),
    )
    op.add_column(
        "activity", sa.Column("audience", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column(
        "activity", sa.Column("form", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("activity", sa.Column("offer_hours", sa.Integer(), nullable=True))
    op.add_column(
        "activity",
        sa.Column("draw_seed", sa.String(length=32), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("activity", sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activity", sa.Column("copied_from", BIG, nullable=True))
    op.add_column("activity", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activity", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activity", sa.Column("closed_by", BIG, nullable=True))
    op.add_column(
        "activity",
        sa.Column(
            "cancel_reason", sa.String(length=200), server_default=sa.text("''"), nullable=False
        ),
    )


def _upgrade_contact() -> None:
    op.add_column(
        "contact",
        sa.Column("source", sa.String(length=12), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("contact", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("uq_contact_pair", table_name="contact")
    op.create_index("ix_contact_cadre_id", "contact", ["cadre_id", "youth_id"], unique=False)
    op.create_index(
        "uq_contact_living_pair",
        "contact",
        ["cadre_id", "youth_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _upgrade_enrolment() -> None:
    op.add_column("enrolment", sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "enrolment", sa.Column("answers", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column(
        "enrolment", sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "enrolment",
        sa.Column(
            "checked_in_by", sa.String(length=8), server_default=sa.text("''"), nullable=False
        ),
    )
    op.add_column(
        "enrolment",
        sa.Column("why", sa.String(length=200), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("enrolment", sa.Column("stars", sa.Integer(), nullable=True))
    op.add_column(
        "enrolment",
        sa.Column("words", sa.String(length=300), server_default=sa.text("''"), nullable=False),
    )
    op.create_index(
        "ix_enrolment_offer_until",
        "enrolment",
        ["offer_until"],
        unique=False,
        sqlite_where=sa.text("offer_until IS NOT NULL"),
        postgresql_where=sa.text("offer_until IS NOT NULL"),
    )


def _upgrade_person() -> None:
    op.add_column("person", sa.Column("born", sa.Date(), nullable=True))


def _upgrade_record_youth() -> None:
    op.add_column("record_youth", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("record_youth", sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True))


def upgrade() -> None:
    """Take this step."""
    _upgrade_photo()
    _upgrade_change()
    _upgrade_materials()
    _upgrade_page_visit()
    _upgrade_sheet()
    _upgrade_cadre_link()
    _upgrade_topic()
    _upgrade_contact_tag()
    _upgrade_join_code()
    _upgrade_topic_answer()
    _upgrade_topic_report()
    _upgrade_topic_reader()
    _upgrade_plan()
    _upgrade_record_change()
    _upgrade_plan_youth()
    _upgrade_activity()
    _upgrade_contact()
    _upgrade_enrolment()
    _upgrade_person()
    _upgrade_record_youth()


def _downgrade_record_youth() -> None:
    op.drop_column("record_youth", "denied_at")
    op.drop_column("record_youth", "asked_at")


def _downgrade_person() -> None:
    op.drop_column("person", "born")


def _downgrade_enrolment() -> None:
    # The step before knows no offers and no applications.
    for then, before in PLACES.items():
        op.execute(sa.update(ENROLMENT).where(ENROLMENT.c.status == then).values(status=before))
    op.drop_index("ix_enrolment_offer_until", table_name="enrolment")
    op.drop_column("enrolment", "words")
    op.drop_column("enrolment", "stars")
    op.drop_column("enrolment", "why")
    op.drop_column("enrolment", "checked_in_by")
    op.drop_column("enrolment", "checked_in_at")
    op.drop_column("enrolment", "answers")
    op.drop_column("enrolment", "offer_until")


def _downgrade_contact() -> None:
    op.drop_table("contact_tag")
    # The step before keeps one row a pair: the newest.
    newer = CONTACT.alias("newer")
    op.execute(
        sa.delete(CONTACT).where(
            sa.exists().where(
                newer.c.cadre_id == CONTACT.c.cadre_id,
                newer.c.youth_id == CONTACT.c.youth_id,
                newer.c.id > CONTACT.c.id,
            )
        )
    )
    op.drop_index("uq_contact_living_pair", table_name="contact")
    op.drop_index("ix_contact_cadre_id", table_name="contact")
    op.create_index("uq_contact_pair", "contact", ["cadre_id", "youth_id"], unique=True)
    op.drop_column("contact", "agreed_at")
    op.drop_column("contact", "source")


def _downgrade_activity() -> None:
    op.drop_column("activity", "cancel_reason")
    op.drop_column("activity", "closed_by")
    op.drop_column("activity", "closed_at")
    op.drop_column("activity", "reminded_at")
    op.drop_column("activity", "copied_from")
    op.drop_column("activity", "drawn_at")
    op.drop_column("activity", "draw_seed")
    op.drop_column("activity", "offer_hours")
    op.drop_column("activity", "form")
    op.drop_column("activity", "audience")
    op.drop_column("activity", "mode")
    op.drop_column("activity", "about")


def _downgrade_tables() -> None:
    op.drop_table("plan_youth")
    op.drop_table("record_change")
    op.drop_table("plan")
    op.drop_table("topic_reader")
    op.drop_table("topic_report")
    op.drop_table("topic_answer")
    op.drop_table("join_code")
    op.drop_table("topic")
    op.drop_table("cadre_link")
    op.drop_table("sheet")
    op.drop_table("page_visit")
    op.drop_table("materials")
    op.drop_table("change")
    op.drop_table("photo")


def downgrade() -> None:
    """Take back this step."""
    _downgrade_record_youth()
    _downgrade_person()
    _downgrade_enrolment()
    _downgrade_contact()
    _downgrade_activity()
    _downgrade_tables()
