"""A copy of the database that is exact, and its way back without those who were erased since."""

from bot.backup.making import make
from bot.backup.record import BackupFault, Record
from bot.backup.restoring import Restored, restore

__all__ = ["BackupFault", "Record", "Restored", "make", "restore"]
