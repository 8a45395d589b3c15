"""Reading a typed line for a cadre, and saying what was written down, alike wherever it is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from domain import record_line
from domain.kinds import FOR_CADRES, FOR_ORGANS, Kind
from domain.line_draft import titled
from domain.line_questions import say_gone
from domain.record_line import DayPart, Draft, Person, Reading
from domain.wording import say_day, say_minutes, tap
from handlers.routing import Chat
from handlers.verdict_words import say_late, say_verdicts
from services import records
from services.records import Did, Logged
from services.uow import Uow


def parsed(c: Chat, line: str, choices: Mapping[str, str], *, ahead: bool = False) -> Reading:
    """Read a line; who answers for an organ may also write down, or plan, what the organ does."""
    return understood(c.uow, c.cadre, line, choices, ahead=ahead)


def understood(
    uow: Uow, cadre_id: int, line: str, choices: Mapping[str, str], *, ahead: bool = False
) -> Reading:
    """Read a line of a cadre, whichever way it came."""
    leads = records.led_organ(uow, cadre_id) is not None
    kinds = (*FOR_CADRES, *FOR_ORGANS) if leads else FOR_CADRES
    people = [Person(k.id, k.name, k.hint, k.left) for k in records.nameable(uow, cadre_id)]
    return record_line.parse(line, uow.today, people, kinds=kinds, choices=choices, ahead=ahead)


def did(kind: Kind, draft: Draft) -> Did:
    """Say what was done, with the names that no link to a person is kept for in the title."""
    names: Sequence[str] = draft.others
    if kind in FOR_ORGANS:
        names = (*(youth.name for youth in draft.youths), *draft.others)
    at = draft.part.at if draft.part else None
    title = titled(draft.title, names)
    return Did(kind.code, draft.day, title, draft.minutes, draft.offline, at)


def say_record(logged: Logged, today: date, part: DayPart | None = None) -> str:
    """Say what was done, with whom, in one line."""
    parts = [say_day(logged.day, today) + (part.word if part else ""), logged.kind_title]
    if logged.title:
        parts.append(logged.title)
    if logged.minutes:
        parts.append(say_minutes(logged.minutes))
    said = " · ".join(parts)
    return f"{said},和{'、'.join(logged.youths)}" if logged.youths else said


def say_written(
    logged: Logged, today: date, part: DayPart | None = None, gone: Collection[str] = ()
) -> str:
    """Say what was written down, what it counts for, and how it is taken back."""
    left_out = list(dict.fromkeys((*gone, *logged.absent)))
    lines = [
        f"记好了:{say_record(logged, today, part)}{say_late(logged.verdicts, today)}。",
        *say_verdicts(logged, today),
        *([say_gone(left_out)] if left_out else []),
    ]
    who = "他们" if len(logged.youths) > 1 else "TA"
    ask = f"要{who}点一下「聊过」吗?回复「{tap('确认')}」。" if logged.youths else ""
    return "\n".join([*lines, f"记错了?回复「撤销」。{ask}"])


def say_asked(names: Sequence[str], left_out: Sequence[tuple[str, str]]) -> str:
    """Say who will be asked, and who not, with the reason."""
    others = "、".join(f"{name}({why})" for name, why in left_out)
    if not names:
        return f"这次没有问:{others}。\n不点也照样算数,不用追着问。"
    said = f"好,{'、'.join(names)}下次来这里时会看到一句「聊过」,点一下就行。"
    return "\n".join([said, *([f"没有问:{others}。"] if others else []), "点没点都不影响计数。"])
