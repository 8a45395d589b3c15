"""话题与公开的答复: what the subtree's cadres shared, and what everybody may read."""

from typing import Final

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.topics import REASON, AnswerStatus, TopicStatus
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_changes, console_content

_TOPIC: Final = "/content/topics/<int:topic_id>"
_ANSWER: Final = f"{_TOPIC}/answers/<int:answer_id>"
_STATES: Final = {AnswerStatus.HELD: "收着,等人看", AnswerStatus.REMOVED: "收起来了"}


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/content/topics", May.SEE)(content_topics)
    console.get(_TOPIC, May.SEE)(content_topic)
    console.get(f"{_TOPIC}/photos/<int:photo_id>/file", May.SEE)(content_photo)
    _deciding(console)
    _voices(console)


def content_topics(desk: Desk) -> ResponseReturnValue:
    """List the topics of the subtree, the latest first."""
    after, sort = number(desk.asked("after")), desk.asked("sort")
    found = console_content.topics_of(
        desk.uow, desk.who, desk.place.id, sort=sort, after=after, most=PAGE + 1
    )
    rows = found[:PAGE]
    return desk.page(
        "content/topics",
        rows=rows,
        sort=sort,
        sorts=[("", "不限"), *console_content.sorts()],
        closed=TopicStatus.CLOSED,
        more=desk.filtered(after=rows[-1].topic.id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
    )


def content_topic(desk: Desk, topic_id: int, **_path: object) -> ResponseReturnValue:
    """Show a topic with all that was said; a refused step shows it again."""
    before = number(desk.asked("before"))
    seen = console_content.topic(desk.uow, desk.who, topic_id, before=before)
    older = seen.answers[0].id if seen.more else 0
    return desk.page(
        "content/topic",
        topic=seen,
        closed=TopicStatus.CLOSED,
        states=_STATES,
        shown=AnswerStatus.SHOWN,
        most=REASON,
        tried=number(str(_path.get("answer_id", ""))),
        older=desk.filtered(before=older) if older else "",
        newest=desk.filtered(before="") if before else "",
    )


def content_photo(desk: Desk, topic_id: int, photo_id: int) -> Response:
    """Return a picture of a topic of the subtree."""
    mime, content = console_content.photo(desk.uow, desk.who, topic_id, photo_id)
    return Response(content, mimetype=mime)


def _deciding(console: Console) -> None:
    @console.post(f"{_TOPIC}/down", May.CONTENT, again=content_topic)
    def content_topic_down(desk: Desk, topic_id: int) -> ResponseReturnValue:
        title = console_content.take_down(desk.uow, desk.who, topic_id, typed("reason"))
        return desk.done(f"「{title}」撤下了,会告诉发起人为什么。", "admin.content_topics")

    @console.post(f"{_ANSWER}/hide", May.CONTENT, again=content_topic)
    def content_answer_hide(desk: Desk, topic_id: int, answer_id: int) -> ResponseReturnValue:
        found = console_content.hide(desk.uow, desk.who, answer_id, typed("reason"))
        undo = url_for("admin.content_answer_show", topic_id=topic_id, answer_id=answer_id)
        text = "收起来了,会告诉 TA 为什么。"
        return desk.done(text, "admin.content_topic", undo=undo, topic_id=found)

    @console.post(f"{_ANSWER}/show", May.CONTENT, again=content_topic)
    def content_answer_show(desk: Desk, topic_id: int, answer_id: int) -> ResponseReturnValue:
        del topic_id  # the answer knows where it stands
        found = console_content.show(desk.uow, desk.who, answer_id)
        return desk.done("放出来了,大家都能看到。", "admin.content_topic", topic_id=found)


def _voices(console: Console) -> None:
    @console.get("/content/voices", May.SEE)
    def content_voices(desk: Desk, **_step: object) -> ResponseReturnValue:
        after = number(desk.asked("after"))
        found = console_content.voices(desk.uow, desk.place.id, after=after, most=PAGE + 1)
        rows = found[:PAGE]
        return desk.page(
            "content/voices",
            rows=rows,
            more=desk.filtered(after=rows[-1].voice.id) if len(found) > PAGE else "",
            first=desk.filtered() if after else "",
        )

    @console.post("/content/voices/<int:ticket_id>/down", May.CONTENT)
    def content_voice_down(desk: Desk, ticket_id: int) -> ResponseReturnValue:
        change = console_content.unpublish(desk.uow, desk.who, ticket_id)
        text = "撤下了,大家看不到了。要再公开,由承办的人重新写一份。"
        undo = url_for("admin.content_voice_undo", change_id=change) if change else ""
        return desk.done(text, "admin.content_voices", undo=undo)

    @console.post("/content/voices/changes/<int:change_id>/undo", May.CONTENT, again=content_voices)
    def content_voice_undo(desk: Desk, change_id: int) -> ResponseReturnValue:
        """Put back what one has just taken away from the public."""
        undo = console_changes.undo
        text, _ = undo(desk.uow, desk.who, change_id, May.CONTENT, "voice_down")
        return desk.done(f"{text}大家又看得到了。", "admin.content_voices")
