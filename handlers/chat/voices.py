"""青年之声: what was answered for all to read, found by words; and taking one's own away."""

from urllib.parse import quote

from domain.tickets import NUMBER, read_number
from domain.wording import say_day, short, tap, untapped
from handlers.routing import Chat, chat, elsewhere
from services import voice_publishing, voices
from services.voices import Voice

_SHOWN = 5
_LINE, _QUESTION, _ANSWER = 40, 150, 400


@chat.text("青年之声", "看青年之声", "搜", "搜索")
def voices_latest(c: Chat) -> str:
    """List what was answered last."""
    return _listed(c, "", voices.latest(c.uow, limit=_SHOWN + 1))


@chat.text(pattern=r"搜索?\s*\S.*")
def voices_search(c: Chat) -> str:
    """List the answers that have these words."""
    words = c.text.removeprefix("搜").removeprefix("索").strip()
    return _listed(c, words, voices.search(c.uow, words, limit=_SHOWN + 1))


def _listed(c: Chat, words: str, found: list[Voice]) -> str:
    if not found and words:
        return (
            f"还没有人问过「{untapped(words[:_LINE])}」。换个词再搜一次,"
            f"或者直接问:回复「提问 」加上你的问题。看最近的:{tap('青年之声')}。"
        )
    if not found:
        return "这里还没有公开的问答。想问点什么,回复「提问 」加上你的问题,会有人答你。"
    shown = found[:_SHOWN]
    c.ask("voices", "pick", ids=[one.id for one in shown])
    title = f"搜「{untapped(words[:_LINE])}」,这样答过:" if words else "青年之声,最近的回答:"
    lines = [f"{n} {untapped(short(one.question, _LINE))}" for n, one in enumerate(shown, 1)]
    rest = _page(c, words) if len(found) > _SHOWN else ""
    return "\n".join([title, *lines, f"回复数字看回答。{rest}{_next(words)}"])


def _next(words: str) -> str:
    if words:
        return "没找到想要的?回复「提问 」加上你的问题。"
    return "找别的,回复「搜 」加上几个词。"


def _page(c: Chat, words: str) -> str:
    if c.who.person_id is None:
        return ""
    return c.page(f"voices?words={quote(words)}" if words else "voices", "看更多") + ";"


@chat.step("voices", "pick")
def voices_pick(c: Chat) -> str:
    """Show the answer with this number."""
    chosen = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;不看了,回复「取消」。"
    one = voices.voice(c.uow, chosen)
    whole = len(one.answer) <= _ANSWER
    page = ""
    if not whole and c.who.person_id is not None:
        page = c.page(f"voices/{one.id}", "看全文") + "\n"
    return (
        f"问:{untapped(short(one.question, _QUESTION))}\n"
        f"答:{untapped(short(one.answer, _ANSWER))}\n"
        f"{one.organ} · {say_day(one.day, c.uow.today)}\n{page}"
        "看别的,回复数字;自己也想问,回复「提问 」加上你的问题。"
    )


@chat.text(pattern=rf"不公开\s*{NUMBER}")
def voices_private(c: Chat) -> str:
    """Keep what one asked from the public, or take it away from there."""
    ticket = read_number(c.text.removeprefix("不公开"))
    number = voice_publishing.keep_private(c.uow, ticket, c.person)
    return f"好,{number} 不公开了,别人看不到。\n进度还照样告诉你:{tap('我的提问')}。"
