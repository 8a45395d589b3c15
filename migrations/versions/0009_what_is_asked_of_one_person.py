"""Indexes for what is asked of one person, and was looked for in whole tables."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_call_person_id", "call", ["person_id"], ""),
    ("ix_contact_end_reason", "contact", ["end_reason"], "end_reason <> ''"),
    ("ix_one_time_link_subject", "one_time_link", ["purpose", "subject"], ""),
    ("ix_page_visit_person_id", "page_visit", ["person_id"], ""),
    ("ix_photo_person_id", "photo", ["person_id"], ""),
    ("ix_plan_record_id", "plan", ["record_id"], "record_id IS NOT NULL"),
    ("ix_plan_youth_youth_id", "plan_youth", ["youth_id"], ""),
    ("ix_problem_created_by", "problem", ["created_by"], ""),
    ("ix_report_openid", "report", ["openid"], ""),
)


def upgrade() -> None:
    """Take the step."""
    for name, table, columns, where in INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            name, table, columns, unique=False, sqlite_where=only, postgresql_where=only
        )


def downgrade() -> None:
    """Take the step back."""
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
