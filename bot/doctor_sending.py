"""Whether letters go out, as the doctor sees it: who sends, what rests, what a person decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot import database
from bot.app import App
from bot.complaints import Skipped, Wrong
from bot.receiver import spool_folder
from bot.spool import Spool
from bot.spool_file import HELD
from domain.delivery import Status
from domain.halts import MASS, say
from domain.letter_words import STATES
from domain.periods import HOME
from services import letters_desk, reconciling, sending_figures
from services.sending_figures import Figures, Resting
from services.uow import Uow

_ROLES: Final = {"serve": "网站", "deliver": "发送", "clock": "定时"}
_CLOCK: Final = f"{MASS}:"
"""What a process holds that doubts its clock."""


def senders(app: App) -> str:
    """Say who is at work; letters that are due and that nobody sends are a fault."""
    with _reading(app) as uow:
        found = sending_figures.figures(uow)
        still = reconciling.stuck(uow)
    alive = "、".join(f"{_ROLES.get(role, role)} {n}" for role, n in found.processes.items())
    if still:
        since = min(at for _, at in still.values())
        raise Wrong(
            f"{sum(n for n, _ in still.values())} 条消息到点没发,最早的该在 {_at(since)} 发",
            "看发送进程的日志;没启动就启动 tuan100 deliver(单机是 tuan100 serve)",
        )
    return f"在跑的进程:{alive or '还没有'};{_waiting(found)}"


def _waiting(found: Figures) -> str:
    due = found.count(sending_figures.DUE)
    if not due:
        return "没有等着发的消息"
    oldest = max(found.oldest.values(), default=timedelta(0))
    return f"{due} 条等着发,最早的等了 {oldest.total_seconds() / 60:.0f} 分钟"


def letters(app: App) -> str:
    """Say whether letters wait for somebody's decision."""
    with _reading(app) as uow:
        open_ = letters_desk.counted(uow)
    if open_:
        told = "、".join(f"{n} 条{STATES[Status(state)]}" for state, n in sorted(open_.items()))
        raise Wrong(told, "逐条决定重发还是了结:tuan100 letters list")
    return "没有要人决定的消息"


def halts(app: App) -> str:
    """Say what rests; what nobody but a person sets going again is a fault until then."""
    with _reading(app) as uow:
        found = sending_figures.figures(uow).halts
    told = ";".join(map(_rests, found))
    if doubted := [one for one in found if one.scope.startswith(_CLOCK)]:
        raise Wrong(_rests(doubted[0]), "打开自动对时(timedatectl set-ntp true),准了会自己恢复")
    if stopped := [one for one in found if one.until is None]:
        raise Wrong(told, f"可以发了就恢复:tuan100 resume {stopped[0].scope} --by 姓名")
    return told or "没有停着的"


def spool(app: App) -> str:
    """Say whether a message can be kept on the disk; one that is left to a person is a fault."""
    folder = spool_folder(app.settings)
    if not Spool(folder, app.means.vault).sound():
        raise Wrong(
            f"{folder} 写不进,或者快满了",
            "给这个文件夹写权限和空间,或者改 [server] spool;数据库断开时消息先存在这里",
        )
    if held := sum(1 for _ in folder.glob(f"*{HELD}")):
        raise Wrong(
            f"{folder} 里有 {held} 个 .held 文件:里面有做不成的消息",
            "按日志里的 incident 找原因;改好后把文件名改回 .spool,会再做一次;不要了就删掉",
        )
    return "写得进"


def _rests(one: Resting) -> str:
    until = f"到 {_at(one.until)}" if one.until else ""
    return f"{say(one.scope)}停着{until}({one.why})"


@contextmanager
def _reading(app: App) -> Iterator[Uow]:
    """Open the database for a look, where there is one with our tables."""
    try:
        if not database.serves(app.engine):
            raise Skipped("先升级数据库")
        with app.open_uow(read_only=True) as uow:
            yield uow
    except SQLAlchemyError:
        raise Skipped("先连上数据库") from None


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(HOME):%m-%d %H:%M}"
