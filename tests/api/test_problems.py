"""问题清单 through the API: out of tickets into a line, up, answered, and heard by who raised it."""

HOT = ("宿舍晚上热水不够", "晚上宿舍没有热水", "宿舍热水晚上总是不够用")


def refused(phone, method, path, body=None):
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def ids(page):
    return [one["id"] for one in page["items"]]


def test_a_line_is_gathered_set_right_handed_up_and_answered(phone):
    me, friend = phone("林小溪").login(), phone("许诺").login()
    boss, cadre = phone("李向阳").password(), phone("赵强").password()
    raised = [
        who.post("/tickets", {"text": text, "sort": "voice"})["ticket"]["id"]
        for who, text in zip((me, friend, me), HOT, strict=True)
    ]
    found = boss.get("/problems/suggested")["groups"][0]
    assert (found["people"], {text["id"] for text in found["texts"]}) == (2, set(raised))
    assert not {"asker", "who"} & set(found["texts"][0])
    assert refused(cadre, "GET", "/problems/suggested")[0] == 403
    line = {"title": "宿舍热水不够", "kind": "other"}
    seen = boss.post("/problems/gather", {**line, "tickets": raised[:2]})
    one = f"/problems/{seen['id']}"
    assert (seen["people"], seen["status"], seen["own"]) == (2, "draft", True)
    assert refused(boss, "POST", "/problems/gather", {**line, "tickets": raised[:2]}) == (
        409,
        "problem_nothing_chosen",
    )
    assert refused(cadre, "GET", one) == (404, "no_such_problem")
    assert ids(boss.get(f"{one}/near")) == [raised[2]]
    assert boss.post(f"{one}/tickets", {"tickets": raised[2:]})["tickets"] == 3
    edited = boss.ask("PUT", one, {"title": "宿舍热水晚上不够", "text": "三栋都这样"}).json()
    assert (edited["title"], edited["text"]) == ("宿舍热水晚上不够", "三栋都这样")
    apart = boss.post(f"{one}/split", {"tickets": raised[2:], "title": "热水另一件"})
    assert apart["problem"]["tickets"] == 2
    assert apart["new_id"] in ids(boss.get("/problems/targets"))
    assert boss.post(f"/problems/{apart['new_id']}/merge", {"into": seen["id"]})["tickets"] == 3
    assert refused(boss, "POST", f"{one}/merge", {"into": seen["id"]})[1] == "problem_same_line"

    handed = boss.post("/problems/hand", {"problems": [seen["id"]]})
    assert handed["count"] == 1
    desk = boss.get("/problems/desk")
    assert handed["to"] == desk["above"]
    assert seen["id"] in ids(boss.get("/problems", status="handed", limit=100))
    assert refused(boss, "POST", f"{one}/answer", {"text": "好"}) == (409, "problem_handed")
    assert boss.post(f"{one}/take-back")["status"] == "draft"
    done = boss.post(f"{one}/answer", {"text": "下周加一台锅炉"})
    assert (done["told"], done["problem"]["status"]) == (2, "answered")
    assert boss.post(f"{one}/add", {"text": "改到这周五"})["problem"]["added"] == "改到这周五"
    assert refused(boss, "POST", f"{one}/add", {"text": "再说"}) == (409, "problem_added")
    heard = friend.get("/problems/heard")["items"][0]
    assert (heard["title"], heard["answer"], heard["people"]) == (
        "宿舍热水晚上不够",
        "下周加一台锅炉",
        2,
    )

    mine = cadre.post("/problems", {"title": "路灯不亮"})
    assert (mine["proposer"], mine["own"]) == (True, False)
    assert ids(cadre.get("/problems/proposed"))[0] == mine["id"]
    assert boss.get(f"/problems/{mine['id']}")["by"] == "赵强"
    assert cadre.post(f"/problems/{mine['id']}/drop")["status"] == "dropped"
    assert boss.post(f"/problems/{mine['id']}/restore")["status"] == "draft"
    assert boss.post("/problems/carry") == {"count": 0}
    assert boss.get("/problems/waiting")["items"] == []
    assert refused(boss, "POST", "/problems/adopt", {"problems": [seen["id"]]}) == (
        404,
        "no_such_problem",
    )
    assert boss.get("/problems/desk", quarter="2019-05-06")["first_day"] == "2019-04-01"
    assert refused(boss, "GET", "/problems?quarter=5")[0] == 422
