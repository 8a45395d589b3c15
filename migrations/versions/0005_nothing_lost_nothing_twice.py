"""Nothing lost, nothing twice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _upgrade_budget() -> None:
    op.create_table(
        "budget",
        sa.Column("api", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("api", "day", name=op.f("pk_budget")),
    )


def _upgrade_process() -> None:
    op.create_table(
        "process",
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("host", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_process")),
    )
    op.create_index(op.f("ix_process_beat_at"), "process", ["beat_at"], unique=False)


def _upgrade_report() -> None:
    op.create_table(
        "report",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_due_at"), "report", ["due_at"], unique=False)
    op.create_index(op.f("ix_report_at"), "report", ["at"], unique=False)
    op.create_index(op.f("ix_report_reference"), "report", ["reference"], unique=False)


def _upgrade_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("grants", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("openid", "template", name=op.f("pk_subscription")),
    )


def _upgrade_halt() -> None:
    op.create_table(
        "halt",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("set_by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_halt_set_by")),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_halt")),
    )


def _upgrade_call() -> None:
    op.create_table(
        "call",
        sa.Column("id", BIG, nullable=False),
        sa.Column("outbox_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", BIG, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_call_done_by")),
        sa.ForeignKeyConstraint(["organ_id"], ["organisation.id"], name=op.f("fk_call_organ_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_call_outbox_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_call_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_call_outbox_id")),
    )
    op.create_index("ix_call_organ_id", "call", ["organ_id", "done_at"], unique=False)


def _upgrade_letter_step() -> None:
    op.create_table(
        "letter_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("outbox_id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_letter_step_outbox_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_step")),
    )
    op.create_index("ix_letter_step_outbox_id", "letter_step", ["outbox_id", "at"], unique=False)
    op.create_index("ix_letter_step_at", "letter_step", ["at"], unique=False)


def _upgrade_outbox() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("turn", BIG, nullable=True))
        batch_op.add_column(sa.Column("organ_id", BIG, nullable=True))
        batch_op.add_column(
            sa.Column("deaths", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_outbox_due"))
        batch_op.create_index(
            "ix_outbox_due",
            ["lane", "due_at"],
            unique=False,
            sqlite_where=sa.text("status = 'pending' AND turn IS NULL"),
            postgresql_where=sa.text("status = 'pending' AND turn IS NULL"),
        )
        batch_op.create_index(
            "ix_outbox_line", ["status", "channel", "lane", "turn", "id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_organ_id"), "organisation", ["organ_id"], ["id"]
        )


def _upgrade_run() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def _upgrade_spot_check() -> None:
    op.create_index("ix_spot_check_closes_at", "spot_check", ["closes_at"], unique=False)
    unsettled = sa.text("result = '' OR (result = 'unreached' AND met <> '')")
    op.create_index(
        "ix_spot_check_person_unsettled",
        "spot_check_person",
        ["check_id"],
        unique=False,
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )


def _upgrade_wechat_user() -> None:
    with op.batch_alter_table("wechat_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("window_left", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )


def _upgrade_inbound() -> None:
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "taken_by", sa.String(length=20), server_default=sa.text("''"), nullable=False
            )
        )


def upgrade() -> None:
    """Take this step."""
    _upgrade_budget()
    _upgrade_process()
    _upgrade_report()
    _upgrade_subscription()
    _upgrade_halt()
    _upgrade_call()
    _upgrade_letter_step()
    _upgrade_outbox()
    _upgrade_run()
    _upgrade_spot_check()
    _upgrade_wechat_user()
    _upgrade_inbound()


def _downgrade_wechat_user() -> None:
    with op.batch_alter_table("wechat_user", schema=None) as batch_op:
        batch_op.drop_column("window_left")
        batch_op.drop_column("window_until")


def _downgrade_spot_check() -> None:
    op.drop_index("ix_spot_check_person_unsettled", table_name="spot_check_person")
    op.drop_index("ix_spot_check_closes_at", table_name="spot_check")


def _downgrade_run() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
        batch_op.drop_column("beat_at")
        batch_op.drop_column("owner")


def _downgrade_outbox() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_organ_id"), type_="foreignkey")
        batch_op.drop_index("ix_outbox_line")
        batch_op.drop_index(
            "ix_outbox_due",
            sqlite_where=sa.text("status = 'pending' AND turn IS NULL"),
            postgresql_where=sa.text("status = 'pending' AND turn IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_due"), ["status", "lane", "due_at"], unique=False
        )
        batch_op.drop_column("deaths")
        batch_op.drop_column("organ_id")
        batch_op.drop_column("turn")
        batch_op.drop_column("urgent")


def _downgrade_tables() -> None:
    op.drop_table("letter_step")
    op.drop_table("call")
    op.drop_table("halt")
    op.drop_table("subscription")
    op.drop_table("report")
    op.drop_table("process")
    op.drop_table("budget")


def downgrade() -> None:
    """Take back this step."""
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_column("taken_by")
    _downgrade_wechat_user()
    _downgrade_spot_check()
    _downgrade_run()
    _downgrade_outbox()
    _downgrade_tables()
