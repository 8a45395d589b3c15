"""来的人: the applicants to decide on, the draw, the guests; who came, ticked and put right."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.checkin import Way
from domain.seats import PLACE_TITLES, Place
from domain.signup_form import Form
from handlers.api.activity_host import ActivityRun, run_shown
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Line, Moment, Page, Paging, Query, Said, Text, Told, paged
from services import activity_making as making
from services import activity_review as review
from services import arrivals

api = Api(
    "来的人",
    "谁申请、谁报了名、谁到了。到没到在签到开着时点一下就行,关了以后要写原因。",
    {"no_such_activity": 404, "not_your_activity": 404},
)


class SignupAnswer(Told):
    """报名时的一题一答。"""

    key: str
    question: str
    answers: list[str]


class Applicant(Told):
    """一份还没定的申请。"""

    person_id: int
    name: str
    at: Moment
    number: int = Field(description="抽签时 TA 的号")
    mine: bool = Field(description="是不是你自己联系的小伙伴")
    answers: list[SignupAnswer]


class HostGuest(Told):
    """有名额、在候补、退出了的一位。"""

    person_id: int
    name: str
    place: Place
    place_title: str
    position: int | None = Field(description="候补第几位")
    offer_until: Moment | None = Field(description="名额给 TA 留到什么时候")
    checked_in_at: Moment | None
    mine: bool = Field(description="是不是你自己联系的小伙伴")
    why: str = Field(description="请假、没选上或补记的原因")
    answers: list[SignupAnswer]


class ApplicantDecision(Given):
    """同意,或者说明为什么不。"""

    yes: bool
    why: Line = Field(default="", description="不同意时写的话,TA 会收到")


class ExpectedGuest(Told):
    """签到名单上的一位。"""

    person_id: int
    name: str
    place: Place
    place_title: str
    came_at: Moment | None = Field(description="空的就是没到")
    way: Way | None = Field(description="扫码、数字、名单、补记")
    why: str


class Attendance(Told):
    """签到名单的数。"""

    id: int
    title: str
    arrived: int
    expected: int = Field(description="有名额的人数")
    wants_why: bool = Field(description="签到关了,要改得写原因")
    why_not: Said = Field(description="现在改不了的话,为什么")


class AttendanceMarked(Attendance):
    """改过以后的名单。"""

    person: ExpectedGuest | None = Field(description="刚改的那一位;不在名单上了就是空的")


class MayCome(Told):
    """自己联系的小伙伴里,还不在名单上的一位。"""

    person_id: int
    name: str
    hint: str = Field(description="备注,用来分清同名的人")


class Named(Query):
    """按名字找。"""

    words: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    """名字里的几个字;不填给前二十位。"""


class AttendancePresence(Given):
    """到了没有。"""

    present: bool


class AttendanceCorrection(AttendancePresence):
    """签到关了以后改:到了没有,和为什么改。"""

    reason: Text = Field(description="2 到 200 个字")


@api.get("/activities/{activity_id}/applications", Role.CADRE, title="还没定的申请")
def applications(call: Call, paging: Paging, activity_id: int) -> Page[Applicant]:
    form = making.run_by(call.uow, call.cadre, activity_id).draft.form
    rows = review.applications(call.uow, call.cadre, activity_id)
    return paged(
        rows,
        paging,
        lambda one: one.person_id,
        lambda one: Applicant(
            person_id=one.person_id,
            name=one.name,
            at=one.at,
            number=one.number,
            mine=one.mine,
            answers=_answers(form, one.answers),
        ),
    )


@api.post("/activities/{activity_id}/applications/{person_id}", Role.CADRE, title="定一份申请")
def application_decide(
    call: Call, body: ApplicantDecision, activity_id: int, person_id: int
) -> ActivityRun:
    place = review.decide(call.uow, call.cadre, activity_id, person_id, yes=body.yes, why=body.why)
    said = "同意了,这就告诉 TA。" if place is Place.ENROLLED else "告诉 TA 了。"
    return run_shown(call, activity_id, said)


@api.post("/activities/{activity_id}/draw", Role.CADRE, title="现在抽签")
def activity_draw(call: Call, activity_id: int) -> ActivityRun:
    drawn = review.draw(call.uow, call.cadre, activity_id)
    said = f"抽好了:{len(drawn.chosen)} 人有名额,{len(drawn.waiting)} 人候补,都告诉了。"
    return run_shown(call, activity_id, said)


@api.get("/activities/{activity_id}/guests", Role.CADRE, title="报了名、候补、退出的人")
def activity_guests(call: Call, paging: Paging, activity_id: int) -> Page[HostGuest]:
    form = making.run_by(call.uow, call.cadre, activity_id).draft.form
    rows = review.guests(call.uow, call.cadre, activity_id)
    return paged(
        rows,
        paging,
        lambda one: one.person_id,
        lambda one: HostGuest(
            person_id=one.person_id,
            name=one.name,
            place=one.place,
            place_title=one.status_title,
            position=one.position,
            offer_until=one.offer_until if one.place is Place.OFFERED else None,
            checked_in_at=one.checked_in_at,
            mine=one.mine,
            why=one.why,
            answers=_answers(form, one.answers),
        ),
    )


def _answers(form: Form, said: Mapping[str, Sequence[str]]) -> list[SignupAnswer]:
    return [
        SignupAnswer(key=one.key, question=one.text, answers=list(said[one.key]))
        for one in form.questions
        if said.get(one.key)
    ]


@api.get("/activities/{activity_id}/attendance", Role.CADRE, title="签到的数,和现在能不能改")
def attendance(call: Call, activity_id: int) -> Attendance:
    return Attendance.model_validate(arrivals.listed(call.uow, call.cadre, activity_id))


@api.get("/activities/{activity_id}/attendance/people", Role.CADRE, title="签到名单")
def attendance_people(call: Call, paging: Paging, activity_id: int) -> Page[ExpectedGuest]:
    rows = arrivals.listed(call.uow, call.cadre, activity_id).guests
    return paged(rows, paging, lambda one: one.person_id, _expected)


@api.get("/activities/{activity_id}/attendance/others", Role.CADRE, title="名单外可以加的人")
def attendance_others(call: Call, query: Named, activity_id: int) -> Page[MayCome]:
    rows = arrivals.others(call.uow, call.cadre, activity_id, query.words)
    return Page(items=[MayCome(person_id=n, name=name, hint=hint) for n, name, hint in rows])


@api.put("/activities/{activity_id}/attendance/{person_id}", Role.CADRE, title="点名")
def attendance_mark(
    call: Call, body: AttendancePresence, activity_id: int, person_id: int
) -> AttendanceMarked:
    arrivals.mark(call.uow, call.cadre, activity_id, person_id, present=body.present)
    return _marked(call, activity_id, person_id)


@api.post(
    "/activities/{activity_id}/attendance/{person_id}/correct",
    Role.CADRE,
    title="签到关了以后改,写上原因",
)
def attendance_correct(
    call: Call, body: AttendanceCorrection, activity_id: int, person_id: int
) -> AttendanceMarked:
    arrivals.correct(
        call.uow,
        call.cadre,
        activity_id,
        person_id,
        present=body.present,
        reason=body.reason,
    )
    return _marked(call, activity_id, person_id)


def _marked(call: Call, activity_id: int, person_id: int) -> AttendanceMarked:
    call.uow.session.flush()
    found = arrivals.listed(call.uow, call.cadre, activity_id)
    person = next((one for one in found.guests if one.person_id == person_id), None)
    counts = {name: getattr(found, name) for name in Attendance.model_fields}
    return AttendanceMarked(**counts, person=_expected(person) if person else None)


def _expected(one: arrivals.Guest) -> ExpectedGuest:
    return ExpectedGuest(
        person_id=one.person_id,
        name=one.name,
        place=one.place,
        place_title=PLACE_TITLES[one.place],
        came_at=one.came_at,
        way=one.way,
        why=one.why,
    )
