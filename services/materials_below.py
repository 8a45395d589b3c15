"""季度材料 from above: which of the organs just below have handed in, and asking the others."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from domain.delivery import Kind
from domain.errors import Refusal
from domain.periods import Window, local_day
from domain.wording import say_date, tap
from models import subject as questions
from models.cadre import Appointment
from models.materials import Materials
from models.organisation import Organisation
from models.post import InboxItem
from services import audit, doors, inbox, materials, reasons
from services.doors import Door
from services.materials import Due
from services.uow import Uow


class CannotNudge(Refusal):
    """There is nobody to ask, or no reason to."""

    code = "cannot_nudge"
    text = "{why}"


@dataclass(frozen=True, slots=True)
class Handed:
    """How one of the organs just below stands; ``id`` is the newest version, if there is one."""

    organ_id: int
    name: str
    by: date
    id: int | None
    versions: int
    first_at: datetime | None
    late: bool
    nudged: bool
    """Asked this week already."""


def handed(uow: Uow, organ_id: int, quarter: Window) -> list[Handed]:
    """Return the organs just below that are asked for a quarter's materials, by name."""
    below = select(Organisation).where(Organisation.parent_id == organ_id)
    organs = {o.id: o.name for o in uow.session.scalars(below.order_by(Organisation.name))}
    asked = {one.organ_id: one for one in materials.due_of(uow, list(organs), quarter)}
    there = {
        organ: (newest, number, first)
        for organ, newest, number, first in uow.session.execute(
            select(
                Materials.organ_id,
                func.max(Materials.id),
                func.count(),
                func.min(Materials.handed_at),
            )
            .where(
                Materials.organ_id.in_(list(asked)),
                Materials.quarter == quarter.first_day,
                Materials.handed_at.is_not(None),
            )
            .group_by(Materials.organ_id)
        )
    }
    keys = {_key(organ, quarter, uow.today): organ for organ in asked}
    nudged = uow.session.scalars(select(InboxItem.key).where(InboxItem.key.in_(list(keys))))
    already = {keys[key] for key in nudged}
    rows = []
    for organ, name in organs.items():
        if organ in asked:
            newest, number, first = there.get(organ, (None, 0, None))
            late = first is not None and local_day(first) > asked[organ].by
            told = organ in already
            rows.append(Handed(organ, name, asked[organ].by, newest, number, first, late, told))
    return rows


def _key(organ_id: int, quarter: Window, day: date) -> str:
    """Return the key of a nudge: once a week an organ, whoever presses."""
    year, week, _ = day.isocalendar()
    return f"materials-nudge:{organ_id}:{quarter.first_day:%Y%m}:{year}w{week}"


def nudge(uow: Uow, leader_id: int, organ_id: int, county_id: int, quarter: Window) -> str:
    """Ask an organ just below for its materials, once a week; return its name."""
    county = uow.session.get(Organisation, county_id, with_for_update={"key_share": True})
    if county is None or county.parent_id != organ_id:
        raise materials.NoSuchMaterials
    asked = materials.due(uow, county_id, quarter)
    if asked is None:
        raise materials.NotAsked
    standing = next(h for h in handed(uow, organ_id, quarter) if h.organ_id == county_id)
    if standing.id is not None:
        raise CannotNudge(why=f"{county.name}已经交了,打开就能看。")
    if standing.nudged:
        raise CannotNudge(why=f"这一周已经提醒过{county.name},急的话打个电话。")
    door = _reachable(uow, county)
    name = uow.session.get_one(Organisation, organ_id).name
    inbox.leave_at(
        uow,
        door,
        key=_key(county_id, quarter, uow.today),
        text=_words(name, asked, uow.today),
        because=reasons.materials(county_id, quarter.first_day),
    )
    audit.note(uow, "nudged", "organisation", county_id, by=leader_id)
    return county.name


def _words(name: str, asked: Due, today: date) -> str:
    when = f"{say_date(asked.by)}前交算按时" if today <= asked.by else "过了日子也可以补交"
    title = asked.quarter.title
    return f"{name}在等你们的{title}材料,{when}。数字已经填好,写几句就行:{tap('季度材料')}"


def _reachable(uow: Uow, county: Organisation) -> Door:
    """Return how somebody is reached who answers for an organ and can be asked here."""
    leading = questions.leaders(uow.today).where(Appointment.organisation_id == county.id)
    people = [cadre for _, cadre in uow.session.execute(leading)]
    if not people:
        raise CannotNudge(why=f"{county.name}还没有登记负责人,请先登记,或者打个电话。")
    there = doors.of(uow, people)
    if not there:
        raise CannotNudge(why=f"{county.name}的负责人还没在微信里登录,打个电话更快。")
    willing = [there[one] for one in sorted(there) if Kind.MATERIALS not in there[one].muted]
    if not willing:
        raise CannotNudge(why=f"{county.name}的负责人关掉了材料提醒,打个电话更快。")
    return willing[0]
