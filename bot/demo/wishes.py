"""Wishes in every state, with the promises that belong to it: held, given back, run out, kept."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bot.demo import cast, words
from bot.demo.deeds import Deed
from bot.demo.world import DAY, CadreInMaking, World
from domain.wishes import Ending, WishStatus
from models.person import Person
from models.wish import Claim, Share, Wish, WishNote

WISHES: Final = 160
_LIFE: Final = 7 * DAY
_HOUR: Final = timedelta(hours=1)
_LATELY: Final = 200 * DAY
_STATES: Final = (
    *(WishStatus.FULFILLED,) * 5,
    *(WishStatus.OPEN,) * 3,
    *(WishStatus.CLAIMED, WishStatus.CLAIMED, WishStatus.PENDING, WishStatus.REMOVED),
)
_THANKS: Final = ("谢谢,正好用上了。", "收到了,很喜欢!", "没想到真的有人记着,谢谢。", "")
_WHY_NOT: Final = (
    "这件事已经通过学校解决了,和 TA 说过。",
    "写了别人的姓名和住址,请 TA 重新写一个。",
)
_COSTS: Final = {"study": (20, 35, 60, 120), "daily": (30, 50, 80, 150)}


class _Wishes:
    """Writes wishes and promises; what is left to chance here moves nobody else's."""

    def __init__(self, world: World) -> None:
        self.world, self.rows = world, world.rows
        self.chance = Random()  # noqa: S311 - a demonstration is to be repeatable
        self.chance.setstate(world.chance.getstate())
        self.leaders = {one.node.id: one.id for one in world.cadres if one.leads}
        self.own = {youth: one for one in world.cadres for youth in reversed(one.youths)}
        self.played = {one.name: one for one in world.cadres if one.persona}
        self.promises: dict[int, int] = {}

    def wish(self, person: int, status: WishStatus, created: datetime, **more: object) -> int:
        """Write a wish; what is not said is as with most."""
        kind = self.chance.choice(list(words.WISHES))
        home = self.rows.of(Person)[person - 1]["organisation_id"]
        area = self.world.nodes[home - 1].area.id
        looked_at = status is not WishStatus.PENDING
        row: dict[str, Any] = {
            "person_id": person,
            "organisation_id": home,
            "area_id": area,
            "for_child": False,
            "kind": kind,
            "text": self.chance.choice(words.WISHES[kind]),
            "yuan": self.chance.choice(_COSTS[kind]) if kind in _COSTS else None,
            "surname_shown": self.chance.random() < 0.4,  # noqa: PLR2004 - two in five
            "media_id": "",
            "status": status,
            "created_at": created,
            "changed_at": min(created + 7 * _HOUR, self.world.now) if looked_at else created,
            "reviewed_by": self.leaders.get(area) if looked_at else None,
            "reason": self.chance.choice(_WHY_NOT) if status is WishStatus.REMOVED else "",
            "fulfilled_at": None,
            "thanks": "",
        }
        return self.rows.add(Wish, **(row | more))

    def claim(self, wish: int, cadre: int, claimed: datetime, **more: object) -> int:
        """Write a promise, and let a wish that has one living say so."""
        row: dict[str, Any] = {
            "wish_id": wish,
            "cadre_id": cadre,
            "claimed_at": claimed,
            "expires_at": claimed + _LIFE,
            "ended_at": None,
            "ending": "",
            "reason": "",
            "organ_id": None,
            "shared": False,
            "nudged_at": None,
            "done_at": None,
            "agreed_at": None,
        }
        row |= more
        its = self.rows.of(Wish)[wish - 1]
        its["changed_at"] = max(its["changed_at"], row["ended_at"] or claimed)
        return self.rows.add(Claim, **row)

    def note(self, claim: int, person: int, text: str, at: datetime) -> None:
        """Write a word about how it gets on."""
        self.rows.add(WishNote, claim_id=claim, person_id=person, text=text, at=at)

    def near(self, youth: int) -> CadreInMaking:
        """Return somebody who may make a youth's wish true, and whose hands are not full."""
        home = self.rows.of(Person)[youth - 1]["organisation_id"]
        area = self.world.nodes[home - 1].area
        there = [one for one in self.world.cadres if one.node.area is area and not one.persona]
        free = [one for one in there if self.promises.get(one.id, 0) < 3]  # noqa: PLR2004 - of five
        chosen = self.chance.choice(free) if free else self.own[youth]
        self.promises[chosen.id] = self.promises.get(chosen.id, 0) + 1
        return chosen


def post(world: World, deeds: list[Deed]) -> None:
    """Write the year's wishes; those that came true are good deeds of ``deeds``, and say so.

    The first two are of the case-load to play with, and wait for somebody.
    """
    making = _Wishes(world)
    first = world.cadres[0].youths
    for youth in (first[0], first[7]):
        created = world.now - DAY * making.chance.randint(2, 6)
        making.wish(youth, WishStatus.OPEN, created)
    _to_play(making)
    kept = _kept_promises(world, making, deeds)
    left = {row["id"] for row in world.rows.of(Person) if row.get("left_at")}
    others = [y for one in world.cadres[1:] for y in dict.fromkeys(one.youths) if y not in left]
    wishers = making.chance.sample(others, world.share(WISHES, 24))
    for number, youth in enumerate(wishers):
        status = _STATES[number % len(_STATES)]
        if status is WishStatus.FULFILLED and kept:
            _fulfilled(making, kept.pop())
        elif status is WishStatus.CLAIMED:
            _claimed(making, youth, number)
        elif status is not WishStatus.FULFILLED:
            _unclaimed(making, youth, status, number)


