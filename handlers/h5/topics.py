"""讨论与分享: starting one, reading, answering, moderating."""

from collections.abc import Iterable
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.periods import local_day
from domain.topics import SORTS, Chosen, Draft, Sort
from domain.wording import say_day
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from handlers.h5.photos import uploaded
from services import photos, topic_answers, topic_audience, topic_pages, topics
from services.topic_audience import Choice
from services.topic_pages import Seen

_PAGE: Final = 20
_NO_CONTENT: Final = 204
_ANSWER: Final = "/topics/<int:topic_id>/answers/<int:answer_id>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _reading(pages)
    _starting(pages)
    _answering(pages)
    _moderating(pages)
    _above(pages)


def _reading(pages: Pages) -> None:
    @pages.get("/topics", Role.PERSON)
    def topics_list(visit: Visit) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who
        tab, skip = request.args.get("tab", ""), number(request.args.get("skip", ""))
        tab = tab or ("mine" if who.is_cadre else "shared")
        most = _PAGE + 1
        if tab == "mine" and who.is_cadre:
            rows = topic_pages.started_by(uow, who.id, skip=skip, limit=most)
        elif tab == "below" and who.organ_id is not None:
            rows = topic_pages.below(uow, who.id, who.organ_id, skip=skip, limit=most)
        else:
            tab, rows = "shared", topic_pages.shared_with(uow, who.id, skip=skip, limit=most)
        return visit.page(
            "topics/list",
            tab=tab,
            rows=[(row, say_day(local_day(row.at), uow.today)) for row in rows[:_PAGE]],
            more=skip + _PAGE if len(rows) > _PAGE else 0,
        )

    pages.get("/topics/<int:topic_id>", Role.PERSON)(topic)

    @pages.post("/topics/<int:topic_id>/opened", Role.PERSON)
    def topic_opened(visit: Visit, topic_id: int) -> ResponseReturnValue:
        topics.opened(visit.uow, topic_id, visit.who.id)
        return "", _NO_CONTENT


def topic(visit: Visit, topic_id: int, **_other: object) -> ResponseReturnValue:
    """Show a topic with what was said; a refused step shows it again."""
    before = number(request.args.get("before", ""))
    return _shown(visit, topic_pages.seen(visit.uow, topic_id, visit.who.id, before=before))


def _shown(visit: Visit, seen: Seen, *, above: bool = False) -> ResponseReturnValue:
    today = visit.uow.today
    return visit.page(
        "topics/topic",
        topic=seen,
        removable=photos.added_by(visit.uow, visit.who.id, list(seen.photos)),
        day=say_day(local_day(seen.at), today),
        answers=[(said, say_day(local_day(said.at), today)) for said in seen.answers],
        above=above,
    )


def _starting(pages: Pages) -> None:
    @pages.get("/topics/new")
    def topic_new(visit: Visit) -> ResponseReturnValue:
        mine = topic_audience.audience(visit.uow, visit.who.id)
        sort = typed("sort") or request.args.get("sort", "")
        return visit.page(
            "topics/new",
            size=mine.size,
            here=mine.here,
            sorts=list(SORTS.items()),
            sort=sort if sort in set(Sort) else Sort.TALK,
            industries=_counted(mine.industries),
            occupations=_counted(mine.occupations),
            tags=_counted(mine.tags),
            chosen=_chosen(),
        )

    @pages.post("/topics", again=topic_new, body=photos.BODY)
    def topic_start(visit: Visit) -> ResponseReturnValue:
        said = typed("sort")
        sort = Sort(said) if said in set(Sort) else Sort.TALK
        draft = Draft(sort, typed("title"), typed("text"), typed("link"), _chosen())
        picture = next(iter(uploaded()), b"")
        started = topics.start(visit.uow, visit.who.id, draft, picture)
        undo = url_for("h5.topic_withdraw", topic_id=started.id)
        text = f"发出去了。{started.told.say()}。"
        return visit.done(text, "h5.topic", undo=undo, label="撤下", topic_id=started.id)


def _counted(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.title} {one.people}") for one in choices]


def _chosen() -> Chosen:
    """Return what the form chose; a form that was not sent yet means everybody."""
    form = request.form
    return Chosen(
        tuple(code for code in form.getlist("industry") if code in INDUSTRIES),
        tuple(code for code in form.getlist("occupation") if code in OCCUPATIONS),
        tuple(tag.replace("\0", "")[:20] for tag in form.getlist("tag")),
        everybody=not form or typed("whom") == "all",
    )


