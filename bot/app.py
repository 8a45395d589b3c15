"""Building the house from its settings."""

from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from random import SystemRandom
from typing import Final

import redis
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Blueprint, Flask
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from bot.cache import open_cache
from bot.carrier import Carrier
from bot.clock import clock as open_clock
from bot.dispatch import dispatch, send_late
from bot.holidays import calendar
from bot.rules import programmes
from bot.settings import Keys, Settings
from bot.sms import SmsSender, gateway
from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from bot.wechat.callback import create_callback
from bot.wechat.errors import MediaGone, WeChatError
from bot.wechat.fields import Template
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.text_check import TextCheck
from bot.wechat.tokens import Credentials, Tokens
from bot.wechat.transport import Http
from bot.wechat.wire import Wire
from bot.words import words
from domain.channels import Ability, may
from domain.programme import Programme
from handlers.chat import load
from handlers.h5 import create_h5
from handlers.routing import Router
from models.engine import open_engine
from scheduler.clock import metronome
from scheduler.delivery import Postman
from scheduler.pictures import fetch_pictures
from scheduler.screening import ScreeningWorker
from scheduler.sheets import SheetWorker
from services.passwords import Passwords
from services.ports import Messenger, Ticket
from services.uow import Means, OpenUow, units
from services.vault import Vault

Clock = Callable[[], datetime]

STATIC: Final = Path(__file__).parent / "static"
PATIENCE: Final = 4.0
"""WeChat hangs up after five seconds; one is for the way."""
WEUI: Final = "/static/vendor/weui-2.6.26/weui.min.css"


@dataclass(frozen=True)
class App:
    """The house, ready to open its doors."""

    settings: Settings
    engine: Engine
    cache: redis.Redis
    clock: Clock
    means: Means
    open_uow: OpenUow
    router: Router
    api: Api
    account: Account
    messenger: Messenger
    texts: ScreeningWorker | None = None
    """Asks the platform about texts, where there is a mini-program."""
    frames: tuple[str, ...] = field(default=())
    """Who may show our pages in a frame: nobody but a demonstration's phone."""

    def web(self, *, patience: float = PATIENCE, pages: bool = True) -> Flask:
        """Return the web application: the callback and, unless told not to, the pages.

        After ``patience`` seconds a message is acknowledged and its answer follows.
        """
        web = Flask(__name__, static_folder=STATIC)
        unavailable = (OperationalError, InterfaceError, PoolEmpty)
        answer = partial(
            dispatch, router=self.router, open_uow=self.open_uow, unavailable=unavailable
        )
        late = partial(send_late, open_uow=self.open_uow)
        web.register_blueprint(
            create_callback(
                wire(self.settings),
                answer=answer,
                late=late,
                clock=self.clock,
                patience=patience,
                unavailable=unavailable,
            )
        )
        if pages:
            web.register_blueprint(self._pages())
        return web

    def _pages(self) -> Blueprint:
        able = may(self.settings.wechat.kind, Ability.QR)
        return create_h5(
            open_uow=self.open_uow,
            passwords=self.means.passwords,
            qr=_Tickets(self.account, self.cache) if able else None,
            weui_href=WEUI,
            frame_ancestors=self.frames,
            away=(WeChatError,),
        )

    def units_at(self, moment: datetime) -> OpenUow:
        """Return what opens units of work at one instant."""
        return units(self.engine, self.means, lambda: moment)

    def postman(self) -> Postman:
        """Return one sender of letters."""
        return Postman(self.open_uow, self.messenger)

    def metronome(self, every: float) -> BackgroundScheduler:
        """Return the clock that sets the jobs off."""
        pictures = partial(
            fetch_pictures, self.open_uow, self.account, away=WeChatError, gone=MediaGone
        )
        able = may(self.settings.wechat.kind, Ability.MEDIA)
        soon = [SheetWorker(self.open_uow).work, *([self.texts.work] if self.texts else [])]
        return metronome(self.open_uow, every, *([pictures] if able else []), soon=soon)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()
        self.cache.close()


