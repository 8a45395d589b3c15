"""评价团干部: stars and a few words on what one had to do with a cadre, and what a cadre hears."""

import re
from typing import Final

from domain.ratings import StarsOdd
from domain.wording import say_day, short, tap, untapped
from handlers.routing import Chat, chat, elsewhere
from services import rating_appeals, rating_rounds, ratings, records
from services.rating_occasions import Met
from services.ratings import Rated

_SAID: Final = re.compile(
    r"(\d{1,3}(?:\.\d+)?)(?![\d.月日号点次])\s*(?:颗星|星|分)?[\s,,。::]*(.*)", re.DOTALL
)
_LISTED: Final = 6
_WORDS: Final = 3
_SHORT: Final = 60
HOW: Final = (
    "回复 1–5 颗星,后面可以跟一句话,比如「5 很耐心」。\n"
    "TA 看不到是谁评的:满 5 个人才显示,不带时间。"
)


@chat.text("评价", "评价团干部")
def ratings_begin(c: Chat) -> str:
    """Ask how it was with the cadre one had to do with, or with which."""
    found = ratings.open_for(c.uow, c.person)
    if not found:
        return _nothing(c)
    if len(found) == 1:
        return _ask(c, found[0])
    shown = found[:_LISTED]
    c.ask("ratings", "which", of=[[met.occasion, met.id] for met in shown])
    lines = [f"{n} {_line(c, met)}" for n, met in enumerate(shown, 1)]
    more = [c.page("ratings", "看全部")] if len(found) > _LISTED else []
    return "\n".join(["评哪一次?回复数字:", *lines, *more])


def _nothing(c: Chat) -> str:
    page = c.page("ratings", "看看以前评过的")
    return (
        "最近 60 天没有等着评的。和团干部见过面、参加过活动、有了答复或者实现了心愿,就能来评。\n"
        f"{page};有话现在想说,回复「{tap('找团干部')}」。"
    )


@chat.step("ratings", "which")
def ratings_which(c: Chat) -> str:
    """Take which of several it is about."""
    chosen = c.picked(list(c.dialogue["of"]))
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字;不评了,回复「取消」。"
    occasion, number = chosen
    return _ask(c, ratings.one(c.uow, c.person, occasion, number).met)


def _ask(c: Chat, met: Met) -> str:
    c.ask("ratings", "stars", occasion=met.occasion, id=met.id)
    return f"{_line(c, met)}\n{met.cadre}做得怎么样?{HOW}"


@chat.step("ratings", "stars")
def ratings_stars(c: Chat) -> str:
    """Take stars and words."""
    said = _SAID.fullmatch(c.text)
    if said is None:
        return elsewhere(c) or f"{HOW}\n不评了,回复「取消」。"
    about, number = str(c.dialogue["occasion"]), int(c.dialogue["id"])
    rated = ratings.rate(c.uow, c.person, about, number, _stars(said), said[2])
    c.done()
    return _told(c, rated)


@chat.text(pattern=r"评价(?:团干部)?[\s::]*\d.*")
def ratings_at_once(c: Chat) -> str:
    """Take stars and words where there is only one they can mean."""
    found = ratings.open_for(c.uow, c.person)
    if len(found) != 1:
        return ratings_begin(c)
    said = _SAID.search(c.text)
    if said is None:
        raise StarsOdd
    met = found[0]
    rated = ratings.rate(c.uow, c.person, met.occasion, met.id, _stars(said), said[2])
    return _told(c, rated)


def _stars(said: re.Match[str]) -> int:
    if not said[1].isdecimal():
        raise StarsOdd  # 4.5
    return int(said[1])


def _told(c: Chat, rated: Rated) -> str:
    words = f",「{untapped(rated.words)}」" if rated.words else ""
    new = "改好了" if rated.before else "记下了,谢谢你"
    held = "这句话先请人看一眼,再和别人的一起显示。" if rated.held else ""
    left = len(ratings.open_for(c.uow, c.person))
    more = f"还有 {left} 次可以评,回复「{tap('评价')}」。" if left else ""
    return (
        f"{new}:{rated.met.cadre},{rated.stars} 颗星{words}。{held}\n"
        f"TA 看不到是谁评的,满 5 个人、到下个月才显示。在那以前想改:{c.page('ratings', '打开')}"
        f"{chr(10) if more else ''}{more}"
    )


def _line(c: Chat, met: Met) -> str:
    return f"{met.cadre} · {untapped(met.title)} · {say_day(met.day, c.uow.today)}"


@chat.text("我的评价", "看评价")
def ratings_mine(c: Chat) -> str:
    """Tell a cadre what is heard of them; anybody else what they said."""
    if not c.who.is_cadre:
        return _said(c)
    heard = rating_rounds.heard(c.uow, c.cadre)
    page = c.page("ratings/heard", "打开看评价")
    above = _above(c)
    if heard.total is None:
        again = ratings.next_round(c.uow)
        return (
            "还没有可以显示的评价:满 5 位小伙伴评过,下个月 1 日一起显示,看不出是谁。"
            f"下一次更新在 {again}。\n{page}{above}"
        )
    lines = [f"小伙伴的评价:{heard.total.say()}({heard.total.votes} 条,至少 5 位)"]
    lines += [f"· {untapped(short(word.text, _SHORT))}" for word in heard.words[:_WORDS]]
    return "\n".join([*lines, f"每月 1 日更新,谁评的看不到;有失实的,可以请上级复核:{page}{above}"])


def _above(c: Chat) -> str:
    """Return the way to what waits for a leader's decision, if anything does."""
    organ = records.led_organ(c.uow, c.cadre)
    waiting = rating_appeals.waiting(c.uow, organ, c.cadre) if organ is not None else []
    return (
        f"\n有 {len(waiting)} 条评价等你复核:{c.page('ratings/above', '打开')}" if waiting else ""
    )


def _said(c: Chat) -> str:
    found = ratings.mine(c.uow, c.person)
    if not found:
        return f"你还没有评过团干部。看看有没有可以评的,回复「{tap('评价')}」。"
    lines = [f"· {one.said} {one.cadre} {one.stars} 颗星" for one in found[:_LISTED]]
    return "\n".join(["你评过的:", *lines, c.page("ratings", "打开看全部、改一改")])
