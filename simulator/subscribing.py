"""What a person answered, and settled for good, about the mini-program's notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.cards import Template

MOST = 3
ANSWERS = ("accept", "reject")


@dataclass
class Notices:
    """The settings page of the mini-program, 「订阅消息」, and what came of it."""

    on: bool = True
    kept: dict[str, str] = field(default_factory=dict)
    """The answer that holds without asking, by template."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def welcome(self, template_id: str) -> bool:
        return self.on and self.kept.get(template_id) != "reject"

    def count(self, template_id: str, what: str) -> None:
        self.counts[template_id, what] += 1


class RefusedError(Exception):
    """The client itself refuses to ask, with its own code."""

    def __init__(self, code: int, message: str) -> None:
        self.told = {"errMsg": f"requestSubscribeMessage:fail {message}", "errCode": code}
        super().__init__(message)


@dataclass(frozen=True)
class Question:
    """What is asked: the templates to show, and those whose answer is known already."""

    ask: list[Template]
    known: dict[str, str]


def question(notices: Notices, named: object, templates: dict[str, Template]) -> Question:
    """Sort the templates a page names, or refuse as the client does."""
    if named is None or named == []:
        raise RefusedError(10001, "TmplIds can't be empty")
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise RefusedError(10004, "Invalid template id")
    if len(named) > MOST:
        raise RefusedError(20003, "Templates count out of max bounds")
    if any(one not in templates for one in named):
        raise RefusedError(20001, "No template data return, verify the template id exist")
    if not notices.on:
        raise RefusedError(20004, "The main switch is switched off")
    ask: list[Template] = []
    known: dict[str, str] = {}
    titles: set[str] = set()
    for number in named:
        template = templates[number]
        if template.title in titles:
            known.setdefault(number, "filter")
        elif number in notices.kept:
            known[number] = notices.kept[number]
        else:
            ask.append(template)
        titles.add(template.title)
    return Question(ask, known)


def asked(template: Template) -> dict[str, Any]:
    fields = [{"key": key, "label": label} for key, label in template.labels().items()]
    return {"template_id": template.template_id, "title": template.title, "fields": fields}
