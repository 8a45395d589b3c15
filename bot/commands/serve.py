"""``serve``, ``clock`` and ``deliver``: the three processes; on one small machine one is enough."""

import os
import socket
from tempfile import TemporaryDirectory
from typing import Final

import click

from bot.app import App
from bot.commands.base import VARIABLE, config_path, house, load_settings, stop
from bot.commands.ending import Site, wait_to_be_told
from bot.commands.working import sending, ticking
from bot.memory import keep_loaded
from bot.settings import Server, Settings
from bot.values import COUNTERS, EMBEDDED

TICK: Final = 20.0
"""Seconds between two looks at what is due."""
PAUSE: Final = 1.0
"""Seconds a sender rests when there is nothing to send."""
BODY: Final = 10 * 1024 * 1024
"""Bytes of a request that are read at all: photos and Excel files; most doors take far less."""
_KILL: Final = 9
"""Seconds a worker has to finish the requests in its hands."""
_SENDERS: Final = click.IntRange(1, 64)


@click.command()
@click.option(
    "--senders", default=2, type=_SENDERS, show_default=True, help="发送线程数(只在单机模式)"
)
def serve(senders: int) -> None:
    """启动网站。没有 Redis 时,一个进程把网站、发送和定时都做了。"""
    settings = load_settings()
    if settings.redis.url == EMBEDDED:
        _serve_alone(settings, senders)
    else:
        _serve_many(settings)


def _serve_alone(settings: Settings, senders: int) -> None:
    with house(settings) as app:
        site = open_site(app, settings.server.threads)
        with sending(app, senders, PAUSE, "serve") as rest, ticking(app, TICK):
            click.echo(f"单机模式:{_address(settings.server)}(网站、发送、定时在一个进程里)")
            site.run(rest)


def open_site(app: App, threads: int) -> Site:
    """Bind the site's address; ``run`` serves until the process is told to end."""
    server = app.settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        # Bound here and not by waitress, which leaves its sockets open where it cannot.
        bound = socket.create_server((server.host, server.port), family=family, backlog=1024)
    except OSError as no:
        stop(f"开不了 {_address(server)}({no.strerror or no}):换个端口,改 [server] port。")
    site = Site(app.web(), bound, threads, BODY)
    keep_loaded()
    return site


def _address(server: Server) -> str:
    return f"http://{server.host}:{server.port}"


def _serve_many(settings: Settings) -> None:
    # Imported only here: the one-process house does without it.
    from granian.constants import Interfaces  # noqa: PLC0415 - see above
    from granian.server import Server as Granian  # noqa: PLC0415 - see above

    os.environ[VARIABLE] = str(config_path())
    with house(settings):
        pass  # what is wrong is said here once, and not by every worker
    with TemporaryDirectory(prefix="tuan100-") as counters:
        # Where the workers leave their counters, for whichever is asked to add them up.
        os.environ.setdefault(COUNTERS, counters)
        Granian(
            "bot.wsgi:web",
            address=settings.server.host,
            port=settings.server.port,
            interface=Interfaces.WSGI,
            workers=settings.server.workers,
            blocking_threads=settings.server.threads,
            respawn_failed_workers=True,
            workers_kill_timeout=_KILL,
        ).serve()


@click.command()
def clock() -> None:
    """启动定时进程:到点写提醒、清理过期数据。多开几个也只做一次。"""
    with house() as app:
        told = wait_to_be_told()
        keep_loaded()
        with ticking(app, TICK, role="clock"):
            click.echo("定时进程在走。按 Ctrl-C 停止。")
            told()


@click.command()
@click.option("--senders", default=8, type=_SENDERS, show_default=True, help="发送线程数")
def deliver(senders: int) -> None:
    """启动发送进程:把发件箱里的消息送到微信和短信。"""
    with house() as app:
        told = wait_to_be_told()
        keep_loaded()
        with sending(app, senders, PAUSE):
            click.echo(f"{senders} 个发送线程在工作。按 Ctrl-C 停止。")
            told()
