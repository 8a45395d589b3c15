"""问题清单 of the first county: a draft, a proposal, a line handed to the city, and an answer."""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.demo import cast
from bot.demo.world import DAY, World
from domain.dictionaries import Level
from domain.periods import QUARTER, local_day
from domain.problems import ProblemStatus
from domain.tickets import Move
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket, TicketStep

_HOUR: Final = timedelta(hours=1)
_WEEKEND: Final = (
    "支部活动能不能放到周末?上班的人都赶不上。",
    "活动都在工作日,能不能放周末?",
)
_EVENING: Final = "青年之家晚上能不能开门?下班才有空。"
_ANSWER: Final = "青年之家从这个月起,每周二、周四开到晚上九点,自习和桌游都可以。"
_ADDED: Final = "从下周起,周六也开到晚上九点。"


def gather(world: World) -> None:
    """Put what was raised at the first county on its list; ``world`` holds the tickets already."""
    list_ = _List(world)
    list_.line("活动多放在周末", 5 * _HOUR, _WEEKEND, text="上班的青年平时来不了。")
    list_.line("村里没有打球的地方", DAY, by=cast.SHORT_BY_ONE, text="最近的球场要骑车半小时。")
    list_.handed("租房押金退不回来", 3 * DAY, ("租的房子到期,房东不退押金。",))
    list_.answered("青年之家晚上开门", 20 * DAY, (_EVENING,))


class _List:
    def __init__(self, world: World) -> None:
        self.world, self.rows = world, world.rows
        self.county = world.organs(Level.COUNTY)[0]
        self.people = {one.name: one.id for one in world.cadres if one.persona}
        self.tickets = {row["text"]: row["id"] for row in self.rows.of(Ticket)}

    def line(
        self,
        title: str,
        ago: timedelta,
        raised: tuple[str, ...] = (),
        *,
        by: str = cast.LEADER,
        **more: object,
    ) -> int:
        """Write a line with the tickets in which it was raised."""
        at = self.world.now - ago
        row: dict[str, Any] = {
            "organ_id": self.county.id,
            "quarter": QUARTER.window_of(local_day(at)).first_day,
            "title": title,
            "text": "",
            "kind": "other",
            "status": ProblemStatus.DRAFT,
            "parent_id": None,
            "created_by": self.people[by],
            "created_at": at,
            "handed_at": None,
            "handed_to": None,
            "answer": "",
            "answered_by": None,
            "answered_at": None,
            "added": "",
            "added_at": None,
        }
        number = self.rows.add(Problem, **(row | more))
        for text in raised:
            self.rows.add(ProblemTicket, problem_id=number, ticket_id=self.tickets[text])
        return number

    def handed(self, title: str, ago: timedelta, raised: tuple[str, ...]) -> None:
        """Write a line that waits at the organ above."""
        above = self.county.parent
        if above is not None:
            at = self.world.now - ago + _HOUR
            state: dict[str, Any] = {
                "status": ProblemStatus.HANDED,
                "handed_at": at,
                "handed_to": above.id,
            }
            self.line(title, ago, raised, **state)

    def answered(self, title: str, ago: timedelta, raised: tuple[str, ...]) -> None:
        """Write a line that the county answered, and added to a week later."""
        leader, at = self.people[cast.LEADER], self.world.now - ago + DAY
        later = at + 7 * DAY
        said: dict[str, Any] = {"answer": _ANSWER, "answered_by": leader, "answered_at": at}
        said |= {"status": ProblemStatus.ANSWERED, "added": _ADDED, "added_at": later}
        self.line(title, ago, raised, **said)
        for text in raised:
            for verb, words, when in (("答复", _ANSWER, at), ("补充", _ADDED, later)):
                self._step(self.tickets[text], f"问题清单「{title}」,{verb}:{words}", when)

    def _step(self, ticket: int, text: str, at: datetime) -> None:
        leader = self.people[cast.LEADER]
        step = {"actor_id": leader, "deed": Move.NOTE, "text": text, "shown": True}
        self.rows.add(TicketStep, ticket_id=ticket, at=at, **step)
