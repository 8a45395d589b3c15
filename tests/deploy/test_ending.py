"""A process ends when told, and whatever hangs does not keep it; O1 and O2 try it under load."""

import signal
import subprocess
import sys

import pytest

HANGS = """
import sys, time
from bot.commands import ending
ending.GRACE = float(sys.argv[2])
told = ending.wait_to_be_told()
print("ready", flush=True)
told()
print("told", flush=True)
time.sleep(float(sys.argv[1]))
print("done", flush=True)
"""


@pytest.mark.parametrize(
    ("number", "seconds", "grace", "said"),
    [(signal.SIGTERM, "0", "20", "told\ndone\n"), (signal.SIGINT, "60", "0.2", "told\n")],
)
def test_what_is_free_ends_at_once_and_what_hangs_is_cut_off(number, seconds, grace, said):
    process = subprocess.Popen(
        (sys.executable, "-c", HANGS, seconds, grace), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    assert process.communicate(timeout=30)[0] == said
    assert process.returncode == 0
