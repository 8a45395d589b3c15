#!/usr/bin/env python3
"""The one command for working on tuan100; it needs Python 3.11 or newer and nothing else.

python3 dev.py demo [...]     start the demo; what follows goes to `tuan100 demo`
python3 dev.py test [...]     run the static checks and all tests; what follows goes to pytest,
                              and then the static checks are left out
python3 dev.py check          run the static checks alone: format, lint, types, imports
python3 dev.py bench [...]    run the benchmarks
python3 dev.py faults [...]   run the experiments on faults in full; what follows goes to them
python3 dev.py recount [...]  count very many random histories twice (--histories, --programme)

For maintainers:
python3 dev.py lock [...]     write requirements/*.txt anew; what follows goes to uv (--upgrade)
python3 dev.py vendor         fetch the front-end files of bot/static/vendor anew with npm

Each does its own set-up in .venv and .tools, which may be deleted at any time.
"""

from __future__ import annotations  # an older Python must get as far as being told so

import ast
import base64
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
TOOLS = ROOT / ".tools"
LOG = TOOLS / "setup.log"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMP = VENV / "tuan100.stamp"
UNFINISHED = TOOLS / "unfinished"
BYTECODE = TOOLS / "bytecode"
OLDEST_PYTHON = (3, 11)

WORKERS = 4
"""More would each start a PostgreSQL, a Redis and a Chromium of their own."""

# What is installed for what. `test` holds all of `demo`, so testing first spoils nothing.
LOCKS = {"demo": ("base.txt", "build.txt"), "test": ("test.txt",)}

CHECKS = {
    "format": ("ruff", "format", "--check", "--quiet"),
    "lint": ("ruff", "check", "--quiet", "--output-format=concise"),
    "types": ("mypy", "--no-error-summary"),
    "imports": ("lint-imports", "--no-logo"),
}

