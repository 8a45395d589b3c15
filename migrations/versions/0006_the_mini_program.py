"""The mini-program: its openids and sessions, used codes, kept answers; unionids in the chat."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _upgrade_api_answer() -> None:
    op.create_table(
        "api_answer",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
    )
    op.create_index(op.f("ix_api_answer_at"), "api_answer", ["at"], unique=False)
    op.create_index(op.f("ix_api_answer_openid"), "api_answer", ["openid"], unique=False)


def _upgrade_mini_session() -> None:
    op.create_table(
        "mini_session",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_mini_session")),
    )
    op.create_index(
        op.f("ix_mini_session_expires_at"), "mini_session", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_mini_session_openid"), "mini_session", ["openid"], unique=False)


def _upgrade_used_code() -> None:
    op.create_table(
        "used_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_used_code")),
    )
    op.create_index(op.f("ix_used_code_at"), "used_code", ["at"], unique=False)


def _upgrade_mini_user() -> None:
    op.create_table(
        "mini_user",
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("unionid", sa.String(length=64), server_default=sa.text("''"), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("proof", sa.String(length=12), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wants_id", BIG, nullable=True),
        sa.Column("wants_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tries_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mini_user_person_id")),
        sa.ForeignKeyConstraint(["wants_id"], ["person.id"], name=op.f("fk_mini_user_wants_id")),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_mini_user")),
    )
    op.create_index("ix_mini_user_unionid", "mini_user", ["unionid"], unique=False)
    op.create_index("ix_mini_user_wants_id", "mini_user", ["wants_id"], unique=False)
    op.create_index("uq_mini_user_person_id", "mini_user", ["person_id"], unique=True)


def _upgrade_wechat_user() -> None:
    with op.batch_alter_table("wechat_user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("unionid", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch_op.create_index("ix_wechat_user_unionid", ["unionid"], unique=False)


def upgrade() -> None:
    """Take this step."""
    _upgrade_api_answer()
    _upgrade_mini_session()
    _upgrade_used_code()
    _upgrade_mini_user()
    _upgrade_wechat_user()


def _downgrade_wechat_user() -> None:
    with op.batch_alter_table("wechat_user", schema=None) as batch_op:
        batch_op.drop_index("ix_wechat_user_unionid")
        batch_op.drop_column("unionid")


def _downgrade_tables() -> None:
    op.drop_table("mini_user")
    op.drop_table("used_code")
    op.drop_table("mini_session")
    op.drop_table("api_answer")


def downgrade() -> None:
    """Take back this step."""
    _downgrade_wechat_user()
    _downgrade_tables()
