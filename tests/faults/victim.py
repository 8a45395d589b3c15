"""The sending process, with a letter among its letters that ends it: ``victim SENDERS OPENID``."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from bot.app import build
from bot.commands import working
from bot.commands.base import VARIABLE
from bot.commands.ending import wait_to_be_told
from bot.settings import read


class Deadly:
    """Carries letters, and dies of one."""

    def __init__(self, inner, openid):
        self._inner, self._openid = inner, openid

    def send(self, letter):
        outcome = self._inner.send(letter)
        if letter.to == self._openid:
            os._exit(1)
        return outcome


def main():
    senders, openid = int(sys.argv[1]), sys.argv[2]
    app = build(read(Path(os.environ[VARIABLE])))
    app = replace(app, office=replace(app.office, messenger=Deadly(app.messenger, openid)))
    told = wait_to_be_told()
    with working.sending(app, senders, 0.05):
        told()
    app.close()


if __name__ == "__main__":
    main()