# npm package -> its version, and the files we serve: name here -> name in the package.
VENDOR = ROOT / "bot" / "static" / "vendor"
ICONS = (
    *("activity", "adjustments", "alert-triangle", "bell", "book", "building-community"),
    *("chart-bar", "checks", "chevron-down", "chevron-right", "clock", "download", "eye"),
    *("file-spreadsheet", "heart", "home", "list-search", "logout", "menu-2", "message-2"),
    *("moon", "plus", "printer", "search", "send", "settings", "shield-check", "speakerphone"),
    *("star", "trash", "upload", "user", "users", "x", "arrow-back-up", "external-link"),
)
VENDORED = {
    "weui": ("2.6.26", {"weui.min.css": "dist/style/weui.min.css", "LICENSE": "LICENSE.txt"}),
    "htmx.org": ("2.0.11", {"htmx.min.js": "dist/htmx.min.js", "LICENSE": "LICENSE"}),
    "echarts": (
        "6.1.0",
        {
            "echarts.common.min.js": "dist/echarts.common.min.js",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
        },
    ),
    "@tabler/core": (
        "1.6.1",
        {"tabler.min.css": "dist/css/tabler.min.css"},  # its licence stands at its head
    ),
    "@tabler/icons": (
        "3.51.0",
        {f"{name}.svg": f"icons/outline/{name}.svg" for name in ICONS} | {"LICENSE": "LICENSE"},
    ),
}
# What only the tests load into pages.
TESTED_VENDOR = ROOT / "tests" / "vendor"
TESTED = {
    "axe-core": ("4.14.1", {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"}),
}


class Stop(Exception):  # noqa: N818 - it is an answer, not a bug
    """We cannot go on; the message says in one line what is missing."""


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        return fail(f"Python 3.11 or newer is needed and this is {found}")
    if Path(sys.prefix) == VENV:
        # The set-up may replace .venv, so it must not run on what it replaces.
        base = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
        os.execv(base, [str(base), *sys.argv])  # noqa: S606 - a shell has no part in it
    commands = {
        "demo": demo,
        "test": test,
        "check": check,
        "bench": bench,
        "faults": faults,
        "recount": recount,
        "lock": lock,
        "vendor": vendor,
    }
    name, rest = (arguments or ["help"])[0], arguments[1:]
    if name not in commands:
        say(__doc__)
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        return commands[name](rest)
    except Stop as stop:
        return fail(str(stop))
    except KeyboardInterrupt:
        return fail("interrupted")


# The commands


def demo(arguments: list[str]) -> int:
    prepare("demo")
    return follow(PYTHON, "-m", "bot", "demo", *arguments)


def test(arguments: list[str]) -> int:
    prepare("test")
    browser = prepare_chromium()
    # All of it is shared among the cores; what was asked for by name runs in one process.
    # Who is through with the own share takes of the other's: the longest stand together.
    # Two more than there are cores: many tests wait for a clock or for other processes.
    shared = ["-n", str(min(os.cpu_count() or 1, WORKERS) + 2), "--dist=worksteal"]
    chosen = arguments or shared
    environment = {**remembering(), **browser}
    with ThreadPoolExecutor(1) as beside:
        # The types take one core for half a minute, while the tests make their databases.
        checking = None if arguments else beside.submit(check, [])
        if not arguments and not BYTECODE.exists():
            # Else each worker would compile all of it, at the same time as the others.
            execute(PYTHON, "-m", "pytest", "--collect-only", "-qq", env=environment)
        tested = follow(PYTHON, "-m", "pytest", *chosen, env=environment)
    if checking is not None and checking.result():
        say("The static checks FAILED: see above")
        return tested or 1
    return tested


def remembering() -> dict[str, str]:
    """Return an environment in which Python keeps what it compiled, beside the tools.

    The tests start hundreds of processes. Where the environment forbids to keep bytecode, each of
    them would compile two thousand modules anew, which takes three seconds.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(BYTECODE)}


def check(arguments: list[str]) -> int:
    if arguments:
        raise Stop("`check` takes no arguments")
    prepare("test")
    failed = []
    for name, (program, *options) in CHECKS.items():
        with step(name):
            done = execute(BIN / program, *options)
        if done.returncode != 0:
            say(done.stdout.strip())
            failed.append(name)
    if failed:
        say(f"The static checks FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    prepare("test")
    return follow(PYTHON, "-m", "benchmarks", *arguments)


def faults(arguments: list[str]) -> int:
    prepare("test")
    return follow(PYTHON, "-m", "tests.faults", *arguments, env=remembering())


def recount(arguments: list[str]) -> int:
    prepare("test")
    return follow(PYTHON, "-m", "tests.recount", *arguments)


def lock(arguments: list[str]) -> int:
    uv = installer()
    if not uv:
        raise Stop("`lock` needs uv, which has no build for this machine")
    compile_: tuple[str | Path, ...] = (
        *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        # What is locked must not say from where this machine fetches.
        *("--no-header", "--no-emit-index-url"),
        *("--python-version", ".".join(map(str, OLDEST_PYTHON))),
        *arguments,
    )
    base = ("--constraint", "requirements/base.txt")
    wanted = {
        "uv.txt": ("--group", "uv"),
        "base.txt": ("pyproject.toml",),
        "build.txt": ("--group", "build", *base),
        "test.txt": ("pyproject.toml", "--group", "build", "--group", "test", *base),
    }
    environment = package_index()
    for name, sources in wanted.items():
        with step(name):
            output = ("--output-file", f"requirements/{name}")
            must("requirements cannot be locked", *compile_, *sources, *output, env=environment)
    return 0


def vendor(arguments: list[str]) -> int:
    if arguments:
        raise Stop("`vendor` takes no arguments: the versions stand in dev.py")
    if not shutil.which("npm"):
        raise Stop("`vendor` needs npm (it comes with Node.js)")
    for folder, packages in ((VENDOR, VENDORED), (TESTED_VENDOR, TESTED)):
        told = []
        for package, (version, files) in packages.items():
            with step(package):
                told.append(bring(folder, package, version, files))
        text = json.dumps(told, indent=2)
        (folder / "vendor.lock.json").write_text(f"{text}\n", encoding="utf-8")
    return 0


def bring(folder: Path, package: str, version: str, files: dict[str, str]) -> dict[str, object]:
    """Fetch some files of an npm package; return what the lock says of them."""
    name = package.removeprefix("@").replace("/", "-")
    with tempfile.TemporaryDirectory() as here:
        pack = ("npm", "pack", "--loglevel=error", "--pack-destination", here)
        must("npm cannot fetch the package", *pack, f"{package}@{version}")
        (packed,) = Path(here).glob("*.tgz")
        must("npm cannot unpack the package", "tar", "-xzf", packed, "-C", here)
        for old in folder.glob(f"{name}-*"):
            shutil.rmtree(old)
        place = folder / f"{name}-{version}"
        place.mkdir(parents=True)
        for ours, source in files.items():
            shutil.copyfile(Path(here, "package", source), place / ours)
        return {
            "package": package,
            "version": version,
            "integrity": integrity(packed),
            "sha256": {
                f"{place.name}/{ours}": hashlib.sha256((place / ours).read_bytes()).hexdigest()
                for ours in files
            },
        }


def integrity(package: Path) -> str:
    """Sum up a package the way npm does."""
    return "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()


# The set-up


def prepare(purpose: str) -> None:
    """Bring .venv to what the purpose asks; costs nothing when it is there already."""
    enough = {fingerprint(purpose), fingerprint("test")}
    with one_at_a_time():
        done = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
        if done in enough and PYTHON.exists():
            return
        if VENV.exists() and not done and not UNFINISHED.exists():
            raise Stop(".venv was not made by dev.py: move it away and try again")
        LOG.write_text("", encoding="utf-8")
        python = "Python {}.{}.{}".format(*sys.version_info)
        say(f"Setting up tuan100 with {python}")
        pip()
        with step("installer"):
            uv = installer()
        UNFINISHED.touch()
        # Without the stamp of this Python, .venv is half-made or of another: start afresh.
        if not done.startswith(python) or not PYTHON.exists():
            with step("environment"):
                make_environment(uv)
        STAMP.unlink(missing_ok=True)
        with step("packages"):
            install(uv, *(REQUIREMENTS / name for name in LOCKS[purpose]))
        STAMP.write_text(fingerprint(purpose), encoding="utf-8")
        UNFINISHED.unlink()


def fingerprint(purpose: str) -> str:
    """Sum up all that .venv is made from."""
    sources = [ROOT / "pyproject.toml", *(REQUIREMENTS / name for name in LOCKS[purpose])]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    python = "Python {}.{}.{}".format(*sys.version_info)
    return f"{python} {purpose} {digest.hexdigest()}"


def installer() -> Path | None:
    """Fetch uv, pinned by hash; None where it has no build for this machine."""
    pinned = REQUIREMENTS / "uv.txt"
    version = pinned.read_text(encoding="utf-8").split()[0].partition("==")[2]
    place = TOOLS / f"uv-{version}"
    if not place.exists():
        TOOLS.mkdir(exist_ok=True)
        half_made = Path(tempfile.mkdtemp(prefix="uv-", dir=TOOLS))
        wanted = ("--only-binary=:all:", "--no-deps", "--require-hashes", "--requirement", pinned)
        options = ("--retries=2", "--target", half_made)  # pip tells of the network as it retries
        done = execute(*pip(), "install", *wanted, *options, env=plain_pip())
        if done.returncode != 0:
            shutil.rmtree(half_made)
            if unreachable(done.stdout):
                raise Stop(explain("uv cannot be fetched", done.stdout))
            return None
        half_made.rename(place)
    return place / "bin" / "uv"


def make_environment(uv: Path | None) -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    failure = "no virtual environment can be made"
    if uv:
        must(failure, uv, "venv", "--python", sys.executable, VENV, env=never_another_python())
    else:
        must(failure, sys.executable, "-m", "venv", "--without-pip", VENV)


def install(uv: Path | None, *locks: Path) -> None:
    """Make .venv hold exactly what the locks say, and tuan100 itself as it stands here."""
    project = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
    failure = "packages cannot be installed"
    if uv:
        environment = package_index()
        here = ("--quiet", "--python", PYTHON)
        must(failure, uv, "pip", "sync", *here, "--require-hashes", *locks, env=environment)
        must(failure, uv, "pip", "install", *here, *project, env=environment)
    else:
        environment = plain_pip()
        into = (*pip(), "--python", PYTHON, "install")
        wanted = [f"--requirement={lock_}" for lock_ in locks]
        must(failure, *into, "--no-deps", "--require-hashes", *wanted, env=environment)
        must(failure, *into, *project, env=environment)


def pip() -> tuple[str | Path, ...]:
    """Find a pip that works for this Python, where need be by asking the system for one."""
    own: tuple[str | Path, ...] = (sys.executable, "-m", "pip")
    if importlib.util.find_spec("pip"):
        return own
    bundled = TOOLS / "pip"
    if not (bundled / "bin" / "pip").exists():
        with step("pip"):
            execute(sys.executable, "-m", "venv", "--clear", bundled)
    if (bundled / "bin" / "pip").exists():
        return (bundled / "bin" / "python", "-m", "pip")
    if apt_install("python3-pip") and execute(*own, "--version").returncode == 0:
        return own
    raise Stop(f"pip is missing for {sys.executable} (on Debian and Ubuntu: python3-pip)")


def plain_pip() -> dict[str, str]:
    """Keep personal settings that contradict what we ask of pip out of its way."""
    return {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_USER": "0",
    }


def package_index() -> dict[str, str]:
    """Tell uv, which does not read pip's settings, from where pip would fetch."""
    done = execute(*pip(), "config", "list", env=plain_pip())
    told = uv_settings(done.stdout if done.returncode == 0 else "")
    return {**told, **never_another_python()}


def never_another_python() -> dict[str, str]:
    return {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}


def uv_settings(pip_settings: str) -> dict[str, str]:
    """Translate what `pip config list` prints into uv's environment variables."""
    settings = {}
    for section in ("global", "install", ":env:"):  # the later wins, as with pip
        for line in pip_settings.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(f"{section}."):
                settings[key[len(section) + 1 :]] = ast.literal_eval(value).split()
    places = [
        place for place in settings.get("find-links", []) if "://" in place or Path(place).exists()
    ]
    told = {
        "UV_DEFAULT_INDEX": " ".join(settings.get("index-url", [])),
        "UV_INDEX": " ".join(settings.get("extra-index-url", [])),
        "UV_FIND_LINKS": ",".join(places),
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", [])),
        "SSL_CERT_FILE": " ".join(settings.get("cert", [])),
        "ALL_PROXY": " ".join(settings.get("proxy", [])),
        # pip looks at all indexes alike; the hashes decide what is taken.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    return {name: value for name, value in told.items() if value}


def prepare_chromium() -> dict[str, str]:
    """Find or fetch the browser of the page tests, and say so where there is none."""
    from tests.browser import chromium  # noqa: PLC0415 - an older Python cannot read it

    if found := chromium():
        return {"CHROMIUM": found}
    if apt_install("chromium", "fonts-noto-cjk") and (found := chromium()):
        return {"CHROMIUM": found}
    with step("Chromium"):
        done = execute(PYTHON, "-c", "import tests.browser; tests.browser.download()")
    if done.returncode != 0:
        say(
            "The page tests will fail: there is no Chromium and none can be fetched; "
            "install it or name it in $CHROMIUM.",
        )
    return {}


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is ours to do: as root, or with sudo."""
    if not shutil.which("apt-get"):
        return False
    rights: tuple[str, ...] = ()
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            return False
        rights = ("sudo",) if sys.stdin.isatty() else ("sudo", "--non-interactive")
    apt = (*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet")
    wanted = ("install", "--yes", "--no-install-recommends", *packages)
    say(f"Installing what this machine lacks: {' '.join(packages)}")
    with step("system packages"):
        execute(*apt, "update")
        return execute(*apt, *wanted).returncode == 0


# Running things


def say(text: str) -> None:
    print(text, flush=True)  # in its place, also when the output goes into a file


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, then how long it took."""
    start = time.monotonic()
    print(f"  {name:<16}", end="", flush=True)
    try:
        yield
    finally:
        say(f"{time.monotonic() - start:6.1f} s")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def execute(
    *command: str | Path,
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command out of sight; the log has all it said."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n{done.stdout}\n")
    return done


def must(failure: str, *command: str | Path, env: dict[str, str] | None = None) -> str:
    done = execute(*command, env=env)
    if done.returncode != 0:
        raise Stop(explain(failure, done.stdout))
    return done.stdout


def explain(failure: str, output: str) -> str:
    """Boil a tool's words down to the one line that tells what is wrong."""
    log = LOG.relative_to(ROOT)
    if unreachable(output):
        return f"{failure}: the package index cannot be reached (see {log})"
    if "No space left on device" in output:
        return f"{failure}: the disk is full"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if line.lower().startswith("error")] or lines
    return f"{failure}: {(telling or ['no reason was given'])[-1]} (see {log})"


def unreachable(output: str) -> bool:
    signs = (
        "after connection broken by",  # pip
        "error sending request",  # uv
        "operation timed out",
    )
    return any(sign in output for sign in signs)


def follow(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in sight, hand signals on to it, and return its exit code."""
    with subprocess.Popen(command, cwd=ROOT, env=env) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child was interrupted too, and ends in its own time


def fail(message: str) -> int:
    print(f"dev.py: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
