"""What the city sees of another county: materials of the last quarter, and what youths think."""

from datetime import timedelta
from typing import Any, Final

from bot.demo.world import DAY, CadreInMaking, World
from domain.dictionaries import Level
from domain.materials import before, quarter_of
from domain.periods import local_day, midnight
from models.materials import Materials
from models.rating import Rating

_STARS: Final = (5, 4, 5, 3, 5, 4)
_METHODS: Final = "每月 12 日晚上开一次“青年夜聊”,团干部轮流到社区,谁有事当面说。"
_EXPERIENCE: Final = "先记下来再想办法:一句话也记,月底一起看,哪家缺什么就清楚了。"
_PROBLEMS: Final = "上班的青年白天约不到,周末活动又和加班撞上。"
_NEXT: Final = "四季度把夜聊办到两个工业园,试一试午休时间。"
_HOURS: Final = timedelta(hours=15)


def tell(world: World) -> None:
    """Let the second county hand in its materials, and youths rate one of its cadres."""
    county = world.organs(Level.COUNTY)[1]
    ours = [one for one in world.cadres if one.node.area.id == county.id and not one.persona]
    if not ours:
        return
    quarter = before(quarter_of(world.today))
    at = midnight(quarter.last_day - 12 * DAY) + _HOURS
    world.rows.add(
        Materials,
        organ_id=county.id,
        quarter=quarter.first_day,
        version=1,
        figures=_figures(local_day(at).isoformat(), ours),
        methods=_METHODS,
        experience=_EXPERIENCE,
        problems=_PROBLEMS,
        next_steps=_NEXT,
        by_person=ours[0].id,
        created_at=at,
        changed_at=at,
        handed_at=at,
    )
    # Whoever has spoken is nobody to play with: personas keep their own occasions.
    voters = [youth for one in world.cadres if not one.persona for youth in one.youths]
    month = world.today.replace(day=1)
    for number, (voter, stars) in enumerate(zip(dict.fromkeys(voters), _STARS, strict=False), 1):
        world.rows.add(
            Rating,
            cadre_id=ours[0].id,
            person_id=voter,
            occasion="ticket",
            occasion_id=number,
            stars=stars,
            words="",
            at=midnight(month) - number * DAY,
            status="counted",
            round=month,
        )


def _figures(on: str, cadres: list[CadreInMaking]) -> dict[str, Any]:
    youths, many = sum(len(one.youths) for one in cadres), len(cadres)
    return {
        "on": on,
        "organ": [],
        "cadres": [{"title": "联系青年", "window": "", "bound": many, "met": many, "exempt": 0}],
        "cadre_count": many,
        "youths": youths,
        "reached": youths * 3 // 4,
        "records": [["谈心谈话", 4 * many], ["志愿服务", 2 * many]],
    }
