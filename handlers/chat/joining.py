"""加入 a case-load by a scanned code or its phrase; 我的码, 交接, 合并; leaving one cadre."""

from domain.errors import Refusal
from domain.proofs import Proof
from domain.wording import tap, untapped
from handlers.chat import youth_login as login
from handlers.routing import Chat, chat, elsewhere
from services import dialogues, join_codes, joining, leaving, youth_login
from services.join_codes import Asked, JoinStale
from services.joining import Joined
from services.youth_login import CadreDoor, Newcomer, SentTo

_YES = frozenset({"1", "同意", "好", "可以"})
_NO = frozenset({"2", "不了", "不同意", "不用了"})


@chat.scene(join_codes.SCENE)
def scanned(c: Chat) -> str:
    """Take up a cadre's code that was scanned."""
    return _begin(c, c.scene)


@chat.text(pattern=r"加入\s*([0-9a-f]{32})")
def typed(c: Chat) -> str:
    """Take up a code where the account has no QR codes."""
    return _begin(c, c.text.removeprefix(join_codes.WORD).strip())


def _begin(c: Chat, token: str) -> str:
    asked = join_codes.asked(c.uow, token)
    if c.who.person_id is not None:
        return _question(c, c.who.person_id, asked)
    c.ask("join", "phone", code=asked.code_id)
    at = f"在「{untapped(asked.event)}」" if asked.event else ""
    return (
        f"{_who(asked)}{at}想把你加进联系名单。\n"
        "先回复你的手机号,我发一条验证码;会先告诉你存什么,你同意了才算。\n"
        "不想继续,回复「取消」,什么都不会留下。"
    )


def _who(asked: Asked) -> str:
    return f"{asked.name}({asked.organisation})"


def _question(c: Chat, person_id: int, asked: Asked) -> str:
    """Ask somebody we know; whoever is in the list already is told so."""
    stand = joining.stand(c.uow, person_id, asked)
    if stand.here and stand.agreed and not stand.left:
        c.done()
        return (
            f"你已经在{asked.name}的联系名单里了,不用再扫。\n"
            f"有事找 TA,{tap('找团干部')};不想要这位,{tap(f'不要{asked.name}联系')}。"
        )
    c.ask("join", "known", code=asked.code_id, here=stand.here and not stand.left)
    before = ""
    if stand.left:
        before = "你之前说过不想被联系。同意的话,就是恢复联系。\n"
    elif stand.barred:
        before = f"你之前说过不要{asked.name}联系。同意的话,就再由 TA 联系。\n"
    return (
        f"{before}{_who(asked)}想把你加进联系名单:会看到你的名字和手机号、"
        "参加活动和联系的记录,会约你聊聊、请你来活动。随时可以退。\n"
        "1 同意\n2 不了\n回复数字就行。"
    )


@chat.step("join", "known")
def answered(c: Chat) -> str:
    """Let in who agrees; of a no nothing is kept."""
    code = int(c.dialogue["code"])
    if c.text in _YES:
        c.done()
        try:
            return _welcome(joining.agree(c.uow, c.person, code))
        except JoinStale as stale:
            return str(stale)
    if c.text in _NO:
        c.done()
        if c.dialogue["here"]:
            return f"好,不改什么。你已经在 TA 名单里;不想要哪位,看看{tap('谁在联系我')}。"
        return f"好,没有加。想看看活动,{tap('活动')};谁在联系你,{tap('谁在联系我')}。"
    return elsewhere(c) or "回复 1 或 2 就行:1 同意,2 不了。"


@chat.step("join", "phone")
def take_number(c: Chat) -> str:
    """Send the code."""
    return elsewhere(c) or _sent(c, youth_login.send_code(c.uow, c.openid, c.text))


def _sent(c: Chat, sent: SentTo) -> str:
    c.ask("join", "code", code=c.dialogue["code"], phone=sent.sealed)
    return login.say_sent(sent)


