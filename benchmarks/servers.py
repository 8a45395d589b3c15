"""The web servers we may choose from, each before our whole house, in one run: ``bench servers``.

A server is judged by its rate and its slowest answers, by the CPU a request costs it, and by what
becomes of requests when a worker is killed, when the code is loaded anew, and when all is to end.
"""

import argparse
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import benchmarks
from benchmarks import callback
from bot.commands.stage import free_port, toml
from tests import servers
from tests.databases import schema

CLIENTS = 16
ROOT = Path(benchmarks.__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
OK = b"HTTP/1.1 200"
BLOWN = 4
"""Threads a worker of the servers that something befalls."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A server with so many processes of so many threads each."""

    server: str
    workers: int
    threads: int

    @property
    def name(self) -> str:
        """How the table calls it."""
        return f"{self.server} {self.workers}×{self.threads}"

    def command(self, port: int) -> list[str]:
        """Return what starts it."""
        many, address = (str(self.workers), str(self.threads)), f"127.0.0.1:{port}"
        options = {
            "granian": [
                *("--interface", "wsgi", "--port", str(port), "--no-log", "--workers", many[0]),
                *("--blocking-threads", many[1], "--workers-kill-timeout", "10"),
                "--respawn-failed-workers",
            ],
            "gunicorn": [
                *("--bind", address, "--worker-class", "gthread", "--log-level", "critical"),
                *("--workers", many[0], "--threads", many[1], "--graceful-timeout", "10"),
                "--no-control-socket",
            ],
            "waitress": ["--listen", address, "--threads", many[1]],
        }
        return [sys.executable, "-m", self.server, *options[self.server], "bot.wsgi:web"]


KINDS = [
    *(Kind("granian", workers, threads) for workers in (1, 2) for threads in (2, 4, 8)),
    *(Kind("gunicorn", workers, threads) for workers in (1, 2) for threads in (2, 4, 8)),
    *(Kind("waitress", 1, threads) for threads in (2, 4, 8)),
]


@dataclass(slots=True)
class Rounds:
    """What one server did in each round on one database."""

    rates: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)
    failed: int = 0


