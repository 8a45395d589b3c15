"""微心愿 through the API: posted, looked at, promised, shared, made true; and who sees what."""

from tests.services.test_photos import picture

TEXT = "想要一副羽毛球拍"


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


def steps(wish):
    return {name for name, open_ in wish["may"].items() if open_}


def wished(who, **more):
    return who.post("/wishes", {"text": TEXT, "yuan": 60, "surname_shown": True, **more})["id"]


def test_a_wish_goes_from_its_owner_by_a_leader_and_a_cadre_to_coming_true(phone):
    me, leader = phone("林小溪").login(), phone("李向阳").password()
    cadre = phone("王敏").password()
    choices = me.get("/wishes/choices")
    assert {"code": "study", "title": "学习用品"} in choices["kinds"]
    made = me.post("/wishes", {"text": TEXT, "yuan": 60, "surname_shown": True})
    number = made["id"]
    one = f"/wishes/{number}"
    assert (made["text"], made["status"], made["viewer"]) == (TEXT, "待审核", "owner")
    assert (made["said"][:3], steps(made)) == ("许好了", {"withdraw"})
    assert me.get(one)["hint"].startswith("正在请人看")

    refused(cadre.ask("GET", one), 404, "no_such_wish")
    refused(cadre.ask("POST", f"{one}/claim", {}), 409, "wish_pending")
    refused(cadre.ask("GET", "/wishes/review"), 403, "leaders_only")
    refused(me.ask("GET", "/wishes/pool"), 403, "not_a_cadre")
    waiting = leader.get("/wishes/review", limit=100)["items"]
    assert next(w for w in waiting if w["id"] == number)["text"] == TEXT
    assert steps(leader.get(one)) == {"approve", "remove"}
    assert leader.post(f"{one}/approve")["status"] == "待认领"
    refused(leader.ask("POST", f"{one}/approve"), 409, "wish_move")

    seen = cadre.get(one)
    assert (seen["viewer"], steps(seen), seen["name"], seen["phone"]) == (
        "cadre",
        {"claim"},
        "",
        "",
    )
    assert seen["surname"] == "林"
    refused(cadre.ask("POST", f"{one}/claim", {"for_organ": True}), 409, "wish_not_your_organ")
    claimed = cadre.post(f"{one}/claim", {})
    assert (claimed["name"], claimed["viewer"], claimed["phone"]) == ("林小溪", "claimer", "")
    assert len(cadre.get(one)["phone"]) == 11, "no number in an answer that is kept"
    assert claimed["expires_at"].endswith("+08:00")
    assert number in [w["id"] for w in cadre.get("/wishes/claims")["items"]]
    refused(leader.ask("POST", f"{one}/claim", {}), 409, "wish_claimed")

    cadre.post(f"{one}/notes", {"text": "已经买好了,周六带给你"})
    message = refused(me.ask("POST", f"{one}/disagree", {}), 409, "wish_nobody_said_so")
    assert "回复" not in message
    assert cadre.post(f"{one}/done") == {
        "said": "记下了,已经去问 TA 收到没有。TA 点了「收到了」,就自动记一次「办一件实事」。",
        "fulfilled": False,
    }
    assert [w["asked"] for w in me.get("/wishes")["items"] if w["id"] == number] == [True]
    refused(me.ask("POST", f"{one}/withdraw"), 409, "wish_confirm_first")
    assert not me.post(f"{one}/disagree", {"why": "还没见到"})["done"]
    cadre.post(f"{one}/done")
    came = me.post(f"{one}/agree", {"thanks": "谢谢王老师"})
    assert (came["state"], came["thanks"], came["said"][:4]) == (
        "fulfilled",
        "谢谢王老师",
        "心愿实现",
    )
    assert "看过再转给 TA" in came["said"], "the platform looks at what visitors write"
    assert cadre.get(one)["thanks"] == "", "and nobody reads it before"
    refused(me.ask("POST", f"{one}/agree", {}), 409, "wish_finished")
    is_refused_where_it_is_no_wish(me)


def is_refused_where_it_is_no_wish(me):
    for body, status, code in (
        ({"text": TEXT, "kind": "gold"}, 422, "invalid"),
        ({"text": TEXT, "yuan": "60"}, 422, "invalid"),
        ({"text": TEXT, "person_id": 1}, 422, "invalid"),
        ({"text": " "}, 409, "wish_empty"),
        ({"text": "想要手机 13812345678"}, 409, "wish_reveals"),
        ({"text": TEXT, "yuan": 99_999}, 409, "wish_too_dear"),
    ):
        refused(me.ask("POST", "/wishes", body), status, code)
    for _ in range(9):
        answer = me.ask("POST", "/wishes", {"text": TEXT})
        if answer.status_code != 201:
            break
    message = refused(answer, 409, "too_many_wishes")
    assert message == "你已经有 5 个心愿在路上了,先等等它们。看进度:打开「微心愿」。"


def test_a_promise_is_shared_and_given_back_lists_are_paged_and_pictures_kept(phone):
    me, leader = phone("林小溪").login(), phone("李向阳").password()
    lead, helper = phone("王敏").password(), phone("赵强").password()
    is_shared_joined_left_and_given_back(me, leader, lead, helper)
    newest = is_paged_by_what_was_seen_last(me)
    is_sifted(lead)
    may_have_a_picture_before_its_review(me, leader, helper, newest)
    stands_for_a_child_of_whom_nothing_is_kept(me, helper)


