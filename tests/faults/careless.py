"""The one-process house with the web server's own way to end: what O1 is the guard against."""

import signal
import sys
from pathlib import Path

import waitress

from bot.app import build
from bot.settings import read


def main():
    settings = read(Path(sys.argv[1]))
    server = waitress.create_server(
        build(settings).web(),
        host="127.0.0.1",
        port=settings.server.port,
        threads=settings.server.threads,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


main()
