"""What the console shows of sending, checks and texts: letters of a fortnight, a look at each.

Only of the whole demonstration: what is tried on a smaller one begins without them.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.demo import cast
from bot.demo.world import DAY, CadreInMaking, World
from domain import spot_checks as rules
from domain.delivery import Channel, Kind, Lane, Status
from domain.dictionaries import Level
from domain.periods import QUARTER, local_day
from domain.ratings import RatingStatus
from domain.safety import ScreeningStatus
from domain.spot_checks import Met, Result, Way
from domain.topics import AnswerStatus, Sort, TopicStatus
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.rating import Rating
from models.screening import Screening
from models.sending import Call, LetterStep
from models.spot_check import SpotCheck, SpotCheckPerson
from models.topic import Topic, TopicAnswer, TopicReader

_WHOLE: Final = 1.0
_MINUTE: Final = timedelta(minutes=1)
_ENDS: Final = (
    (Status.DELIVERED, "delivered", ""),
    (Status.DELIVERED, "delivered", ""),
    (Status.SENT, "sent", ""),
    (Status.DELIVERED, "delivered", ""),
    (Status.WAITING, "waiting", "no longer follows"),
    (Status.FAILED, "never", "away:timeout"),
)
_SAID: Final = ("有什么难处都愿意帮。", "说好来,没来。", "聊得来。", "", "很耐心。", "")


def lay_out(world: World) -> None:
    """Write it for the first county; ``world`` holds people, case-loads and topics already."""
    if world.scale < _WHOLE:
        return
    county = world.organs(Level.COUNTY)[0]
    cadres = [one for one in world.cadres if one.node.area is county]
    desk = _Desk(world, county.id, cadres)
    desk.letters()
    desk.call()
    desk.held()
    desk.ratings()
    desk.check(130 * DAY, closed=True)
    desk.check(5 * DAY, closed=False)


class _Desk:
    def __init__(self, world: World, organ: int, cadres: list[CadreInMaking]) -> None:
        self.world, self.rows, self.organ = world, world.rows, organ
        self.others = [one for one in cadres if one.name != cast.LEADER]
        self.openids = {row["person_id"]: row["openid"] for row in self.rows.of(WechatUser)}
        self.gone = {row["id"] for row in self.rows.of(Person) if row.get("left_at")}
        mine = [y for one in self.others for y in one.youths]
        self.youths = [y for y in dict.fromkeys(mine) if y not in self.gone]
        self.reached = [y for y in self.youths if y in self.openids]

    def letters(self) -> None:
        """Write the notices of the last days, with what became of each."""
        for n in range(14 * 6):
            person = self.reached[n % len(self.reached)]
            at = self.world.now - DAY * (n // 6 + 1) - _MINUTE * (n % 6)
            status, outcome, why = _ENDS[n % len(_ENDS)]
            self.letter(person, at, status, outcome, why)
        at = self.world.now - DAY * 2
        self.letter(self.reached[-1], at, Status.UNCERTAIN, "unknown", "away:timeout")

    def letter(self, person: int, at: datetime, status: Status, outcome: str, why: str) -> int:
        """Write one."""
        number = self.rows.add(
            Outbox,
            key=f"demo-notice:{len(self.rows.of(Outbox))}",
            kind=Kind.NOTICE,
            lane=Lane.NOTICE,
            channel=Channel.TEMPLATE,
            urgent=False,
            organ_id=self.organ,
            person_id=person,
            openid=self.openids[person],
            template="NEWS",
            fields={"title": "青年夜校开始报名", "note": "每周三晚上,先到先得"},
            text="青年夜校开始报名了:每周三晚上七点,摄影和家常菜两门。\n想来的回复「活动」看看。",
            url="",
            because={},
            status=status,
            written_at=at,
            due_at=at,
            attempts=1,
            deaths=0,
            first_try_at=at,
            closed_at=at + _MINUTE,
            why=why,
        )
        self.rows.add(
            LetterStep, outbox_id=number, channel=Channel.TEMPLATE, outcome=outcome, why=why, at=at
        )
        return number

    def call(self) -> None:
        """Let somebody wait to be called about a place that changed."""
        at, person = self.world.now - DAY, self.reached[1]
        number = self.letter(person, at, Status.WAITING, "never", "no longer follows")
        row = self.rows.of(Outbox)[-1]
        row["kind"], row["lane"], row["urgent"] = Kind.SEAT, Lane.SEAT, True
        row["template"] = "SEAT"
        row["fields"] = {"activity": "周六河道志愿服务", "note": "集合改到下午三点"}
        row["text"] = "「周六河道志愿服务」的集合改到下午三点,地点不变。"
        self.rows.add(
            InboxItem,
            key=row["key"],
            openid=row["openid"],
            text=row["text"],
            because={},
            at=at,
        )
        self.rows.add(
            Call,
            outbox_id=number,
            person_id=person,
            organ_id=self.organ,
            at=at,
            expires_at=self.world.now + DAY * 3,
            outcome="",
        )

    def held(self) -> None:
        """Let two answers wait for a look in another cadre's topic."""
        at = self.world.now - DAY
        topic = self.rows.add(
            Topic,
            cadre_id=self.others[0].id,
            sort=Sort.WORK,
            title="推荐一部讲年轻人创业的短片",
            text="四十分钟,看完说说哪一段像你。",
            link="",
            chosen={"everybody": True},
            status=TopicStatus.OPEN,
            reason="",
            created_at=at,
        )
        for reader in self.reached[:20]:
            self.rows.add(TopicReader, topic_id=topic, person_id=reader, told_at=None, opened_at=at)
        for n, text in enumerate(("加我 139 0000 0000,一起看", "片子在 www.example.com 有")):
            why = ("里面有号码", "里面有链接")[n]
            answer = self.rows.add(
                TopicAnswer,
                topic_id=topic,
                person_id=self.reached[n + 2],
                text=text,
                status=AnswerStatus.HELD,
                reason=why,
                at=at,
            )
            self.rows.add(
                Screening,
                thing="topic_answer",
                thing_id=answer,
                organ_id=self.organ,
                mini_openid="",
                status=ScreeningStatus.HELD,
                why=why,
                suggest="",
                trace_id="",
                at=at,
                due_at=at,
                tries=0,
                reason="",
            )

    def ratings(self) -> None:
        """Let a cadre ask for another look at one of the votes that were shown last."""
        for row in self.rows.of(Rating):
            row.setdefault("appeal", "")
            row.setdefault("decision", "")
        at, cadre = self.world.now - DAY * 40, self.others[0].id
        shown = local_day(self.world.now).replace(day=1)
        for n, words in enumerate(_SAID):
            asked = n == 1
            self.rows.add(
                Rating,
                cadre_id=cadre,
                person_id=self.youths[n],
                occasion="record",
                occasion_id=n + 1,
                stars=2 if asked else 5 - n % 2,
                words=words,
                at=at,
                status=RatingStatus.APPEALED if asked else RatingStatus.COUNTED,
                round=shown,
                appeal="那天是活动取消了,提前一天在群里说过。" if asked else "",
                appealed_at=self.world.now - DAY if asked else None,
                appeal_organ_id=self.organ if asked else None,
                decision="",
            )

    def check(self, ago: timedelta, *, closed: bool) -> None:
        """Draw a sample of ten, and let some of it have answered."""
        at = self.world.now - ago
        seed = sha256(f"demo {closed}".encode()).hexdigest()[:16]
        drawn = rules.draw(seed, self.youths, 10)
        first = QUARTER.window_of(local_day(at)).first_day
        check = self.rows.add(
            SpotCheck,
            organ_id=self.organ,
            cadre_id=None,
            seed=seed,
            population=len(self.youths),
            first_day=first,
            last_day=max(first, local_day(at)),
            created_by=next(one.id for one in self.world.cadres if one.name == cast.LEADER),
            created_at=at,
            closes_at=at + rules.LIFE,
        )
        keeper = {y: one.id for one in reversed(self.others) for y in one.youths}
        for place, youth in enumerate(drawn, 1):
            said = place <= (7 if closed else 3)
            asked = youth in self.openids
            self.rows.add(
                SpotCheckPerson,
                check_id=check,
                person_id=youth,
                cadre_id=keeper[youth],
                place=place,
                asked_at=at if asked else None,
                way=(Way.WECHAT if asked else Way.PHONE) if said else "",
                result=Result.ANSWERED if said else (Result.UNREACHED if closed else Result.OPEN),
                met=(Met.NO if place == 3 else Met.YES) if said else "",  # noqa: PLR2004 - one of seven
                stars=(4 + place % 2) if said else None,
                note="",
                tries=0,
                answered_at=at + DAY if said else None,
            )