@chat.step("join", "code", zero=True)
def take_code(c: Chat) -> str:
    """Judge the code; then whoever is on the roll logs in, and a newcomer says who they are."""
    code = c.dialogue["code"]
    if c.text in {"重发", "再发", "没收到"}:
        return _sent(c, youth_login.send_again(c.uow, c.openid, c.dialogue["phone"]))
    if c.text in {"换号", "换号码", "0"}:
        c.ask("join", "phone", code=code)
        return "好,回复新的手机号。"
    if not c.text.isdecimal():
        return elsewhere(c) or login.NOT_A_CODE
    judged = youth_login.try_number(c.uow, c.openid, c.text)
    if isinstance(judged, CadreDoor):
        c.done()
    if isinstance(judged, Refusal):
        return str(judged)
    if isinstance(judged, Newcomer):
        c.ask("join", "name", code=code, phone=c.dialogue["phone"])
        return "号码没问题。怎么称呼你?回复你的姓名。"
    data = {"person": judged.person_id, "name": judged.name, "proof": Proof.SMS}
    c.ask("join", "who", code=code, **data)
    return (
        f"你好,{judged.name}。{login.WHAT_IS_KEPT}\n"
        "1 同意,登录\n2 不是我\n3 是我,但不想被联系\n回复数字就行。"
    )


@chat.step("join", "who")
def logged_in(c: Chat) -> str:
    """Log in who is on the roll, and ask as one asks those who were logged in before."""
    code = int(c.dialogue["code"])
    said = login.choose(c)
    if c.text in {"2", "不是我"}:
        return f"{said}\n想用自己的名字加入,再扫一次刚才的码就行。"
    if c.text not in {"1", "同意"}:
        return said
    try:
        asked = join_codes.still_asked(c.uow, code, dialogues.PATIENCE)
    except JoinStale as stale:
        return f"登录好了,{c.dialogue['name']}。\n{stale}"
    return f"登录好了,{c.dialogue['name']}。\n{_question(c, int(c.dialogue['person']), asked)}"


@chat.step("join", "name")
def take_name(c: Chat) -> str:
    """Take a newcomer's name, and ask for the age that the law and the League set."""
    if c.text in chat.words:  # a name may look like any word, but hardly like one of these
        return elsewhere(c) or ""
    name = joining.named(c.uow, c.text)
    c.ask("join", "age", code=c.dialogue["code"], phone=c.dialogue["phone"], name=name)
    return f"{name},你满 14 周岁了吗?\n1 满了\n2 还没有\n回复数字就行。"


@chat.step("join", "age")
def take_age(c: Chat) -> str:
    """Go on with who is 14; of who is not nothing is kept."""
    if c.text in {"2", "还没有", "没有"}:
        c.done()
        return str(joining.TooYoung())
    if c.text not in {"1", "满了", "是"}:
        return elsewhere(c) or "回复 1 或 2 就行:1 满了,2 还没有。"
    asked = join_codes.still_asked(c.uow, int(c.dialogue["code"]), dialogues.PATIENCE)
    c.ask("join", "consent", **c.dialogue)
    return (
        f"最后一步,看看同不同意。{login.WHAT_IS_KEPT}\n"
        f"{_who(asked)}会看到你的名字和手机号、参加活动和联系的记录。\n"
        "1 同意,加入\n2 不了\n回复数字就行。"
    )


@chat.step("join", "consent")
def take_consent(c: Chat) -> str:
    """Write down a newcomer who agrees; of a no nothing is kept."""
    if c.text in _NO:
        c.done()
        return "好,没有登记,刚才说的都没有留下。哪天想来,再扫一次就行。"
    if c.text not in _YES:
        return elsewhere(c) or "回复 1 或 2 就行:1 同意,加入;2 不了。"
    data = c.dialogue
    c.done()
    try:
        joined = joining.enter(c.uow, c.openid, data["phone"], data["name"], int(data["code"]))
    except JoinStale as stale:
        return str(stale)
    return f"登记好了,{joined.youth}。{_welcome(joined)}"


