"""What of an activity goes over the line, as people who come to it meet it."""

from typing import Final

from pydantic import Field

from domain.seats import ActivityStatus, Mode, Place
from domain.signup_form import Sort
from handlers.api.endpoint import Call
from handlers.api.shapes import Moment, Said, Told
from handlers.h5 import activity_seen as pages
from handlers.h5.activity_words import state
from services import activities, feedback
from services.activities import Offer

NOT_THERE: Final = {"no_such_activity": 404}


class ActivityLine(Told):
    """列表里的一个活动。"""

    id: int
    title: str
    place: str = Field(description="在哪里,可能还没定")
    starts_at: Moment
    ends_at: Moment
    deadline: Moment = Field(description="报名截止")
    seats: int
    left: int = Field(description="还有几个名额")
    waiting: int = Field(description="几个人在候补")
    status: ActivityStatus
    mode: Mode = Field(description="first 先报先得,draw 截止后抽签,review 主办人审核")
    mine: Place | None = Field(description="我在里面是什么;没报过就是 null")
    position: int | None = Field(description="我是候补第几位")
    offer_until: Moment | None = Field(description="有空位,给我留到什么时候")
    words: str = Field(description="一句话的状态,例如「候补第 2 位」「还有 3 个名额」")


class SignupQuestion(Told):
    """报名时问的一个问题。"""

    key: str = Field(description="answers 里用它")
    text: str
    sort: Sort = Field(description="text 填一句,yesno 是或否,one 选一个,many 可选几个")
    choices: list[str] = Field(description="能选什么;空的就是自己填")
    required: bool
    when: list[str] | None = Field(
        description="[哪一题的 key, 回答]:那一题这样回答了才问;null 是都问"
    )


class ActivityMay(Told):
    """你现在可以对它做什么。"""

    sign: bool = Field(description="报名;排候补、申请也是它")
    accept: bool = Field(description="要给我留着的名额")
    leave: bool = Field(description="取消报名,或者不要给我留着的名额")
    excuse: bool = Field(description="报名已经截止,取消算请假,要写一句为什么")
    rate: bool = Field(description="说说怎么样")
    run: bool = Field(description="这个活动归我管")


class ActivityOther(Told):
    """那个时间还报了的另一个活动。"""

    id: int
    title: str
    starts_at: Moment


class Activity(ActivityLine):
    """一个活动。"""

    kind_title: str
    status_title: str
    about: str
    host: str
    organisation: str
    audience: str = Field(description="给谁的,一句话")
    stands: str = Field(description="我到哪一步了,一句话;没报过是空的")
    hint: str = Field(description="接下来怎样,一句话")
    sign: str = Field(description="报名按钮上写什么")
    may: ActivityMay
    refusal: Said = Field(description="为什么现在报不了;能报就是空的")
    questions: list[SignupQuestion]
    answers: dict[str, list[str]] = Field(description="我报名时的回答")
    asks_birth: bool = Field(description="报名要带上生日 born")
    clash: ActivityOther | None = Field(description="那个时间我还报了它;要两个都报,带 sure")
    checked_in_at: Moment | None
    stars: int | None = Field(description="我给的几颗星")
    rating_words: str = Field(description="我说的话;主办的人看不到是谁写的")
    said: str = Field(description="刚才这一步怎么样了;只是看看时是空的")


def line(call: Call, offer: Offer) -> ActivityLine:
    """Return one line of a list."""
    return ActivityLine(
        id=offer.id,
        title=offer.title,
        place=offer.place,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        deadline=offer.deadline,
        seats=offer.seats,
        left=max(offer.left, 0),
        waiting=offer.waiting,
        status=offer.status,
        mode=offer.mode,
        mine=offer.mine,
        position=offer.position,
        offer_until=offer.offer_until,
        words=state(offer, call.uow.now).words,
    )


def shown(call: Call, activity_id: int, said: str = "") -> Activity:
    """Return an activity as the caller sees it now, with what came of a step."""
    call.uow.session.flush()
    seen = activities.seen(call.uow, activity_id, call.person)
    rate = feedback.may_rate(call.uow, call.person, activity_id)
    words = pages.shown(seen, call.uow.now, rate=rate)
    return Activity(
        **dict(line(call, seen.offer)),
        kind_title=seen.kind_title,
        status_title=seen.status_title,
        about=seen.about,
        host=seen.host_name,
        organisation=seen.organisation,
        audience=seen.audience,
        stands=words.mine,
        hint=words.next,
        sign=words.sign,
        may=ActivityMay(
            sign=words.may_sign,
            accept=words.offered,
            leave=words.may_leave or words.offered,
            excuse=words.excuse,
            rate=words.rate,
            run=words.may_run,
        ),
        refusal=words.refusal,
        questions=[
            SignupQuestion(
                key=one.key,
                text=one.text,
                sort=one.sort,
                choices=list(one.choices),
                required=one.required,
                when=list(one.when) if one.when else None,
            )
            for one in seen.form.questions
        ],
        answers={key: list(every) for key, every in seen.answers.items()},
        asks_birth=words.asks_birth,
        clash=ActivityOther.model_validate(seen.clash) if words.clash else None,
        checked_in_at=seen.checked_in_at,
        stars=seen.stars,
        rating_words=seen.words,
        said=said,
    )
