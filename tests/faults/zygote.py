"""A process that has our code in memory already and forks: a child starts in no time.

It reads one order a line from its standard input, ``{"id", "module", "arguments", "environment",
"log"}``, and tells of each child ``{"id", "pid"}`` and at last ``{"id", "code"}``.
"""

import json
import os
import runpy
import select
import signal
import sys
import threading
import traceback


def main():
    _learn()
    children = {}
    read, write = os.pipe()
    os.set_blocking(write, False)
    os.set_blocking(read, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    waiting = b""
    while True:
        ready, _, _ = select.select([0, read], [], [])
        if read in ready:
            os.read(read, 4096)
            _reap(children)
        if 0 in ready:
            block = os.read(0, 65_536)
            if not block:
                break
            *lines, waiting = (waiting + block).split(b"\n")
            for line in lines:
                order = json.loads(line)
                if pid := os.fork():
                    children[pid] = order["id"]
                    _say(id=order["id"], pid=pid)
                else:
                    os.close(read)
                    os.close(write)
                    _become(order)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _learn():
    """Do once what each of our processes does first: import, read the rules, hang up the pages.

    A fork takes along neither threads nor connections, so nothing here opens any.
    """
    import bot.__main__  # noqa: F401, PLC0415 - the work itself
    from bot.app import build  # noqa: PLC0415
    from bot.settings import checked  # noqa: PLC0415
    from tests.house import content  # noqa: PLC0415

    house = build(checked(content(f"sqlite:///{os.devnull}/never-opened"), "warm"))
    house.web()
    house.close()
    if threading.active_count() > 1:
        message = f"threads would be lost: {threading.enumerate()}"
        raise RuntimeError(message)


def _reap(children):
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        _say(id=children.pop(pid), code=os.waitstatus_to_exitcode(status))


def _become(order):
    """Be the child: it ends here, whatever happens."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ.update(order["environment"])
        sys.stdout.reconfigure(line_buffering=True)
        sys.argv = [order["module"], *order["arguments"]]
        if "TZ" in order["environment"]:
            import time  # noqa: PLC0415 - seldom

            time.tzset()
        if order["module"] == "bot":
            from bot.__main__ import main as ours  # noqa: PLC0415 - it is there

            ours()
        else:
            runpy.run_module(order["module"], run_name="__main__", alter_sys=False)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:  # noqa: BLE001 - as an interpreter would
        traceback.print_exc()
    finally:
        _finish(code)


def _finish(code):
    """End as an interpreter does: threads that are no daemons first, then what was put off."""
    import atexit  # noqa: PLC0415 - the child's last words

    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _say(**what):
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
