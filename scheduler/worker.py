"""Work in the background of a process: one thread at a time does it, the others go their way."""

import threading
from abc import ABC, abstractmethod


class Worker(ABC):
    """Something that is looked at again and again."""

    def __init__(self) -> None:
        self._busy = threading.Lock()

    def work(self) -> int:
        """Do what waits and return how much it was; nothing while another thread is at it."""
        if not self._busy.acquire(blocking=False):
            return 0
        try:
            return self._work()
        finally:
            self._busy.release()

    @abstractmethod
    def _work(self) -> int:
        """Do what waits; return how much it was."""