def _answering(pages: Pages) -> None:
    @pages.post("/topics/<int:topic_id>/answer", Role.PERSON, again=topic)
    def topic_answer(visit: Visit, topic_id: int) -> ResponseReturnValue:
        said = topic_answers.answer(visit.uow, topic_id, visit.who.id, typed("answer"))
        text = f"收到了。{said.held},先请{said.by}看一眼再放出来。" if said.held else "说好了。"
        undo = url_for("h5.topic_answer_remove", topic_id=topic_id, answer_id=said.id)
        return visit.done(text, "h5.topic", undo=undo, label="收回", topic_id=topic_id)

    @pages.post(f"{_ANSWER}/remove", Role.PERSON, again=topic)
    def topic_answer_remove(visit: Visit, topic_id: int, answer_id: int) -> ResponseReturnValue:
        topic_answers.take_back(visit.uow, answer_id, visit.who.id)
        return visit.done("收回了,谁也看不到了。", "h5.topic", topic_id=topic_id)

    @pages.post(f"{_ANSWER}/report", Role.PERSON, again=topic)
    def topic_answer_report(visit: Visit, topic_id: int, answer_id: int) -> ResponseReturnValue:
        _, held = topic_answers.report(visit.uow, answer_id, visit.who.id)
        text = "收到了,这条先收起来,等团干部看过再说。" if held else "收到了,不会告诉对方是你。"
        return visit.done(text, "h5.topic", topic_id=topic_id)


def _moderating(pages: Pages) -> None:
    @pages.post(f"{_ANSWER}/hide", again=topic)
    def topic_answer_hide(visit: Visit, topic_id: int, answer_id: int) -> ResponseReturnValue:
        topic_answers.hide(visit.uow, answer_id, visit.who.id, typed("reason"))
        undo = url_for("h5.topic_answer_show", topic_id=topic_id, answer_id=answer_id)
        text = "收起来了,会告诉 TA 为什么。"
        return visit.done(text, "h5.topic", undo=undo, topic_id=topic_id)

    @pages.post(f"{_ANSWER}/show", again=topic)
    def topic_answer_show(visit: Visit, topic_id: int, answer_id: int) -> ResponseReturnValue:
        topic_answers.show(visit.uow, answer_id, visit.who.id)
        return visit.done("放出来了,大家都能看到。", "h5.topic", topic_id=topic_id)

    @pages.post("/topics/<int:topic_id>/close", again=topic)
    def topic_close(visit: Visit, topic_id: int) -> ResponseReturnValue:
        title = topics.close(visit.uow, topic_id, visit.who.id)
        undo = url_for("h5.topic_reopen", topic_id=topic_id)
        return visit.done(f"「{title}」结束了,还可以看。", "h5.topic", undo=undo, topic_id=topic_id)

    @pages.post("/topics/<int:topic_id>/reopen", again=topic)
    def topic_reopen(visit: Visit, topic_id: int) -> ResponseReturnValue:
        title = topics.reopen(visit.uow, topic_id, visit.who.id)
        return visit.done(f"「{title}」又可以聊了。", "h5.topic", topic_id=topic_id)

    @pages.post("/topics/<int:topic_id>/withdraw", again=topic)
    def topic_withdraw(visit: Visit, topic_id: int) -> ResponseReturnValue:
        title = topics.withdraw(visit.uow, topic_id, visit.who.id)
        text = f"「{title}」撤下了。还没看到通知的人,不会再收到。"
        return visit.done(text, "h5.topics_list")


def _above(pages: Pages) -> None:
    @pages.get("/topics/<int:topic_id>/above", Role.LEADER)
    def topic_above(visit: Visit, topic_id: int) -> ResponseReturnValue:
        uow, who, before = visit.uow, visit.who, number(request.args.get("before", ""))
        seen = topic_pages.seen_from_above(uow, topic_id, who.id, visit.organ, before=before)
        return _shown(visit, seen, above=True)

    @pages.post("/topics/<int:topic_id>/above", Role.LEADER, again=topic_above)
    def topic_take_down(visit: Visit, topic_id: int) -> ResponseReturnValue:
        title = topics.take_down(visit.uow, topic_id, visit.who.id, visit.organ, typed("reason"))
        return visit.done(f"「{title}」撤下了,会告诉发起人为什么。", "h5.topics_list", tab="below")
