"""活动 through the API: found, signed up for once, waited for, given back, come to and spoken of."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.activity import Enrolment
from models.person import Person
from services import checkins
from tests.house import NOW
from tests.services.gathering import END, START, gather

QUESTIONS = {
    "questions": [
        {"key": "diet", "text": "吃什么", "sort": "one", "options": ["清真", "都行"]},
        {"key": "bus", "text": "坐大巴吗", "sort": "yesno", "required": False},
        {"key": "stop", "text": "在哪上车", "when": ["bus", "是"]},
    ]
}


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


@pytest.fixture
def people(mini):
    """Give the ids of the people by name."""
    with mini.app.open_uow(read_only=True) as uow:
        return {
            name: number for number, name in uow.session.execute(select(Person.id, Person.name))
        }


@pytest.fixture
def hold(mini, people):
    """Write an activity of 王敏, whom 林小溪 knows."""

    def hold(**changes):
        with mini.app.open_uow(read_only=True) as uow:
            home = uow.session.get_one(Person, people["王敏"]).organisation_id
        return gather(mini.app, organisation_id=home, host_id=people["王敏"], **changes)

    return hold


def may(activity):
    return {name for name, open_ in activity["may"].items() if open_}


def test_who_signs_up_with_one_key_signs_up_once_and_hears_the_same(phone, hold, mini, people):
    me, number = phone("林小溪").login(), hold(form=QUESTIONS)
    one = f"/activities/{number}"
    assert number in [a["id"] for a in me.get("/activities", limit=100)["items"]]
    seen = me.get(one)
    assert (seen["mine"], may(seen), seen["stands"], seen["left"]) == (None, {"sign"}, "", 5)
    assert [(q["key"], q["choices"], q["required"], q["when"]) for q in seen["questions"]] == [
        ("diet", ["清真", "都行"], True, None),
        ("bus", ["是", "否"], False, None),
        ("stop", [], True, ["bus", "是"]),
    ]
    assert refused(me.ask("POST", f"{one}/enrol", {}), 409, "answer_missing").startswith("还差一题")
    said = {"answers": {"diet": ["都行"], "bus": ["否"]}}
    first, again = (me.ask("POST", f"{one}/enrol", said, key="signing-up-1") for _ in range(2))
    assert first.json()["said"] == "报好了。前一天我会提醒你。"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    refused(me.ask("POST", f"{one}/enrol", {}, key="signing-up-1"), 422, "idempotency_key_used")
    refused(me.ask("POST", f"{one}/enrol", said), 409, "already_enrolled")
    with mini.app.open_uow(read_only=True) as uow:
        mine = Enrolment.person_id == people["林小溪"], Enrolment.activity_id == number
        assert len(uow.session.scalars(select(Enrolment).where(*mine)).all()) == 1
    assert me.get(one)["answers"] == said["answers"]
    assert next(a for a in me.get("/activities/mine")["items"] if a["id"] == number)["words"] == (
        "已报名"
    )
    other = hold(title="同时的另一场")
    message = refused(me.ask("POST", f"/activities/{other}/enrol", {}), 409, "activity_clashes")
    assert message == "那个时间你还报了「河道志愿服务」。两个都要报,再点一次「仍然报名」。"
    assert me.get(f"/activities/{other}")["clash"]["id"] == number
    assert me.post(f"/activities/{other}/enrol", {"sure": True})["mine"] == "enrolled"
    gone = me.post(f"{one}/withdraw", {})
    assert (gone["mine"], gone["said"][:3], may(gone)) == ("cancelled", "取消了", {"sign"})
    refused(me.ask("POST", f"{one}/withdraw", {}), 409, "not_enrolled")
    for path in ("/activities/999999", f"/activities/{2**63 - 1}"):
        refused(me.ask("GET", path), 404, "no_such_activity")
    refused(me.ask("GET", f"/activities/{hold(status='draft')}"), 404, "no_such_activity")


def test_places_are_waited_for_given_back_and_come_to(phone, hold, mini, people):
    me, other = phone("林小溪").login(), phone("周一帆").login()
    has_a_line_and_a_seat_is_kept_for_the_next(me, other, hold, people)
    is_come_to_and_spoken_of(me, other, hold, mini, people)


def has_a_line_and_a_seat_is_kept_for_the_next(me, other, hold, people):
    starts = START + timedelta(days=9)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "deadline": starts}
    full = hold(seats=1, guests=[people["周一帆"]], **times)
    one = f"/activities/{full}"
    waits = me.post(f"{one}/enrol", {})
    assert (waits["mine"], waits["position"], waits["words"]) == ("waiting", 1, "候补第 1 位")
    assert waits["said"].startswith("名额满了,你在候补第 1 位")
    refused(me.ask("POST", f"{one}/accept"), 409, "offer_gone")
    other.post(f"{one}/withdraw", {})
    kept = me.get(one)
    assert (kept["mine"], may(kept), kept["offer_until"][-6:]) == (
        "offered",
        {"accept", "leave"},
        "+08:00",
    )
    assert "回复" not in refused(me.ask("POST", f"{one}/enrol", {}), 409, "seat_kept_for_you")
    assert me.post(f"{one}/accept")["said"].startswith("定下来了")
    late = hold(seats=2, deadline=NOW - timedelta(minutes=1), guests=[people["林小溪"]])
    assert "excuse" in may(me.get(f"/activities/{late}"))
    refused(me.ask("POST", f"/activities/{late}/withdraw", {}), 409, "reason_wanted")
    left = me.post(f"/activities/{late}/withdraw", {"why": "临时加班"})
    assert left["said"].startswith("请好假了")
    drawn = me.post(f"/activities/{hold(mode='draw', **times)}/enrol", {"sure": True})
    assert (drawn["mine"], drawn["words"]) == ("applied", "待抽签")


def is_come_to_and_spoken_of(me, guest, hold, mini, people):
    number = hold(guests=[people["林小溪"]])
    assert number not in [door["id"] for door in me.get("/check-ins/doors")["doors"]]
    mini.clock_to(START - timedelta(minutes=10))
    assert number in [door["id"] for door in me.get("/check-ins/doors")["doors"]]
    with mini.app.open_uow(read_only=True) as uow:
        door = checkins.code(uow, people["王敏"], number)
    wrong = next(d for d in ("111111", "222222") if d != door.digits)
    for _ in range(4):
        refused(me.ask("POST", "/check-ins/digits", {"digits": wrong}), 409, "door_digits_wrong")
    refused(
        me.ask("POST", "/check-ins/scan", {"scene": f"ci_{number}-{wrong}"}), 409, "door_code_stale"
    )
    out = me.ask("POST", "/check-ins/digits", {"digits": wrong})
    refused(out, 429, "door_tried_out")
    assert out.headers["Retry-After"] == "600"
    refused(me.ask("POST", "/check-ins/scan", {"scene": "another"}), 409, "door_code_stale")
    refused(me.ask("POST", "/check-ins/digits", {"digits": "12"}), 422, "invalid")
    mini.later(minutes=11)
    with mini.app.open_uow(read_only=True) as uow:
        door = checkins.code(uow, people["王敏"], number)
    came = me.post("/check-ins/digits", {"digits": door.digits})
    assert (came["activity_id"], came["already"], came["said"]) == (
        number,
        False,
        "签到好了:「河道志愿服务」。",
    )
    again = me.post("/check-ins/scan", {"scene": door.scene})
    assert (again["already"], again["at"]) == (True, came["at"])
    refused(
        guest.ask("PUT", f"/activities/{number}/feedback", {"stars": 5}), 409, "feedback_not_there"
    )

    mini.clock_to(END + timedelta(hours=9))
    refused(me.ask("GET", "/check-ins/doors"), 409, "door_shut")
    been = me.get("/activities/been")["items"][0]
    assert (been["id"], been["stars"], been["open"]) == (number, None, True)
    where = f"/activities/{number}/feedback"
    refused(me.ask("PUT", where, {"stars": 6}), 422, "invalid")
    said = me.ask("PUT", where, {"stars": 4, "words": "很开心"}).json()
    assert (said["stars"], said["rating_words"], said["said"]) == (4, "很开心", "谢谢,记下了。")
    assert me.ask("PUT", where, {"stars": 5}).json()["said"] == "改好了。"
    first = me.get("/activities/been", limit=1)
    rest = me.get("/activities/been", limit=100, after=first["next"] or "0")["items"]
    whole = me.get("/activities/been", limit=100)["items"]
    assert first["items"] + (rest if first["next"] else []) == whole
