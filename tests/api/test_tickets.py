"""Tickets through the API: asking, what each viewer sees of one, and seeing to it."""

import json


def refused(phone, method, path, body=None):
    """Return the status and the code of a refusal."""
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def ids(page):
    return [one["id"] for one in page["items"]]


def looked_through(boss, number):
    """See that a list comes whole, page by page, the first due first."""
    first = boss.get("/tickets/desk", tab="organ", limit=2)
    rest = boss.get("/tickets/desk", tab="organ", limit=100, after=first["next"])
    assert number in ids(first) + ids(rest)
    assert not set(ids(first)) & set(ids(rest))
    dues = [row["due_at"] for row in first["items"] + rest["items"]]
    assert dues == sorted(dues)
    done = boss.get("/tickets/desk", tab="done", limit=1)
    assert ids(boss.get("/tickets/desk", tab="done", after=done["next"]))
    assert boss.get("/tickets/desk/counts")["organ"] == len(dues)


def test_one_is_asked_seen_to_answered_and_made_public(phone):
    me, boss = phone("林小溪").login(), phone("李向阳").password()
    asked = me.post("/tickets", {"text": "宿舍热水器坏了三天没人修", "kind": "dream"})
    mine, one = asked["ticket"], f"/tickets/{asked['ticket']['id']}"
    assert (mine["status"], mine["kind"], mine["mine"]) == ("waiting", "dream", True)
    assert mine["number"] in asked["said"]
    assert mine["next"].startswith(mine["organ"])
    assert ids(me.get("/tickets")) == [mine["id"]]
    assert refused(me, "POST", "/tickets", {"text": "又一件", "kind": "none"})[0] == 422
    assert refused(me, "POST", "/tickets", {"text": "12"}) == (409, "ticket_words")
    assert me.post(f"{one}/kind", {"kind": "other"})["kind"] == "other"

    # Whoever is not concerned finds nothing there.
    other = phone("赵强").password()
    assert refused(other, "GET", one) == (404, "no_such_ticket")
    assert refused(other, "POST", f"{one}/accept") == (404, "no_such_ticket")
    assert refused(me, "GET", "/tickets/desk")[0] == 403
    assert refused(me, "POST", f"{one}/answer", {"text": "好了"})[0] == 403
    assert refused(boss, "POST", f"{one}/withdraw") == (404, "no_such_ticket")

    looked_through(boss, mine["id"])
    seen = boss.get(one)
    assert (seen["asker"], seen["mine"], seen["next"]) == ("林小溪", False, "")

    assert boss.post(f"{one}/accept")["owner"] == "李向阳"
    assert refused(boss, "POST", f"{one}/accept") == (409, "ticket_accepted")
    hidden = boss.post(f"{one}/note", {"text": "问过宿管了", "shown": False})
    assert hidden["steps"][-1]["text"] == "问过宿管了"
    boss.post(f"{one}/more", {"question": "哪一栋?"})
    mine = me.get(one)
    assert [step["deed"] for step in mine["steps"]] == ["ask", "accept", "more"]
    assert me.post(f"{one}/supply", {"text": "3 栋"})["status"] == "working"
    assert boss.post(f"{one}/phone") == {"phone": "19900000001"}
    assert boss.get(f"{one}/beside")["doubles"] == []
    assert {row["name"] for row in boss.get(f"{one}/targets")["organs"]}
    reply = next(r for r in boss.get(f"{one}/replies")["items"] if r["key"] == "done")
    assert "林同学" in reply["text"]
    assert refused(boss, "POST", f"{one}/answer", {"text": reply["text"]}) == (
        409,
        "reply_blank_left",
    )
    boss.post(f"{one}/answer", {"text": "今天下午换了新的热水器,打 12 栋值班室也行。"})

    mine = me.get(one)
    assert (mine["status"], mine["answered_by"]) == ("answered", "李向阳")
    assert me.get(f"{one}/likes") == {"items": []}
    assert me.post(f"{one}/solved")["solved"] is True
    assert me.post(f"{one}/quiet")["follow_up_pending"] is False

    assert me.post(f"{one}/unsolved")["solved"] is False
    again = me.post(f"{one}/reopen", {"text": "又坏了"})
    assert (again["status"], again["reopened"]) == ("working", 1)
    organ = boss.get(f"{one}/targets")["organs"][0]
    to = {"to": "organ", "id": 999, "why": "归他们管"}
    assert refused(boss, "POST", f"{one}/pass", to) == (409, "ticket_not_theirs")
    passed = boss.post(f"{one}/pass", to | {"id": organ["id"]})
    assert passed["to"] == organ["name"]
    assert me.post(f"{one}/withdraw")["status"] == "withdrawn"


