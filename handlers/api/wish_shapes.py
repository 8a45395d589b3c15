"""What of a wish goes over the line, to whom it is whose, who keeps it and who reviews it."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from domain.dictionaries import WISHES
from domain.wishes import Viewer, WishStatus
from handlers.api.endpoint import Call
from handlers.api.shapes import Day, Moment, Told, one_of
from handlers.wish_words import said as what_is_next
from services import wish_claims, wish_steps, wishes
from services.areas import names
from services.phones import national
from services.subjects import Programmes
from services.wishes import WishSeen

NOT_THERE: Final = {"no_such_wish": 404, "wish_no_contact": 404}


Kind = Annotated[
    str,
    AfterValidator(one_of(WISHES, "没有这一类")),
    Field(json_schema_extra={"enum": [*WISHES]}, max_length=20),
]
"""Of what kind a wish is."""


class WishMay(Told):
    """你现在可以对它做什么。"""

    claim: bool
    join: bool = Field(description="一起拼")
    leave: bool = Field(description="不拼了")
    share: bool = Field(description="请别人一起拼")
    note: bool = Field(description="留一句话")
    release: bool = Field(description="退回")
    done: bool = Field(description="说办好了")
    agree: bool = Field(description="说收到了")
    disagree: bool = Field(description="说还没收到")
    withdraw: bool = Field(description="收回")
    approve: bool
    remove: bool = Field(description="收起来")


class WishNote(Told):
    """一句话。"""

    who: str
    text: str
    day: Day
    mine: bool
    held: bool = Field(description="还在请人看,对方看不到")


class WishHelper(Told):
    """一起拼的人。"""

    who: str
    brings: str = Field(description="出什么,可能是空的")


class Wish(Told):
    """一个心愿,按你能看到的给;看不到的是空的。"""

    id: int
    number: str = Field(description="例如 W-12")
    text: str
    kind: str
    kind_title: str
    place: str = Field(description="在哪个区县,不是哪个学校")
    yuan: int | None
    state: WishStatus
    status: str = Field(description="状态的中文说法")
    day: Day
    viewer: Viewer = Field(description="你是它的什么人")
    for_child: bool
    surname: str = Field(description="愿意公开才有")
    organisation: str = Field(description="只给审核的人")
    picture: bool = Field(description="有没有你能看的图")
    reason: str = Field(description="为什么收起来;只给许愿的人")
    name: str = Field(description="许愿的人;只给认领的人")
    school: str = Field(description="只给认领的人")
    phone: str = Field(
        description="只给认领的人,看一个心愿时才有,一步的回答里没有;认领的日子过了也没有"
    )
    claimer: str = Field(description="谁认领的;只给许愿的人和一起拼的人")
    organ: bool = Field(description="是不是以单位名义认领的")
    expires_at: Moment | None = Field(description="认领留到什么时候")
    done: bool = Field(description="认领的人说办好了")
    agreed: bool = Field(description="许愿的人说收到了")
    shared: bool = Field(description="请人一起拼")
    helpers: list[WishHelper]
    thanks: str
    notes: list[WishNote]
    may: WishMay
    hint: str = Field(description="接下来怎样,一句话")
    claim_days: int = Field(description="现在认领,能留几天")
    claim_organ: str = Field(description="可以用哪个单位的名义认领;空的就不行")
    said: str = Field(description="刚才这一步怎么样了;只是看看时是空的")


class WishDone(Told):
    """做好了;这个心愿你可能已经看不到了。"""

    said: str
    fulfilled: bool = Field(description="是不是实现了")


def look(call: Call, wish_id: int) -> WishSeen:
    """Return a wish as the caller may see it now."""
    call.uow.session.flush()
    return wishes.seen(
        call.uow, wish_id, call.person, organ_id=call.who.organ_id, as_cadre=call.who.is_cadre
    )


def seen(call: Call, wish_id: int, said: str = "") -> Wish:
    """Return a wish as the caller may see it now, with what came of a step."""
    one = look(call, wish_id)
    may = wish_steps.may(one)
    leads = call.who.organ_id is not None and may.claim
    organ = wish_claims.organ_for(call.uow, one.id, call.person) if leads else None
    home = call.who.organisation_id
    return Wish(
        id=one.id,
        number=one.number,
        text=one.text,
        kind=one.kind,
        kind_title=one.kind_title,
        place=one.place,
        yuan=one.yuan,
        state=one.status,
        status=one.status_title,
        day=one.day,
        viewer=one.viewer,
        for_child=one.for_child,
        surname=one.surname,
        organisation=one.organisation,
        picture=one.picture,
        reason=one.reason,
        name=one.name,
        school=one.school,
        # What a step was answered is kept for a day: no number is in it.
        phone="" if said else national(one.phone),
        claimer=one.claimer,
        organ=one.organ,
        expires_at=one.expires_at,
        done=one.done,
        agreed=one.agreed,
        shared=one.shared,
        helpers=[WishHelper.model_validate(helper) for helper in one.helpers],
        thanks=one.thanks,
        notes=[WishNote.model_validate(note) for note in one.notes],
        may=WishMay.model_validate(may),
        hint=what_is_next(one),
        claim_days=Programmes.over(call.uow, [home]).of(home).wishes.claim.days,
        claim_organ=names(call.uow, [organ])[organ] if organ else "",
        said=said,
    )
