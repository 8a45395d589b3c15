"""`python -m simulator`: the simulator as a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from simulator.server import Simulator
from simulator.settings import FORMATS, KINDS, MODES, Settings, UnsafeError

CHOICES = {"mode": MODES, "format": FORMATS, "kind": tuple(KINDS)}
NUMBERS = {"port": int, "seed": int, "journal_limit": int}
FLOATS = ("callback_timeout_s", "retry_gap_s", "report_delay_s")
FILES = ("people", "templates")


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser("simulator", description="The WeChat platform on loopback")
    for item in fields(Settings):
        name = "--" + item.name.replace("_", "-")
        default = None if item.default is MISSING else item.default
        if item.name in FILES:
            found.add_argument(name, metavar="FILE", help="a JSON list")
        elif item.name == "reports":
            found.add_argument("--no-reports", dest="reports", action="store_false")
        elif item.name in CHOICES:
            found.add_argument(name, choices=CHOICES[item.name], default=default)
        else:
            kind = float if item.name in FLOATS else NUMBERS.get(item.name, str)
            found.add_argument(name, type=kind, default=default)
    found.add_argument("--with-parent", action="store_true", help="end when stdin closes")
    return found


def settings(arguments: list[str]) -> tuple[Settings, bool]:
    given: dict[str, Any] = vars(parser().parse_args(arguments))
    with_parent = given.pop("with_parent")
    for name in FILES:
        if given[name] is not None:
            given[name] = tuple(json.loads(Path(given[name]).read_text("utf-8")))
    return Settings(**given), with_parent


def main(arguments: list[str] | None = None) -> int:
    try:
        chosen, with_parent = settings(sys.argv[1:] if arguments is None else arguments)
    except (UnsafeError, OSError, ValueError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    if with_parent:
        threading.Thread(target=_outlive, args=(done,), daemon=True).start()
    with Simulator(chosen) as simulator:
        sys.stdout.write(json.dumps({"url": simulator.url, "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
        done.wait()
    return 0


def _outlive(done: threading.Event) -> None:
    # Not through the buffer, whose lock a thread may not hold while the interpreter ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    done.set()


if __name__ == "__main__":
    sys.exit(main())
