"""``serve``, ``clock`` and ``deliver``: the three processes; on one small machine one is enough."""

import os
import signal
import socket
import sys
import threading
from typing import Final

import click
import waitress

from bot.app import App
from bot.commands.base import VARIABLE, config_path, house, load_settings, stop
from bot.commands.working import sending, ticking
from bot.settings import Server, Settings
from bot.values import EMBEDDED

TICK: Final = 20.0
"""Seconds between two looks at what is due."""
PAUSE: Final = 1.0
"""Seconds a sender rests when there is nothing to send."""
BODY: Final = 128 * 1024
"""Bytes of a request that are read at all; the callback itself takes half of it."""
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
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with ticking(app, TICK), sending(app, senders, PAUSE):
            click.echo(f"单机模式:{_address(settings.server)}(网站、发送、定时在一个进程里)")
            site.run()


def open_site(app: App, threads: int) -> waitress.server.BaseWSGIServer:
    """Bind the site's address; ``run`` serves until the process is told to end."""
    server = app.settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        # Bound here and not by waitress, which leaves its sockets open where it cannot.
        bound = socket.create_server((server.host, server.port), family=family, backlog=1024)
    except OSError as no:
        stop(f"开不了 {_address(server)}({no.strerror or no}):换个端口,改 [server] port。")
    return waitress.create_server(
        app.web(), sockets=[bound], threads=threads, ident=None, max_request_body_size=BODY
    )


def _address(server: Server) -> str:
    return f"http://{server.host}:{server.port}"


def _serve_many(settings: Settings) -> None:
    # Imported only here: the one-process house does without it.
    from granian.constants import Interfaces  # noqa: PLC0415 - see above
    from granian.server import Server as Granian  # noqa: PLC0415 - see above

    os.environ[VARIABLE] = str(config_path())
    with house(settings):
        pass  # what is wrong is said here once, and not by every worker
    Granian(
        "bot.wsgi:web",
        address=settings.server.host,
        port=settings.server.port,
        interface=Interfaces.WSGI,
        workers=settings.server.workers,
        blocking_threads=settings.server.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


@click.command()
def clock() -> None:
    """启动定时进程:到点写提醒、清理过期数据。多开几个也只做一次。"""
    with house() as app:
        told = _told_to_end()
        with ticking(app, TICK):
            click.echo("定时进程在走。按 Ctrl-C 停止。")
            told.wait()


@click.command()
@click.option("--senders", default=8, type=_SENDERS, show_default=True, help="发送线程数")
def deliver(senders: int) -> None:
    """启动发送进程:把发件箱里的消息送到微信和短信。"""
    with house() as app:
        told = _told_to_end()
        with sending(app, senders, PAUSE):
            click.echo(f"{senders} 个发送线程在工作。按 Ctrl-C 停止。")
            told.wait()


def _told_to_end() -> threading.Event:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    return told
