"""诉求 and 青年之声 at the first county: a few in every state, and some that everybody may read."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.demo import cast
from bot.demo.world import DAY, World
from bot.holidays import calendar
from domain.dictionaries import Level
from domain.policies import TicketPolicy
from domain.ticket_clock import due
from domain.ticket_kinds import guess
from domain.tickets import ENDED, Move, Sort, TicketStatus
from models.person import Person
from models.ticket import Ticket, TicketStep, VoiceWord
from services import segmenting

_HOUR: Final = timedelta(hours=1)
_POLICY: Final = TicketPolicy()


@dataclass(frozen=True, slots=True)
class _Said:
    """One ticket: ``who`` counts the youths of the first case-load whom nobody plays."""

    sort: Sort
    who: int
    ago: timedelta
    text: str
    status: TicketStatus = TicketStatus.WAITING
    reply: str = ""
    """What was answered, asked back, or who is responsible."""
    anonymous: bool = False
    public: str = ""
    """The question as everybody reads it; its answer is the reply."""


_S, _T = Sort, TicketStatus
_TICKETS: Final = (
    _Said(_S.DEMAND, 1, 3 * _HOUR, "想学叉车考个证,镇上哪里能报名?"),
    _Said(_S.COMPLAINT, 2, 5 * _HOUR, "报名的活动临时改了地方,没有人通知。", anonymous=True),
    _Said(_S.ADVICE, 3, 2 * DAY, "支部活动能不能放到周末?上班的人都赶不上。", _T.WORKING),
    _Said(
        _S.DEMAND,
        4,
        2 * DAY,
        "奶奶摔了一跤,住院的钱报不了多少,有没有救助?",
        _T.MORE,
        "奶奶参加的是哪种医保,住在哪家医院?",
    ),
    _Said(
        _S.DEMAND,
        5,
        4 * DAY,
        "租的房子到期,房东不退押金。",
        _T.ANSWERED,
        "联系了县司法局的法律援助,周三下午可以带合同去问;要不要我陪你去?",
    ),
    _Said(
        _S.DEMAND,
        6,
        6 * DAY,
        "村口的路灯坏了半个月,晚上骑车看不见。",
        _T.REFERRED,
        "桃坪村委会,找值班的同志,工作日 8:30 到 17:30 都在。",
    ),
    _Said(_S.ADVICE, 7, DAY, "活动都在工作日,能不能放周末?", _T.DUPLICATE),
    _Said(_S.VOICE, 8, 9 * DAY, "问一下社保断了怎么补?", _T.WITHDRAWN),
    _Said(
        _S.VOICE,
        9,
        16 * DAY,
        "我今年毕业,求职补贴怎么领?要哪些材料?",
        _T.CONFIRMED,
        "带上毕业证、身份证和劳动合同,到县人社局服务大厅二楼登记,一般十五个工作日到账。",
        public="求职补贴怎么领,要哪些材料?",
    ),
    _Said(
        _S.VOICE,
        10,
        33 * DAY,
        "想开个小店,创业担保贷款我能不能贷?",
        _T.CONFIRMED,
        "在本县登记、开业一年以内都可以申请,最高二十万元;先到政务大厅创业窗口评估,材料单那里有。",
        public="创业担保贷款谁能申请?",
    ),
    _Said(
        _S.VOICE,
        11,
        47 * DAY,
        "志愿时长在哪里查?学校要证明。",
        _T.CONFIRMED,
        "在「志愿中国」登录后能看到每一次的时长,点「证明」就能打印;对不上的,找活动的带队人补登。",
        public="志愿服务时长在哪里查、怎么开证明?",
    ),
    _Said(
        _S.ADVICE,
        12,
        25 * DAY,
        "青年之家晚上能不能开门?下班才有空。",
        _T.ANSWERED,
        "从这个月起,青年之家每周二、周四开到晚上九点,自习和桌游都可以。",
        public="青年之家晚上开门吗?",
    ),
)
_SAME: Final = {"活动都在工作日,能不能放周末?": "支部活动能不能放到周末?上班的人都赶不上。"}
"""What was merged into what."""


def ask(world: World) -> None:
    """Write them down with their steps; ``world`` holds people and case-loads already."""
    asking = _Asking(world)
    for said in _TICKETS:
        asking.write(said)


class _Asking:
    def __init__(self, world: World) -> None:
        self.world, self.rows, self.days = world, world.rows, calendar({})
        people = self.rows.of(Person)
        own = (people[youth - 1] for youth in world.cadres[0].youths)
        self.youths = [
            one for one in own if one["name"] not in world.cast and not one.get("left_at")
        ]
        self.county = world.organs(Level.COUNTY)[0].id
        self.leader = next(one.id for one in world.cadres if one.name == cast.LEADER)
        self.numbers: dict[str, int] = {}

    def write(self, said: _Said) -> None:
        """Write a ticket with all that was done with it."""
        asker = self.youths[said.who % len(self.youths)]
        at = self.world.now - said.ago
        # A demand goes to the own cadre, all else to the county's organ.
        own = said.sort is Sort.DEMAND
        handler = 1 if own else self.leader
        taken = said.status is not TicketStatus.WAITING
        done = min(at + DAY, self.world.now - _HOUR)
        number = self.rows.add(
            Ticket,
            sort=said.sort,
            kind=guess(said.text),
            asker_id=asker["id"],
            organisation_id=asker["organisation_id"],
            organ_id=self.county,
            owner_id=handler if own or taken else None,
            text=said.text,
            anonymous=said.anonymous,
            private=False,
            urgent=False,
            status=said.status,
            created_at=at,
            due_at=due(
                self.days,
                done if taken else at,
                _POLICY.answer_days if taken else _POLICY.accept_days,
            ).at,
            **_became(said, handler, done),
            duplicate_of=self.numbers.get(_SAME.get(said.text, "")),
            follow_up=True,
            follow_up_at=self._again(said, done),
        )
        self.numbers[said.text] = number
        self._steps(said, number, (asker["id"], handler), (at, done))
        said_to_all = f"{said.public}\n{said.reply}" if said.public else ""
        for word, times in Counter(segmenting.words(said_to_all)).items():
            self.rows.add(VoiceWord, word=word, ticket_id=number, times=times)

    def _again(self, said: _Said, done: datetime) -> datetime | None:
        """Return when it is asked once more whether it was solved, if it has not been."""
        ended = {TicketStatus.ANSWERED, TicketStatus.CONFIRMED, TicketStatus.REFERRED}
        at = done + _POLICY.follow_up
        return at if said.status in ended and at > self.world.now else None

    def _steps(
        self, said: _Said, number: int, people: tuple[int, int], when: tuple[datetime, datetime]
    ) -> None:
        (asker, handler), (at, done) = people, when
        took = {
            TicketStatus.WAITING: (),
            TicketStatus.WORKING: (Move.ACCEPT,),
            TicketStatus.MORE: (Move.ACCEPT, Move.MORE),
            TicketStatus.ANSWERED: (Move.ACCEPT, Move.ANSWER),
            TicketStatus.CONFIRMED: (Move.ACCEPT, Move.ANSWER, Move.CONFIRM),
            TicketStatus.REFERRED: (Move.REFER,),
            TicketStatus.DUPLICATE: (Move.DUPLICATE,),
            TicketStatus.WITHDRAWN: (Move.WITHDRAW,),
        }[said.status]
        texts = {Move.CONFIRM: "解决了", Move.DUPLICATE: "并到别人反映的同一件事里一起办"}
        texts |= dict.fromkeys((Move.ANSWER, Move.MORE, Move.REFER), said.reply)
        for count, deed in enumerate((Move.ASK, *took)):
            own = deed in {Move.ASK, Move.CONFIRM, Move.WITHDRAW}
            self.rows.add(
                TicketStep,
                ticket_id=number,
                at=at if deed is Move.ASK else min(done + count * _HOUR / 2, self.world.now),
                actor_id=asker if own else handler,
                deed=deed,
                text=texts.get(deed, ""),
                shown=True,
            )


def _became(said: _Said, handler: int, done: datetime) -> dict[str, object]:
    """Return how a ticket was answered or ended, and what of it everybody may read."""
    answered = said.status in {TicketStatus.ANSWERED, TicketStatus.CONFIRMED}
    return {
        "answer": said.reply if answered else "",
        "answered_by": handler if answered else None,
        "answered_at": done if answered else None,
        "closed_at": done if said.status in ENDED else None,
        "solved": True if said.status is TicketStatus.CONFIRMED else None,
        "refer": said.reply if said.status is TicketStatus.REFERRED else "",
        "public_at": done + 2 * _HOUR if said.public else None,
        "public_question": said.public,
        "public_answer": said.reply if said.public else "",
        "public_by": handler if said.public else None,
    }
