"""PostgreSQL and Redis servers of one experiment's own, to be stopped, killed and frozen."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg
import redis
import sqlalchemy as sa
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests import servers
from tests.databases import schema

# Unlike the other tests' servers, this one keeps what it has promised.
DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
}

ENDS = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
    "kill": signal.SIGKILL,
}

TEMPLATE = "house"


class PlainPostgres:
    """A data folder with a migrated database in it, made once in a run and copied after that."""

    def __init__(self):
        self.account = servers.postgres_account()
        self.scratch = Path(tempfile.mkdtemp(prefix="pgown-", dir=servers._place()))
        self.scratch.chmod(0o755)
        self.account.own(self.scratch)
        found = servers._first(
            [*servers.installed_postgres(), *servers.wheel_postgres()], "PostgreSQL"
        )
        self.programs = servers._within_reach(found, self.account, self.scratch)
        self.data = self.scratch / "data"
        made = self.account.run(
            self.programs / "initdb",
            f"--pgdata={self.data}",
            "--username=tests",
            "--auth=trust",
            "--encoding=UTF8",
            f"--locale={servers.LOCALE}",
            "--no-sync",
            "--no-instructions",
        )
        if made.returncode != 0:
            raise servers.ServerMissingError(made.stderr)
        with Server(self.programs, self.account, self.data, self.scratch) as server:
            server.administer(f"CREATE DATABASE {TEMPLATE}")
            schema(server.of(TEMPLATE))
            server.stop("fast")

    def close(self):
        shutil.rmtree(self.scratch, ignore_errors=True)


class Server:
    """One PostgreSQL that ends and starts as it is told."""

    def __init__(self, programs, account, data, folder):
        self._programs, self._account = programs, account
        self._data, self._folder = data, folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._names = count(1)
        self._process = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.resume()
        if self._process.poll() is None:
            self.stop("immediate")

    def of(self, name):
        """Return the URL of a database, by the socket in the folder."""
        return f"postgresql+psycopg://tests@:{self.port}/{name}?host={self._folder}"

    def tcp(self, url):
        """Return the same database's URL by TCP, where time limits of the line count."""
        address = sa.make_url(url)
        return address.set(host="127.0.0.1", port=self.port, query={}).render_as_string(
            hide_password=False
        )

    def administer(self, statement):
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _dsn(self):
        return f"host={self._folder} port={self.port} user=tests dbname=postgres"

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        """Start it and wait until it takes connections."""
        settings = {
            **DURABLE,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
        }
        self._process = self._account.start(
            self._programs / "postgres",
            *("-D", self._data),
            *(f"--{name}={value}" for name, value in settings.items()),
            log=self._folder / "log",
        )
        end = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self._dsn, connect_timeout=5).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise servers.ServerMissingError(
                        (self._folder / "log").read_text(errors="replace")[-1000:]
                    ) from None
                time.sleep(0.02)
            else:
                return

    def stop(self, how="fast"):
        """End it ``smart``, ``fast``, ``immediate`` or by ``kill``, and wait until it is gone."""
        if how == "kill":
            for process in self._family():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        else:
            self._process.send_signal(ENDS[how])
        self._process.wait(60)

    def restart(self, how="fast"):
        self.stop(how)
        self.start()

    def pause(self):
        """Freeze all its processes: it takes connections and says nothing."""
        for process in self._family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)

    def resume(self):
        for process in self._family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)

    def log(self):
        return (self._folder / "log").read_text(errors="replace")

    def _family(self):
        """Return it and its children, who lead sessions of their own."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        ).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return [self.pid, *(pid for pid, parent in pairs if parent == self.pid)]


class OwnPostgres(Server):
    """A durable PostgreSQL with a migrated, empty database: ``.url``, and more by ``fresh()``."""

    def __init__(self, world, *, on_disk=False):
        if world.plain_postgres is None:
            world.plain_postgres = PlainPostgres()
        plain = world.plain_postgres
        place = tempfile.gettempdir() if on_disk else servers._place()
        self._scratch = Path(tempfile.mkdtemp(prefix="pgown-", dir=place))
        self._scratch.chmod(0o755)
        plain.account.own(self._scratch)
        copied = plain.account.run("cp", "-R", str(plain.data), str(self._scratch / "data"))
        if copied.returncode != 0:
            raise servers.ServerMissingError(copied.stderr)
        super().__init__(plain.programs, plain.account, self._scratch / "data", self._scratch)
        self.url = self.fresh()

    def __exit__(self, *_):
        super().__exit__()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def fresh(self):
        """Make another migrated, empty database and return its URL."""
        name = f"t{next(self._names)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return self.of(name)


class OwnRedis:
    """A Redis that ends, freezes and forgets as it is told."""

    def __init__(self):
        self._program = servers._first(
            [*servers.installed_redis(), *servers.wheel_redis()], "Redis"
        )
        self._scratch = Path(tempfile.mkdtemp(prefix="redisown-", dir=servers._place()))
        self.socket = self._scratch / "socket"
        self.url = f"unix://{self.socket}"
        self._process = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.resume()
        self.stop("kill")
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def pid(self):
        return self._process.pid

    def client(self):
        """Return a client that is patient."""
        return redis.Redis(
            unix_socket_path=str(self.socket), decode_responses=True, retry=Retry(NoBackoff(), 0)
        )

    def start(self):
        self._process = servers.Account().start(
            self._program,
            *("--port", "0"),
            *("--unixsocket", str(self.socket)),
            *("--save", ""),
            *("--appendonly", "no"),
            *("--dir", str(self._scratch)),
            log=self._scratch / "log",
        )
        end = time.monotonic() + 120
        with self.client() as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.01)
                else:
                    return

    def stop(self, how="kill"):
        """End it, ``kill`` or ``term``; its socket is gone with it."""
        self._process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
        self._process.wait(15)
        self.socket.unlink(missing_ok=True)

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def snapshot(self):
        """Write what it holds to its disk; `start` reads it again."""
        with self.client() as client:
            client.save()