def is_shared_joined_left_and_given_back(me, leader, lead, helper):
    one = f"/wishes/{wished(me)}"
    leader.post(f"{one}/approve")
    lead.post(f"{one}/claim", {})
    refused(helper.ask("POST", f"{one}/join", {}), 409, "wish_not_shared")
    assert lead.post(f"{one}/share")["shared"]
    pooled = helper.get("/wishes/pool", limit=100)["items"]
    assert next(w for w in pooled if f"/wishes/{w['id']}" == one)["shared"]
    assert steps(helper.get(one)) == {"join"}
    joined = helper.post(f"{one}/join", {"brings": "出球"})
    assert (joined["viewer"], joined["helpers"][0]["brings"], joined["phone"]) == (
        "sharer",
        "出球",
        "",
    )
    assert lead.get(one)["helpers"][0]["who"].endswith("赵强")
    assert "退出了" in helper.post(f"{one}/leave")["said"]
    refused(lead.ask("POST", f"{one}/release", {"reason": " "}), 409, "wish_reason")
    refused(helper.ask("POST", f"{one}/release", {"reason": "出差"}), 404, "no_such_wish")
    assert "退回去了" in lead.post(f"{one}/release", {"reason": "出差两周"})["said"]
    assert lead.get(one)["viewer"] == "cadre"
    organ = leader.get(one)
    assert organ["viewer"] == "reviewer"
    assert leader.post(f"{one}/claim", {"for_organ": True})["organ"]
    assert me.post(f"{one}/withdraw")["status"] == "已下架"
    refused(me.ask("POST", f"{one}/withdraw"), 409, "wish_finished")
    removed = f"/wishes/{wished(me)}"
    refused(lead.ask("POST", f"{removed}/remove", {"reason": "不合适"}), 403, "leaders_only")
    leader.post(f"{removed}/remove", {"reason": "先说说用在哪里"})
    assert me.get(removed)["reason"] == "先说说用在哪里"


def is_paged_by_what_was_seen_last(me):
    for n in range(2):
        last = wished(me, text=f"{TEXT} {n}")
    mine = [w["id"] for w in me.get("/wishes", limit=100)["items"]]
    first = me.get("/wishes", limit=2)
    wished(me, text="想要一本诗集")
    second = me.get("/wishes", limit=2, after=first["next"])
    assert [w["id"] for w in first["items"] + second["items"]] == mine[:4], (
        "newer ones shift nothing"
    )
    assert me.get("/wishes", after="nowhere") == {"items": [], "next": None}
    return last


def is_sifted(cadre):
    whole = cadre.get("/wishes/pool", limit=100)
    assert whole["total"] == len(whole["items"]) > 2
    found, after = [], ""
    while after is not None:
        page = cadre.get("/wishes/pool", limit=2, after=after)
        found, after = found + page["items"], page["next"]
    assert found == whole["items"]
    cheap = cadre.get("/wishes/pool", most_yuan=0, limit=100)["items"]
    assert cheap == [w for w in whole["items"] if not w["yuan"]]
    study = cadre.get("/wishes/pool", kind="study", limit=100)["items"]
    assert study == [w for w in whole["items"] if w["kind_title"] == "学习用品"]
    areas = cadre.get("/wishes/pool/areas")["areas"]
    there = [cadre.get("/wishes/pool", area=one["id"])["total"] for one in areas]
    assert max(there) <= whole["total"]
    refused(cadre.ask("GET", "/wishes/pool", params={"kind": "gold"}), 422, "invalid")


def put(who, path, data, mime="image/jpeg"):
    return who.ask("PUT", path, headers={"Content-Type": mime}, data=data)


def may_have_a_picture_before_its_review(me, leader, cadre, number):
    one, where = f"/wishes/{number}", f"/wishes/{number}/picture"
    refused(me.ask("GET", where), 404, "no_such_photo")
    assert put(me, where, picture()).json()["picture"]
    other = put(me, where, picture((60, 20), "PNG"), "image/png")
    assert other.status_code == 200, "another one in its place"
    shown = leader.ask("GET", where)
    assert (shown.headers["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    refused(cadre.ask("GET", where), 404, "no_such_wish")
    refused(put(cadre, where, picture()), 404, "no_such_wish")
    refused(put(me, where, b"no picture"), 409, "not_a_photo")
    refused(put(me, where, b"{}", "text/plain"), 415, "unsupported_media_type")
    refused(put(me, where, b"x" * (8 * 1024 * 1024 + 1)), 413, "too_large")
    leader.post(f"{one}/approve")
    refused(put(me, where, picture()), 409, "wish_reviewed_already")


def stands_for_a_child_of_whom_nothing_is_kept(me, cadre):
    child = {"text": "一个孩子想要一盒水彩笔", "kind": "study", "yuan": 30}
    refused(me.ask("POST", "/wishes/child", child), 403, "not_a_cadre")
    held = cadre.post("/wishes/child", child)
    assert (held["for_child"], held["viewer"]) == (True, "owner")
    where = f"/wishes/{held['id']}/picture"
    refused(put(cadre, where, picture()), 409, "wish_no_picture_of_a_child")
