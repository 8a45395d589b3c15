"""Taking the reply to what was asked about a typed line."""

from collections.abc import Mapping
from datetime import date

from domain.kinds import KINDS, by_word
from domain.line_hours import in_day, together
from domain.line_pieces import plain, words
from domain.line_questions import DAY_MINUTES, Ask, Question
from domain.spoken import lengths, mentions


def answer(
    choices: Mapping[str, str], question: Question, reply: str, today: date, *, ahead: bool = False
) -> dict[str, str] | None:
    """Return the choices with a reply added, or None where it does not answer the question.

    A reply is an option's number or label; a kind's name; a day; a length; names of youths.
    ``ahead``: the day is to come.
    """
    value = _picked(question, reply.strip())
    if value is None:
        value = _told(question.ask, reply, today, ahead=ahead)
    if value is None:
        return None
    if question.ask is Ask.YOUTHS:
        value = f"{choices.get('more', '')} {value}".strip()
    told = {**choices, question.key: value}
    part = together(in_day(reply)) if question.ask is Ask.DAY else None
    return {**told, "part": part.value} if part else told


def _picked(question: Question, reply: str) -> str | None:
    number = plain(reply).rstrip(".、。)")
    for n, option in enumerate(question.options, 1):
        if number == str(n) or reply == option.label:
            return option.value
    return None


def _told(about: Ask, reply: str, today: date, *, ahead: bool) -> str | None:
    text = plain(reply)
    if about is Ask.KIND:
        kind = by_word(reply.strip(), KINDS.values())
        return kind.code if kind else None
    if about is Ask.DAY:
        days = [m.day for m in mentions("".join(words(text)), today, ahead=ahead) if m.day]
        fits = len(days) == 1 and (days[0] >= today if ahead else days[0] <= today)
        return days[0].isoformat() if fits else None
    if about is Ask.MINUTES:
        minutes = sum(length.minutes for length in lengths("".join(words(text))))
        return str(minutes) if 0 < minutes <= DAY_MINUTES else None
    return reply if about is Ask.YOUTHS and words(reply) else None
