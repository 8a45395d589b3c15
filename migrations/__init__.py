"""The schema's history: alembic revisions, each reversible, run by ``bot.database``."""
