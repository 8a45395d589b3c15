"""Notices at the console: one of the county about its coming activity, one that was not sent."""

from typing import Final

from bot.demo import cast
from bot.demo.world import DAY, World
from domain.dictionaries import Level
from domain.notices import Audience, Hat, NoticeStatus, Took
from models.activity import Activity
from models.notice import Notice

_ABOUT: Final = "河道志愿服务"
_TEXT: Final = "周末去清理河道,手套和袋子都备好了,穿耐脏的鞋就行。\n完成的算一次志愿服务。"
_MOVED: Final = "这个月的团课改到月底的周二晚上七点,地点还在县委党校三楼。"


def write(world: World) -> None:
    """Write what the leader of the county has at the console."""
    county = world.organs(Level.COUNTY)[0]
    leader = next(each for each in world.cadres if each.name == cast.LEADER and each.persona)
    activity = next(one for one in world.rows.of(Activity) if one["title"] == _ABOUT)
    youths = Audience((county.id,), (Hat.YOUTH,), took=Took.OUT)
    cadres = Audience((county.id,), (Hat.CADRE,))
    common = {"organisation_id": county.id, "made_by": leader.id}
    moved = world.now - 9 * DAY
    world.rows.add(
        Notice,
        title="团课改期",
        text=_MOVED,
        audience=cadres.kept(),
        status=NoticeStatus.CANCELLED,
        made_at=moved,
        cancelled_by=leader.id,
        cancelled_at=moved,
        done_at=moved,
        **common,
    )
    world.rows.add(
        Notice,
        title="河道志愿服务还有一个名额",
        text=_TEXT,
        audience=youths.kept(),
        activity_id=activity["id"],
        status=NoticeStatus.DRAFT,
        made_at=world.now - DAY / 24,
        **common,
    )
