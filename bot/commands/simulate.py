"""``simulate``: the WeChat platform played on this machine, alone."""

import subprocess
import sys

import click


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulate(arguments: tuple[str, ...]) -> None:
    """只启动微信模拟器,参数原样交给它(--help 看全部)。"""
    # A process of its own: nothing of ours imports the simulator.
    raise SystemExit(subprocess.call([sys.executable, "-m", "simulator", *arguments]))  # noqa: S603 - our own module
