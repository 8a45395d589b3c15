"""写通知: the words, the people, and how many of them can be reached while one chooses."""

import re
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import INDUSTRIES
from domain.errors import Refusal
from domain.notices import HATS, TEXT, TITLE, TOOK, Audience, Hat, Took
from domain.permissions import May
from domain.wording import say_moment
from handlers.admin.console import Console, Desk, number
from services import console_scope, notices, notices_audience, notices_lists
from services.notices import Typed
from services.notices_letters import About

_BETWEEN: Final = re.compile(r"[,，、;；\s]+")


def add(console: Console) -> None:
    """Put the pages on the door."""
    _new(console)
    _change(console)

    @console.get("/notices/count", May.NOTICES)
    def notice_count(desk: Desk) -> ResponseReturnValue:
        """Say how many would get it, while one still chooses."""
        said = _typed(desk)
        try:
            reach, no = notices.counted(desk.uow, desk.who, said), ""
        except Refusal as why:
            reach, no = None, str(why)
        return render_template("admin/notices/count.html", reach=reach, no=no, ways=_SHORT)


_SHORT: Final = {
    notices_audience.Way.TEMPLATE: "模板消息",
    notices_audience.Way.MINI: "小程序订阅",
    notices_audience.Way.CHAT: "对话里等着",
    notices_audience.Way.MINI_BOX: "小程序里等着",
    notices_audience.Way.NO_CHAT: "还没登录",
    notices_audience.Way.MUTED: "关了这类消息",
    notices_audience.Way.LEFT: "不想被联系",
}


def _typed(desk: Desk) -> Typed:
    """Return what the form says; it is asked as a query too, while one is still choosing."""
    get, lists = request.values.get, request.values.getlist
    places = tuple(n for n in map(number, lists("places")) if n) or (desk.place.id,)
    hats = tuple(Hat(hat) for hat in HATS if hat in lists("hats"))
    said = get("tags", "").replace("\0", "")
    ticked = (tag for tag in lists("tag") if "\0" not in tag)
    tags = tuple(dict.fromkeys([*ticked, *filter(None, _BETWEEN.split(said))]))
    took = get("took", "")
    audience = Audience(
        places,
        hats,
        tags,
        tuple(code for code in INDUSTRIES if code in lists("industries")),
        Took(took) if took in TOOK else Took.ANY,
    )
    words = get("title", "").replace("\0", ""), get("text", "").replace("\0", "")
    text = words[1].replace("\r\n", "\n").strip()
    return Typed(" ".join(words[0].split()), text, audience, number(get("activity", "")) or None)


def _form(desk: Desk, stands: Typed, **data: object) -> ResponseReturnValue:
    """Show the form: what was typed, or what stands there."""
    if request.method == "POST":
        stands = _typed(desk)
    children = console_scope.children(desk.uow, desk.place.id)
    shown = {desk.place.id, *(one.id for one in children)}
    hidden = [n for n in stands.audience.organisations if n not in shown]
    tags = notices_audience.common_tags(desk.uow, desk.place.id)
    offered = notices.activities(desk.uow, desk.who, desk.place.id, stands.activity_id)
    return desk.page(
        "notices/form",
        typed=stands,
        children=children,
        others=notices_lists.named(desk.uow, desk.who, hidden),
        pairs=[(tag, tag) for tag in tags],
        more_tags="、".join(tag for tag in stands.audience.tags if tag not in tags),
        activities=[("", "和活动无关"), *((one.id, _say(one)) for one in offered)],
        hats=HATS,
        industries=INDUSTRIES,
        took=TOOK,
        most_title=TITLE,
        most_text=TEXT,
        **data,
    )


def _say(one: About) -> str:
    return f"{one.title}({say_moment(one.starts_at)})"


def _new(console: Console) -> None:
    def notice_new(desk: Desk) -> ResponseReturnValue:
        stands = Typed("", "", Audience((desk.place.id,)))
        if activity := number(request.args.get("activity", "")):
            place, stands = notices.suggested(desk.uow, desk.who, activity, desk.place.id)
            if place != desk.place.id:
                desk.place = console_scope.place(desk.uow, desk.who, place)
        return _form(desk, stands, action=f"{url_for('admin.notice_make')}?in={desk.place.id}")

    console.get("/notices/new", May.NOTICES)(notice_new)

    @console.post("/notices/new", May.NOTICES, again=notice_new)
    def notice_make(desk: Desk) -> ResponseReturnValue:
        said = _typed(desk)
        made = notices.make(desk.uow, desk.who, desk.place.id, said)
        return desk.done(
            "存成草稿了。看看发给谁、什么样子,再发。", "admin.notice_show", notice_id=made
        )


def _change(console: Console) -> None:
    def notice_edit(desk: Desk, notice_id: int) -> ResponseReturnValue:
        one = notices_lists.shown(desk.uow, desk.who, notice_id)
        if "in" not in request.args:
            desk.place = console_scope.place(desk.uow, desk.who, one.row.organisation_id)
        stands = Typed(one.row.title, one.row.text, one.audience, one.row.activity_id)
        action = f"{url_for('admin.notice_change', notice_id=notice_id)}?in={desk.place.id}"
        return _form(desk, stands, action=action, one=one)

    console.get("/notices/<int:notice_id>/edit", May.NOTICES)(notice_edit)

    @console.post("/notices/<int:notice_id>/edit", May.NOTICES, again=notice_edit)
    def notice_change(desk: Desk, notice_id: int) -> ResponseReturnValue:
        notices.edit(desk.uow, desk.who, notice_id, _typed(desk))
        return desk.done("改好了,还没有发。", "admin.notice_show", notice_id=notice_id)

    @console.post("/notices/<int:notice_id>/copy", May.NOTICES)
    def notice_copy(desk: Desk, notice_id: int) -> ResponseReturnValue:
        made = notices.copy(desk.uow, desk.who, notice_id)
        return desk.done("照样写了一份草稿。", "admin.notice_edit", notice_id=made)
