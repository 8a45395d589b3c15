"""抽查: two questions with numbered answers; saying no is one of them, at each step."""

from collections.abc import Iterable
from typing import Final

from domain.delivery import Kind
from domain.spot_checks import METS, STARS, Met, NothingToAnswer
from domain.wording import tap
from handlers.routing import Chat, chat, elsewhere
from services import identity, records, spot_check_answers
from services.spot_check_answers import Question
from services.spot_checks import DECLINE, WORD, say_days

_NEVER: Final = "不要抽查我"
_AGAIN: Final = "可以抽查我"
_METS: Final = tuple(METS)
_STARS: Final = tuple(STARS)
_THANKS: Final = (
    "谢谢,记下了。你的回答只汇成数字,团干部不会知道问过你。有话想当面说,回复「找团干部」。"
)


@chat.text(WORD, "回答抽查")
def spot_check(c: Chat) -> str:
    """Ask the first question that is open; to whoever answers for an organ, give the page."""
    question = spot_check_answers.open_for(c.uow, c.person)
    page = _page(c)
    if question is None:
        if not page:
            raise NothingToAnswer
        return f"随机抽一些小伙伴问两个问题,看看联系实不实。\n{page}"
    return "\n".join(part for part in (_ask(c, question), page) if part)


def _page(c: Chat) -> str:
    """Return the way to the organ's checks, for whoever answers for it."""
    if not c.who.is_cadre or records.led_organ(c.uow, c.person) is None:
        return ""
    return c.page("spot-checks", "打开抽查")


def _ask(c: Chat, question: Question) -> str:
    if question.met is not None:
        return _second(c, question)
    c.ask("spot_check", "met", id=question.id)
    days = say_days(question.first_day, question.last_day, c.uow.today)
    return (
        f"第 1 问:{days},{question.cadre}和你见过面、聊过,或者一起参加过活动吗?\n"
        f"{_numbered(METS.values())}\n0 不想回答"
    )


def _second(c: Chat, question: Question) -> str:
    c.ask("spot_check", "stars", id=question.id)
    return (
        f"第 2 问:对{question.cadre}这段时间的联系,满意吗?\n"
        f"{_numbered(STARS.values())}\n0 就答到这里"
    )


def _numbered(words: Iterable[str]) -> str:
    return "\n".join(f"{n} {word}" for n, word in enumerate(words, 1))


@chat.step("spot_check", "met", zero=True)
def spot_check_met(c: Chat) -> str:
    """Take the first answer, and ask the second question."""
    if c.number == 0:
        return spot_check_decline(c)
    chosen: Met | None = c.picked(_METS)
    if chosen is None:
        return elsewhere(c) or f"回复 1 到 {len(_METS)};不想回答,回复 0。"
    spot_check_answers.met(c.uow, c.person, int(c.dialogue["id"]), chosen)
    question = spot_check_answers.open_for(c.uow, c.person)
    if question is None:
        raise NothingToAnswer
    return _second(c, question)


@chat.step("spot_check", "stars", zero=True)
def spot_check_stars(c: Chat) -> str:
    """Take the second answer."""
    if c.number == 0:
        return spot_check_decline(c)
    chosen = c.picked(_STARS)
    if chosen is None:
        return elsewhere(c) or f"回复 1 到 {len(_STARS)};就答到这里,回复 0。"
    spot_check_answers.stars(c.uow, c.person, int(c.dialogue["id"]), chosen)
    c.done()
    return _THANKS


@chat.text(DECLINE, "不答抽查")
def spot_check_decline(c: Chat) -> str:
    """Take that somebody does not want to answer."""
    half = spot_check_answers.decline(c.uow, c.person)
    c.done()
    if half:
        return _THANKS
    return f"好,不问了,对谁都没有影响,团干部也不会知道。\n以后都不想被抽到,回复「{tap(_NEVER)}」。"


@chat.text(_NEVER)
def spot_check_never(c: Chat) -> str:
    """Draw and ask this person no more."""
    c.person  # noqa: B018 - a stranger is asked to log in
    identity.mute(c.uow, c.openid, tuple(sorted({*c.who.muted, Kind.ASK})))
    if spot_check_answers.open_for(c.uow, c.person) is not None:
        spot_check_answers.decline(c.uow, c.person)
    c.done()
    return f"好,以后抽查和回访都不找你了,对谁都没有影响。想恢复,回复「{tap(_AGAIN)}」。"


@chat.text(_AGAIN)
def spot_check_again(c: Chat) -> str:
    """Let this person be drawn again."""
    c.person  # noqa: B018 - a stranger is asked to log in
    identity.mute(c.uow, c.openid, tuple(kind for kind in c.who.muted if kind != Kind.ASK))
    return f"好,恢复了。不想被问,随时回复「{tap(_NEVER)}」。"
