"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _upgrade_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_actor_id", "audit", ["actor_id", "at"], unique=False)
    op.create_index("ix_audit_object", "audit", ["object", "object_id"], unique=False)


def _upgrade_dialogue() -> None:
    op.create_table(
        "dialogue",
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_dialogue")),
    )


def _upgrade_inbound() -> None:
    op.create_table(
        "inbound",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbound")),
    )
    op.create_index(op.f("ix_inbound_at"), "inbound", ["at"], unique=False)


def _upgrade_inbox_item() -> None:
    op.create_table(
        "inbox_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_item")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_item_key")),
    )
    op.create_index("ix_inbox_item_waiting", "inbox_item", ["openid", "read_at"], unique=False)


def _upgrade_login_code() -> None:
    op.create_table(
        "login_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_code")),
    )
    op.create_index("ix_login_code_openid", "login_code", ["openid", "sent_at"], unique=False)
    op.create_index("ix_login_code_phone", "login_code", ["phone_index", "sent_at"], unique=False)
    op.create_index("ix_login_code_sent_at", "login_code", ["sent_at"], unique=False)


def _upgrade_one_time_link() -> None:
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index(op.f("ix_one_time_link_openid"), "one_time_link", ["openid"], unique=False)


def _upgrade_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("programme", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)


def _upgrade_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("job", "due_at", name=op.f("uq_run_job_due_at")),
    )


def _upgrade_organisation_below() -> None:
    op.create_table(
        "organisation_below",
        sa.Column("ancestor_id", BIG, nullable=False),
        sa.Column("descendant_id", BIG, nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["organisation.id"], name=op.f("fk_organisation_below_ancestor_id")
        ),
        sa.ForeignKeyConstraint(
            ["descendant_id"], ["organisation.id"], name=op.f("fk_organisation_below_descendant_id")
        ),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_organisation_below")),
    )
    op.create_index(
        "ix_organisation_below_up",
        "organisation_below",
        ["descendant_id", "ancestor_id"],
        unique=False,
    )


def _upgrade_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_person_phone_index")),
    )
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"], unique=False)


def _upgrade_cadre() -> None:
    op.create_table(
        "cadre",
        sa.Column("id", BIG, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["person.id"], name=op.f("fk_cadre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre")),
        sa.UniqueConstraint("username", name=op.f("uq_cadre_username")),
    )


