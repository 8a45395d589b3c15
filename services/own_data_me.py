"""我的数据: who somebody is here, how they log in, and who keeps in touch with them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from domain.caseload import SOURCES
from domain.delivery import MUTABLE, Kind
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.proofs import Proof
from domain.rules import ROLE_TITLES, Role
from domain.wording import say_date
from models.cadre import Appointment, Cadre, Leave, Override
from models.contact import Contact, ContactTag
from models.dialogue import Dialogue
from models.link import CadreLink
from models.login import Invitation, LoginCode, OneTimeLink
from models.mini import ApiAnswer, MiniSession, MiniUser
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.ticket import Duty
from models.visit import PageVisit
from services import phones
from services.own_data import Line, Mine, joined, part
from services.uow import Uow

_Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
_Name = InstrumentedAttribute[str]
_PROOFS = {
    Proof.SMS: "短信验证码",
    Proof.INVITATION: "邀请码",
    Proof.PHONE: "微信验证的手机号",
    Proof.PASSWORD: "密码",
}


@part(
    "me",
    "我的登记",
    "用来认出你、联系你。手机号加密保存,联系你的团干部看得到;管理员要看得写原因,都会记下来。",
    "person",
    "organisation",
)
def _me(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = uow.session.execute(
        select(Person, Organisation.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(mine.people))
        .order_by(Person.id)
    ).all()
    for person, place in sorted(rows, key=lambda one: one[0].id != mine.person_id):
        yield Line("姓名", person.name, person.created_at)
        vault = uow.means.vault
        shown = phones.shown(vault, person)
        if mine.whole and person.phone:
            shown = phones.national(phones.opened(vault, person))
        yield Line("手机号", shown or "没有存")
        yield Line("出生日期", person.born.isoformat() if person.born else "没有存")
        yield Line("所在组织", place)
        if person.consented_at:
            yield Line("你同意了保存这些信息", "", person.consented_at)
        if person.left_at:
            yield Line("你说过不想被联系", "", person.left_at)


@part(
    "wechat",
    "微信与登录",
    "用来把对话和网页认成你。取消关注,这一项马上清掉。",
    "wechat_user",
    "dialogue",
    "page_visit",
    "one_time_link",
    "login_code",
    "invitation",
    "mini_user",
    "mini_session",
    "api_answer",
    "console_session",
)
def _wechat(uow: Uow, mine: Mine) -> Iterator[Line]:
    for user in uow.session.scalars(
        select(WechatUser).where(WechatUser.openid.in_(mine.traces.openids))
    ):
        ident = user.openid if mine.whole else f"…{user.openid[-4:]}"
        proof = _PROOFS[Proof(user.proof)] if user.proof else ""
        yield Line("微信在本公众号的编号", ident)
        yield Line("登录", proof and f"用{proof}证明", user.bound_at)
        if user.wrote_at:
            yield Line("最近一次说话", "", user.wrote_at)
        if user.muted:
            yield Line("不想收的消息", "、".join(MUTABLE[Kind(kind)] for kind in user.muted))
        if user.unread:
            yield Line("太长没显示完的半条回复", user.unread)
    openids = mine.traces.openids
    for talk in uow.session.scalars(select(Dialogue).where(Dialogue.openid.in_(openids))):
        yield Line("说到一半的对话", "过了时间自动清掉", talk.expires_at)
    counted = (
        ("从对话里打开过网页", "半天后自动清掉", PageVisit.created_at, PageVisit.openid),
        ("发给你的一次性链接", "过期自动清掉", OneTimeLink.created_at, OneTimeLink.openid),
        ("发过短信验证码", "只存加密后的痕迹,两天后清掉", LoginCode.sent_at, LoginCode.openid),
    )
    yield from _counted(uow, counted, openids)
    yield from _minis(uow, mine)
    invited = (
        select(Invitation.created_at, Person.name)
        .join(Person, Person.id == Invitation.cadre_id)
        .where(Invitation.youth_id.in_(mine.people))
    )
    for at, name in uow.session.execute(invited.order_by(Invitation.id)):
        yield Line("给你的登录邀请", f"{name} 发的", at)


def _minis(uow: Uow, mine: Mine) -> Iterator[Line]:
    """Tell the same of the mini-program."""
    for user in uow.session.scalars(select(MiniUser).where(MiniUser.openid.in_(mine.traces.minis))):
        ident = user.openid if mine.whole else f"…{user.openid[-4:]}"
        proof = f"用{_PROOFS[Proof(user.proof)]}证明" if user.proof else "要再输一次密码"
        yield Line("微信在小程序的编号", ident)
        yield Line("小程序登录", proof, user.bound_at)
        if user.muted and not mine.traces.openids:
            yield Line("不想收的消息", "、".join(MUTABLE[Kind(kind)] for kind in user.muted))
    counted = (
        ("在小程序上登录", "一个月不用自动退出", MiniSession.used_at, MiniSession.openid),
        ("小程序里做过的事", "防止重发时做两次,一天后清掉", ApiAnswer.at, ApiAnswer.openid),
    )
    yield from _counted(uow, counted, mine.traces.minis)


def _counted(
    uow: Uow, counted: Sequence[tuple[str, str, _Moment, _Name]], openids: Sequence[str]
) -> Iterator[Line]:
    """Tell how often something was kept by an openid, and when last."""
    questions = [
        select(literal(n), func.count(), func.max(moment)).where(whose.in_(openids))
        for n, (_, _, moment, whose) in enumerate(counted)
    ]
    for n, times, last in uow.session.execute(union_all(*questions)):
        what, about, *_ = counted[n]
        if times:
            yield Line(f"{what} {times} 次", about, last)


@part(
    "contacts",
    "谁在联系我",
    "联系你的团干部看得到这些;备注和标签是 TA 记的。",
    "contact",
    "contact_tag",
)
def _contacts(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = uow.session.execute(
        select(Contact, Person.name)
        .join(Person, Person.id == Contact.cadre_id)
        .where(Contact.id.in_(mine.traces.contacts))
        .order_by(Contact.started_at)
    ).all()
    tags: dict[int, list[str]] = {}
    for number, tag in uow.session.execute(
        select(ContactTag.contact_id, ContactTag.tag)
        .where(ContactTag.contact_id.in_(mine.traces.contacts))
        .order_by(ContactTag.tag)
    ):
        tags.setdefault(number, []).append(tag)
    for row, name in rows:
        about = joined(
            "主要联系人" if row.is_primary else "",
            SOURCES.get(row.source),
            f"备注:{row.hint}" if row.hint else "",
            FIELDS.get(row.field),
            INDUSTRIES.get(row.industry, row.industry),
            OCCUPATIONS.get(row.occupation, row.occupation),
            f"标签:{'、'.join(tags[row.id])}" if row.id in tags else "",
            "你同意过" if row.agreed_at else "",
            f"最近见面 {row.last_met_at:%Y-%m-%d}" if row.last_met_at else "",
            f"{row.ended_at:%Y-%m-%d} 结束" if row.ended_at else "",
        )
        yield Line(name, about, row.started_at)


@part(
    "cadre",
    "我的任职",
    "团干部的登记,由组织管理;要改请找管理员。",
    "cadre",
    "appointment",
    "leave",
    "override",
    "cadre_link",
    "duty",
)
def _cadre(uow: Uow, mine: Mine) -> Iterator[Line]:
    cadre = uow.session.get(Cadre, mine.person_id)
    if cadre is None:
        return
    yield Line("用户名", cadre.username)
    posts = uow.session.execute(
        select(Appointment, Organisation.name)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.cadre_id == cadre.id)
        .order_by(Appointment.first_day)
    )
    for post, place in posts:
        kind = ROLE_TITLES[Role(post.type)]
        leads = "负责人" if post.leads else ""
        yield Line(place, joined(kind, post.post, leads, _days(post)))
    for leave in uow.session.scalars(select(Leave).where(Leave.cadre_id == cadre.id)):
        yield Line("请假", joined(leave.reason, _days(leave)))
    for own in uow.session.scalars(select(Override).where(Override.cadre_id == cadre.id)):
        yield Line("个人目标", joined(f"{own.rule}:{own.target}", own.reason, _days(own)))
    for link in uow.session.scalars(select(CadreLink).where(CadreLink.cadre_id == cadre.id)):
        yield Line("联系的支部、社团", joined(link.name, link.report_on, _days(link)))
    for duty in uow.session.scalars(select(Duty).where(Duty.cadre_id == cadre.id)):
        yield Line("值班", _days(duty))


def _days(row: Appointment | Leave | Override | CadreLink | Duty) -> str:
    first = say_date(row.first_day, 0)
    return f"{first}起" if row.last_day is None else f"{first}到 {say_date(row.last_day, 0)}"