def is_heard_in_distress(me):
    """Say it, short and too long: it is no ordinary ticket, but urgent, private, heard at once."""
    answer = me.ask("POST", "/tickets", {"text": "我不想活了", "sort": "voice"})
    assert answer.headers["X-Care"] in {"called", "nobody"}
    urgent = answer.json()["ticket"]
    assert (urgent["urgent"], urgent["private"], urgent["sort"]) == (True, True, "demand")
    assert "12355" in urgent["card"]
    assert len(ids(me.get("/tickets"))) == 3
    assert refused(me, "POST", f"/tickets/{urgent['id']}/allow") == (409, "voice_not_for_all")
    # What cannot be taken is heard as well, and kept with the same ticket.
    long = me.ask("POST", "/tickets", {"text": "没人懂我,不想活了。" * 300})
    assert (long.status_code, long.headers["X-Care"]) == (422, answer.headers["X-Care"])
    assert me.get(f"/tickets/{urgent['id']}")["steps"][-1]["text"].startswith("没人懂我")


def test_nobody_learns_who_asked_without_a_name_and_who_is_meant_learns_nothing(phone):
    me, boss = phone("许诺").login(), phone("李向阳").password()
    own = phone("赵强").password()
    hidden = me.post("/tickets", {"text": "加班太多怎么办", "sort": "advice", "anonymous": True})
    assert hidden["ticket"]["asker"] == "许诺"
    one = f"/tickets/{hidden['ticket']['id']}"
    me.post(f"{one}/supply", {"text": "天天到十点"})
    seen = boss.get(one)
    assert (seen["asker"], seen["place"]) == ("匿名", seen["organ"])
    told = [seen, boss.get(f"{one}/beside"), boss.get(f"{one}/targets")]
    told += [boss.get(f"{one}/replies"), boss.get("/tickets/desk", tab="organ")]
    assert "许诺" not in json.dumps(told, ensure_ascii=False)
    assert "许同学" not in json.dumps(told, ensure_ascii=False)
    # No id of a person goes out at all.
    assert not {"asker_id", "owner_id", "person_id"} & set(seen)
    assert refused(boss, "POST", f"{one}/phone") == (404, "no_such_ticket")

    against = me.post("/tickets", {"text": "赵强说话太凶", "sort": "complaint"})["ticket"]
    assert against["owner"] != "赵强"
    assert refused(own, "GET", f"/tickets/{against['id']}") == (404, "no_such_ticket")
    for tab in ("mine", "organ", "escalated", "done"):
        assert against["id"] not in ids(own.get("/tickets/desk", tab=tab))
    assert boss.get(f"/tickets/{against['id']}")["asker"] == "许诺"
    assert boss.get(f"/tickets/{against['id']}/targets")["cadres"] == []

    is_heard_in_distress(me)

    # Two about the same become one; a reply of the organ's own is written, changed, taken away.
    first = me.post("/tickets", {"text": "公交末班车能不能晚一点"})["ticket"]
    like = me.post("/tickets", {"text": "末班公交车能不能再晚一点"})
    assert [row["id"] for row in like["likes"]] == [first["id"]]
    second = like["ticket"]["id"]
    assert me.get(f"/tickets/{second}/likes")["items"][0]["mine"] is True
    into = {"into": first["id"]}
    assert refused(boss, "POST", f"/tickets/{second}/merge", {"into": second})[1] == (
        "ticket_not_same"
    )
    assert boss.post(f"/tickets/{second}/merge", into)["duplicates"] == 1
    assert me.get(f"/tickets/{second}")["duplicate_of"] == first["number"]
    boss.post(f"/tickets/{first['id']}/refer", {"who": "公交公司", "how": "打 12345"})
    assert me.get(f"/tickets/{second}")["refer"] == "公交公司。打 12345"

    words = {"title": "问过了", "text": "{称呼},问过了。"}
    assert refused(own, "POST", "/ticket-replies", words)[0] == 403
    new = boss.post("/ticket-replies", words)
    path = f"/ticket-replies/{new['id']}"
    changed = boss.ask("PUT", path, {"title": "问到了", "text": "问到了。"}).json()
    assert changed["title"] == "问到了"
    assert boss.ask("DELETE", path).status_code == 204
    assert new["key"] not in [r["key"] for r in boss.get("/ticket-replies")["items"]]
    assert boss.post(f"{path}/restore")["mine"] is True
    gone = "/ticket-replies/99"
    assert refused(boss, "PUT", gone, words) == (404, "template_gone")
