"""确认: a youth says with one tap whether it took place; nothing counts less without."""

from domain.wording import say_day, tap
from handlers.record_words import say_asked
from handlers.routing import Chat, chat, elsewhere
from services import confirmations
from services.confirmations import ENOUGH, NO, YES, NothingAsked, Question

_BACK = "可以问我"


@chat.text("确认")
def ask(c: Chat) -> str:
    """Ask the youths of the newest record."""
    asked = confirmations.ask_newest(c.uow, c.cadre)
    return say_asked(asked.names, asked.left_out)


@chat.text(YES)
def yes(c: Chat) -> str:
    """Take that it took place."""
    return _answer(c, yes=True)


@chat.text(NO)
def no(c: Chat) -> str:
    """Take that it did not."""
    return _answer(c, yes=False)


def _answer(c: Chat, *, yes: bool) -> str:
    found = confirmations.open_for(c.uow, c.person)
    # Who says it otherwise takes back what they said last.
    found = found or confirmations.answered(c.uow, c.person, yes=not yes)[-1:]
    if not found:
        raise NothingAsked
    if len(found) > 1:
        c.ask("confirm", "which", ids=[one.record_id for one in found], yes=yes)
        lines = [f"{n} {_say(c, one)}" for n, one in enumerate(found, 1)]
        return "\n".join([f"是哪一次「{YES if yes else NO}」?", *lines, "回复数字就行。"])
    return _keep(c, found[0].record_id, yes=yes)


@chat.step("confirm", "which")
def which(c: Chat) -> str | None:
    """Take which of several questions it was."""
    record = c.picked(list(c.dialogue["ids"]))
    if record is None:
        return elsewhere(c) or "回复单子上的数字就行;都不点也没关系,回复「取消」。"
    c.done()
    return _keep(c, record, yes=bool(c.dialogue["yes"]))


def _keep(c: Chat, record_id: int, *, yes: bool) -> str:
    one = confirmations.answer(c.uow, c.person, record_id, yes=yes)
    left = len(confirmations.open_for(c.uow, c.person))
    more = f"还有 {left} 次等你点。" if left else ""
    if yes:
        return f"谢谢,记下了:{_say(c, one)}。{more}\n点错了?回复「{tap(NO)}」。"
    return (
        f"记下了:没有这回事({_say(c, one)})。{more}团干部看不到这一句。\n"
        f"点错了?回复「{tap(YES)}」。不想再被问,回复「{tap(ENOUGH)}」。"
    )


def _say(c: Chat, one: Question) -> str:
    return f"{say_day(one.day, c.uow.today)},{one.cadre},{one.kind_title}"


@chat.text(ENOUGH, "不要问我", "别问我")
def enough(c: Chat) -> str:
    """Ask this person no more."""
    c.person  # noqa: B018 - a stranger is asked to log in
    confirmations.mute(c.uow, c.openid, c.who.muted, off=True)
    return f"好,以后不问了,对谁都没有影响。想恢复,回复「{tap(_BACK)}」。"


@chat.text(_BACK)
def again(c: Chat) -> str:
    """Let this person be asked again."""
    c.person  # noqa: B018 - a stranger is asked to log in
    confirmations.mute(c.uow, c.openid, c.who.muted, off=False)
    return f"好,恢复了。不想被问,随时回复「{tap(ENOUGH)}」。"
