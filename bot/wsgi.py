"""The web application for a server that loads it by name (``bot.wsgi:web``)."""

import os
from pathlib import Path

from bot import logs
from bot.app import build
from bot.memory import keep_loaded
from bot.settings import read

_settings = read(Path(os.environ["TUAN100_CONFIG"]))
logs.set_up(_settings.log.level, _settings.log.format)
_house = build(_settings)
web = _house.web()
if _house.watch:
    _house.watch.start()
keep_loaded()
