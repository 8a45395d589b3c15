"""小伙伴: the case-load in the mini-program, from adding somebody to handing them over."""

import pytest


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


@pytest.fixture
def me(phone):
    return phone("赵强").password()


def everybody(me, **query):
    """Read a list to its end, by small pages."""
    found, after = [], ""
    while True:
        page = me.get("/contacts", limit=2, **query, **({"after": after} if after else {}))
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def is_joined_by_code(me):
    made = me.post("/contacts/code")["code"]
    assert made == me.get("/contacts/code")["code"]
    assert made["scene"].startswith("add_")
    assert len(made["scene"]) <= 32
    drawn = me.ask("GET", "/contacts/code/picture")
    assert (drawn.status_code, drawn.headers["Content-Type"][:6]) == (200, "image/")
    assert me.post("/contacts/code")["code"]["scene"] != made["scene"]
    assert me.ask("DELETE", "/contacts/code").json() == {"code": None}
    assert me.get("/contacts/code") == {"code": None}
    refused(me.ask("GET", "/contacts/code/picture"), 409, "no_code_now")


def test_somebody_is_added_noted_met_archived_and_restored(me):
    is_joined_by_code(me)
    size = me.get("/contacts/counts")["total"]
    new = {"name": " 白 晓 ", "phone": "19900007777", "hint": "图书馆", "tags": ["篮球", "#志愿"]}
    assert "14" in refused(me.ask("POST", "/contacts", new), 409, "newcomer_unfit")
    added = me.post("/contacts", {**new, "born": "2008-05-01", "industry": "university"})
    youth = f"/contacts/{added['youth_id']}"
    assert (added["name"], added["size"]) == ("白晓", size + 1)
    refused(me.ask("POST", "/contacts", {**new, "fourteen": True}), 409, "already_yours")

    seen = me.get(youth)
    assert (seen["tags"], seen["band"], seen["bound"]) == (["志愿", "篮球"], "never", False)
    assert "7777" in seen["phone"]
    assert "0000" not in seen["phone"]
    assert me.post(f"{youth}/phone")["phone"].replace(" ", "").endswith("19900007777")

    changed = me.ask("POST", youth, {"hint": "图书馆二楼", "tags": ["志愿"]}).json()
    assert (changed["hint"], changed["tags"], changed["industry"]) == (
        "图书馆二楼",
        ["志愿"],
        "university",
    )
    refused(me.ask("POST", youth, {"field": "moon"}), 409, "newcomer_unfit")

    talk = me.post(f"{youth}/talks", {"kind": "heart_to_heart"})
    assert talk == me.post(f"{youth}/talks", {"kind": "heart_to_heart"})
    assert [one["id"] for one in me.get(f"{youth}/records")["items"]] == [talk["record_id"]]
    assert me.get(youth)["band"] == "recent"
    assert me.post(f"/contacts/talks/{talk['record_id']}/undo")["undone"] is True
    assert me.get(f"{youth}/records")["items"] == []
    refused(me.ask("POST", "/contacts/talks/999999/undo"), 404, "nothing_to_undo")
    refused(me.ask("POST", "/contacts/999999/talks", {"kind": "visit"}), 404, "not_on_your_list")

    invited = me.post(f"{youth}/invitation")
    assert (invited["youth"], invited["phrase"].split()[0]) == ("白晓", "绑定")
    assert me.post(f"{youth}/primary")["is_primary"] is True

    archived = me.post(f"{youth}/archive", {"reason": "毕业离校"})
    assert archived["size"] == size
    refused(me.ask("GET", youth), 404, "not_in_your_list")
    former = me.get("/contacts/archived")["items"][0]
    assert (former["youth_id"], former["reason"]) == (added["youth_id"], "毕业离校")
    assert me.post(f"/contacts/archived/{former['contact_id']}/restore")["name"] == "白晓"
    refused(me.ask("POST", "/contacts/archived/999999/restore"), 404, "not_in_your_list")

    titles = [one["title"] for one in me.get("/changes")["items"]]
    assert titles[0] == "归档白晓"
    again = f"/changes/{archived['change_id']}/undo"
    refused(me.ask("POST", again), 409, "already_yours")
    refused(me.ask("POST", "/changes/999999/undo"), 404, "change_gone")