def _welcome(joined: Joined) -> str:
    if joined.again:
        return f"你本来就在{joined.cadre}的联系名单里。看看活动,{tap('活动')}。"
    also = f"({'、'.join(joined.others)}也还联系你。)" if joined.others else ""
    return (
        f"好,{joined.cadre}现在是联系你的团干部了。{also}\n"
        f"看看活动,{tap('活动')};许个微心愿,{tap('许愿')};不想被联系了,{tap('退订')}。"
    )


@chat.text("我的码", "加我", "加我码")
def my_code(c: Chat) -> str:
    """Give a cadre the page with the own code; there is one from the first time on."""
    cadre = c.cadre
    code = join_codes.own(c.uow, cadre) or join_codes.renew(c.uow, cadre)
    came = f"已经有 {code.joined} 位用它加入。" if code.joined else ""
    return (
        f"{c.page('caseload/code', '打开我的码')}\n"
        f"小伙伴扫一下、自己点同意,就进你的名单,7 天内有效。{came}"
    )


@chat.text("交接", "移交")
def handover(c: Chat) -> str:
    """Give a cadre the page for handing over."""
    c.cadre  # noqa: B018 - others are told whose door it is
    return (
        f"{c.page('caseload/handover', '打开交接')}\n"
        "选同事、选小伙伴,一位或全部都行。24 小时内可以撤销。"
    )


@chat.text("合并", "重复的小伙伴")
def merge(c: Chat) -> str:
    """Give a cadre the page for those who were entered twice."""
    c.cadre  # noqa: B018 - others are told whose door it is
    return (
        f"{c.page('caseload/duplicates', '打开重复的小伙伴')}\n"
        "同一个人记了两次,在这里合成一位。24 小时内可以撤销。"
    )


@chat.text("谁在联系我", "我的资料")
def me(c: Chat) -> str:
    """Give a youth the page with who keeps in touch, and how to leave."""
    mine = leaving.mine(c.uow, c.person)
    link = c.page("me", "打开看看")
    if mine.left:
        return f"你说过不想被联系,现在没有人联系你。想恢复,{tap('恢复联系')}。\n{link}"
    if not mine.keepers:
        return f"现在没有团干部在联系你。想要一位,扫一下 TA 的码。\n{link}"
    lines = [f"· {one.name}({one.office})" for one in mine.keepers]
    first = mine.keepers[0].name
    return "\n".join(
        ["现在联系你的:", *lines, f"不想要哪位,就说「{tap(f'不要{first}联系')}」。", link]
    )


@chat.text(pattern=r"不要\s*(\S{1,20}?)\s*再?联系(?:我)?(?:了)?")
def leave_one(c: Chat) -> str:
    """Let a youth leave one cadre, at once and for no reason."""
    said = c.text.removeprefix("不要").strip().removesuffix("了").removesuffix("我")
    name = said.removesuffix("联系").removesuffix("再").strip()
    keepers = leaving.mine(c.uow, c.person).keepers
    meant = [one for one in keepers if one.name == name]
    if not meant:
        who, every = tap("谁在联系我"), tap("退订")
        return f"{name or '这位'}现在没有在联系你。看看都有谁,{who};谁都不想要,{every}。"
    if len(meant) > 1:
        c.ask("leave_one", "which", ids=[one.id for one in meant])
        lines = [f"{n} {one.name}({one.office})" for n, one in enumerate(meant, 1)]
        return "\n".join([f"有两位以上叫{name}的:", *lines, "不要哪位?回复数字就行。"])
    return _left(c, meant[0].id)


@chat.step("leave_one", "which")
def which(c: Chat) -> str:
    """Leave the one that was meant."""
    chosen: int | None = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;不退了,回复「取消」。"
    c.done()
    return _left(c, chosen)


def _left(c: Chat, cadre_id: int) -> str:
    name = leaving.leave(c.uow, c.person, cadre_id)
    return (
        f"好,{name}不再联系你了,对 TA 没有影响,TA 也不能自己把你加回去。\n"
        f"哪天改主意,扫一下 TA 的码。还有谁在联系你,{tap('谁在联系我')}。"
    )
