"""Building the house from its settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from random import SystemRandom
from threading import Event
from typing import TYPE_CHECKING, Final

import redis
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Blueprint, Flask
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from bot.backup.ledger import Ledger
from bot.cache import open_cache
from bot.carrier import Carrier
from bot.clock import clock as open_clock
from bot.clock import open_watch
from bot.health import Readiness, create_health
from bot.limits import CallLimits
from bot.means import means_of
from bot.mini import MiniDoors, mini_messenger, open_mini
from bot.office import open_office
from bot.qr_tickets import Tickets
from bot.receiver import open_patience, open_ways, spool_folder
from bot.rules import programmes
from bot.settings import Settings
from bot.settings import Template as Named
from bot.sms import SmsSender, gateway
from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from bot.wechat.callback import create_callback
from bot.wechat.errors import MediaGone, WeChatError
from bot.wechat.fields import Template
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.patience import SECONDS
from bot.wechat.reports_lane import ReportsLane
from bot.wechat.text_check import TextCheck
from bot.wechat.tokens import Credentials, Tokens
from bot.wechat.transport import Http
from bot.wechat.wire import Wire
from domain.channels import Ability, may
from domain.delivery import Lane
from handlers.chat import load
from handlers.h5 import create_h5
from handlers.h5.qr_drawing import Drawings
from handlers.routing import Router
from models.engine import is_away, open_engine
from scheduler.clock import metronome
from scheduler.delivery import Office, Postman
from scheduler.extracts import ExtractWorker
from scheduler.notices import NoticeWorker
from scheduler.pictures import fetch_pictures
from scheduler.reports import ReportsWorker
from scheduler.runs import Until
from scheduler.screening import ScreeningWorker
from scheduler.sheets import SheetWorker
from scheduler.unionids import UnionIds
from scheduler.watch import Watch
from services.passwords import Passwords
from services.ports import Messenger
from services.uow import Means, OpenUow, units

if TYPE_CHECKING:
    from handlers.api.door import Surroundings

Clock = Callable[[], datetime]

UNAVAILABLE: Final = (OperationalError, InterfaceError, PoolEmpty)
"""What is raised where the database is away, or has no time for us."""
STATIC: Final = Path(__file__).parent / "static"
PATIENCE: Final = SECONDS
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
    office: Office
    """What all senders of this process share, and the heart by which the others see it live."""
    watch: Watch | None = None
    """Watches over the clock, unless one is followed."""
    texts: ScreeningWorker | None = None
    """Asks the platform about texts, where there is a mini-program."""
    mini: MiniDoors | None = None
    """The mini-program at the platform, where there is one: without it there is no API."""
    frames: tuple[str, ...] = field(default=())
    """Who may show our pages in a frame: nobody but a demonstration's phone."""
    to_close: list[Callable[[], None]] = field(default_factory=list)
    """What was opened with the website."""

    def web(self, *, patience: float = PATIENCE, pages: bool = True) -> Flask:
        """Return the web application: the callback and, unless told not to, the pages.

        After ``patience`` seconds a message is acknowledged and its answer follows.
        """
        # It looks for the folder of the workers' counters when it is first imported.
        from bot.metrics import Metrics  # noqa: PLC0415 - see above

        web = Flask(__name__, static_folder=STATIC)
        token = self.settings.server.metrics_token.get_secret_value()
        url = self.settings.database.url
        ways = open_ways(url, self.engine, self.open_uow, self.means, self.clock)
        asked = open_patience(
            self.settings, ways, self.means, self.router, seconds=patience, unavailable=UNAVAILABLE
        )
        # Half of the threads: the others are for people.
        room = max(self.settings.server.threads // 2, 1)
        reports = ReportsLane(ways.open_uow, room=room, unavailable=UNAVAILABLE)
        self.to_close.extend((asked.close, ways.engine.dispose))
        Metrics(ways.open_uow, token=token, spool=spool_folder(self.settings)).attach(web)
        web.register_blueprint(create_health(Readiness(ways.engine, spool=asked.spool.sound)))
        web.register_blueprint(
            create_callback(wire(self.settings), asked, clock=self.clock, reports=reports.take)
        )
        if pages:
            web.register_blueprint(self._pages(ways.pages))
            web.register_blueprint(self._console(ways.pages))
            if self.mini:
                web.register_blueprint(self._api(self.mini, ways.pages))
        return web

    def _console(self, open_uow: OpenUow) -> Blueprint:
        # As the API: only who serves pages loads them.
        from bot.console import open_console  # noqa: PLC0415 - see above

        drawings = Drawings(self._qr(), (WeChatError,))
        return open_console(open_uow, self.means.passwords, self.cache, UNAVAILABLE, drawings)

    def _qr(self) -> Tickets | None:
        able = may(self.settings.wechat.kind, Ability.QR)
        return Tickets(self.account, self.cache) if able else None

    def _api(self, mini: MiniDoors, open_uow: OpenUow) -> Blueprint:
        # Hundreds of shapes take seconds to load: only who serves them pays.
        from handlers.api.door import create_api  # noqa: PLC0415 - see above
        from handlers.api.nouns import NOUNS  # noqa: PLC0415 - likewise

        return create_api(self.surroundings(mini, open_uow), NOUNS)

    def surroundings(self, mini: MiniDoors, open_uow: OpenUow) -> "Surroundings":
        """Return what the API asks of the house."""
        from handlers.api.door import Surroundings  # noqa: PLC0415 - as above

        return Surroundings(
            open_uow=open_uow,
            passwords=self.means.passwords,
            mini=mini,
            limits=CallLimits(self.cache),
            away=(WeChatError,),
            unavailable=UNAVAILABLE,
        )

    def _pages(self, open_uow: OpenUow) -> Blueprint:
        return create_h5(
            open_uow=open_uow,
            passwords=self.means.passwords,
            qr=self._qr(),
            mini_codes=self.mini,
            weui_href=WEUI,
            frame_ancestors=self.frames,
            away=(WeChatError,),
            unavailable=UNAVAILABLE,
        )

    def units_at(self, moment: datetime) -> OpenUow:
        """Return what opens units of work at one instant."""
        return units(self.engine, self.means, lambda: moment)

    def postman(self, last: Lane = Lane.REMINDER) -> Postman:
        """Return one sender of letters, down to a lane."""
        return Postman(self.office, last=last)

    def metronome(self, every: float, told: Event) -> BackgroundScheduler:
        """Return the clock that sets the jobs off; once told, it begins no part of one."""
        pictures = partial(
            fetch_pictures, self.open_uow, self.account, away=WeChatError, gone=MediaGone
        )
        able = may(self.settings.wechat.kind, Ability.MEDIA)
        soon = [
            SheetWorker(self.open_uow).work,
            ReportsWorker(self.open_uow).work,
            *([self.texts.work] if self.texts else []),
            ExtractWorker(self.open_uow).work,
            NoticeWorker(self.open_uow, trusts=lambda: not told.is_set()).work,
        ]
        chores: list[Callable[[], object]] = [Ledger.of(self.open_uow, self.settings).keep]
        chores += [pictures] if able else []
        mini = self.settings.wechat.mini
        if mini and mini.shares_union and may(self.settings.wechat.kind, Ability.USER_INFO):
            chores.append(UnionIds(self.open_uow, self.account, WeChatError).work)
        life, watch = Until(self.office.heart, told), self.watch
        return metronome(
            self.open_uow, every, *chores, soon=soon, life=life, watch=watch, away=is_away
        )

    def close(self) -> None:
        """Let go of the connections, of the website's first."""
        while self.to_close:
            self.to_close.pop(0)()
        if self.watch:
            self.watch.stop()
        self.office.close()
        self.engine.dispose()
        self.cache.close()


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
    means = means_of(settings, passwords or _passwords(), rules)
    wechat = settings.wechat
    http = platform(wechat.api_url)
    api = Api(http, _tokens(http, settings, clock, cache))
    templates, notices = _templates(wechat.templates), _templates(wechat.subscriptions)
    open_uow = units(engine, means, clock)
    mini = open_mini(http, wechat.mini, clock, cache)
    messenger = Carrier.of(
        wechat=WeChatMessenger(api, wechat.kind, templates, clock, notices),
        sms=SmsSender(gateway(settings.sms.url), settings.sms.secret.get_secret_value()),
        mini=mini_messenger(mini, wechat.mini, clock),
    )
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
        messenger=messenger,
        office=open_office(settings.delivery, open_uow, messenger, clock),
        watch=open_watch(open_uow, clock, http),
        texts=ScreeningWorker(open_uow, TextCheck(mini.api, clock)) if mini else None,
        mini=mini,
        frames=frames,
    )


def _templates(named: Mapping[str, Named]) -> dict[str, Template]:
    return {name: Template(one.id, one.fields) for name, one in named.items()}


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
