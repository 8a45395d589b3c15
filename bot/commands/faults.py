"""``faults``: what happens to such systems, done to this one on purpose; from a source checkout."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from bot.commands.base import stop

_ROOT: Final = Path(__file__).resolve().parents[2]


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def faults(arguments: tuple[str, ...]) -> None:
    """故障试验:杀进程、断数据库、断 Redis……结果写进 reliability.json(--help 看全部)。"""
    if not (_ROOT / "tests" / "faults" / "__main__.py").is_file():
        stop("故障试验只在源代码目录里有:取一份源代码,在里面运行 python3 dev.py faults")
    command = [sys.executable, "-m", "tests.faults", *arguments]
    # A process of its own: nothing of ours imports a test.
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    raise SystemExit(subprocess.call(command, env={**os.environ, "PYTHONPATH": path}))  # noqa: S603 - our own module
