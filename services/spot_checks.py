"""抽查: drawing a sample that can be drawn again, asking it in WeChat, and closing in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update

from domain import spot_checks as rules
from domain.delivery import Kind
from domain.errors import Refusal
from domain.periods import QUARTER
from domain.spot_checks import LIFE, Met, Result, Way
from domain.wording import say_date, tap
from models.cadre import Appointment, held
from models.contact import Contact
from models.mini import MiniUser
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.spot_check import SpotCheck, SpotCheckPerson, unsettled
from services import areas, audit, letters, reasons
from services.letters import News
from services.uow import Uow

_REASON: Final = "spot_check"
DECLINE: Final = "不参加抽查"
WORD: Final = "抽查"
OPEN: Final = (Result.OPEN, Result.UNREACHED)
"""Who may still say something: somebody whom the telephone did not reach, too."""


class NoSuchCadre(Refusal):
    code = "spot_check_cadre"
    text = "没有找到这位团干部,可能已经不在本级和下级任职。回到表单重新选一下。"


class NoSuchCheck(Refusal):
    code = "spot_check_gone"
    text = "没有找到这次抽查。看看本机关做过的,打开「抽查」。"


@dataclass(frozen=True, slots=True)
class Started:
    """A check that has begun."""

    id: int
    size: int
    population: int
    asked: int
    """How many were asked in WeChat; the others are on the phone list at once."""


def cadres(  # noqa: PLR0913 - who asks, for whom, and which part of the list
    uow: Uow,
    organ_id: int,
    leader_id: int,
    *,
    words: str = "",
    after: int = 0,
    most: int | None = None,
) -> list[tuple[int, str]]:
    """Return whose case-loads an organ may check alone, by name.

    ``after``: those behind one of them, and ``most`` of these: a province has 200,000.
    """
    own = {leader_id, *areas.leaders_of(uow, organ_id)}
    theirs = (Person.id.in_(_posted(uow, organ_id)), Person.id.not_in(own))
    question = select(Person.id, Person.name).where(*theirs)
    if words:
        question = question.where(Person.name.contains(words, autoescape=True))
    if after:
        # Only of one of these: or the name of anybody could be found out by asking often.
        last = uow.session.scalar(select(Person.name).where(Person.id == after, *theirs))
        if last is None:
            return []
        same = and_(Person.name == last, Person.id > after)
        question = question.where(or_(Person.name > last, same))
    rows = uow.session.execute(question.order_by(Person.name, Person.id).limit(most))
    return [(number, name) for number, name in rows]


def start(  # noqa: PLR0913 - what a check asks of whom
    uow: Uow,
    leader_id: int,
    organ_id: int,
    *,
    size: int,
    first: date,
    last: date,
    cadre_id: int | None = None,
) -> Started:
    """Draw a sample of the case-loads under an organ, or of one cadre's, and ask it.

    Two draws in one tree wait for each other, so that nobody is drawn by both.
    """
    rules.check(size, first, last, uow.today)
    own = {leader_id, *areas.leaders_of(uow, organ_id)}
    if cadre_id in own:
        raise rules.NotOnesOwn
    if cadre_id is not None and not _is_posted(uow, organ_id, cadre_id):
        raise NoSuchCadre
    _hold_tree(uow, organ_id)
    frame = _frame(uow, organ_id, cadre_id, own)
    seed = f"{uow.means.chance.getrandbits(64):016x}"
    drawn = rules.draw(seed, frame.keys(), size)
    check = SpotCheck(
        organ_id=organ_id,
        cadre_id=cadre_id,
        seed=seed,
        population=len(frame),
        first_day=first,
        last_day=last,
        created_by=leader_id,
        created_at=uow.now,
        closes_at=uow.now + LIFE,
    )
    uow.session.add(check)
    uow.session.flush()
    asked = _take_down(uow, check, drawn, frame)
    data = {"size": len(drawn), "population": len(frame), "roll": rules.roll(frame.keys())}
    audit.note(uow, "drew", "spot_check", check.id, seed=seed, **data)
    return Started(check.id, len(drawn), len(frame), asked)


def _take_down(
    uow: Uow, check: SpotCheck, drawn: Sequence[int], cadre_of: Mapping[int, int]
) -> int:
    """Keep the sample, and ask whom WeChat reaches; return how many these are."""
    reached = letters.reached(uow, drawn)
    rows = [
        SpotCheckPerson(
            check_id=check.id,
            person_id=youth,
            cadre_id=cadre_of[youth],
            place=place,
            asked_at=uow.now if youth in reached else None,
        )
        for place, youth in enumerate(drawn, 1)
    ]
    uow.session.add_all(rows)
    uow.session.flush()
    _ask(uow, check, [row for row in rows if row.asked_at])
    return len(reached)


def _hold_tree(uow: Uow, organ_id: int) -> None:
    top = (
        select(Below.ancestor_id)
        .where(Below.descendant_id == organ_id)
        .order_by(Below.depth.desc())
        .limit(1)
    )
    uow.session.execute(
        select(Organisation.id).where(Organisation.id == top.scalar_subquery()).with_for_update()
    )


def _posted(uow: Uow, organ_id: int) -> Select[int]:
    """Return the cadres who hold a post at an organ or under it today."""
    place = select(Below.descendant_id).where(Below.ancestor_id == organ_id)
    return select(Appointment.cadre_id).where(
        Appointment.organisation_id.in_(place),
        held(uow.today),
    )


def _is_posted(uow: Uow, organ_id: int, cadre_id: int) -> bool:
    """Say whether a cadre holds a post at an organ or under it today."""
    posts = _posted(uow, organ_id).where(Appointment.cadre_id == cadre_id).limit(1)
    return uow.session.scalar(posts) is not None


def _frame(uow: Uow, organ_id: int, cadre_id: int | None, without: Iterable[int]) -> dict[int, int]:
    """Return the youths from whom is drawn, each with the cadre about whom they are asked.

    Whoever consented, has not left, has not muted such questions, and was in no check this
    quarter. The case-loads of those who would see the list are the organ's above to check. Of
    several cadres of a youth it is the primary one.
    """
    quarter = QUARTER.window_of(uow.today).start
    lately = (
        select(SpotCheckPerson.person_id)
        .join(SpotCheck, SpotCheck.id == SpotCheckPerson.check_id)
        .where(SpotCheck.created_at >= quarter, SpotCheckPerson.person_id.is_not(None))
    )
    whose: ColumnElement[bool] = Contact.cadre_id.in_(_posted(uow, organ_id))
    if cadre_id is not None:
        whose = Contact.cadre_id == cadre_id
    rows = uow.session.execute(
        select(Contact.youth_id, Contact.cadre_id, WechatUser.muted, MiniUser.muted)
        .join(Person, Person.id == Contact.youth_id)
        .outerjoin(WechatUser, WechatUser.person_id == Person.id)
        .outerjoin(MiniUser, MiniUser.person_id == Person.id)
        .where(
            whose,
            Contact.cadre_id.not_in(without),
            Contact.youth_id.not_in(without),
            Contact.ended_at.is_(None),
            Person.left_at.is_(None),
            Person.consented_at.is_not(None),
            Person.id.not_in(lately),
        )
        .order_by(Contact.youth_id, Contact.is_primary.desc(), Contact.id)
    )
    found: dict[int, int] = {}
    for youth, cadre, muted, there in rows:
        if Kind.ASK not in {*(muted or ()), *(there or ())}:
            found.setdefault(youth, cadre)
    return found


def _ask(uow: Uow, check: SpotCheck, rows: Sequence[SpotCheckPerson]) -> None:
    wanted = Person.id.in_({row.cadre_id for row in rows})
    rows_of = uow.session.execute(select(Person.id, Person.name).where(wanted))
    names = {number: name for number, name in rows_of}  # noqa: C416 - a Row is no pair to mypy
    days = say_days(check.first_day, check.last_day, uow.today)
    news = [
        News(
            f"spot-check:{row.id}",
            row.person_id,
            (
                f"随机抽到你,想问两个小问题:{days},{names[row.cadre_id]}和你联系得怎么样。"
                f"{names[row.cadre_id]}不会知道问过你,也看不到你的回答。\n"
                f"回复「{tap(WORD)}」就能答;不想答,回复「{tap(DECLINE)}」。"
            ),
            "想问你两个小问题",
            "回复「抽查」,一分钟就好",
            {"kind": _REASON, "id": row.id},
        )
        for row in rows
        if row.person_id is not None
    ]
    letters.tell(uow, news, Kind.ASK, life=LIFE)


def say_days(first: date, last: date, today: date) -> str:
    """Return a span of days in words."""
    return f"{say_date(first, today.year)}到 {say_date(last, first.year)}"


def settle(uow: Uow) -> int:
    """Close what is over: in time, or because everybody has said something final."""
    over = (
        select(SpotCheckPerson.id)
        .join(SpotCheck, SpotCheck.id == SpotCheckPerson.check_id)
        .where(unsettled(), SpotCheck.closes_at <= uow.now)
    )
    rows = uow.session.scalars(over).all()
    done = close_rows(uow, SpotCheckPerson.id.in_(rows)) if rows else 0
    still = exists().where(
        SpotCheckPerson.check_id == SpotCheck.id, SpotCheckPerson.result.in_(OPEN)
    )
    early = uow.session.scalars(
        update(SpotCheck)
        .where(SpotCheck.closes_at > uow.now, ~still)
        .values(closes_at=uow.now)
        .execution_options(synchronize_session="fetch")
        .returning(SpotCheck.id)
    ).all()
    return done + len(early)


def close_rows(uow: Uow, which: ColumnElement[bool]) -> int:
    """Write down what became of those who have said nothing final: half an answer is one."""
    half = (which, SpotCheckPerson.result.in_(OPEN), SpotCheckPerson.met.in_(list(Met)))
    none = (which, SpotCheckPerson.result == Result.OPEN)
    total = 0
    for where, values in (
        (half, {"result": Result.ANSWERED, "way": Way.WECHAT, "answered_at": uow.now}),
        (none, {"result": Result.UNREACHED}),
    ):
        changed = update(SpotCheckPerson).where(*where).values(**values)
        total += len(uow.session.scalars(changed.returning(SpotCheckPerson.id)).all())
    return total


@reasons.asks(_REASON)
def _still_asked(uow: Uow, because: Mapping[str, Any]) -> bool:
    row = uow.session.get(SpotCheckPerson, because["id"])
    if row is None or row.result not in OPEN or row.person_id != reasons.reader(uow, because):
        return False
    return uow.session.get_one(SpotCheck, row.check_id).closes_at > uow.now
