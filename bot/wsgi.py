"""The web application for a server that loads it by name (``bot.wsgi:web``)."""

import os
from pathlib import Path

from bot import logs
from bot.app import build
from bot.settings import read

_settings = read(Path(os.environ["TUAN100_CONFIG"]))
logs.set_up(_settings.log.level, _settings.log.format)
web = build(_settings).web()
