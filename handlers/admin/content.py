"""内容: what is held until somebody has looked, ratings to look at again, the list of words."""

from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.ratings import REASON as RATING_REASON
from domain.safety import REASON
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_content, screening

REASONS: Final = (
    "有手机号或链接,去掉再写就行",
    "提到了别人的私事",
    "说法容易伤人,换个说法",
    "像是广告",
)
_TABS: Final = {"own": "本级的", "under": "下级的", "refused": "没放行的"}
_TEXT: Final = 2000
"""Characters of a text that is tried."""


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/content", May.SEE)(content)
    _screening(console)
    _ratings(console)
    _words(console)


def content(desk: Desk, **_path: object) -> ResponseReturnValue:
    """List what waits for a look, the oldest first; a refused step shows it again."""
    tab, after = _tab(), number(desk.asked("after"))
    uow, place = desk.uow, desk.place.id
    if tab == "refused":
        found = screening.refused(uow, place, after=after, most=PAGE, under=True)
    else:
        found = screening.waiting(uow, place, under=tab == "under", after=after, most=PAGE)
    rows = found[:PAGE]
    own, under = screening.counts(uow, place)
    return desk.page(
        "content/held",
        tab=tab,
        tabs=[
            (key, f"{words} {n}" if n else words)
            for (key, words), n in zip(_TABS.items(), (own, under, 0), strict=True)
        ],
        rows=[(one, uow.means.words.hits(one.text)) for one in rows],
        under=under,
        reading=desk.may(May.CONTENT),
        reasons=[(words, words) for words in REASONS],
        most=REASON,
        tried=number(str(_path.get("screening_id", ""))),
        more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
    )


def _tab() -> str:
    tab = request.values.get("tab", "")
    return tab if tab in _TABS else "own"


def _screening(console: Console) -> None:
    @console.post("/content/<int:screening_id>/keep", May.CONTENT, again=content)
    def content_keep(desk: Desk, screening_id: int) -> ResponseReturnValue:
        title = screening.keep(desk.uow, screening_id, desk.who.id, desk.who.organisation_id)
        return desk.done(f"放行了,这条{title}已经放出来。", "admin.content", **_here(desk))

    @console.post("/content/<int:screening_id>/refuse", May.CONTENT, again=content)
    def content_refuse(desk: Desk, screening_id: int) -> ResponseReturnValue:
        reason = typed("words").strip() or typed("reason")
        told = screening.refuse(
            desk.uow, screening_id, desk.who.id, desk.who.organisation_id, reason
        )
        how = "不放出来了,写的人会看到原因。"
        if not told.ends:
            how = "先不放出来,写的人会看到原因,也知道怎么申诉。"
        back = url_for("admin.content_keep", screening_id=screening_id, **_here(desk))
        return desk.done(
            f"这条{told.title}{how}",
            "admin.content",
            undo="" if told.ends else back,
            label="还是放行",
            **_here(desk),
        )


def _here(desk: Desk) -> dict[str, Any]:
    """Return where the list was looked at, to go back there."""
    place = {"in": str(desk.place.id)} if desk.place.id != desk.who.organisation_id else {}
    return place | ({"tab": _tab()} if _tab() != "own" else {})


def _ratings(console: Console) -> None:
    def content_ratings(desk: Desk) -> ResponseReturnValue:
        return desk.page(
            "content/ratings",
            rows=console_content.appeals(desk.uow, desk.who, desk.place.id),
            most=RATING_REASON,
            tried=desk.typed("mark"),
        )

    console.get("/content/ratings", May.CONTENT)(content_ratings)

    @console.post("/content/ratings", May.CONTENT, again=content_ratings)
    def content_rating_decide(desk: Desk) -> ResponseReturnValue:
        keep = typed("decision") == "keep"
        name = console_content.decide(
            desk.uow, desk.who, typed("mark"), keep=keep, why=typed("why")
        )
        text = "留着,照旧计入。" if keep else "移除了,不再显示,也不再计入。"
        return desk.done(f"{text}结果和理由会告诉{name}。", "admin.content_ratings")


def _words(console: Console) -> None:
    def content_words(desk: Desk) -> ResponseReturnValue:
        means = desk.uow.means
        text = desk.typed("text")[:_TEXT]
        return desk.page(
            "content/words",
            categories=[(name, len(words)) for name, words in means.words.categories.items()],
            fine=len(means.words.fine),
            own=means.own_words,
            screened=means.screened,
            text=text,
            why=means.words.why(text) if text else "",
            hits=means.words.hits(text) if text else (),
            most=_TEXT,
        )

    console.get("/content/words", May.SEE)(content_words)

    @console.post("/content/words", May.CONTENT)
    def content_try(desk: Desk) -> ResponseReturnValue:
        return content_words(desk)
