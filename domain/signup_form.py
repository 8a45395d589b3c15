"""What is asked on signing up: questions, some only after a certain answer, and the check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from domain.errors import Refusal

Sort = Literal["text", "yesno", "one", "many"]
SORTS: Final[Mapping[Sort, str]] = {
    "text": "填一句",
    "yesno": "是或否",
    "one": "选一个",
    "many": "可选几个",
}
YES, NO = "是", "否"
LONGEST: Final = 200
"""How many characters an answer may have."""
MOST: Final = 10
"""More questions than this nobody answers."""

Answers = Mapping[str, Sequence[str]]


class AnswerMissing(Refusal):
    """A question that needs an answer has none."""

    code = "answer_missing"
    text = "还差一题:「{question}」。填上再交。"


class AnswerOdd(Refusal):
    """An answer that is not among the choices, or is too long."""

    code = "answer_odd"
    text = "「{question}」的回答用不了:从给出的选项里选;填的话不超过 200 个字。"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``when`` (key, answer): asked only of who gave that answer there."""

    key: str
    text: str
    sort: Sort = "text"
    options: tuple[str, ...] = ()
    required: bool = True
    when: tuple[str, str] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be answered; nothing to choose from means free words."""
        return (YES, NO) if self.sort == "yesno" else self.options


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of an activity, in their order."""

    questions: tuple[Question, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a row keeps."""
        return cls(
            tuple(
                Question(
                    one["key"],
                    one["text"],
                    one.get("sort", "text"),
                    tuple(one.get("options", ())),
                    one.get("required", True),
                    (one["when"][0], one["when"][1]) if one.get("when") else None,
                )
                for one in kept.get("questions", ())
            )
        )

    def kept(self) -> dict[str, Any]:
        """Return what a row keeps of it."""
        if not self.questions:
            return {}
        return {"questions": [_kept(one) for one in self.questions]}


def _kept(one: Question) -> dict[str, Any]:
    kept: dict[str, Any] = {"key": one.key, "text": one.text, "sort": one.sort}
    if one.options:
        kept["options"] = list(one.options)
    if not one.required:
        kept["required"] = False
    if one.when:
        kept["when"] = list(one.when)
    return kept


def visible(form: Form, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that somebody who answered so is asked.

    What hangs on a question that is not asked itself is not asked either.
    """
    asked: dict[str, Question] = {}
    for one in form.questions:
        if one.when is None or (
            one.when[0] in asked and one.when[1] in answers.get(one.when[0], ())
        ):
            asked[one.key] = one
    return tuple(asked.values())


def check(form: Form, answers: Answers) -> dict[str, list[str]]:
    """Return the answers as they are kept: of the questions that are asked, without blanks.

    Raises ``AnswerMissing`` or ``AnswerOdd``, which name the question.
    """
    kept: dict[str, list[str]] = {}
    for one in visible(form, answers):
        said = [text for raw in answers.get(one.key, ()) if (text := raw.strip())]
        if not said and one.required:
            raise AnswerMissing(question=one.text)
        if _odd(one, said):
            raise AnswerOdd(question=one.text)
        if said:
            kept[one.key] = said
    return kept


def _odd(one: Question, said: Sequence[str]) -> bool:
    if one.sort != "many" and len(said) > 1:
        return True
    if one.sort == "text":
        return any(len(text) > LONGEST for text in said)
    return any(text not in one.choices for text in said) or len(set(said)) < len(said)


def fault(form: Form) -> str:
    """Return what is wrong with the questions themselves, in words, or nothing."""
    if len(form.questions) > MOST:
        return f"最多 {MOST} 个问题,留下最要紧的。"
    before: dict[str, Question] = {}
    for number, one in enumerate(form.questions, 1):
        if not one.text.strip():
            return f"第 {number} 个问题还没有写。"
        if one.key in before:
            return f"第 {number} 个问题和前面的重了。"
        if one.sort in {"one", "many"} and len(set(one.options)) < 2:  # noqa: PLR2004 - else no choice
            return f"「{one.text}」至少要有两个不同的选项。"
        if one.when and (one.when[0] not in before or not _may(before[one.when[0]], one.when[1])):
            return f"「{one.text}」的条件要用它前面一题的一个选项。"
        before[one.key] = one
    return ""


def _may(question: Question, answer: str) -> bool:
    return answer in question.choices
