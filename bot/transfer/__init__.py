"""Every table as JSON lines, out of one database and into another, SQLite or PostgreSQL.

What is sealed stays sealed: a copy is readable only with the keys of the house it came from. It
still holds names and password hashes, so the folder and its files are for their owner alone.
"""

from bot.transfer.inward import import_
from bot.transfer.manifest import LEFT_OUT, TransferFaults
from bot.transfer.outward import export

__all__ = ["LEFT_OUT", "TransferFaults", "export", "import_"]