@dataclass(slots=True)
class Crowd:
    """Many clients on kept connections, counting what was answered and what was not."""

    port: int
    kept: bool = True
    """Whether a connection is used again; a proxy that is not told to opens one a request."""
    waits: list[float] = field(default_factory=list)
    let_in: int = 0
    failed: int = 0
    refused: int = 0

    def bring(self, messages: list[tuple[str, bytes]]) -> None:
        """Bring all messages, each once; return when all are through."""
        shares = [messages[n::CLIENTS] for n in range(CLIENTS)]
        threads = [threading.Thread(target=self._bring, args=(share,)) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _bring(self, share: list[tuple[str, bytes]]) -> None:
        line: socket.socket | None = None
        for path, body in share:
            started = time.perf_counter()
            try:
                line = line or socket.create_connection(("127.0.0.1", self.port), timeout=20)
            except ConnectionError:
                # Nobody listens: a proxy would ask another machine, and the platform comes again.
                self.refused += 1
                time.sleep(0.01)
                continue
            self.let_in += 1
            try:
                ok, stays = _answer(line, path, body)
            except OSError:
                ok, stays = False, False
            self.failed += not ok
            self.waits.append(time.perf_counter() - started)
            if not (stays and self.kept):
                line.close()
                line = None
        if line:
            line.close()


def _answer(line: socket.socket, path: str, body: bytes) -> tuple[bool, bool]:
    """Ask once; return whether it was well answered, and whether the connection stays."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
    line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    said = b""
    while b"\r\n\r\n" not in said:
        more = line.recv(65536)
        if not more:
            return False, False
        said += more
    start, _, rest = said.partition(b"\r\n\r\n")
    headers = start.lower()
    size = int(headers.split(b"content-length:")[1].split(b"\r\n")[0])
    while len(rest) < size:
        rest += line.recv(65536)
    return start.startswith(OK), b"connection: close" not in headers


class Site:
    """A server under way, in a session of its own."""

    def __init__(self, kind: Kind, config: Path) -> None:
        self.port = free_port(0)
        self.process = subprocess.Popen(
            kind.command(self.port),
            cwd=ROOT,
            env={**os.environ, "TUAN100_CONFIG": str(config), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def members(self) -> dict[int, float]:
        """Return the CPU seconds used so far by each process of the session (Linux)."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parts = stat.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it has just ended
            if int(parts[3]) == self.process.pid:
                found[int(stat.parent.name)] = (int(parts[11]) + int(parts[12])) / TICKS
        return found

    def end(self) -> float:
        """Tell it to end and return the seconds it took."""
        started = time.perf_counter()
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return time.perf_counter() - started


@contextmanager
def serving(kind: Kind, config: Path, messages: Iterator[tuple[str, bytes]]) -> Iterator[Site]:
    """Have a server answer, warm, for as long as it is asked."""
    site = Site(kind, config)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", site.port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or site.process.poll() is not None:
                    raise RuntimeError(f"{kind.name} did not start") from None
                time.sleep(0.05)
        for _ in range(3):  # each worker has its turn
            Crowd(site.port).bring(list(itertools.islice(messages, 2 * CLIENTS)))
        yield site
    finally:
        if site.process.poll() is None:
            site.end()


@contextmanager
def houses() -> Iterator[dict[str, Path]]:
    """Make a database of each kind, and a configuration file for it."""
    tuning = {"fsync": "on", "synchronous_commit": "on"}
    with tempfile.TemporaryDirectory() as folder, servers.postgres(tuning=tuning) as postgres:
        urls = {"SQLite": f"sqlite:///{folder}/house.sqlite3", "PostgreSQL": postgres}
        files = {}
        for name, url in urls.items():
            schema(url)
            files[name] = Path(folder) / f"{name}.toml"
            files[name].write_text(
                toml({**callback.configuration(url), "log": {"level": "error"}}), "utf-8"
            )
        yield files


def speed(files: dict[str, Path], kinds: list[Kind], requests: int, rounds: int) -> None:
    """Print each server's rate, beside the one the product takes, CPU and slowest answers."""
    messages = callback.messages()
    done: dict[tuple[str, Kind], Rounds] = {}
    for _ in range(rounds):
        # All of them in each round: the machine's moods meet every one alike.
        for name, file in files.items():
            for kind in kinds:
                with serving(kind, file, messages) as site:
                    _round(done.setdefault((name, kind), Rounds()), site, messages, requests)
    for name in files:
        first = statistics.median(done[name, kinds[0]].rates)
        head = f"{name}, {CLIENTS} clients"
        print(f"\n{head:<24}{'req/s':>8}{'ratio':>8}{'CPU µs':>8}{'p50 ms':>8}{'p99 ms':>8}")
        for kind in kinds:
            one = done[name, kind]
            rate, waits = statistics.median(one.rates), sorted(one.waits_ms)
            print(
                f"{kind.name:<24}{rate:>8,.0f}{rate / first:>8.2f}"
                f"{statistics.median(one.cpu_us):>8,.0f}{waits[len(waits) // 2]:>8.1f}"
                f"{waits[len(waits) * 99 // 100]:>8.1f}"
                + (f"  {one.failed} FAILED" if one.failed else "")
            )


def _round(into: Rounds, site: Site, messages: Iterator[tuple[str, bytes]], requests: int) -> None:
    brought = list(itertools.islice(messages, requests))
    crowd, before = Crowd(site.port), site.members()
    started = time.perf_counter()
    crowd.bring(brought)
    seconds, after = time.perf_counter() - started, site.members()
    spent = sum(used - before.get(pid, 0.0) for pid, used in after.items())
    into.rates.append(requests / seconds)
    into.cpu_us.append(spent / requests * 1e6)
    into.waits_ms += [wait * 1000 for wait in crowd.waits]
    into.failed += crowd.failed


def _kill_a_worker(site: Site) -> None:
    """Kill the process that has worked most, but for the one all came from."""
    workers = {pid: cpu for pid, cpu in site.members().items() if pid != site.process.pid}
    os.kill(max(workers, key=workers.__getitem__), signal.SIGKILL)


def _stop_a_worker(site: Site) -> None:
    """Let a worker hang, as one does that waits for ever."""
    workers = {pid: cpu for pid, cpu in site.members().items() if pid != site.process.pid}
    os.kill(max(workers, key=workers.__getitem__), signal.SIGSTOP)


def _load_anew(site: Site) -> None:
    os.kill(site.process.pid, signal.SIGHUP)


def _end(site: Site) -> None:
    site.process.terminate()


BLOWS = {
    "a worker killed": _kill_a_worker,
    "a worker hangs": _stop_a_worker,
    "code loaded anew": _load_anew,
    "told to end": _end,
}


def blows(file: Path, kinds: list[Kind], requests: int) -> None:
    """Print how many requests under way are lost when something befalls a server."""
    messages = callback.messages()
    print(f"\n{'lost of ' + format(requests, ','):<24}" + "".join(f"{b:>20}" for b in BLOWS))
    for kind in kinds:
        told = ""
        for blow, strike in BLOWS.items():
            if kind.workers == 1 and blow != "told to end":
                told += f"{'-':>20}"
                continue
            with serving(kind, file, messages) as site:
                crowd, timer = Crowd(site.port), threading.Timer(0.7, strike, (site,))
                brought = list(itertools.islice(messages, requests))
                timer.start()
                started = time.perf_counter()
                crowd.bring(brought)
                worst = max(crowd.waits) if crowd.waits else 0
                told += f"{crowd.failed:>10} ({worst:>5.1f} s)"
                _continue(site)
                timer.join()
                del started
        print(f"{kind.name:<24}{told}")


def _continue(site: Site) -> None:
    for pid in site.members():
        os.kill(pid, signal.SIGCONT)


def run(requests: int, rounds: int) -> None:
    """Measure and print all of it."""
    if not Path("/proc/self/stat").exists():
        raise SystemExit("bench servers needs Linux: it reads CPU seconds from /proc")
    with houses() as files:
        speed(files, KINDS, requests, rounds)
        blows(files["PostgreSQL"], [kind for kind in KINDS if kind.threads == BLOWN], requests)


def add_options(told: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    told.add_argument("--rounds", type=int, default=3, help="rounds of each server (servers)")
