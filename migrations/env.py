"""What alembic runs for each command: the steps, on the connection it was lent.

The one who lends it (``bot.database``) holds the lock and the transaction, so that a failed step
leaves nothing behind on either database.
"""

from alembic import context

from migrations.schema import COMPARE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    transactional_ddl=True,
    # SQLite cannot alter a table: later revisions copy it, and say so the same way for both.
    render_as_batch=True,
    **COMPARE,
)
context.run_migrations()
