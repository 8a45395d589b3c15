"""Activities in the hands of those who host them: made, changed, run, marked, closed."""

from tests.api.steps import done, pages, refused

WRITTEN = {
    "title": "清河捡垃圾",
    "kind": "volunteering",
    "place": "河堤公园",
    "starts_at": "2026-12-05T09:00:00+08:00",
    "ends_at": "2026-12-05T11:00:00+08:00",
    "deadline": "2026-12-04T18:00:00+08:00",
    "seats": 12,
    "questions": [
        {"key": "size", "text": "马甲穿多大?", "sort": "one", "options": ["M", "L"]},
        {"key": "why", "text": "为什么?", "when": {"key": "size", "answer": "L"}},
    ],
}


def hosted(phone):
    """Return all that somebody hosts, by title."""
    found = pages(phone, "/activities/hosted", 10)
    assert len({one["id"] for one in found}) == len(found)
    return {one["title"]: one for one in found}


def test_an_activity_is_made_changed_and_called_off(phone):
    host = phone("王敏").password()
    templates = host.get("/activity-templates")["items"]
    assert "tea" in [one["key"] for one in templates]
    assert not any(one["organ"] for one in templates)
    assert {one["code"] for one in host.get("/activity-choices")["modes"]} == {
        "first",
        "draw",
        "review",
    }
    tea = host.get("/activity-templates/tea")
    assert tea["starts_at"] == "2026-11-28T15:00:00+08:00"
    assert host.get("/activity-templates/blank", day="2026-12-06")["title"] == ""
    assert refused(host, "GET", "/activity-templates/none") == (404, "no_such_activity")

    made = host.post("/activities", WRITTEN)
    assert (made["state"], made["title"], made["guests"]["enrolled"]) == ("draft", "清河捡垃圾", 0)
    path = f"/activities/{made['id']}"
    written = host.get(f"{path}/draft")
    assert written["questions"][1]["when"] == {"key": "size", "answer": "L"}
    assert done(host, "PUT", f"{path}/draft", {**written, "place": "码头"})["place"] == "码头"
    assert host.post(f"{path}/publish", {})["state"] == "open"
    assert done(host, "PUT", f"{path}/seats", {"seats": 3})["seats"] == 3

    again = host.get(f"{path}/copy", day="2026-12-05")
    assert again["place"] == "码头"
    clash = {**again, "publish": True, "copied_from": made["id"]}
    assert refused(host, "POST", "/activities", clash) == (409, "host_busy")
    second = host.post("/activities", {**clash, "sure": True})
    assert (second["state"], second["said"]) == ("open", "发布了。")
    assert (
        host.post(f"/activities/{second['id']}/cancel", {"reason": "下雨"})["state"] == "cancelled"
    )

    odd = {**WRITTEN, "ends_at": "2026-12-05T08:00:00+08:00"}
    assert refused(host, "POST", "/activities", odd) == (409, "draft_odd")
    assert refused(host, "POST", "/activities", {**WRITTEN, "kind": "visit_week"})[0] in {403, 422}
    assert refused(host, "POST", "/activities", {**WRITTEN, "host_id": 3}) == (422, "invalid")
    assert {"清河捡垃圾", "观影会(抽签)", "羽毛球友谊赛"} <= hosted(host).keys()

    other = phone("赵强").password()
    for part in ("run", "draft", "guests", "attendance", "closing", "door", "poster"):
        assert refused(other, "GET", f"{path}/{part}") == (404, "not_your_activity")
    assert refused(phone("周一帆").login(), "GET", f"{path}/run") == (403, "not_a_cadre")


def test_applicants_are_decided_on_and_who_came_is_marked(phone):
    host = phone("王敏").password()
    mine = hosted(host)
    review = f"/activities/{mine['职场面对面']['id']}"
    applied = host.get(f"{review}/applications")["items"]
    assert len(applied) == mine["职场面对面"]["applied"] == 5
    yes, no = (one["person_id"] for one in applied[:2])
    assert host.post(f"{review}/applications/{yes}", {"yes": True})["guests"]["enrolled"] == 1
    told = host.post(f"{review}/applications/{no}", {"yes": False, "why": "下次再来"})
    assert told["guests"]["applied"] == 3
    assert refused(host, "POST", f"{review}/applications/{no}", {"yes": False}) == (
        409,
        "nothing_to_decide",
    )
    guests = {one["person_id"]: one for one in host.get(f"{review}/guests")["items"]}
    assert (guests[yes]["place"], guests[no]["why"]) == ("enrolled", "下次再来")
    draw = f"/activities/{mine['观影会(抽签)']['id']}"
    assert not host.get(f"{draw}/run")["may_draw"]
    assert refused(host, "POST", f"{draw}/draw") == (409, "no_draw_now")
    day = f"/activities/{mine['社区一日志愿服务']['id']}"
    answers = host.get(f"{day}/guests")["items"][0]["answers"]
    assert {"key": "size", "question": "马甲穿多大?", "answers": ["L"]} in answers

    now = f"/activities/{mine['青年读书分享']['id']}"
    door = host.get(f"{now}/door")
    assert (len(door["digits"]), door["expected"]) == (6, 8)
    assert 0 <= door["left"] <= 60
    people = host.get(f"{now}/attendance/people")["items"]
    one = people[0]["person_id"]
    marked = done(host, "PUT", f"{now}/attendance/{one}", {"present": True})
    assert (marked["arrived"], marked["person"]["way"]) == (1, "list")
    assert done(host, "PUT", f"{now}/attendance/{one}", {"present": False})["arrived"] == 0
    extra = host.get(f"{now}/attendance/others")["items"][0]["person_id"]
    assert done(host, "PUT", f"{now}/attendance/{extra}", {"present": True})["expected"] == 9
    assert refused(host, "PUT", f"{now}/attendance/999999", {"present": True}) == (
        409,
        "not_on_your_list",
    )
    assert host.get(f"{now}/attendance/others", words="没有这个人")["items"] == []
    assert host.get(f"{draw}/door")["digits"] == ""


