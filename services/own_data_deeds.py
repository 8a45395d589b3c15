"""我的数据: contacts written down, plans, activities, and what a cadre did for the League."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select

from domain.erasing import struck
from domain.kinds import KINDS
from domain.seats import PLACE_TITLES, Place
from domain.wording import say_minutes
from models.activity import Activity, Enrolment
from models.person import Person
from models.photo import Photo
from models.plan import Plan, PlanYouth
from models.record import Record, RecordChange, RecordYouth, companions
from models.wish import Claim
from services.own_data import Line, Mine, joined, part
from services.uow import Uow


@part(
    "records",
    "和我有关的联系记录",
    "团干部记下的每次联系。记录是 TA 的工作,删除你的数据时名字会拿掉。",
    "record",
    "record_youth",
    "record_change",
    "plan",
    "plan_youth",
    "photo",
)
def _records(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = uow.session.execute(
        select(Record, RecordYouth, Person.name)
        .join(RecordYouth, RecordYouth.record_id == Record.id)
        .outerjoin(Person, Person.id == Record.cadre_id)
        .where(RecordYouth.youth_id.in_(mine.people))
        .order_by(Record.happened_at.desc(), Record.id)
    ).all()
    numbers = [record.id for record, _, _ in rows]
    edits = select(RecordChange.record_id, func.count()).where(RecordChange.record_id.in_(numbers))
    changed = dict(uow.session.execute(edits.group_by(RecordChange.record_id)).all())
    others = _others(uow, mine, numbers)
    for record, link, cadre in rows:
        said = "你点过「聊过」" if link.confirmed_at else "你说过「没有」" if link.denied_at else ""
        about = joined(
            cadre or "单位",
            struck(record.title, others.get(record.id, ()), ()),
            say_minutes(record.minutes) if record.minutes else "",
            said,
            f"改过 {changed[record.id]} 次" if record.id in changed else "",
            "已撤销" if record.undone_at else "",
        )
        yield Line(_kind(record.kind), about, record.happened_at)
    yield from _plans(uow, mine)
    photos = select(Photo.id, Photo.created_at).where(Photo.person_id.in_(mine.people))
    for _, at in uow.session.execute(photos.order_by(Photo.id)):
        yield Line("你放的一张照片", "", at)


def _others(uow: Uow, mine: Mine, record_ids: list[int]) -> dict[int, list[str]]:
    """Return whom else a record names: what is written of them is not for this one to read."""
    found: dict[int, list[str]] = {}
    for number, person in uow.session.execute(companions(record_ids)):
        if person.id not in mine.people:
            found.setdefault(number, []).append(person.name)
    return found


def _plans(uow: Uow, mine: Mine) -> Iterator[Line]:
    plans = uow.session.execute(
        select(Plan, Person.name)
        .join(PlanYouth, PlanYouth.plan_id == Plan.id)
        .join(Person, Person.id == Plan.cadre_id)
        .where(PlanYouth.youth_id.in_(mine.people))
        .order_by(Plan.day)
    ).all()
    others: dict[int, list[str]] = {}
    for number, name in uow.session.execute(
        select(PlanYouth.plan_id, Person.name)
        .join(Person, Person.id == PlanYouth.youth_id)
        .where(PlanYouth.plan_id.in_([plan.id for plan, _ in plans]), Person.id.not_in(mine.people))
    ):
        others.setdefault(number, []).append(name)
    for plan, planner in plans:
        title = struck(plan.title, others.get(plan.id, ()), ())
        about = joined(planner, title, plan.day.isoformat())
        yield Line(f"打算:{_kind(plan.kind)}", about)


@part(
    "activities",
    "我的活动",
    "报名、签到和评价。主办的人看得到你的名字和报名时填的。",
    "enrolment",
    "activity",
)
def _activities(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = uow.session.execute(
        select(Enrolment, Activity.title)
        .join(Activity, Activity.id == Enrolment.activity_id)
        .where(Enrolment.person_id.in_(mine.people))
        .order_by(Enrolment.created_at.desc())
    )
    for place, title in rows:
        answers = ";".join(f"{asked}:{said}" for asked, said in place.answers.items())
        about = joined(
            PLACE_TITLES[Place(place.status)],
            f"候补 {place.queue_no} 号" if place.queue_no else "",
            f"你填的 {answers}" if answers else "",
            f"签到 {place.checked_in_at:%Y-%m-%d}" if place.checked_in_at else "",
            f"你打了 {place.stars} 星" if place.stars else "",
            f"你说「{place.words}」" if place.words else "",
            f"原因:{place.why}" if place.why else "",
        )
        yield Line(title, about, place.created_at)


@part(
    "work",
    "我的工作记录",
    "你作为团干部记下、办过的。这是组织的工作,删除个人数据时留着。",
    "record",
    "activity",
    "wish_claim",
)
def _work(uow: Uow, mine: Mine) -> Iterator[Line]:
    who = mine.person_id
    for record in uow.session.scalars(
        select(Record)
        # Two indexes, one for those that stand and one for those that were taken back.
        .where(
            or_(
                and_(Record.cadre_id == who, Record.undone_at.is_(None)),
                and_(Record.cadre_id == who, Record.undone_at.is_not(None)),
            )
        )
        .order_by(Record.happened_at.desc())
    ):
        undone = "已撤销" if record.undone_at else ""
        yield Line(_kind(record.kind), joined(record.title, undone), record.happened_at)
    for held in uow.session.scalars(
        select(Activity).where(Activity.host_id == who).order_by(Activity.starts_at.desc())
    ):
        yield Line(f"主办活动:{held.title}", held.place, held.starts_at)
    for claim in uow.session.scalars(
        select(Claim).where(Claim.cadre_id == who).order_by(Claim.id.desc())
    ):
        ended = "已结束" if claim.ended_at else "还在办"
        yield Line(f"认领心愿 W-{claim.wish_id}", ended, claim.claimed_at)


def _kind(code: str) -> str:
    return KINDS[code].title if code in KINDS else code
