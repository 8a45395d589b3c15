"""An answer that helps others: its public form, putting it out, and taking it away again."""

from typing import Final

from pydantic import Field

from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Text, Told
from services import safety, tickets, voice_publishing

api = Api(
    "公开答复",
    "办的人把答复去掉名字,公开到「青年之声」;提的人随时可以不公开。",
    {"no_such_ticket": 404, "no_such_voice": 404},
)
_ONE: Final = "/tickets/{ticket_id}"


class TicketPublic(Told):
    """公开给别人看的样子。"""

    question: str = Field(description="没写过时,是去掉名字以后的建议")
    answer: str
    public: bool
    waits: bool = Field(description="写好了,等人看过再放出来")
    barred: str = Field(description="为什么不能公开;可以公开时是空的")


class TicketPublish(Given):
    """公开。"""

    question: Text
    answer: Text
    sure: bool = Field(default=False, description="有疑问的地方看过了,确认不会让人认出是谁")


class TicketPublished(Told):
    """公开得怎样。"""

    public: TicketPublic
    said: str


@api.get(f"{_ONE}/public", Role.CADRE, title="公开的样子")
def ticket_public(call: Call, ticket_id: int) -> TicketPublic:
    return _public(call, ticket_id)


@api.post(f"{_ONE}/publish", Role.CADRE, title="公开到「青年之声」")
def ticket_publish(call: Call, ticket_id: int, body: TicketPublish) -> TicketPublished:
    out = voice_publishing.publish(
        call.uow,
        ticket_id,
        call.cadre,
        call.who.organ_id,
        question=body.question,
        answer=body.answer,
        sure=body.sure,
        mini_openid=call.who.openid,
    )
    said = "公开了,在「青年之声」里搜得到;也告诉了提问的人。"
    if out.held:
        said = f"写好了。{out.held},机关负责人看过再放出来,结果会告诉你。"
    if out.held == safety.ASKING:
        said = f"写好了。{out.held},没问题马上放出来。"
    return TicketPublished(public=_public(call, ticket_id), said=said)


@api.post(f"{_ONE}/unpublish", Role.CADRE, title="从「青年之声」撤下")
def ticket_unpublish(call: Call, ticket_id: int) -> None:
    voice_publishing.withdraw_public(call.uow, ticket_id, call.cadre, call.who.organ_id)


def _public(call: Call, ticket_id: int) -> TicketPublic:
    call.uow.session.flush()
    who, organ = call.cadre, call.who.organ_id
    seen = tickets.seen(call.uow, ticket_id, viewer=who, organ_id=organ)
    stands = voice_publishing.standing_of(call.uow, ticket_id, who, organ)
    question, answer = voice_publishing.proposed(stands, seen)
    return TicketPublic(
        question=question,
        answer=answer,
        public=stands.public,
        waits=stands.waits,
        barred=stands.barred,
    )