def _upgrade_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("openid", sa.String(length=64), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_due", "outbox", ["status", "lane", "due_at"], unique=False)
    op.create_index("ix_outbox_openid", "outbox", ["openid"], unique=False)
    op.create_index("ix_outbox_person_id", "outbox", ["person_id", "written_at"], unique=False)
    op.create_index("ix_outbox_reference", "outbox", ["reference"], unique=False)


def _upgrade_wechat_user() -> None:
    op.create_table(
        "wechat_user",
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("following", sa.Boolean(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(length=12), nullable=True),
        sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("unread", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_wechat_user_person_id")
        ),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_wechat_user")),
    )
    op.create_index("uq_wechat_user_person_id", "wechat_user", ["person_id"], unique=True)


def _upgrade_wish() -> None:
    op.create_table(
        "wish",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("surname_shown", sa.Boolean(), nullable=False),
        sa.Column("media_id", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_wish_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    op.create_index("ix_wish_person_id", "wish", ["person_id", "id"], unique=False)
    op.create_index("ix_wish_status", "wish", ["status", "created_at"], unique=False)


def _upgrade_activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("host_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= seats AND waiting >= 0", name=op.f("ck_activity_seats_hold")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["cadre.id"], name=op.f("fk_activity_host_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_host_id"), "activity", ["host_id"], unique=False)
    op.create_index("ix_activity_open", "activity", ["status", "starts_at"], unique=False)
    op.create_index(
        "ix_activity_organisation_id", "activity", ["organisation_id", "starts_at"], unique=False
    )


def _upgrade_appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_appointment_cadre_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_cadre_id"), "appointment", ["cadre_id"], unique=False)
    op.create_index(
        op.f("ix_appointment_organisation_id"), "appointment", ["organisation_id"], unique=False
    )


def _upgrade_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("youth_id", BIG, nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("hint", sa.String(length=60), nullable=False),
        sa.Column("industry", sa.String(length=20), nullable=False),
        sa.Column("occupation", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=False),
        sa.Column("last_met_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_contact_cadre_id")),
        sa.ForeignKeyConstraint(["youth_id"], ["person.id"], name=op.f("fk_contact_youth_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_youth_id", "contact", ["youth_id"], unique=False)
    op.create_index("uq_contact_pair", "contact", ["cadre_id", "youth_id"], unique=True)
    op.create_index(
        "uq_contact_primary",
        "contact",
        ["youth_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND ended_at IS NULL"),
        postgresql_where=sa.text("is_primary AND ended_at IS NULL"),
    )


def _upgrade_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("youth_id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_invitation_cadre_id")),
        sa.ForeignKeyConstraint(["youth_id"], ["person.id"], name=op.f("fk_invitation_youth_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_cadre_id"), "invitation", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_invitation_youth_id"), "invitation", ["youth_id"], unique=False)


def _upgrade_leave() -> None:
    op.create_table(
        "leave",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_leave_cadre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_cadre_id"), "leave", ["cadre_id"], unique=False)


def _upgrade_override() -> None:
    op.create_table(
        "override",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_override_cadre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index(op.f("ix_override_cadre_id"), "override", ["cadre_id"], unique=False)


def _upgrade_picture() -> None:
    op.create_table(
        "picture",
        sa.Column("wish_id", BIG, nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_picture_wish_id")),
        sa.PrimaryKeyConstraint("wish_id", name=op.f("pk_picture")),
    )


def _upgrade_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("activity_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("queue_no", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_enrolment_activity_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    op.create_index("ix_enrolment_person_id", "enrolment", ["person_id"], unique=False)
    op.create_index(
        "ix_enrolment_queue", "enrolment", ["activity_id", "status", "queue_no"], unique=False
    )
    op.create_index("uq_enrolment_pair", "enrolment", ["activity_id", "person_id"], unique=True)


def _upgrade_record() -> None:
    op.create_table(
        "record",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=True),
        sa.Column("organ_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("activity_id", BIG, nullable=True),
        sa.Column("entered_by", BIG, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(cadre_id IS NULL) <> (organ_id IS NULL)", name=op.f("ck_record_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_record_activity_id")
        ),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_record_cadre_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_record_entered_by")),
        sa.ForeignKeyConstraint(["organ_id"], ["organisation.id"], name=op.f("fk_record_organ_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_activity_id"), "record", ["activity_id"], unique=False)
    op.create_index("ix_record_cadre", "record", ["cadre_id", "happened_at", "kind"], unique=False)
    op.create_index("ix_record_organ", "record", ["organ_id", "happened_at", "kind"], unique=False)


def _upgrade_record_youth() -> None:
    op.create_table(
        "record_youth",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("youth_id", BIG, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_youth_record_id")
        ),
        sa.ForeignKeyConstraint(["youth_id"], ["person.id"], name=op.f("fk_record_youth_youth_id")),
        sa.PrimaryKeyConstraint("record_id", "youth_id", name=op.f("pk_record_youth")),
    )
    op.create_index(
        "ix_record_youth_youth", "record_youth", ["youth_id", "record_id"], unique=False
    )


def upgrade() -> None:
    """Take this step."""
    _upgrade_audit()
    _upgrade_dialogue()
    _upgrade_inbound()
    _upgrade_inbox_item()
    _upgrade_login_code()
    _upgrade_one_time_link()
    _upgrade_organisation()
    _upgrade_run()
    _upgrade_organisation_below()
    _upgrade_person()
    _upgrade_cadre()
    _upgrade_outbox()
    _upgrade_wechat_user()
    _upgrade_wish()
    _upgrade_activity()
    _upgrade_appointment()
    _upgrade_contact()
    _upgrade_invitation()
    _upgrade_leave()
    _upgrade_override()
    _upgrade_picture()
    _upgrade_enrolment()
    _upgrade_record()
    _upgrade_record_youth()


def _downgrade_tables() -> None:
    op.drop_table("record_youth")
    op.drop_table("record")
    op.drop_table("enrolment")
    op.drop_table("picture")
    op.drop_table("override")
    op.drop_table("leave")
    op.drop_table("invitation")
    op.drop_table("contact")
    op.drop_table("appointment")
    op.drop_table("activity")
    op.drop_table("wish")
    op.drop_table("wechat_user")
    op.drop_table("outbox")
    op.drop_table("cadre")
    op.drop_table("person")
    op.drop_table("organisation_below")
    op.drop_table("run")
    op.drop_table("organisation")
    op.drop_table("one_time_link")
    op.drop_table("login_code")
    op.drop_table("inbox_item")
    op.drop_table("inbound")
    op.drop_table("dialogue")
    op.drop_table("audit")


def downgrade() -> None:
    """Take back this step."""
    _downgrade_tables()
