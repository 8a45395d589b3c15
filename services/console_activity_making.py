"""Making an organ's activity at the console, and changing one, for whoever holds it."""

from dataclasses import dataclass

from sqlalchemy import select

from domain.activity_templates import TEMPLATES, Template
from domain.delivery import Kind
from domain.dictionaries import LEADING
from domain.errors import Refusal
from domain.permissions import May
from domain.wording import say_moment, tap, untapped
from models.cadre import Appointment, held
from models.person import Person
from services import (
    activity_drafts,
    activity_making,
    activity_undo,
    console_acting,
    console_activities,
    letters,
)
from services.activity_making import Changed, Draft
from services.console_scope import Place
from services.console_sessions import Official
from services.letters import News
from services.uow import Uow


class NoOrgan(Refusal):
    """Only leading organs hold what counts for an organ."""

    code = "no_organ_here"
    text = "「{name}」不是领导机关,机关的活动由县级以上的机关办。基层的活动由团干部在手机上办。"


class NoHost(Refusal):
    """Somebody of the organ holds its activities."""

    code = "host_wanted"
    text = "选一位主办的团干部:要是这个机关现任的。"


class HostBusy(Refusal):
    """At that time the host runs something else."""

    code = "host_busy_then"
    text = "{why}时间没错的话,勾上「时间撞了也办」再提交。"


@dataclass(frozen=True, slots=True)
class Host:
    """A cadre of an organ who may hold its activities."""

    id: int
    name: str
    leads: bool


def templates() -> list[Template]:
    """Return what an organ's activity begins from."""
    return activity_drafts.templates(organ=True)


def template(key: str) -> Template | None:
    """Return an organ's template by its key."""
    found = TEMPLATES.get(key)
    return found if found is not None and found.organ else None


def is_organ(place: Place) -> bool:
    """Say whether an organisation is a leading organ."""
    return place.level in LEADING


def hosts(uow: Uow, organ_id: int) -> list[Host]:
    """Return the cadres in post in an organ itself, those who answer for it first."""
    question = (
        select(Person.id, Person.name, Appointment.leads)
        .join(Appointment, Appointment.cadre_id == Person.id)
        .where(Appointment.organisation_id == organ_id, held(uow.today))
        .order_by(Appointment.leads.desc(), Person.id)
    )
    found = {row.id: Host(row.id, row.name, row.leads) for row in uow.session.execute(question)}
    return list(found.values())


def create(  # noqa: PLR0913 - whose, by whom held, what, and whether at once
    uow: Uow,
    who: Official,
    organ: Place,
    host_id: int,
    draft: Draft,
    *,
    publish: bool,
    sure: bool = False,
) -> tuple[int, int]:
    """Write an organ's activity for one of its cadres to hold; return its number.

    With it comes the change by which publishing is taken back, 0 for a draft.

    The organ is one of the own subtree. Raises ``NoOrgan``, ``NoHost``, ``HostBusy`` or
    ``DraftOdd``.
    """
    me = console_acting.begin(uow, who, May.ACTIVITIES)
    if not is_organ(organ):
        raise NoOrgan(name=organ.name)
    if draft.kind not in activity_drafts.ORGAN_KINDS:
        raise activity_making.DraftOdd(what="选一个机关活动的类型。")
    if host_id not in {host.id for host in hosts(uow, organ.id)}:
        raise NoHost
    _keep_free(uow, host_id, draft, sure=sure)
    made = activity_making.create(uow, host_id, draft, home=organ.id)
    change = activity_undo.publish(uow, me, made) if publish else 0
    if host_id != me:
        _tell(uow, organ, host_id, made, draft)
    return made, change


def _tell(uow: Uow, organ: Place, host_id: int, activity_id: int, draft: Draft) -> None:
    """Tell a cadre that an activity was put into their hands."""
    title = untapped(draft.title.strip())
    text = (
        f"{organ.name}请你主办「{title}」,{say_moment(draft.starts_at)}。"
        f"看报名、签到、办结,回复「{tap('我办的活动')}」。"
    )
    news = News(f"activity:{activity_id}:host", host_id, text, "请你主办一个活动", title[:20])
    letters.tell(uow, [news], Kind.ACTIVITY, organ_id=organ.id)


def change(
    uow: Uow, who: Official, activity_id: int, draft: Draft, *, sure: bool = False
) -> Changed:
    """Change an activity of the own subtree that is not over."""
    row = console_activities.reach(uow, who, activity_id)
    me = console_acting.begin(uow, who, May.ACTIVITIES)
    moved = (row.starts_at, row.ends_at) != (draft.starts_at, draft.ends_at)
    if moved and row.host_id is not None:
        _keep_free(uow, row.host_id, draft, sure=sure, but=activity_id)
    return activity_making.change(uow, me, activity_id, draft)


def _keep_free(uow: Uow, host_id: int, draft: Draft, *, sure: bool, but: int = 0) -> None:
    """Ask about something else that the host holds at the same time."""
    busy = activity_making.host_clash(uow, host_id, draft, but)
    if busy and not sure:
        name = uow.session.get_one(Person, host_id).name
        raise HostBusy(why=busy.replace("你办的", f"{name}办的", 1))
