"""Starts our commands as real processes, kills them by signal, reads what they said."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from bot.commands.stage import toml

ROOT = Path(__file__).parents[2]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Zygote:
    """The process that forks our children; started with the first of them."""

    def __init__(self):
        self._process = None
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._children = {}

    def fork(self, child, module, arguments, environment, log):
        """Start a process as a copy of the zygote; the child hears of its pid and its end."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._open()
            number = next(self._numbers)
            self._children[number] = child
            order = {
                "id": number,
                "module": module,
                "arguments": list(arguments),
                "environment": environment,
                "log": str(log),
            }
            with contextlib.suppress(BrokenPipeError):  # then it says so by its end
                self._process.stdin.write(json.dumps(order).encode() + b"\n")
                self._process.stdin.flush()

    def _open(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env=plain(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the experiments; their processes end when they say so.
            start_new_session=True,
            preexec_fn=_hear,  # noqa: PLW1509 - it only sets signals
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self._process.stdout:
            said = json.loads(line)
            child = self._children[said["id"]]
            if "pid" in said:
                child.born(said["pid"])
            else:
                del self._children[said["id"]]
                child.ended(said["code"])
        for child in list(self._children.values()):  # with it all of them are gone
            child.ended(1)
        self._children.clear()

    def close(self):
        if self._process:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait(120)
            self._process.stdout.close()


def _hear():
    """Take what a shell's background job has ignored: our processes are told to end by these."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def plain(**more):
    """Return an environment for a process of ours; it may keep its bytecode."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **more}


class Child:
    """One process of ours."""

    def __init__(self, name, log):
        self.name, self._log = name, log
        self.pid = self.code = None
        self._born, self._ended = threading.Event(), threading.Event()

    def born(self, pid):
        self.pid = pid
        self._born.set()

    def ended(self, code):
        self.code = code
        self._born.set()
        self._ended.set()

    @property
    def alive(self):
        return not self._ended.is_set()

    def send(self, number):
        if self.alive and self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self, number=signal.SIGKILL):
        """Send a signal (SIGKILL) and wait for the end."""
        self.send(number)
        return self.wait()

    def term(self, seconds=30):
        self.send(signal.SIGTERM)
        return self.wait(seconds)

    def pause(self):
        self.send(signal.SIGSTOP)

    def resume(self):
        self.send(signal.SIGCONT)

    def wait(self, seconds=30):
        """Wait for the end and return its code; negative: the signal."""
        if not self._ended.wait(seconds):
            message = f"{self.name} did not end: {self.log()[-2000:]}"
            raise TimeoutError(message)
        return self.code

    def log(self):
        return self._log.read_text("utf-8", errors="replace") if self._log.exists() else ""

    def says(self, text, seconds=30):
        """Wait until its log has the text."""
        end = time.monotonic() + seconds
        while text not in self.log():
            if not self.alive or time.monotonic() > end:
                message = f"{self.name} did not say {text!r}: {self.log()[-2000:]}"
                raise TimeoutError(message)
            time.sleep(0.01)

    def answers(self, port, path="/healthz", seconds=30):
        """Wait until it answers over HTTP, whatever it says."""
        end = time.monotonic() + seconds
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", path)
                connection.getresponse().read()
            except OSError:
                if not self.alive or time.monotonic() > end:
                    message = f"{self.name} does not answer: {self.log()[-2000:]}"
                    raise TimeoutError(message) from None
                time.sleep(0.02)
            else:
                return
            finally:
                connection.close()


class Children:
    """All processes of one trial; they end with it.

    ``start("deliver", "--senders", "8", config=content(url, platform=…))`` runs our command line;
    ``script("tests.faults.victim", "argument")`` runs any module, for entries with failpoints.
    ``fresh=True`` starts an interpreter of its own (1.2 s) rather than a fork of a warm one.
    """

    def __init__(self, folder, zygote):
        self._folder, self._zygote = folder, zygote
        self._all = []
        self._numbers = count(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in self._all:
            child.resume()
            child.send(signal.SIGKILL)
        for child in self._all:
            child.wait()
            # Workers of a master that was killed live on, in the session that it began.
            with contextlib.suppress(ProcessLookupError, TypeError):
                os.killpg(child.pid, signal.SIGKILL)

    def __iter__(self):
        return iter([child for child in self._all if child.alive])

    def config(self, content):
        """Write a configuration (of `tests.house.content`) and return its path."""
        path = self._folder / f"config-{next(self._numbers)}.toml"
        path.write_text(toml(content), encoding="utf-8")
        return path

    def start(self, command, *options, config, fresh=False, **environment):
        """Start one of our commands; ``config`` is a configuration's content or its path."""
        path = self.config(config) if isinstance(config, dict) else config
        environment = {"TUAN100_CONFIG": str(path), **environment}
        return self.script("bot", command, *options, fresh=fresh, **environment)

    def script(self, module, *arguments, fresh=False, **environment):
        name = f"{module}-{arguments[0] if arguments else ''}-{next(self._numbers)}"
        log = self._folder / f"{name.replace('/', '_')[-80:]}.log"
        child = Child(name, log)
        self._all.append(child)
        if fresh:
            self._interpreter(child, module, arguments, environment, log)
        else:
            self._zygote.fork(child, module, arguments, environment, log)
        child._born.wait(60)
        return child

    @staticmethod
    def _interpreter(child, module, arguments, environment, log):
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=plain(**environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_hear,  # noqa: PLW1509 - it only sets signals
            )
        child.born(process.pid)
        threading.Thread(target=lambda: child.ended(process.wait()), daemon=True).start()
