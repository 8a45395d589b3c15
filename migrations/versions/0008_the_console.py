"""The web console: admins, their browsers, notices, files to take out, the sealed audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "audit_seal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("lines", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "admin",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_admin_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_admin_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin")),
    )
    op.create_index("ix_admin_organisation_id", "admin", ["organisation_id"], unique=False)
    op.create_index(
        "uq_admin_person_id",
        "admin",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "admin_login",
        sa.Column("id", BIG, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["person.id"], name=op.f("fk_admin_login_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_login")),
        sa.UniqueConstraint("username", name=op.f("uq_admin_login_username")),
    )
    op.create_table(
        "console_session",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=6), server_default=sa.text("''"), nullable=False),
        sa.Column("agent", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("flash", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_console_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_console_session_key_hash")),
    )
    op.create_index(
        op.f("ix_console_session_expires_at"), "console_session", ["expires_at"], unique=False
    )
    op.create_index(
        "ix_console_session_person_id", "console_session", ["person_id", "created_at"], unique=False
    )
    op.create_table(
        "extract",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("list", sa.String(length=30), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("owner", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("why", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_extract_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_extract_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extract")),
    )
    op.create_index(op.f("ix_extract_expires_at"), "extract", ["expires_at"], unique=False)
    op.create_index(op.f("ix_extract_person_id"), "extract", ["person_id"], unique=False)
    op.create_index("ix_extract_status", "extract", ["status", "id"], unique=False)
    op.create_table(
        "extract_part",
        sa.Column("extract_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extract_id"], ["extract.id"], name=op.f("fk_extract_part_extract_id")
        ),
        sa.PrimaryKeyConstraint("extract_id", "number", name=op.f("pk_extract_part")),
    )
    op.create_table(
        "notice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("activity_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", BIG, nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gathered_upto", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("written_upto", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("chosen", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cancelled_by", BIG, nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_notice_activity_id")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_notice_checked_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_notice_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_notice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_activity_id"), "notice", ["activity_id"], unique=False)
    op.create_index("ix_notice_due", "notice", ["status", "send_at"], unique=False)
    op.create_index("ix_notice_organisation_id", "notice", ["organisation_id", "id"], unique=False)
    op.create_table(
        "notice_person",
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("outbox_id", BIG, nullable=True),
        sa.Column("why", sa.String(length=12), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_person_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_notice_person_outbox_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_person_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("pk_notice_person")),
    )
    op.create_index(
        op.f("ix_notice_person_outbox_id"), "notice_person", ["outbox_id"], unique=False
    )
    op.create_index("ix_notice_person_person_id", "notice_person", ["person_id"], unique=False)
    op.create_table(
        "standing_row",
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("programme", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("whole", BIG, nullable=False),
        sa.Column("part", BIG, nullable=False),
        sa.Column("exempt", BIG, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_standing_row_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "since",
            "subject",
            "programme",
            "rule",
            name=op.f("pk_standing_row"),
        ),
    )
    op.add_column("audit", sa.Column("seal_id", BIG, nullable=True))
    op.add_column("audit", sa.Column("digest", sa.LargeBinary(length=32), nullable=True))
    op.add_column("audit", sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_written_at", "outbox", ["written_at"], unique=False)
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_index("ix_audit_seal_id", "audit", ["seal_id", "id"], unique=False)
    op.create_index(
        "ix_audit_unsealed",
        "audit",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seal_id IS NULL"),
        postgresql_where=sa.text("seal_id IS NULL"),
    )
    op.add_column("page_visit", sa.Column("console_session_id", BIG, nullable=True))
    op.create_index(
        "ix_page_visit_console_session_id",
        "page_visit",
        ["console_session_id"],
        unique=False,
        sqlite_where=sa.text("console_session_id IS NOT NULL"),
        postgresql_where=sa.text("console_session_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_index(
        "ix_page_visit_console_session_id",
        table_name="page_visit",
        sqlite_where=sa.text("console_session_id IS NOT NULL"),
        postgresql_where=sa.text("console_session_id IS NOT NULL"),
    )
    op.drop_column("page_visit", "console_session_id")
    op.drop_index(
        "ix_audit_unsealed",
        table_name="audit",
        sqlite_where=sa.text("seal_id IS NULL"),
        postgresql_where=sa.text("seal_id IS NULL"),
    )
    op.drop_index("ix_audit_seal_id", table_name="audit")
    op.drop_index("ix_audit_at", table_name="audit")
    op.drop_index("ix_outbox_written_at", table_name="outbox")
    op.drop_column("audit", "struck_at")
    op.drop_column("audit", "digest")
    op.drop_column("audit", "seal_id")
    op.drop_table("standing_row")
    op.drop_index("ix_notice_person_person_id", table_name="notice_person")
    op.drop_index(op.f("ix_notice_person_outbox_id"), table_name="notice_person")
    op.drop_table("notice_person")
    op.drop_index("ix_notice_organisation_id", table_name="notice")
    op.drop_index("ix_notice_due", table_name="notice")
    op.drop_index(op.f("ix_notice_activity_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_table("extract_part")
    op.drop_index("ix_extract_status", table_name="extract")
    op.drop_index(op.f("ix_extract_person_id"), table_name="extract")
    op.drop_index(op.f("ix_extract_expires_at"), table_name="extract")
    op.drop_table("extract")
    op.drop_index("ix_console_session_person_id", table_name="console_session")
    op.drop_index(op.f("ix_console_session_expires_at"), table_name="console_session")
    op.drop_table("console_session")
    op.drop_table("admin_login")
    op.drop_index(
        "uq_admin_person_id",
        table_name="admin",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_admin_organisation_id", table_name="admin")
    op.drop_table("admin")
    op.drop_table("audit_seal")
