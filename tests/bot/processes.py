"""Our programmes as processes of their own, with the simulator as one more."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

import requests

from bot.commands.stage import free_port
from tests.bot.outfit import ROOT
from tests.house import PERSONAS, TEMPLATES, wait_until

SOON = 60.0
"""Real seconds a process may take to start on a busy machine."""


def _hear_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Process:
    """A running programme; what it says is kept in a file."""

    def __init__(self, folder, *arguments, module="bot", keep=False):
        self.name = " ".join(map(str, arguments[-1:] if module == "bot" else [module]))
        self.said = folder / f"{self.name}-{time.monotonic_ns()}.txt"
        self._file = self.said.open("w")
        self.popen = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE if keep else subprocess.DEVNULL,
            stdout=self._file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Whoever runs the tests in the background has Ctrl-C ignored, and so would we.
            preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - it only sets a signal
        )

    def text(self):
        return self.said.read_text(encoding="utf-8")

    def wait_for(self, what):
        """Wait until the process has said something, or until a question is answered."""
        ask = what if callable(what) else lambda: what in self.text()
        end = time.monotonic() + SOON
        while not ask():
            assert self.popen.poll() is None, f"{self.name} ended: {self.text()}"
            assert time.monotonic() < end, f"{self.name}: {self.text()}"
            time.sleep(0.05)

    def end(self, number=signal.SIGTERM):
        """Tell it to end, and return its exit code once it has."""
        self.popen.send_signal(number)
        return self.popen.wait(60)

    def kill(self):
        """Leave nothing behind, whatever became of the test."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
        if self.popen.stdin:
            self.popen.stdin.close()
        self._file.close()


class Platform:
    """A simulator in another process, by its address."""

    def __init__(self, url):
        self.url = url

    def get(self, path):
        return requests.get(self.url + path, timeout=SOON).json()

    def post(self, path, body=None):
        answer = requests.post(self.url + path, json=body or {}, timeout=SOON)
        assert answer.ok, answer.text
        return answer.json()

    def act(self, who, what, **body):
        """Do something as a person and return the text of the reply, at once or, late, after it."""
        before = len(self._letters(who))
        done = self.post(f"/sim/people/{quote(who)}/{what}", body)
        if done["outcome"] == "replied":
            return done["reply"]["text"]
        assert done["outcome"] == "acked", done
        wait_until(lambda: len(self._letters(who)) > before)
        return self._letters(who)[before]

    def _letters(self, who):
        """Return what has reached a person from outside the conversation, the oldest first."""
        shown = self.get(f"/sim/people/{quote(who)}/chat")["bubbles"]
        return [bubble["text"] for bubble in shown if bubble["via"] == "custom"]


@contextmanager
def street():
    """Start processes and see that none outlives the test."""
    started = []

    def start(*arguments, **options):
        started.append(Process(*arguments, **options))
        return started[-1]

    try:
        yield start
    finally:
        for process in started:
            process.kill()


def simulator(start, folder, site, *options):
    """Start the simulator for a site; everybody to play is known to it."""
    people = [
        {
            "openid": one.openid,
            "name": one.name,
            "role": one.role,
            "hint": one.hint,
            "phone": one.phone.removeprefix("+86"),
            "followed": one.bound,
        }
        for one in PERSONAS.values()
    ]
    templates = [
        {
            "template_id": f"fake-template-{name}",
            "title": name,
            "content": "\n".join(
                f"{ours}:{{{{{key}.DATA}}}}" for ours, key in (f.split("=") for f in fields)
            ),
        }
        for name, fields in TEMPLATES.items()
    ]
    (folder / "people.json").write_text(json.dumps(people))
    (folder / "templates.json").write_text(json.dumps(templates))
    port = free_port(0)
    process = start(
        folder,
        *("--port", port, "--callback-url", f"{site}/wechat", "--report-delay-s", "0"),
        *("--people", folder / "people.json", "--templates", folder / "templates.json"),
        *options,
        module="simulator",
    )
    process.wait_for('"url"')
    return Platform(f"http://127.0.0.1:{port}")


def answers(url):
    """Say whether somebody answers at an address."""
    try:
        requests.get(url, timeout=SOON)
    except requests.ConnectionError:
        return False
    return True
