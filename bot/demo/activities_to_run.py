"""What the first cadre runs: one going on, one to close, some to draw, choose, ask and wait for."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from bot.demo.cast import SHORT_BY_ONE
from bot.demo.records import enrol
from bot.demo.world import DAY, World
from domain.audience import Audience
from domain.periods import HOME
from domain.seats import SEATED, ActivityStatus, Mode, Place, offer_until
from domain.signup_form import Form, Question
from models.activity import Activity, Enrolment
from models.person import Person

_HOUR: Final = timedelta(hours=1)
_EMPTY: Final[dict[str, Any]] = {"about": "", "mode": Mode.FIRST, "audience": {}, "form": {}}
_FORM: Final = Form(
    (
        Question("size", "马甲穿多大?", "one", ("M", "L", "XL")),
        Question("lunch", "中午一起吃饭吗?", "yesno"),
        Question("food", "有什么不吃的?", "text", required=False, when=("lunch", "是")),
    )
)

_SAID: Final = ((5, "打得很开心,下次还来"), (4, ""), (5, "场地好找"), (4, "想多打一会儿"))
"""What those who came to the one that is over thought of it."""


def hold(world: World) -> None:
    """Write the activities that there is something to do about."""
    youths = [one for one in world.cadres[0].youths if not _played(world, one)]
    noon = datetime.combine(world.today + 14 * DAY, time(14), HOME)
    applied = dict.fromkeys(youths[:7], Place.APPLIED)
    _put(world, "观影会(抽签)", "culture_sports", noon, 4, applied, mode=Mode.DRAW)
    applied = dict.fromkeys(youths[7:12], Place.APPLIED)
    _put(world, "职场面对面", "own_design", noon + 2 * DAY, 3, applied, mode=Mode.REVIEW)
    answers = {"size": ["L"], "lunch": ["是"], "food": ["香菜"]}
    guests = dict.fromkeys(youths[12:16], Place.ENROLLED)
    _put(
        world,
        "社区一日志愿服务",
        "volunteering",
        noon + 3 * DAY,
        20,
        guests,
        form=_FORM.kept(),
        answers=answers,
    )
    guests = dict.fromkeys(youths[16:19], Place.ENROLLED)
    mine = Audience(mine_only=True).kept()
    _put(world, "谈心下午茶", "heart_to_heart", noon + 4 * DAY, 6, guests, audience=mine)
    played = next(one for one in world.cadres if one.name == SHORT_BY_ONE).id
    guests = dict.fromkeys(youths[19:22], Place.ENROLLED) | {played: Place.OFFERED}
    _put(world, "周末羽毛球", "culture_sports", noon + 5 * DAY, 4, guests)
    began = world.now - _HOUR / 2
    guests = dict.fromkeys(youths[20:28], Place.ENROLLED)
    _put(world, "青年读书分享", "culture_sports", began, 12, guests, status=ActivityStatus.RUNNING)
    over = datetime.combine(world.today - DAY, time(14), HOME)
    guests = dict.fromkeys(youths[28:36], Place.ENROLLED)
    _put(world, "羽毛球友谊赛", "culture_sports", over, 10, guests, status=ActivityStatus.ENDED)


def _played(world: World, youth: int) -> bool:
    """Say whether somebody is to be played, and begins without any activity."""
    return world.rows.of(Person)[youth - 1]["name"] in world.cast


def _put(  # noqa: PLR0913, PLR0917 - one row, by its columns
    world: World,
    title: str,
    kind: str,
    starts: datetime,
    seats: int,
    guests: dict[int, Place],
    *,
    answers: dict[str, list[str]] | None = None,
    status: ActivityStatus = ActivityStatus.OPEN,
    **more: object,
) -> None:
    """Write an activity of the first cadre; of one that is over two in three have come."""
    host = world.cadres[0]
    created = min(world.now, starts) - 4 * DAY
    seated = [one for one, place in guests.items() if place in SEATED]
    activity = world.rows.add(
        Activity,
        organisation_id=host.node.id,
        host_id=host.id,
        title=title,
        kind=kind,
        place="青年之家",
        starts_at=starts,
        ends_at=starts + 2 * _HOUR,
        deadline=starts - DAY,
        seats=seats,
        taken=len(seated),
        waiting=0,
        queued=0,
        status=status,
        created_at=created,
        **more,
    )
    for number, (youth, place) in enumerate(guests.items()):
        enrol(world, activity, youth, place, created + number * _HOUR)
        row = world.rows.of(Enrolment)[-1]
        row["answers"] = answers or {}
        if place is Place.OFFERED:
            row["offer_until"] = offer_until(world.now, starts, 12 * _HOUR)
        if status is ActivityStatus.ENDED and number % 3:
            stars, words = _SAID[number % len(_SAID)]
            row |= {"checked_in_at": starts, "checked_in_by": "code"}
            row |= {"stars": stars, "words": words}


def complete(world: World) -> None:
    """Give every row what the others have: one statement writes them all."""
    for row in world.rows.of(Activity):
        for column, value in _EMPTY.items():
            row.setdefault(column, value)
    for row in world.rows.of(Enrolment):
        row.setdefault("answers", {})
        row.setdefault("offer_until", None)
        row.setdefault("checked_in_by", "")
        row.setdefault("stars", None)
        row.setdefault("words", "")
