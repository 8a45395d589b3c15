"""话题: what was shared with me, saying something about it; for a cadre also what I started."""

from collections.abc import Sequence

from domain.periods import local_day
from domain.topics import AnswerStatus, TopicStatus
from domain.wording import say_day, short, untapped
from handlers.routing import Chat, chat, elsewhere
from services import topic_answers, topic_pages, topics
from services.topic_pages import Listed
from services.topic_said import Said

_SHOWN = 5
_LATEST = 3
_LINE, _SCREEN = 60, 300
_SENTENCES = ("记", "计划")
"""A youth who begins so says something; to a cadre it is a record or a plan."""


@chat.text("话题", "讨论", "看话题", "分享")
def topics_shared(c: Chat) -> str:
    """List the newest: the number is the answer."""
    shared = topic_pages.shared_with(c.uow, c.person, limit=_SHOWN)
    mine = topic_pages.started_by(c.uow, c.person, limit=_SHOWN) if c.who.is_cadre else []
    if not shared and not mine:
        return _nothing(c)
    found = [*mine, *shared][:_SHOWN] if c.who.is_cadre else shared
    c.ask("topics", "pick", ids=[row.id for row in found])
    lines = [_line(c, n, row) for n, row in enumerate(found, 1)]
    start = f"\n{c.page('topics/new', '发起讨论或分享')}" if c.who.is_cadre else ""
    return "\n".join(["最近的话题:", *lines, f"回复数字打开。{start}"])


def _nothing(c: Chat) -> str:
    if c.who.is_cadre:
        where = c.page("topics/new", "发起讨论或分享")
        return f"还没有话题。问小伙伴一个问题,或者分享点好东西:{where}"
    return "还没有人和你分享话题。想聊点什么,直接跟你的团干部说;看看活动,回复「活动」。"


def _line(c: Chat, n: int, row: Listed) -> str:
    about = [row.sort_title, row.by, say_day(local_day(row.at), c.uow.today)]
    about += [f"{row.answers} 条回复"] if row.answers else []
    about += [f"{row.new} 条新的"] if row.new else []
    about += [f"{row.held} 条待看"] if row.held else []
    return f"{n} {untapped(row.title)}\n  {' · '.join(about)}"


@chat.step("topics", "pick")
def topics_pick(c: Chat) -> str:
    """Show the topic with this number."""
    chosen = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;不看了,回复「取消」。"
    return _shown(c, chosen, c.dialogue["ids"])


def _shown(c: Chat, topic_id: int, ids: Sequence[int]) -> str:
    topics.opened(c.uow, topic_id, c.person)
    topic = topic_pages.seen(c.uow, topic_id, c.person)
    page = c.page(f"topics/{topic.id}", "打开看全部" if topic.answers else "打开页面")
    lines = [f"「{untapped(topic.title)}」{topic.by}"]
    lines += [untapped(short(topic.text, _SCREEN))] if topic.text else []
    lines += [f"链接({topic.host}):{topic.link}"] if topic.link else []
    lines += [f"{len(topic.photos)} 张图片,在页面上看。"] if topic.photos else []
    lines += [_said(said) for said in topic.answers[-_LATEST:]]
    if topic.status is TopicStatus.OPEN:
        c.ask("topics", "answer", id=topic.id, ids=list(ids))
        lines.append(f"直接回复一句话参与;不说了,回复「取消」。\n{page}")
    else:
        c.ask("topics", "pick", ids=list(ids))
        lines.append(f"讨论结束了,还可以看。\n{page}")
    return "\n".join(lines)


def _said(said: Said) -> str:
    held = "(待看)" if said.status is AnswerStatus.HELD else ""
    return f"· {said.who}{held}:{untapped(short(said.text, _LINE))}"


@chat.step("topics", "answer")
def topics_answer(c: Chat) -> str:
    """Take one sentence; a number of the list opens that topic, a known word goes on to it."""
    other = c.picked(c.dialogue["ids"])
    if other is not None:
        return _shown(c, other, c.dialogue["ids"])
    if c.text in chat.words or _ordered(c):
        moved = elsewhere(c)
        if moved is not None:
            return moved
    if c.message.kind != "text":
        return "这里收文字。直接回复一句话参与;不说了,回复「取消」。"
    said = topic_answers.answer(c.uow, c.dialogue["id"], c.person, c.text)
    c.done()
    if said.held:
        return f"收到了。{said.held},先请{said.by}看一眼再放出来。\n看别的话题,回复「话题」。"
    page = c.page(f"topics/{said.topic_id}", "看看大家说的")
    return f"说好了,在「{untapped(said.title)}」里。\n{page};看别的,回复「话题」。"


def _ordered(c: Chat) -> bool:
    """Say whether it is no answer but something to do: a cadre's record is not for all to read."""
    return c.who.is_cadre or not c.text.startswith(_SENTENCES)