def test_one_that_is_over_is_put_right_closed_and_opened_again(phone):
    host = phone("王敏").password()
    mine = hosted(host)
    over = f"/activities/{mine['羽毛球友谊赛']['id']}"
    seen = host.get(f"{over}/attendance")
    assert seen["wants_why"]
    absent = next(o for o in host.get(f"{over}/attendance/people")["items"] if not o["came_at"])
    who = absent["person_id"]
    assert refused(host, "PUT", f"{over}/attendance/{who}", {"present": True}) == (409, "list_shut")
    wrong = {"present": True, "reason": "x"}
    assert refused(host, "POST", f"{over}/attendance/{who}/correct", wrong) == (409, "why_needed")
    right = {"present": True, "reason": "签到时手机没电"}
    assert host.post(f"{over}/attendance/{who}/correct", right)["arrived"] == seen["arrived"] + 1

    before = host.get(f"{over}/closing")
    assert (before["minutes"], before["closed_at"], before["why_not"]) == (120, None, "")
    assert before["credits"][0]["name"] == "王敏"
    closed = host.post(f"{over}/close", {"minutes": 90})
    assert closed["closed_at"].startswith("2026-11-23T10:0")
    assert f"记了 {len(before['credits'])} 条" in closed["said"]
    assert host.get(f"{over}/run")["status"] == "已办结"
    assert refused(host, "POST", f"{over}/close", {"minutes": 90}) == (
        409,
        "activity_already_closed",
    )
    assert host.post(f"{over}/reopen")["closed_at"] is None
    assert refused(host, "POST", f"{over}/reopen") == (409, "activity_not_closed")
    assert refused(host, "POST", f"{over}/close", {"minutes": 0}) == (422, "invalid")


def test_codes_are_drawn_and_an_organs_kind_is_for_who_answers_for_one(mini, phone):
    host, youth = phone("王敏").password(), phone("周一帆").login()
    mine = hosted(host)
    path = f"/activities/{mine['青年读书分享']['id']}"
    poster = host.get(f"{path}/poster")
    assert poster["scene"] == f"act_{mine['青年读书分享']['id']}"
    assert poster["good_until"]
    assert host.get(f"{path}/join-code")["scene"] == ""
    assert refused(host, "GET", f"{path}/join-code/picture") == (409, "no_code_now")
    code = host.post(f"{path}/join-code")
    assert code["phrase"].startswith("加入 ")
    assert host.get(f"{path}/join-code")["scene"] == code["scene"]
    for part in ("poster", "door", "join-code"):
        picture = host.ask("GET", f"{path}/{part}/picture")
        assert picture.headers["Content-Type"] == "image/png", picture.text
    drawn = mini.simulator.world.mini_codes.values()
    short = next(one.scene for one in drawn if one.scene.startswith("add_"))
    for scene in (short, code["scene"]):
        assert youth.get(f"/join-codes/{scene}")["name"] == "王敏"
    assert host.post(f"{path}/join-code")["scene"] != code["scene"]
    assert refused(youth, "GET", f"/join-codes/{short}") == (404, "join_stale")
    assert done(host, "DELETE", f"{path}/join-code")["scene"] == ""
    over = f"/activities/{mine['羽毛球友谊赛']['id']}"
    assert refused(host, "POST", f"{over}/join-code") == (409, "event_over")
    for part in ("poster", "door"):
        assert refused(host, "GET", f"{over}/{part}/picture") == (409, "no_code_now")

    leader = phone("李向阳").password()
    kinds = leader.get("/activity-choices")["kinds"]
    organs = {**WRITTEN, "kind": next(one["code"] for one in kinds if one["organ"])}
    assert leader.post("/activities", organs)["organ"]
    assert refused(host, "POST", "/activities", organs) == (403, "leaders_only")