def _kept_promises(world: World, making: _Wishes, deeds: list[Deed]) -> list[Deed]:
    """Return good deeds that may have been somebody's wish."""
    fit = [
        deed
        for deed in deeds
        if deed.kind == "good_deed"
        and deed.youths
        and deed.activity is None
        and deed.organ is None
        and not deed.undone
        and not deed.owner.persona
        and deed.at > world.now - _LATELY
    ]
    return making.chance.sample(fit, len(fit))


def _fulfilled(making: _Wishes, deed: Deed) -> None:
    """Let a good deed be a wish that came true: both sides said so on the day after at the latest.

    Its record names the one who wished and nobody else.
    """
    youth = deed.youths[0]
    deed.youths = [youth]
    claimed = deed.at - DAY * making.chance.randint(1, 5)
    agreed = min(deed.at + making.chance.randint(1, 20) * _HOUR, making.world.now)
    deed.wish = making.wish(
        youth,
        WishStatus.FULFILLED,
        claimed - DAY * making.chance.randint(1, 4),
        fulfilled_at=agreed,
        thanks=making.chance.choice(_THANKS),
    )
    done = {"done_at": deed.at, "agreed_at": agreed, "ended_at": agreed, "ending": Ending.DONE}
    claim = making.claim(deed.wish, deed.owner.id, claimed, **done)
    making.note(claim, deed.owner.id, "已经在准备了,这几天联系你。", claimed + _HOUR)


def _claimed(making: _Wishes, youth: int, number: int) -> None:
    world = making.world
    claimed = world.now - _HOUR * making.chance.randint(3, 120)
    wish = making.wish(youth, WishStatus.CLAIMED, claimed - DAY * making.chance.randint(1, 3))
    one = making.near(youth)
    claim = making.claim(wish, one.id, claimed, shared=number % 3 == 0)
    if number % 2:
        making.note(claim, one.id, "已经问到一家店有,周末去取。", claimed + 2 * _HOUR)


def _unclaimed(making: _Wishes, youth: int, status: WishStatus, number: int) -> None:
    world = making.world
    days = making.chance.randint(20, 190) if status is WishStatus.REMOVED else 0
    created = world.now - DAY * (days or making.chance.randint(1, 12)) - _HOUR
    wish = making.wish(youth, status, created)
    if status is WishStatus.OPEN and created < world.now - 9 * DAY:
        claimed = created + 10 * _HOUR
        ended = {"ended_at": claimed + _LIFE, "ending": Ending.EXPIRED}
        if number % 2:
            ended = {"ended_at": claimed + DAY, "ending": Ending.RELEASED}
            ended["reason"] = "临时出差两周,先让给能马上办的人。"
        making.claim(wish, making.near(youth).id, claimed, **ended)


def _to_play(making: _Wishes) -> None:
    """Write what there is for the people to play to see and to do."""
    world, played, now = making.world, making.played, making.world.now
    first, leader = world.cadres[0].youths, played[cast.LEADER]
    second = next(y for y in played[cast.SHORT_BY_ONE].youths if y not in first)
    third = next(y for y in leader.youths if y not in first)
    # 林小溪 is asked whether it has come; the county's organ has seen to it.
    text = {"kind": "study", "text": "想要一盏护眼台灯", "yuan": 80}
    wish = making.wish(first[0], WishStatus.CLAIMED, now - 6 * DAY, **text)
    claim = making.claim(
        wish, leader.id, now - 4 * DAY, organ_id=leader.node.id, done_at=now - 5 * _HOUR
    )
    making.note(claim, leader.id, "台灯买好了,放在城东社区服务站,报名字就能取。", now - 5 * _HOUR)
    # 王敏 has promised one that soon runs out; 赵强 looks for company in another.
    text = {"kind": "lesson", "text": "想学怎么写简历", "yuan": None}
    wish = making.wish(second, WishStatus.CLAIMED, now - 8 * DAY, **text)
    claim = making.claim(wish, 1, now - 5 * DAY - _HOUR, nudged_at=now - _HOUR)
    making.note(claim, 1, "约了人社局的老师,这周六上午。", now - 3 * DAY)
    making.note(claim, second, "好的,我周六有空。", now - 3 * DAY + _HOUR)
    text = {"kind": "experience", "text": "想带读书会的五个同学去一次科技馆", "yuan": 300}
    wish = making.wish(third, WishStatus.CLAIMED, now - 3 * DAY, **text)
    helper = played[cast.SHORT_BY_ONE]
    claim = making.claim(wish, helper.id, now - DAY, shared=True)
    joined = {"cadre_id": played[cast.MET_ALL].id, "brings": "联系讲解员", "left_at": None}
    world.rows.add(Share, claim_id=claim, joined_at=now - 6 * _HOUR, **joined)
    making.note(claim, helper.id, "车和午饭还差一点,有谁一起?", now - 8 * _HOUR)
    # 李向阳 has two to look at: one is of a child.
    text = {"kind": "daily", "text": "想要一双 38 码的雨靴", "yuan": 50}
    making.wish(second, WishStatus.PENDING, now - 3 * _HOUR, **text)
    text = {"kind": "study", "text": "社区留守儿童之家的一个孩子想要一盒水彩笔", "yuan": 35}
    child = {"for_child": True, "surname_shown": False}
    making.wish(helper.id, WishStatus.PENDING, now - 2 * _HOUR, **text, **child)
    making.wish(
        helper.id,
        WishStatus.OPEN,
        now - 2 * DAY,
        **(text | {"text": "一个七岁的孩子想要一本会讲故事的书", "yuan": 40}),
        **child,
    )