def test_the_list_is_filtered_tagged_and_told_by_pages(me, phone):
    several_are_tagged_and_that_is_undone(me)
    whole = everybody(me)
    counts = me.get("/contacts/counts")
    assert len({one["id"] for one in whole}) == len(whole) == counts["total"]
    assert sum(counts[band] for band in ("recent", "month", "long", "never")) == len(whole)
    met = [one["last_met_at"] or "" for one in whole]
    assert met == sorted(met)
    for band in ("recent", "never", "unbound"):
        assert len(everybody(me, band=band)) == counts[band]
    name = whole[0]["name"]
    assert all(name in one["name"] + one["hint"] for one in everybody(me, words=name))
    assert me.get("/contacts", after="nobody")["items"] == []
    youth = phone("林小溪").login()
    refused(youth.ask("GET", "/contacts"), 403, "not_a_cadre")
    other = next(one for one in everybody(phone("李向阳").password()) if one not in whole)
    refused(me.ask("GET", f"/contacts/{other['id']}"), 404, "not_in_your_list")
    refused(me.ask("POST", f"/contacts/{other['id']}/phone"), 404, "not_in_your_list")


def several_are_tagged_and_that_is_undone(me):
    ids = [one["id"] for one in me.get("/contacts", limit=3)["items"]]
    refused(me.ask("POST", "/contacts/tags", {"youths": ids}), 409, "nothing_to_set")
    refused(me.ask("POST", "/contacts/tags", {"add": ["新"]}), 409, "nobody_picked")
    done = me.post("/contacts/tags", {"youths": ids, "add": ["读书会"]})
    assert done["count"] == len(ids)
    assert {one["id"] for one in everybody(me, tag="读书会")} == set(ids)
    assert {"tag": "读书会", "count": 3} in me.get("/contacts/counts")["tags"]
    whole = me.post("/contacts/tags", {"everybody": {"tag": "读书会"}, "remove": ["读书会"]})
    assert whole["count"] == len(ids)
    assert me.post(f"/changes/{whole['change_id']}/undo")["said"].startswith("撤销了")
    assert len(everybody(me, tag="读书会")) == len(ids)


def test_twins_become_one_and_a_colleague_takes_over(me):
    one_who_was_entered_twice_becomes_one(me)
    a_colleague_takes_over_and_gives_back(me)


def one_who_was_entered_twice_becomes_one(me):
    pair = [
        me.post("/contacts", {"name": "白晓", "hint": hint, "fourteen": True})["youth_id"]
        for hint in ("合唱团", "合唱团的")
    ]
    found = me.get("/contacts/duplicates")["items"]
    assert set(pair) in [{one["one"]["id"], one["other"]["id"]} for one in found]
    both = me.get("/contacts/duplicates/compare", one=pair[0], other=pair[1])
    assert (both["one"]["hint"], both["other"]["why_not"]) == ("合唱团", "")
    same = me.ask("GET", f"/contacts/duplicates/compare?one={pair[0]}&other={pair[0]}")
    refused(same, 409, "same_one")
    merged = me.post("/contacts/duplicates/merge", {"stay": pair[0], "gone": pair[1]})
    refused(me.ask("GET", f"/contacts/{pair[1]}"), 404, "not_in_your_list")
    me.post(f"/changes/{merged['change_id']}/undo")
    assert me.get(f"/contacts/{pair[1]}")["name"] == "白晓"


def a_colleague_takes_over_and_gives_back(me):
    receivers = me.get("/handovers/receivers", words="李向阳")["items"]
    to = {"receiver": receivers[0]["id"]}
    youth = me.post("/contacts", {"name": "白露", "fourteen": True})["youth_id"]
    seen = me.post("/handovers/check", {**to, "youths": [youth]})
    assert (seen["moving"], seen["receiver"]["name"]) == (["白露"], "李向阳")
    refused(me.ask("POST", "/handovers/check", {"receiver": 999999}), 409, "no_receiver")
    refused(me.ask("POST", "/handovers/check", {**to, "youths": []}), 409, "nobody_chosen")
    done = me.post("/handovers", {**to, "youths": [youth]})
    assert (done["moved"], done["barred"]) == (1, [])
    refused(me.ask("GET", f"/contacts/{youth}"), 404, "not_in_your_list")
    refused(me.ask("POST", "/handovers", {**to, "youths": [youth]}), 409, "nobody_chosen")
    me.post(f"/changes/{done['change_id']}/undo")
    assert me.get(f"/contacts/{youth}")["name"] == "白露"
