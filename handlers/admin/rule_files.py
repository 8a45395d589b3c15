"""一份子方案的检查: a child file pasted or chosen, its faults by line and key, and taken away."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin import rule_lines
from handlers.admin.console import Console, Desk, typed
from services import programmes, rule_check
from services.rule_check import BadFile, Checked

_BODY = 3 * rule_check.LONGEST + 4096
"""A form writes each byte of a Chinese character as three."""
_TEMPLATE = """# {place}的子方案:只写和上级不一样的。只能照用或放宽,不能加码。

[programme]
title = "{place}“1+100”"
extends = "{parent}"

# 放宽一条规则,写上它的编号、新的数字和依据:
# [[rules]]
# id = "five-ones-parttime"
# target = 4
"""


def add(console: Console) -> None:
    """Put the pages on the door."""

    def rules_check(desk: Desk, checked: Checked | None = None) -> ResponseReturnValue:
        return _page(desk, checked)

    console.get("/rules/check", May.RULES)(rules_check)

    @console.post("/rules/check", May.RULES, again=rules_check, body=_BODY)
    def rules_check_file(desk: Desk) -> ResponseReturnValue:
        """Check what was written; a file that was chosen takes the place of the text."""
        name, text = _given()
        return _page(desk, rule_check.check(desk.uow, name, text), name, text)

    @console.post("/rules/check/file", May.RULES, again=rules_check, body=_BODY)
    def rules_check_take(desk: Desk) -> ResponseReturnValue:
        """Give the file out, once it is sound."""
        name, text = _given()
        if rule_check.check(desk.uow, name, text).wrong:
            raise BadFile(why="还有问题没改完,先检查一遍,没有问题了再下载。")
        headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
        return Response(text.encode(), mimetype="application/toml", headers=headers)


def _given() -> tuple[str, str]:
    name, text = typed("name").strip().lower().removesuffix(".toml"), typed("text")
    file = request.files.get("file")
    if file is None or not file.filename:
        return name, text.replace("\r\n", "\n")
    name = name or file.filename.lower().removesuffix(".toml")
    try:
        return name, file.read().decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError as no:
        raise BadFile(why="文件不是 UTF-8 的文本。用记事本另存为 UTF-8 再传。") from no


def _page(
    desk: Desk, checked: Checked | None, name: str = "", text: str = ""
) -> ResponseReturnValue:
    place, chosen = desk.place, programmes.applying(desk.uow, desk.place.id)
    found = checked.programme if checked else None
    return desk.page(
        "rules_check",
        above=chosen,
        checked=checked,
        file_name=name or desk.typed("name", f"place-{place.id}"),
        text=text or desk.typed("text", _TEMPLATE.format(place=place.name, parent=chosen.id)),
        lines=[rule_lines.line(rule) for rule in found.rules] if found else [],
        most=rule_check.LONGEST,
    )
