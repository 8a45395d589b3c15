<%def name="steps(name, groups)">
% for label, body in groups:


def _${name}_${label}() -> None:
${body}
% endfor


def ${name}() -> None:
    """${"Take" if name == "upgrade" else "Take back"} this step."""
% for label, body in groups:
    _${name}_${label}()
% endfor
</%def>\
"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
${steps("upgrade", upgrades)}\
${steps("downgrade", downgrades)}\
