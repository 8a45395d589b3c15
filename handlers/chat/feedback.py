"""评活动: stars and a few words on what one came to."""

import re

from domain.wording import tap
from handlers.routing import Chat, chat, elsewhere
from services import feedback
from services.feedback import NotThere, Rated

_SAID = re.compile(r"(\d)\s*(?:颗星|星|分)?[\s,,。::]*(.*)", re.DOTALL)
HOW = "回复 1–5 颗星,后面可以跟一句话,比如「5 很开心」。主办的人看不到是谁写的。"


@chat.text("评活动", "活动评价", "评价活动")
def begin(c: Chat) -> str:
    """Ask what one thinks of the last activity one came to, or of which."""
    found = feedback.rateable(c.uow, c.person)
    if not found:
        raise NotThere
    if len(found) == 1:
        return _ask(c, *found[0])
    c.ask("feedback", "which", ids=[number for number, _ in found], titles=[t for _, t in found])
    lines = [f"{n} {title}" for n, (_, title) in enumerate(found, 1)]
    return "评哪一个?回复数字:\n" + "\n".join(lines)


@chat.step("feedback", "which")
def which(c: Chat) -> str:
    """Take which activity it is about."""
    pairs: list[tuple[int, str]] = list(zip(c.dialogue["ids"], c.dialogue["titles"], strict=True))
    chosen = c.picked(pairs)
    return _ask(c, *chosen) if chosen else elsewhere(c) or "回复单子上的数字;不评了,回复「取消」。"


def _ask(c: Chat, number: int, title: str) -> str:
    c.ask("feedback", "stars", id=number)
    return f"「{title}」怎么样?{HOW}"


@chat.step("feedback", "stars")
def take_stars(c: Chat) -> str:
    """Take stars and words."""
    said = _SAID.fullmatch(c.text)
    if said is None:
        return elsewhere(c) or HOW
    rated = feedback.rate(c.uow, c.dialogue["id"], c.person, int(said[1]), said[2])
    c.done()
    return _told(rated)


@chat.text(pattern=r"(?:评活动|活动评价|评价活动)[\s::]*\d.*")
def at_once(c: Chat) -> str:
    """Take stars and words on the last activity one came to."""
    found = feedback.rateable(c.uow, c.person)
    if not found:
        raise NotThere
    said = _SAID.search(c.text)
    stars, words = (int(said[1]), said[2]) if said else (0, "")
    return _told(feedback.rate(c.uow, found[0][0], c.person, stars, words))


def _told(rated: Rated) -> str:
    words = f",「{rated.words}」" if rated.words else ""
    new = "改好了" if rated.before else "记下了,谢谢你"
    return (
        f"{new}:「{rated.title}」{rated.stars} 颗星{words}。主办的人看不到是谁写的。\n"
        f"两周内想改,再发一次「{tap('评活动')}」。"
    )
