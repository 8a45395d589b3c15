"""What all commands share: finding the configuration, opening the house, saying what is wrong."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import wraps
from pathlib import Path
from typing import Final, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.app import App, build
from bot.database import Standing, standing
from bot.settings import BadSettings, Settings, read
from domain.errors import Refusal
from domain.periods import HOME
from domain.programme import ProgrammeFaults

USUAL: Final = Path("config.toml")
DEMO: Final = Path("var/demo/config.toml")
VARIABLE: Final = "TUAN100_CONFIG"

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def stop(message: str) -> NoReturn:
    """End the command with a sentence and exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(2)


def config_path() -> Path:
    """Return the file in use: named, else config.toml, else the demonstration's."""
    root = click.get_current_context().find_root()
    named = (root.obj or {}).get("config") or os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return DEMO if not USUAL.exists() and DEMO.exists() else USUAL


def load_settings() -> Settings:
    """Read the settings, or name every fault and stop."""
    try:
        return read(config_path())
    except BadSettings as no:
        stop(str(no))


@contextmanager
def house(settings: Settings | None = None, *, schema: bool = True) -> Iterator[App]:
    """Open the house; unless told otherwise, only on a database with the schema of this version."""
    settings = settings or load_settings()
    logs.set_up(settings.log.level, settings.log.format)
    _folder_for(settings.database.url)
    try:
        app = build(settings)
    except ProgrammeFaults as no:
        stop(f"规则文件有问题:\n{no}")
    try:
        if schema:
            _check_schema(app)
        yield app
    finally:
        app.close()


def _folder_for(database: str) -> None:
    """Make the folder of an SQLite file: a fresh installation has none."""
    address = make_url(database)
    if address.get_backend_name() == "sqlite" and address.database:
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as no:
            stop(f"建不了数据库文件所在的文件夹({type(no).__name__}):{address.database}")


def _check_schema(app: App) -> None:
    with reaching_database():
        found = standing(app.engine)
    match found:
        case Standing.OLDER:
            stop("数据库的表结构比这个程序旧。先运行:tuan100 db upgrade")
        case Standing.FOREIGN:
            stop("数据库的表结构不是这个程序的。检查 [database] url,或者换上建它的那个版本。")
        case Standing.NEWER:
            # In the middle of an upgrade the old processes go on: what is new only adds.
            log.warning("the schema is newer than this programme: upgrade it too, soon")


@contextmanager
def reaching_database() -> Iterator[None]:
    """Turn a database that is away, or is none, into a sentence."""
    try:
        yield
    except DBAPIError as no:
        why = logs.redacted(str(no.orig).strip().splitlines()[0]) if str(no.orig).strip() else ""
        stop(f"连不上数据库,检查 [database] url 和数据库服务。({type(no.orig).__name__}:{why})")


@contextmanager
def saying_no() -> Iterator[None]:
    """Turn a refusal into its sentence."""
    try:
        yield
    except Refusal as no:
        stop(str(no))


def on_day(day: date, at: time) -> datetime:
    """Return an instant of a day in Asia/Shanghai."""
    return datetime.combine(day, at, HOME)


DAY = click.DateTime(formats=["%Y-%m-%d"])


def as_of(run: Callable[P, R]) -> Callable[P, R]:
    """Add ``--on DATE`` to a command; the day reaches it as ``on``, a date or none."""

    @click.option("--on", type=DAY, metavar="日期", help="按哪一天算,例如 2026-12-24;默认今天")
    @wraps(run)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        on = kwargs.get("on")
        kwargs["on"] = on.date() if isinstance(on, datetime) else on
        return run(*args, **kwargs)

    return wrapped
