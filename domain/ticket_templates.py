"""Replies that are used often: words that are shipped, with places to fill in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import Refusal

TITLE, TEXT = 30, 1000
BLANK: Final = "____"
"""Where a person has to write; an answer in which it still stands is not sent."""
PLACES: Final[Mapping[str, str]] = {
    "称呼": "对提问人的称呼,匿名时是「同学」",
    "编号": "这件事的编号",
    "机关": "负责的机关",
    "经办人": "你的名字",
    "日期": "今天的日期",
}
"""What is filled in by itself, written in braces."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


class TemplateUnfit(Refusal):
    """A template without a title, without words, or with a place that nobody can fill."""

    code = "template_unfit"
    text = "{what}"


class BlankLeft(Refusal):
    """Something in the reply is still to be written."""

    code = "reply_blank_left"
    text = "回复里还有没填的空(____),填上或者删掉再发。"


class Use(StrEnum):
    """For which step a template is."""

    ANSWER = "answer"
    MORE = "more"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Template:
    """One reply; ``code`` is how a page names it."""

    code: str
    title: str
    text: str
    use: Use = Use.ANSWER


SHIPPED: Final = (
    Template(
        "done",
        "办好了",
        "{称呼},你说的这件事({编号})办好了:____。\n还有不满意的地方,点「没解决」,我接着办。",
    ),
    Template(
        "explained",
        "说明情况",
        "{称呼},这件事问清楚了:____。\n依据是:____。\n要办的话,第一步是:____。",
    ),
    Template(
        "appointment",
        "约个时间当面说",
        "{称呼},这件事当面说更清楚。我____(时间)在____(地点),方便就来,改时间也行。"
        "\n{机关} {经办人}",
    ),
    Template(
        "takes_time",
        "要些时间",
        "{称呼},这件事正在办,卡在____,预计____前有结果,到时我会再告诉你,不用你来催。",
    ),
    Template(
        "impossible",
        "办不了,说清为什么",
        "{称呼},这件事问过了,眼下办不了,因为____。\n能做的是:____。抱歉没能办成。",
    ),
    Template(
        "work",
        "就业创业",
        "{称呼},就业创业的岗位、补贴和贷款,可以这样找:____。\n简历想让人看看、政策想问清楚,"
        "也可以直接找我。\n{机关} {经办人}",
    ),
    Template(
        "law",
        "法律问题",
        "{称呼},这属于法律问题,我不乱说。可以打 12348 公共法律服务热线,免费。"
        "\n要找人陪你去一趟,告诉我时间。",
    ),
    Template(
        "heart",
        "心里不好受",
        "{称呼},谢谢你愿意说出来。想找专业的人聊,12355 青少年服务台可以打,不用说名字。"
        "\n我也在,想说话就找我。",
    ),
    Template(
        "advice_taken",
        "建议采纳了",
        "{称呼},你的建议({编号})采纳了:____,从____开始。谢谢你替大家想到。",
    ),
    Template(
        "advice_kept",
        "建议先记下",
        "{称呼},你的建议({编号})看过了,眼下还做不到,因为____。已经记进问题清单,有变化告诉你。",
    ),
    Template("where", "问时间和地点", "再补充两点就能办:什么时候的事?在哪里?", Use.MORE),
    Template("which", "问是哪家单位", "是哪个学校、单位或者部门?说清楚了好去找。", Use.MORE),
    Template(
        "hotline_12345",
        "归 12345 管",
        "这件事由当地政府部门负责,打 12345 会登记并给你编号;被推来推去的话回来告诉我。",
        Use.REFER,
    ),
    Template(
        "school",
        "归学校管",
        "这件事由学校____(部门)负责,可以找____。学校不理的话,回来告诉我,我替你问。",
        Use.REFER,
    ),
)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put what is known into its places; what is not stays to be written by hand."""
    return _PLACE.sub(lambda found: values.get(found[1], BLANK), text)


def check(title: str, text: str) -> tuple[str, str]:
    """Return an own template as it is kept, or refuse it."""
    title, text = " ".join(title.split()), text.strip()
    if not title or len(title) > TITLE:
        raise TemplateUnfit(what=f"给模板起个名字,最多 {TITLE} 个字。")
    if not text or len(text) > TEXT:
        raise TemplateUnfit(what=f"写下模板的内容,最多 {TEXT} 个字。")
    unknown = [name for name in _PLACE.findall(text) if name not in PLACES]
    if unknown:
        known = "、".join(f"{{{name}}}" for name in PLACES)
        raise TemplateUnfit(what=f"「{{{unknown[0]}}}」没法自动填,可以用的有:{known}。")
    return title, text


def written(text: str) -> str:
    """Return a reply in which nothing is left to be written, or refuse it."""
    if BLANK in text or any(name in PLACES for name in _PLACE.findall(text)):
        raise BlankLeft
    return text
