"""What youth gets out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WISH = sa.table("wish", sa.column("organisation_id"), sa.column("area_id"))
ORGANISATION = sa.table("organisation", sa.column("id"), sa.column("level"))
BELOW = sa.table(
    "organisation_below",
    sa.column("ancestor_id"),
    sa.column("descendant_id"),
    sa.column("depth"),
)


def _upgrade_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_done_at", "erasure", ["done_at", "due_at"], unique=False)
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"], unique=False)


def _upgrade_problem() -> None:
    op.create_table(
        "problem",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_to", BIG, nullable=True),
        sa.Column("answer", sa.String(length=2000), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.String(length=1000), server_default=sa.text("''"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_problem_answered_by")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_problem_created_by")),
        sa.ForeignKeyConstraint(
            ["handed_to"], ["organisation.id"], name=op.f("fk_problem_handed_to")
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organisation.id"], name=op.f("fk_problem_organ_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["problem.id"], name=op.f("fk_problem_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
    )
    op.create_index(op.f("ix_problem_handed_to"), "problem", ["handed_to"], unique=False)
    op.create_index("ix_problem_organ_id", "problem", ["organ_id", "quarter"], unique=False)
    op.create_index(op.f("ix_problem_parent_id"), "problem", ["parent_id"], unique=False)


def _upgrade_reply_template() -> None:
    op.create_table(
        "reply_template",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_reply_template_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organisation.id"], name=op.f("fk_reply_template_organ_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
    )
    op.create_index(
        op.f("ix_reply_template_organ_id"), "reply_template", ["organ_id"], unique=False
    )


def _upgrade_screening() -> None:
    op.create_table(
        "screening",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thing", sa.String(length=16), nullable=False),
        sa.Column("thing_id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("mini_openid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("suggest", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("trace_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_screening_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organisation.id"], name=op.f("fk_screening_organ_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("thing", "thing_id", name=op.f("uq_screening_thing_thing_id")),
    )
    op.create_index("ix_screening_organ_id", "screening", ["organ_id", "status"], unique=False)
    op.create_index("ix_screening_status", "screening", ["status", "due_at"], unique=False)


def _upgrade_duty() -> None:
    op.create_table(
        "duty",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_duty_cadre_id")),
        sa.ForeignKeyConstraint(["organ_id"], ["organisation.id"], name=op.f("fk_duty_organ_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index("ix_duty_organ_id", "duty", ["organ_id", "first_day"], unique=False)


def _upgrade_rating() -> None:
    op.create_table(
        "rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("occasion", sa.String(length=10), nullable=False),
        sa.Column("occasion_id", BIG, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Date(), nullable=True),
        sa.Column("appeal", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_organ_id", BIG, nullable=True),
        sa.Column("decision", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appeal_organ_id"], ["organisation.id"], name=op.f("fk_rating_appeal_organ_id")
        ),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_rating_cadre_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_rating_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint(
            "person_id",
            "cadre_id",
            "occasion",
            "occasion_id",
            name=op.f("uq_rating_person_id_cadre_id_occasion_occasion_id"),
        ),
    )
    op.create_index(
        "ix_rating_appeal_organ_id", "rating", ["appeal_organ_id", "status"], unique=False
    )
    op.create_index("ix_rating_cadre_id", "rating", ["cadre_id", "round"], unique=False)
    op.create_index(
        "ix_rating_waiting",
        "rating",
        ["at"],
        unique=False,
        sqlite_where=sa.text("round IS NULL"),
        postgresql_where=sa.text("round IS NULL"),
    )


def _upgrade_spot_check() -> None:
    op.create_table(
        "spot_check",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_spot_check_cadre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_spot_check_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["organ_id"], ["organisation.id"], name=op.f("fk_spot_check_organ_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
    )
    op.create_index("ix_spot_check_organ_id", "spot_check", ["organ_id", "id"], unique=False)


def _upgrade_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("asker_id", BIG, nullable=True),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("organ_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("anonymous", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=2000), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("refer", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("duplicate_of", BIG, nullable=True),
        sa.Column("escalations", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("escalated_to", BIG, nullable=True),
        sa.Column("reopened", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("follow_up", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "public_question", sa.String(length=1000), server_default=sa.text("''"), nullable=False
        ),
        sa.Column(
            "public_answer", sa.String(length=2000), server_default=sa.text("''"), nullable=False
        ),
        sa.Column("public_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_ticket_answered_by")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_ticket_asker_id")),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["ticket.id"], name=op.f("fk_ticket_duplicate_of")
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"], ["organisation.id"], name=op.f("fk_ticket_escalated_to")
        ),
        sa.ForeignKeyConstraint(["organ_id"], ["organisation.id"], name=op.f("fk_ticket_organ_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ticket_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["cadre.id"], name=op.f("fk_ticket_owner_id")),
        sa.ForeignKeyConstraint(["public_by"], ["person.id"], name=op.f("fk_ticket_public_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_asker_id", "ticket", ["asker_id", "id"], unique=False)
    op.create_index(
        "ix_ticket_due_at",
        "ticket",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("status IN ('waiting', 'working', 'more')"),
        postgresql_where=sa.text("status IN ('waiting', 'working', 'more')"),
    )
    op.create_index(
        "ix_ticket_duplicate_of",
        "ticket",
        ["duplicate_of"],
        unique=False,
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
        postgresql_where=sa.text("duplicate_of IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_follow_up_at",
        "ticket",
        ["follow_up_at"],
        unique=False,
        sqlite_where=sa.text("follow_up_at IS NOT NULL"),
        postgresql_where=sa.text("follow_up_at IS NOT NULL"),
    )
    op.create_index("ix_ticket_organ_id", "ticket", ["organ_id", "status", "due_at"], unique=False)
    op.create_index("ix_ticket_owner_id", "ticket", ["owner_id", "status", "due_at"], unique=False)
    op.create_index(
        "ix_ticket_public_at",
        "ticket",
        ["public_at"],
        unique=False,
        sqlite_where=sa.text("public_at IS NOT NULL"),
        postgresql_where=sa.text("public_at IS NOT NULL"),
    )


def _upgrade_problem_ticket() -> None:
    op.create_table(
        "problem_ticket",
        sa.Column("problem_id", BIG, nullable=False),
        sa.Column("ticket_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_ticket_problem_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_problem_ticket_ticket_id")
        ),
        sa.PrimaryKeyConstraint("problem_id", "ticket_id", name=op.f("pk_problem_ticket")),
    )
    op.create_index(
        op.f("ix_problem_ticket_ticket_id"), "problem_ticket", ["ticket_id"], unique=False
    )


def _upgrade_spot_check_person() -> None:
    op.create_table(
        "spot_check_person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("way", sa.String(length=8), server_default=sa.text("''"), nullable=False),
        sa.Column("result", sa.String(length=10), server_default=sa.text("''"), nullable=False),
        sa.Column("met", sa.String(length=6), server_default=sa.text("''"), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("noted_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cadre_id"], ["cadre.id"], name=op.f("fk_spot_check_person_cadre_id")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["spot_check.id"], name=op.f("fk_spot_check_person_check_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["person.id"], name=op.f("fk_spot_check_person_noted_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_spot_check_person_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_person")),
    )
    op.create_index(
        op.f("ix_spot_check_person_check_id"), "spot_check_person", ["check_id"], unique=False
    )
    op.create_index(
        "ix_spot_check_person_person_id", "spot_check_person", ["person_id"], unique=False
    )


def _upgrade_ticket_step() -> None:
    op.create_table(
        "ticket_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("ticket_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("deed", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_ticket_step_actor_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_step_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_step")),
    )
    op.create_index("ix_ticket_step_ticket_id", "ticket_step", ["ticket_id", "id"], unique=False)


def _upgrade_voice_word() -> None:
    op.create_table(
        "voice_word",
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("ticket_id", BIG, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_voice_word_ticket_id")),
        sa.PrimaryKeyConstraint("word", "ticket_id", name=op.f("pk_voice_word")),
    )
    op.create_index("ix_voice_word_ticket_id", "voice_word", ["ticket_id"], unique=False)


def _upgrade_wish_note() -> None:
    op.create_table(
        "wish_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["wish_claim.id"], name=op.f("fk_wish_note_claim_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_note")),
    )
    op.create_index(op.f("ix_wish_note_claim_id"), "wish_note", ["claim_id"], unique=False)


def _upgrade_wish_share() -> None:
    op.create_table(
        "wish_share",
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("cadre_id", BIG, nullable=False),
        sa.Column("brings", sa.String(length=60), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_wish_share_cadre_id")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["wish_claim.id"], name=op.f("fk_wish_share_claim_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "cadre_id", name=op.f("pk_wish_share")),
    )
    op.create_index(op.f("ix_wish_share_cadre_id"), "wish_share", ["cadre_id"], unique=False)


def _upgrade_record() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        # SQLite's table is written anew, and its default would come back in brackets.
        batch_op.alter_column(
            "correction", existing_type=sa.String(length=200), server_default=sa.text("''")
        )
        batch_op.add_column(sa.Column("wish_id", BIG, nullable=True))
        batch_op.create_index(batch_op.f("ix_record_wish_id"), ["wish_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_record_wish_id"), "wish", ["wish_id"], ["id"])


def _upgrade_wish() -> None:
    op.add_column("wish", sa.Column("area_id", BIG, nullable=True))
    over = sa.alias(BELOW)
    nearest = (
        sa.select(over.c.ancestor_id)
        .join(ORGANISATION, ORGANISATION.c.id == over.c.ancestor_id)
        .where(over.c.descendant_id == WISH.c.organisation_id)
        # The nearest leading organ; where there is none, the top of the tree.
        .order_by(
            ORGANISATION.c.level == "base",
            sa.case((ORGANISATION.c.level == "base", -over.c.depth), else_=over.c.depth),
        )
        .limit(1)
        .scalar_subquery()
    )
    op.execute(sa.update(WISH).values(area_id=nearest))
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.alter_column("area_id", existing_type=BIG, nullable=False)
        batch_op.add_column(
            sa.Column("for_child", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("yuan", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_by", BIG, nullable=True))
        batch_op.add_column(
            sa.Column("reason", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("thanks", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_wish_status"))
        batch_op.create_index("ix_wish_area_id", ["area_id", "status", "created_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_wish_reviewed_by"), "person", ["reviewed_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_wish_area_id"), "organisation", ["area_id"], ["id"]
        )


def _upgrade_wish_claim() -> None:
    with op.batch_alter_table("wish_claim", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("ending", sa.String(length=10), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("organ_id", BIG, nullable=True))
        batch_op.add_column(
            sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_wish_claim_organ_id"), "organisation", ["organ_id"], ["id"]
        )


def upgrade() -> None:
    """Take this step."""
    _upgrade_erasure()
    _upgrade_problem()
    _upgrade_reply_template()
    _upgrade_screening()
    _upgrade_duty()
    _upgrade_rating()
    _upgrade_spot_check()
    _upgrade_ticket()
    _upgrade_problem_ticket()
    _upgrade_spot_check_person()
    _upgrade_ticket_step()
    _upgrade_voice_word()
    _upgrade_wish_note()
    _upgrade_wish_share()
    _upgrade_record()
    _upgrade_wish()
    _upgrade_wish_claim()


def _downgrade_wish_claim() -> None:
    with op.batch_alter_table("wish_claim", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_wish_claim_organ_id"), type_="foreignkey")
        batch_op.drop_column("agreed_at")
        batch_op.drop_column("done_at")
        batch_op.drop_column("nudged_at")
        batch_op.drop_column("shared")
        batch_op.drop_column("organ_id")
        batch_op.drop_column("ending")


def _downgrade_wish() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_wish_area_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_wish_reviewed_by"), type_="foreignkey")
        batch_op.drop_index("ix_wish_area_id")
        batch_op.create_index(batch_op.f("ix_wish_status"), ["status", "created_at"], unique=False)
        batch_op.drop_column("thanks")
        batch_op.drop_column("fulfilled_at")
        batch_op.drop_column("reason")
        batch_op.drop_column("reviewed_by")
        batch_op.drop_column("yuan")
        batch_op.drop_column("for_child")
        batch_op.drop_column("area_id")


def _downgrade_record() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_record_wish_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_record_wish_id"))
        batch_op.drop_column("wish_id")


def _downgrade_tables() -> None:
    op.drop_table("wish_share")
    op.drop_table("wish_note")
    op.drop_table("voice_word")
    op.drop_table("ticket_step")
    op.drop_table("spot_check_person")
    op.drop_table("problem_ticket")
    op.drop_table("ticket")
    op.drop_table("spot_check")
    op.drop_table("rating")
    op.drop_table("duty")
    op.drop_table("screening")
    op.drop_table("reply_template")
    op.drop_table("problem")
    op.drop_table("erasure")


def downgrade() -> None:
    """Take back this step."""
    _downgrade_wish_claim()
    _downgrade_wish()
    _downgrade_record()
    _downgrade_tables()
