"""Our site as it is served: processes on free ports before one database."""

from contextlib import ExitStack, contextmanager
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from tests.faults.databases import OwnRedis
from tests.faults.supervise import Children, free_port
from tests.faults.visitors import county
from tests.house import content


class Which(IntEnum):
    """Whose activity is which, where experiments share a site."""

    RUSH = 1
    PRESSING = 2
    HANGING_UP = 3
    FEWER = 4


class Site:
    """Processes of ours that serve one database, each on a port of its own, or one for all."""

    def __init__(self, children, url, count=2, *, module="bot", redis="", threads=8):
        self._children, self._module = children, module
        self._lock = Lock()
        self.url = url
        self.ports = [free_port() for _ in range(1 if redis else count)]
        self._configs = [
            children.config(
                content(
                    url,
                    home=f"http://127.0.0.1:{port}",
                    server={"port": port, "threads": threads, "workers": count},
                    redis={"url": redis or "embedded"},
                    log={"level": "error"},
                )
            )
            for port in self.ports
        ]
        self.processes = [self._start(n) for n in range(len(self.ports))]
        for port, process in zip(self.ports, self.processes, strict=True):
            process.answers(port, "/h5/activities")

    def _start(self, number):
        return self._children.script(
            self._module, "serve", "--senders", "1", TUAN100_CONFIG=str(self._configs[number])
        )

    def kill(self, number):
        """Kill one of them in the midst of it, and start it again."""
        self.processes[number].kill()
        self.revive()

    def revive(self):
        """Start again whatever has ended, as a supervisor does: also who found no database."""
        with self._lock:
            for number, process in enumerate(self.processes):
                if not process.alive:
                    self.processes[number] = self._start(number)


def shared_site(t, people, seats):
    """Return what serves an activity for each experiment; started once for all of them.

    In full they are as people are served: on PostgreSQL one port with workers behind it, as the
    nation is, on SQLite the one process of a county.
    """

    @contextmanager
    def served():
        url = t.world.databases.fresh(t.kind, county(people, seats, len(Which)))
        with ExitStack() as ending:
            folder = Path(ending.enter_context(TemporaryDirectory(prefix="seats-")))
            children = ending.enter_context(Children(folder, t.world.zygote))
            behind = t.full and t.kind == "postgresql"
            redis = ending.enter_context(OwnRedis()).url if behind else ""
            yield Site(children, url, t.size(2, 4 if behind else 1), redis=redis)

    return t.shared("site", served)
