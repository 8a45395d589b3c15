"""小伙伴登录: a number and its code, or a cadre's invitation and four digits; then consent."""

from domain.errors import Refusal
from domain.proofs import Proof
from handlers.routing import Chat, chat, elsewhere
from services import contacts, dialogues, identity, invitations, youth_login
from services.invitations import InvitationStale
from services.youth_login import CadreDoor, NotOnTheRoll, Proved, SentTo

WHAT_IS_KEPT = (
    "会存什么:姓名、手机号(加密保存,联系你的团干部看得到,管理员要看得写原因)、"
    "你参加活动和被联系的记录。"
    "只用来联系和服务你,随时能退出。"
)

NOT_A_CODE = "回复短信里的 6 位数字就行。没收到,回复「重发」;号码写错了,回复「换号」。"


@chat.menu("youth_login", label="小伙伴登录", under="小伙伴", place=1)
@chat.text("登录", "绑定")
def begin(c: Chat) -> str:
    """Ask for the number, after saying why."""
    if c.who.is_cadre:
        return f"{c.who.name},你已经用团干部的身份登录了。看进度,回复「进度」。"
    if c.who.person_id is not None:
        return f"你已经登录了,{c.who.name}。{_whose(c, c.person)}\n想做什么,回复「帮助」看看。"
    c.ask("youth_login", "phone")
    return (
        "两步就好:先回复你的手机号,我发一条验证码。\n"
        "号码加密保存,联系你的团干部看得到,管理员要看得写原因;"
        "登录前会先告诉你存什么、做什么用。\n"
        "不想继续,回复「取消」。"
    )


@chat.step("youth_login", "phone")
def take_number(c: Chat) -> str:
    """Send the code."""
    return elsewhere(c) or _sent(c, youth_login.send_code(c.uow, c.openid, c.text))


@chat.step("youth_login", "code", zero=True)
def take_code(c: Chat) -> str:
    """Judge the code; a wrong one leaves the question open."""
    if c.text in {"重发", "再发", "没收到"}:
        return _sent(c, youth_login.send_again(c.uow, c.openid, c.dialogue["phone"]))
    if c.text in {"换号", "换号码", "0"}:
        c.ask("youth_login", "phone")
        return "好,回复新的手机号。"
    if not c.text.isdecimal():
        return elsewhere(c) or NOT_A_CODE
    return _proved(c, youth_login.try_code(c.uow, c.openid, c.text), Proof.SMS)


@chat.scene(invitations.SCENE)
def scanned_invitation(c: Chat) -> str:
    """Take up an invitation whose code was scanned."""
    return begin_invited(c, c.scene)


def begin_invited(c: Chat, token: str) -> str:
    """Take up a cadre's invitation that was scanned or typed."""
    if c.who.person_id is not None:
        return f"你已经登录了,{c.who.name},不用再扫邀请码。想做什么,回复「帮助」。"
    c.ask("invited", "digits", token=invitations.opened(c.uow, c.openid, token))
    return "收到团干部的邀请。为了确认是你本人,回复你手机号的后四位。"


@chat.text(pattern=r"绑定\s*([0-9a-f]{32})")
def typed_invitation(c: Chat) -> str:
    """Take up an invitation where the account has no QR codes."""
    return begin_invited(c, c.text.removeprefix("绑定").strip())


@chat.step("invited", "digits")
def take_digits(c: Chat) -> str:
    """Judge the last four digits."""
    if not c.text.isdecimal():
        return elsewhere(c) or "回复你手机号的后四位就行;不想继续就回复「取消」。"
    judged = invitations.accept(c.uow, c.openid, c.dialogue["token"], c.text)
    return _proved(c, judged, Proof.INVITATION)


def _sent(c: Chat, sent: SentTo) -> str:
    c.ask("youth_login", "code", phone=sent.sealed)
    return say_sent(sent)


def say_sent(sent: SentTo) -> str:
    """Say where the code went, and what to do if it does not come."""
    return (
        f"验证码发到 {sent.masked} 了,5 分钟内有效,回复那 6 位数字就行。\n"
        "没收到?回复「重发」;号码写错了,回复「换号」。"
    )


def _proved(c: Chat, judged: Proved | Refusal, proof: Proof) -> str:
    if isinstance(judged, NotOnTheRoll | CadreDoor | InvitationStale):
        c.done()
    if isinstance(judged, Refusal):
        return str(judged)
    c.ask("consent", "choose", person=judged.person_id, name=judged.name, proof=proof)
    return (
        f"你好,{judged.name}。{_whose(c, judged.person_id)}\n{WHAT_IS_KEPT}\n"
        "1 同意,登录\n2 不是我\n3 是我,但不想被联系\n回复数字就行。"
    )


@chat.step("consent", "choose")
def choose(c: Chat) -> str:
    """Bind only who agrees; leaving takes one tap."""
    person = int(c.dialogue["person"])
    if c.text in {"1", "同意"}:
        identity.bind(c.uow, c.openid, person, proof=Proof(c.dialogue["proof"]))
        contacts.consent(c.uow, person)
        dialogues.close(c.uow, c.openid)
        return (
            f"登录好了,{c.dialogue['name']}。\n"
            "许个微心愿,回复「许愿」;看看活动,回复「活动」;想找人,回复「找团干部」。"
        )
    if c.text in {"2", "不是我"}:
        c.done()
        contacts.not_me(c.uow, person)
        return "好,没有登录。我会请登记这个号码的团干部核对一下,不会再按这个名字找你。"
    if c.text in {"3", "不想被联系"}:
        c.done()
        contacts.leave(c.uow, person)
        return (
            "记下了,不会再有人通过这里联系你,也不影响任何人。\n哪天想回来,回复「小伙伴登录」就行。"
        )
    return elsewhere(c) or "回复 1、2 或 3 就行:1 同意,登录;2 不是我;3 是我,但不想被联系。"


def _whose(c: Chat, person: int) -> str:
    names = identity.cadres_of(c.uow, person)
    return f"联系你的团干部是{'、'.join(names[:3])}。" if names else "还没有团干部在联系你。"