class _Tickets:
    """Makes QR codes through the account; a page that is opened again asks for none."""

    def __init__(self, account: Account, cache: redis.Redis) -> None:
        self._account, self._cache = account, cache

    def ticket(self, scene: str, seconds: int) -> Ticket:
        name = f"qr:{sha256(scene.encode()).hexdigest()}"
        with suppress(redis.RedisError):
            if kept := self._cache.get(name):
                return Ticket(str(kept))
        made = Ticket(self._account.ticket(scene, timedelta(seconds=seconds)).url)
        with suppress(redis.RedisError):
            # A code for less time than it is shown for would be a trap.
            self._cache.set(name, made.url, ex=max(seconds // 2, 1))
        return made


def build(
    settings: Settings,
    *,
    passwords: Passwords | None = None,
    clock: Clock | None = None,
    frames: tuple[str, ...] = (),
) -> App:
    """Put everything together; nothing is asked of the network yet."""
    rules = programmes(settings.site.programme_folder)
    clock = clock or open_clock(settings.clock.follow)
    cache = open_cache(settings.redis.url)
    engine = open_engine(settings.database.url)
    means = _means(settings, passwords or _passwords(), rules)
    wechat = settings.wechat
    http = platform(wechat.api_url)
    api = Api(http, _tokens(http, settings, clock, cache))
    templates = {name: Template(t.id, t.fields) for name, t in wechat.templates.items()}
    open_uow = units(engine, means, clock)
    return App(
        settings=settings,
        engine=engine,
        cache=cache,
        clock=clock,
        means=means,
        open_uow=open_uow,
        router=load(),
        api=api,
        account=Account(api, wechat.kind, wechat.appid, clock),
        messenger=Carrier.of(
            wechat=WeChatMessenger(api, wechat.kind, templates, clock),
            sms=SmsSender(gateway(settings.sms.url), settings.sms.secret.get_secret_value()),
        ),
        texts=_texts(http, settings, clock, cache, open_uow),
        frames=frames,
    )


def _texts(
    http: Http, settings: Settings, clock: Clock, cache: redis.Redis, open_uow: OpenUow
) -> ScreeningWorker | None:
    """Return who asks about texts, by the mini-program's own token."""
    mini = settings.wechat.mini
    if mini is None:
        return None
    credentials = Credentials(mini.appid, mini.secret.get_secret_value())
    tokens = Tokens(http, credentials, clock, cache=cache, chance=SystemRandom())
    return ScreeningWorker(open_uow, TextCheck(Api(http, tokens), clock))


@lru_cache(maxsize=1)
def _passwords() -> Passwords:
    """Make the usual hasher once a process: it begins with a hash of its own, which takes long."""
    return Passwords()


def fresh_api(app: App) -> Api:
    """Return calls that ask for a token of their own and know nothing of earlier refusals."""
    http = platform(app.settings.wechat.api_url)
    return Api(http, _tokens(http, app.settings, app.clock, None))


def _tokens(http: Http, settings: Settings, clock: Clock, cache: redis.Redis | None) -> Tokens:
    wechat = settings.wechat
    credentials = Credentials(wechat.appid, wechat.secret.get_secret_value())
    return Tokens(http, credentials, clock, cache=cache, chance=SystemRandom())


def wire(settings: Settings) -> Wire:
    """Return what both ends of the callback have agreed on."""
    wechat = settings.wechat
    keys = (wechat.aes_key.get_secret_value(), wechat.previous_aes_key.get_secret_value())
    return Wire(
        appid=wechat.appid,
        token=wechat.token.get_secret_value(),
        aes_keys=tuple(key for key in keys if key),
        mode=wechat.mode,
        account_id=wechat.account_id,
    )


def vault(keys: Keys) -> Vault:
    """Return the vault that these keys open."""
    data = {number: b64decode(key.get_secret_value()) for number, key in keys.data.items()}
    return Vault(data, keys.current, b64decode(keys.index.get_secret_value()))


def _means(settings: Settings, passwords: Passwords, rules: dict[str, Programme]) -> Means:
    return Means(
        vault=vault(settings.keys),
        passwords=passwords,
        programmes=rules,
        default_programme=settings.site.programme,
        account=settings.wechat.kind,
        base_url=settings.site.base_url,
        chance=SystemRandom(),
        calendar=calendar(settings.calendar),
        codes_per_day=settings.sms.codes_per_day,
        words=words(settings.safety.words),
        screened=settings.wechat.mini is not None,
    )
