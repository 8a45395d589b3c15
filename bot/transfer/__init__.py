"""Every table as JSON lines, out of one database and into another, SQLite or PostgreSQL.

Beside the tables lies the law they were counted under; docs/export.md says what each column means.

What is sealed stays sealed: a copy is readable only with the keys of the house it came from. It
still holds names and password hashes, so the folder and its files are for their owner alone.
"""

from bot.transfer.inward import import_
from bot.transfer.law import Law
from bot.transfer.manifest import LEFT_OUT, TransferFaults
from bot.transfer.outward import export

__all__ = ["LEFT_OUT", "Law", "TransferFaults", "export", "import_"]
