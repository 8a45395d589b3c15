"""What fills a cadre's day beside records: tags, plans, linked branches, a topic."""

from datetime import time, timedelta
from typing import Final

from bot.demo.world import DAY, World
from domain.topics import AnswerStatus, Sort, TopicStatus
from models.contact import Contact, ContactTag
from models.link import CadreLink
from models.person import Person, WechatUser
from models.plan import Plan, PlanYouth
from models.topic import Topic, TopicAnswer, TopicReader

_TAGS: Final = ("篮球", "在找工作", "志愿骨干", "爱摄影")
_HOUR: Final = timedelta(hours=1)


def live(world: World) -> None:
    """Write what the first cadre has going on; ``world`` holds people and case-loads already."""
    _tag(world)
    _link(world)
    _plan(world)
    _talk(world)


def _own(world: World) -> list[int]:
    """Return the youths of the first cadre whom nobody plays and who want to be in touch."""
    people = world.rows.of(Person)
    return [
        youth
        for youth in world.cadres[0].youths
        if people[youth - 1]["name"] not in world.cast and not people[youth - 1].get("left_at")
    ]


def _tag(world: World) -> None:
    wanted = dict.fromkeys(_own(world)[:24])
    rows = [row for row in world.rows.of(Contact) if row["cadre_id"] == 1]
    for number, row in enumerate(row for row in rows if row["youth_id"] in wanted):
        tag = _TAGS[number % len(_TAGS)]
        world.rows.add(ContactTag, contact_id=row["id"], tag=tag)


def _link(world: World) -> None:
    for one in world.cadres[:3]:
        ties = [("branch", base.name, base.id, "每周三") for base in one.node.bases()[:1]]
        for sort, name, place, report_on in (
            *ties,
            ("association", "城东青年志愿者协会", None, "每月第一周"),
        ):
            world.rows.add(
                CadreLink,
                cadre_id=one.id,
                sort=sort,
                organisation_id=place,
                name=name,
                report_on=report_on,
                first_day=world.began,
            )


def _plan(world: World) -> None:
    first, second, third = _own(world)[:3]
    for days, kind, title, youths in (
        (0, "heart_to_heart", "聊聊换岗的事", (first,)),
        (2, "visit", "新家看看", (second, third)),
    ):
        plan = world.rows.add(
            Plan,
            cadre_id=1,
            kind=kind,
            title=title,
            day=world.today + DAY * days,
            at=time(16),
            created_at=world.now - DAY,
        )
        for youth in youths:
            world.rows.add(PlanYouth, plan_id=plan, youth_id=youth)


def _talk(world: World) -> None:
    speaking = {row["person_id"] for row in world.rows.of(WechatUser)}
    readers = [youth for youth in _own(world) if youth in speaking][:12]
    if not readers:
        return
    asked = world.now - DAY * 2
    topic = world.rows.add(
        Topic,
        cadre_id=1,
        sort=Sort.TALK,
        title="周末想去哪儿走走?",
        text="下个月想办一次半天的出行,爬山、骑车、看展都行。你最想去哪儿?",
        link="",
        chosen={},
        status=TopicStatus.OPEN,
        reason="",
        created_at=asked,
    )
    for reader in readers:
        world.rows.add(
            TopicReader, topic_id=topic, person_id=reader, told_at=asked, opened_at=asked + _HOUR
        )
    said = ("想去爬凤凰山,早上走人少。", "骑车吧,河边那条绿道修好了。", "看展 +1,别太早就行。")
    for number, (reader, text) in enumerate(zip(readers, said, strict=False), 1):
        world.rows.add(
            TopicAnswer,
            topic_id=topic,
            person_id=reader,
            text=text,
            status=AnswerStatus.SHOWN,
            reason="",
            at=asked + _HOUR * number,
        )
