"""为什么: where a number comes from: the records behind it, what was left out, the clause."""

from collections.abc import Iterable, Iterator
from typing import Final

from domain.kinds import FOR_CADRES, FOR_ORGANS, by_word
from domain.standing_words import say_figure, say_since
from handlers import explaining
from handlers.chat.progress import Mine, all_of
from handlers.routing import Chat, chat, elsewhere
from services import explanations
from services.explanations import Explanation

_WORDS: Final = ("为什么", "为啥", "怎么算的", "依据")
_AROUND: Final = "「」“”《》??。,, \t\n"
_SHOWN: Final = 15
"""Records of each sort that a chat shows; the page shows them all."""
_MORE: Final = "看别的,回复数字就行。"


@chat.text(*_WORDS)
def why(c: Chat) -> str:
    """List what can be explained to this cadre; the number is the answer."""
    return _list(c, all_of(c))


@chat.text(pattern=rf"(?:{'|'.join(_WORDS)})\s*\S.*")
def why_one(c: Chat) -> str | None:
    """Explain the rule that was named; who is no cadre asks about something else."""
    if not c.who.is_cadre:
        return chat.otherwise(c) if chat.otherwise else None
    word = next(word for word in _WORDS if c.text.startswith(word))
    asked = c.text.removeprefix(word).strip(_AROUND)
    mine = all_of(c)
    found = _meant(asked, mine)
    if len(found) == 1:
        return _explained(c, found[0].stand.subject, found[0].stand.id, found[0].s.rule.id)
    return _list(c, found) if found else f"没有叫「{asked[:20]}」的一条。\n{_list(c, mine)}"


@chat.step("why", "which")
def which(c: Chat) -> str:
    """Explain the one that was chosen; another number is another one."""
    rules = c.dialogue["rules"]
    chosen = c.picked(rules)
    if chosen is not None:
        return f"{_explained(c, *chosen)}\n{_MORE}" if len(rules) > 1 else _explained(c, *chosen)
    if c.text == "继续" and (go_on := chat.said(c.text)):
        return go_on(c) or ""
    return elsewhere(c) or f"回复 1 到 {len(rules)} 的数字就行;不看了,回复「取消」。"


def _list(c: Chat, mine: list[Mine]) -> str:
    if not mine:
        return "这一期没有给你安排任务,也就没有要解释的数字。"
    mine = sorted(mine, key=lambda m: not m.s.begun)
    c.ask("why", "which", rules=[[m.stand.subject, m.stand.id, m.s.rule.id] for m in mine])
    lines = [f"{n} {m.title} {_figure(c, m)}" for n, m in enumerate(mine, 1)]
    return "想看哪一条是怎么算的?回复数字:\n" + "\n".join(lines)


def _figure(c: Chat, m: Mine) -> str:
    return say_figure(m.s) if m.s.begun else f"({say_since(m.s, c.uow.today)})"


def _meant(asked: str, mine: Iterable[Mine]) -> list[Mine]:
    """Return which rules somebody may mean: by their title, or by a kind that they count."""
    mine = list(mine)
    exact = [m for m in mine if asked in {m.s.rule.title, m.title, m.s.rule.id}]
    named = [m for m in mine if asked in m.title or m.s.rule.title in asked]
    kind = by_word(asked, (*FOR_CADRES, *FOR_ORGANS))
    of_kind = [m for m in mine if kind and kind.code in m.s.rule.counts.kinds]
    return exact or named or of_kind


def _explained(c: Chat, subject: str, subject_id: int, rule: str) -> str:
    found = explanations.explain(c.uow, subject, subject_id, rule, c.uow.today)
    ours = "〔本单位〕" if subject == "organ" else ""
    return "\n".join([ours + explaining.headline(found.standing, c.uow.today), *_lines(c, found)])


def _lines(c: Chat, e: Explanation) -> Iterator[str]:
    s, today = e.standing, c.uow.today
    yield from explaining.say_caseload(e)
    if said := explaining.say_unmet(e):
        yield said
    if e.counted:
        yield "算进去的:"
        yield from _some([explaining.say_line(line, s, today) for line in e.counted])
    elif s.rule.measure.counts_records and s.begun:
        yield "这一期还没有算得上的记录。"
    if e.left_out:
        yield "没算进去的:"
        for reason, which_ones in explaining.say_left_out(e, today):
            yield f"· {which_ones},{reason}"
    if said := explaining.say_others(e):
        yield said
    first, *rest = explaining.say_sources(e)
    yield f"依据:{first}"
    if s.override_reason and rest:
        yield rest[0]


def _some(lines: list[str]) -> Iterator[str]:
    """Yield the latest of many lines."""
    left = len(lines) - _SHOWN
    if left > 0:
        yield f"(较早的 {left} 条,在进度页里看:回复「进度」)"
    for line in lines[max(left, 0) :]:
        yield f"· {line}"
