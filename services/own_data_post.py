"""我的数据: what was written to somebody, and where their data were used."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import String, and_, cast, exists, or_, select

from domain.delivery import MUTABLE, Kind, Status
from domain.notices import MISSED
from models.audit import Audit
from models.cadre import Cadre
from models.contact import Contact
from models.erasure import Erasure
from models.notice import Notice, NoticePerson
from models.organisation import Below
from models.person import Person
from models.post import InboxItem, Outbox
from models.sending import Call, Subscription
from services import join_codes
from services.own_data import Line, Mine, joined, part
from services.uow import Uow

_STATES: Final[Mapping[str, str]] = {
    Status.PENDING: "等着发",
    Status.SENDING: "正在发",
    Status.SENT: "发了",
    Status.DELIVERED: "送到了",
    Status.DROPPED: "没有发",
    Status.WAITING: "放着等你看",
    Status.FAILED: "没发成",
    Status.UNCERTAIN: "不确定发没发到",
    Status.HELD: "先留着,等人看",
}
_KINDS: Final = {
    **MUTABLE,
    Kind.CODE: "验证码",
    Kind.CHAT: "对话",
    Kind.SEAT: "活动名额",
    Kind.LOGIN: "登录提醒",
    Kind.ALARM: "紧急",
}
DEEDS: Final[Mapping[str, str]] = {
    "saw_phone": "看了你的手机号",
    "unmasked": "在后台看了你的手机号",
    "took_out": "在后台导出了名单,里面可能有你",
    "roster_exported": "导出了一览表,里面可能有你的手机号",
    "lead_moved": "换了你的主要联系人",
    "saw_person": "看了你的名字",
    "saw_name": "看了你的名字",
    "shown": "认领你的心愿,看到了名字和联系方式",
    "called": "拿到号码打过电话",
    "called_duty": "请值班的团干部联系你",
    "mistyped_code": "签到数字输错了",
    "exported": "导出了名单,里面有你",
    "added": "把你加进了名单",
    "mini_wanted": "另一部手机要登录成你的小程序",
    "mini_refused": "你没让另一部手机登录",
    "renamed": "改了你的登记",
    "merged": "把重复的两条合成了一条",
    "archived": "把你移出了名单",
    "restored": "把你加回了名单",
    "took_the_lead": "成了你的主要联系人",
    "invited": "发了登录邀请",
    "bound": "登录",
    "consented": "同意保存",
    "left": "说了不想被联系",
    "came_back": "恢复了联系",
    "not_me": "有人用你的号码登录,说不是本人",
    "corrected": "改正了登记",
    "phone_changed": "换了手机号",
    "admin_named": "请你当了管理员",
    "admin_dismissed": "你不再是管理员",
    "console_ended": "让你的网页登录都退出了",
    "console_refused": "你没让一个网页登录",
    "own_data_exported": "下载了自己的数据",
    "erasure_asked": "申请删除数据",
    "erasure_taken_back": "撤回了删除申请",
}
"""What is said of a deed; any other is 用到了你的资料."""
_CALLED: Final = {"told": "打过了", "unreached": "打过,没接通", "over": "不用打了"}
_MOST: Final = 500


@part(
    "letters",
    "发给我的消息",
    "什么时候发的、发到没有。取消关注或删除数据,内容马上清掉。",
    "outbox",
    "notice_person",
    "inbox_item",
    "inbound",
    "report",
)
def _letters(uow: Uow, mine: Mine) -> Iterator[Line]:
    letters = uow.session.scalars(
        select(Outbox).where(Outbox.person_id.in_(mine.people)).order_by(Outbox.id.desc())
    )
    for row in letters:
        kind = _KINDS.get(Kind(row.kind), "") if row.kind in set(Kind) else ""
        about = joined(_STATES.get(row.status, ""), row.text)
        yield Line(kind or "消息", about, row.written_at)
    yield from _missed(uow, mine)
    items = select(InboxItem).where(
        or_(
            InboxItem.openid.in_(mine.traces.openids),
            InboxItem.mini_openid.in_(mine.traces.minis),
        )
    )
    for item in uow.session.scalars(items.order_by(InboxItem.id.desc())):
        where, when = ("对话里的留言", "等你下次说话时给你看")
        if item.mini_openid:
            where, when = ("小程序里的消息", "等你打开小程序看")
        yield Line(where, joined("看过了" if item.read_at else when, item.text), item.at)


def _missed(uow: Uow, mine: Mine) -> Iterator[Line]:
    """Say which notices were for somebody and not written to them."""
    rows = uow.session.execute(
        select(Notice.title, Notice.made_at, NoticePerson.why)
        .join(NoticePerson, NoticePerson.notice_id == Notice.id)
        .where(NoticePerson.person_id.in_(mine.people), NoticePerson.outbox_id.is_(None))
        .order_by(Notice.id.desc())
    )
    for title, at, why in rows:
        yield Line("组织通知", joined("没有发", title, MISSED.get(why, "")), at)


@part(
    "reached",
    "消息送不到的时候",
    "你同意过再收几条通知;有没有请人打电话告诉你。",
    "subscription",
    "call",
)
def _reached(uow: Uow, mine: Mine) -> Iterator[Line]:
    yes = select(Subscription).where(
        Subscription.openid.in_([*mine.traces.openids, *mine.traces.minis])
    )
    for wallet in uow.session.scalars(yes.order_by(Subscription.template)):
        yield Line("同意再收通知", f"还有 {wallet.grants} 条", wallet.changed_at)
    asked = select(Call).where(Call.person_id.in_(mine.people)).order_by(Call.id.desc())
    for call in uow.session.scalars(asked):
        yield Line("请单位打电话告诉你", _CALLED.get(call.outcome, "等着打"), call.at)


@part(
    "used",
    "谁用到过我的资料",
    "看号码、导出名单、改登记都会记下来,改不了也删不掉。",
    "audit",
)
def _used(uow: Uow, mine: Mine) -> Iterator[Line]:
    ids = [str(number) for number in mine.people]
    # Who was in a case-load on that day is in the list that was taken out of it.
    listed = exists().where(
        Contact.youth_id.in_(mine.people),
        cast(Contact.cadre_id, String) == Audit.object_id,
        Contact.started_at <= Audit.at,
        or_(Contact.ended_at.is_(None), Contact.ended_at > Audit.at),
    )
    keepers = {
        str(n)
        for n in uow.session.scalars(
            select(Contact.cadre_id).where(Contact.youth_id.in_(mine.people))
        )
    }
    over, since = _over(uow, mine.people)
    serves = exists().where(Cadre.id.in_(mine.people))
    rows = uow.session.execute(
        select(Audit, Person.name)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(
            or_(
                and_(Audit.object == "person", Audit.object_id.in_(ids)),
                and_(Audit.object == "cadre", Audit.object_id.in_(keepers), _EXPORTED, listed),
                and_(Audit.object == "organisation", Audit.object_id.in_(over), Audit.at >= since)
                & or_(_TAKEN_OUT, and_(_ROSTER, serves)),
            )
        )
        .order_by(Audit.id.desc())
        .limit(_MOST)
    ).all()
    actors = {row.actor_id for row, _ in rows if row.actor_id is not None}
    where = join_codes.offices(uow, actors)
    for row, actor in rows:
        deed = DEEDS.get(row.deed, "用到了你的资料")
        if row.deed == "exported" and row.data.get("numbers"):
            deed += "(带手机号)"
        if row.deed in {"unmasked", "roster_exported"} and row.data.get("reason"):
            deed += f"(原因:{row.data['reason']})"
        about = joined(actor, where.get(row.actor_id or 0))
        own = row.actor_id in mine.people
        yield Line(deed, "你自己" if own else about or "系统", row.at)


_EXPORTED: Final = Audit.deed == "exported"
_TAKEN_OUT: Final = and_(Audit.deed == "took_out", Audit.data["list"].as_string() == "youths")
_ROSTER: Final = Audit.deed == "roster_exported"


def _over(uow: Uow, people: Collection[int]) -> tuple[list[str], datetime]:
    """Return the organisations over somebody, and since when they are on the roll."""
    rows = uow.session.execute(
        select(Below.ancestor_id, Person.created_at)
        .join(Person, Person.organisation_id == Below.descendant_id)
        .where(Person.id.in_(people))
    ).all()
    return [str(over) for over, _ in rows], min(since for _, since in rows)


@part("erasures", "删除申请", "删完之后只留一个编号和条数,没有名字。", "erasure")
def _erasures(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = select(Erasure).where(Erasure.person_id.in_(mine.people)).order_by(Erasure.id)
    for row in uow.session.scalars(rows):
        said = "撤回了" if row.taken_back_at else "等着删除"
        yield Line("申请删除", said if row.done_at is None else "删过了", row.asked_at)
