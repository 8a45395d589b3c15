"""我的数据: what was written to somebody, and where their data were used."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import String, and_, cast, exists, or_, select

from domain.delivery import MUTABLE, Kind, Status
from models.audit import Audit
from models.contact import Contact
from models.erasure import Erasure
from models.post import InboxItem, Outbox
from models.sending import Call, Subscription
from services import join_codes
from services.own_data import Line, Mine, joined, names, part
from services.uow import Uow

_STATES: Final[Mapping[str, str]] = {
    Status.PENDING: "等着发",
    Status.SENDING: "正在发",
    Status.SENT: "发了",
    Status.DELIVERED: "送到了",
    Status.DROPPED: "没有发",
    Status.WAITING: "放在对话里等你看",
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
    items = select(InboxItem).where(InboxItem.openid.in_(mine.traces.openids))
    for item in uow.session.scalars(items.order_by(InboxItem.id.desc())):
        read = "看过了" if item.read_at else "等你下次说话时给你看"
        yield Line("对话里的留言", joined(read, item.text), item.at)


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
    rows = uow.session.scalars(
        select(Audit)
        .where(
            or_(
                and_(Audit.object == "person", Audit.object_id.in_(ids)),
                and_(Audit.object == "cadre", Audit.object_id.in_(keepers), _EXPORTED, listed),
            )
        )
        .order_by(Audit.id.desc())
        .limit(_MOST)
    ).all()
    actors = {row.actor_id for row in rows if row.actor_id is not None}
    who = names(uow, actors)
    where = join_codes.offices(uow, actors)
    for row in rows:
        deed = DEEDS.get(row.deed, "用到了你的资料")
        if row.deed == "exported" and row.data.get("numbers"):
            deed += "(带手机号)"
        about = joined(who[row.actor_id], where.get(row.actor_id or 0))
        own = row.actor_id in mine.people
        yield Line(deed, "你自己" if own else about or "系统", row.at)


_EXPORTED: Final = Audit.deed == "exported"


@part("erasures", "删除申请", "删完之后只留一个编号和条数,没有名字。", "erasure")
def _erasures(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = select(Erasure).where(Erasure.person_id.in_(mine.people)).order_by(Erasure.id)
    for row in uow.session.scalars(rows):
        said = "撤回了" if row.taken_back_at else "等着删除"
        yield Line("申请删除", said if row.done_at is None else "删过了", row.asked_at)
