"""Rules as data."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FIELDS = {
    "community": ("urban_community", "village"),
    "association": ("social_organisation",),
}
"""What a youth's industry tells about the field, until somebody says more."""
LEAVE = sa.table("leave", sa.column("last_day", sa.Date()))
NO_END = date(9999, 12, 31)
"""How the step before says that a leave goes on."""
WISH = sa.table("wish", sa.column("status"))


def _upgrade_closing() -> None:
    op.create_table(
        "closing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_closing_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
        sa.UniqueConstraint(
            "organisation_id",
            "first_day",
            "last_day",
            name=op.f("uq_closing_organisation_id_first_day_last_day"),
        ),
    )


def _upgrade_switch_change() -> None:
    op.create_table(
        "switch_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("switch", sa.String(length=30), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("by_name", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_switch_change_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_change")),
    )
    op.create_index(
        "ix_switch_change_organisation_id",
        "switch_change",
        ["organisation_id", "switch", "id"],
        unique=False,
    )


def _upgrade_wish_claim() -> None:
    op.create_table(
        "wish_claim",
        sa.Column("id", BIG, nullable=False),
        sa.Column("wish_id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_wish_claim_cadre_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_claim_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_claim")),
    )
    op.create_index("ix_wish_claim_cadre_id", "wish_claim", ["cadre_id", "id"], unique=False)
    op.create_index(
        "ix_wish_claim_expires_at",
        "wish_claim",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_wish_claim_wish_id"), "wish_claim", ["wish_id"], unique=False)
    op.create_index(
        "uq_wish_claim_live",
        "wish_claim",
        ["wish_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _upgrade_contact() -> None:
    # A default, so that SQLite adds it in place: a table made anew there loses its checks.
    op.add_column(
        "contact",
        sa.Column("field", sa.String(length=12), server_default=sa.text("''"), nullable=False),
    )
    for field, industries in FIELDS.items():
        contact = sa.table("contact", sa.column("field"), sa.column("industry"))
        op.execute(contact.update().where(contact.c.industry.in_(industries)).values(field=field))


def _upgrade_leave() -> None:
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.alter_column("last_day", existing_type=sa.DATE(), nullable=True)
    op.execute(LEAVE.update().where(LEAVE.c.last_day == NO_END).values(last_day=None))


def _upgrade_record() -> None:
    op.add_column(
        "record",
        sa.Column(
            "correction", sa.String(length=200), server_default=sa.text("''"), nullable=False
        ),
    )


def _upgrade_one_time_link() -> None:
    op.add_column("one_time_link", sa.Column("browser", sa.LargeBinary(length=32), nullable=True))


def _upgrade_indexes() -> None:
    for owner in ("cadre", "organ"):
        op.drop_index(f"ix_record_{owner}", table_name="record")
        op.create_index(
            f"ix_record_{owner}",
            "record",
            [f"{owner}_id", "happened_at", "kind"],
            unique=False,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
            postgresql_include=["minutes", "offline"],
        )
        op.create_index(
            f"ix_record_{owner}_undone",
            "record",
            [f"{owner}_id", "happened_at"],
            unique=False,
            sqlite_where=sa.text("undone_at IS NOT NULL"),
            postgresql_where=sa.text("undone_at IS NOT NULL"),
        )
    op.create_index(
        "ix_record_entered_by",
        "record",
        ["entered_by", "id"],
        unique=False,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index(
        "ix_person_left_at",
        "person",
        ["left_at"],
        unique=False,
        sqlite_where=sa.text("left_at IS NOT NULL"),
        postgresql_where=sa.text("left_at IS NOT NULL"),
    )


def upgrade() -> None:
    """Take this step."""
    _upgrade_closing()
    _upgrade_switch_change()
    _upgrade_wish_claim()
    _upgrade_contact()
    _upgrade_leave()
    _upgrade_record()
    _upgrade_one_time_link()
    _upgrade_indexes()


def _downgrade_indexes() -> None:
    op.drop_index("ix_person_left_at", table_name="person")
    op.drop_index("ix_record_entered_by", table_name="record")
    for owner in ("cadre", "organ"):
        op.drop_index(f"ix_record_{owner}_undone", table_name="record")
        op.drop_index(f"ix_record_{owner}", table_name="record")
        op.create_index(
            f"ix_record_{owner}", "record", [f"{owner}_id", "happened_at", "kind"], unique=False
        )


def _downgrade_one_time_link() -> None:
    op.drop_column("one_time_link", "browser")


def _downgrade_record() -> None:
    op.drop_column("record", "correction")


def _downgrade_leave() -> None:
    op.execute(LEAVE.update().where(LEAVE.c.last_day.is_(None)).values(last_day=NO_END))
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.alter_column("last_day", existing_type=sa.DATE(), nullable=False)


def _downgrade_contact() -> None:
    op.drop_column("contact", "field")


def _downgrade_tables() -> None:
    # Who claimed them is not known before this step: they wait for somebody again.
    op.execute(WISH.update().where(WISH.c.status == "claimed").values(status="open"))
    op.drop_table("wish_claim")
    op.drop_table("switch_change")
    op.drop_table("closing")


def downgrade() -> None:
    """Take back this step."""
    _downgrade_indexes()
    _downgrade_one_time_link()
    _downgrade_record()
    _downgrade_leave()
    _downgrade_contact()
    _downgrade_tables()
