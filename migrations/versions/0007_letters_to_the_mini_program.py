"""Letters to the mini-program: to whom there, what waits there, and what somebody there muted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SOMEBODY = sa.text("mini_openid IS NOT NULL")
# Code of before knows neither the channel nor people who have no chat.
_BACK = (
    "UPDATE outbox SET status = 'failed', turn = NULL WHERE channel = 'mini' AND closed_at IS NULL",
    "UPDATE outbox SET channel = 'subscription' WHERE channel = 'mini'",
    "UPDATE letter_step SET channel = 'subscription' WHERE channel = 'mini'",
    "DELETE FROM budget WHERE api = 'mini'",
    "DELETE FROM halt WHERE scope = 'channel:mini'",
    "DELETE FROM inbox_item WHERE openid = ''",
)


def _upgrade_outbox() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mini_openid", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "ix_outbox_mini_openid",
            ["mini_openid"],
            unique=False,
            sqlite_where=_SOMEBODY,
            postgresql_where=_SOMEBODY,
        )


def _upgrade_inbox_item() -> None:
    with op.batch_alter_table("inbox_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mini_openid", sa.String(length=64), nullable=True))
        batch_op.create_index("ix_inbox_item_mini", ["mini_openid", "read_at"], unique=False)


def _upgrade_mini_user() -> None:
    # Not as a batch: SQLite would copy the table, and write other defaults of it anew.
    op.add_column(
        "mini_user",
        sa.Column("muted", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
    )


def upgrade() -> None:
    """Take this step."""
    _upgrade_outbox()
    _upgrade_inbox_item()
    _upgrade_mini_user()


def downgrade() -> None:
    """Take back this step."""
    for statement in _BACK:
        op.execute(statement)
    with op.batch_alter_table("mini_user", schema=None) as batch_op:
        batch_op.drop_column("muted")
    with op.batch_alter_table("inbox_item", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_item_mini")
        batch_op.drop_column("mini_openid")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_mini_openid", sqlite_where=_SOMEBODY, postgresql_where=_SOMEBODY
        )
        batch_op.drop_column("mini_openid")
