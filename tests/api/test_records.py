"""记录 and 计划 in the mini-program: by form, in one line, edited, taken back, confirmed."""

import io

import pytest
from PIL import Image

from tests.house import NOW, PERSONAS

TODAY = NOW.date().isoformat()


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


@pytest.fixture
def me(phone):
    return phone("赵强").password()


def ids(page):
    return [one["id"] for one in page["items"]]


def test_a_record_is_written_edited_undone_and_brought_back(me, phone):
    a_youth_says_whether_it_took_place(me, phone)
    youths = me.get("/contacts", limit=2)["items"]
    first, second = (one["id"] for one in youths)
    talk = {"kind": "heart_to_heart", "day": TODAY}
    refused(me.ask("POST", "/records", talk), 409, "nobody_named")
    refused(me.ask("POST", "/records", {**talk, "kind": "nap"}), 409, "kind_missing")
    refused(
        me.ask("POST", "/records", {**talk, "day": "2026-12-24", "youths": [first]}), 409, "not_yet"
    )
    refused(me.ask("POST", "/records", {**talk, "day": "1822-12-24"}), 409, "day_missing")
    refused(me.ask("POST", "/records", {**talk, "minutes": 0}), 422, "invalid")

    made = me.post("/records", {**talk, "youths": [first], "title": "食堂", "minutes": 30})
    path = f"/records/{made['id']}"
    assert made == me.get(path)
    assert [one["id"] for one in made["people"]] == [first]
    assert any(one["counts"] for one in made["counts_for"])
    assert (made["offline"], made["locked"], made["may_ask"]) == (True, "", True)

    version = made["version"]
    edited = me.ask("POST", path, {"minutes": None, "youths": [first, second], "version": version})
    edited = edited.json()
    assert (edited["minutes"], edited["title"], edited["at"]) == (None, "食堂", made["at"])
    assert {one["id"] for one in edited["people"]} == {first, second}
    assert edited["history"][0]["by"] == "赵强"
    assert edited["history"][0]["lines"]
    late = me.ask("POST", path, {"title": "操场", "version": version})
    refused(late, 409, "changed_meanwhile")
    refused(me.ask("POST", path, {"kind": "open_day"}), 409, "other_list")
    moved = me.ask("POST", path, {"day": "2026-11-20", "part": "evening", "offline": False}).json()
    assert (moved["at"], moved["offline"]) == ("2026-11-20T19:00:00+08:00", False)

    assert me.post(f"{path}/undo")["undone"] is True
    refused(me.ask("POST", path, {"title": "操场"}), 409, "taken_back")
    assert me.post(f"{path}/redo")["undone"] is False
    refused(me.ask("POST", f"{path}/redo"), 409, "nothing_to_redo")

    asked = me.post(f"{path}/ask")
    assert len(asked["names"]) + len(asked["left_out"]) == 2

    for other, code in (("孙悦", "no_such_record"), ("李向阳", "no_such_record")):
        colleague = phone(other).password()
        refused(colleague.ask("GET", path), 404, code)
        refused(colleague.ask("POST", f"{path}/undo"), 404, code)
    refused(phone("林小溪").login().ask("GET", path), 403, "not_a_cadre")


def test_the_list_is_told_by_pages_months_and_groups(me, phone):
    an_organs_record_is_its_leaders(me, phone)
    a_photo_is_added(me)
    first = me.get("/records", limit=2)
    second = me.get("/records", limit=2, after=first["next"])
    whole = me.get("/records", limit=100)
    assert ids(whole)[:4] == ids(first) + ids(second)
    assert [one["at"] for one in whole["items"]] == sorted(
        (one["at"] for one in whole["items"]), reverse=True
    )
    month = me.get("/records/months")["months"][0]
    assert all(one["day"].startswith(month) for one in me.get("/records", month=month)["items"])
    kinds = {one["kind"] for one in me.get("/records", group="contact", limit=100)["items"]}
    assert "heart_to_heart" not in kinds
    assert me.get("/records", after="999999")["items"] == []
    refused(me.ask("GET", "/records?whose=organ"), 403, "leaders_only")


def an_organs_record_is_its_leaders(me, phone):
    leader = phone("李向阳").password()
    new = {"kind": "open_day", "day": TODAY, "title": "开放日"}
    refused(me.ask("POST", "/records", new), 403, "leaders_only")
    made = leader.post("/records", new)
    assert made["organ"] is True
    assert made["id"] in ids(leader.get("/records", whose="organ"))
    assert leader.get("/records/months", whose="organ")["months"][0] == TODAY[:7]
    assert made["id"] not in ids(leader.get("/records"))


def a_photo_is_added(me):
    record = me.get("/records", limit=1)["items"][0]["id"]
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")

    def add(data, mime):
        headers = {"Content-Type": mime}
        return me.ask("POST", f"/records/{record}/photos", headers=headers, data=data)

    added = add(picture.getvalue(), "image/png")
    assert added.status_code == 201, added.text
    photo = added.json()["photos"][-1]
    assert photo["mine"] is True
    assert me.ask("GET", f"/photos/{photo['id']}").headers["Content-Type"] == "image/jpeg"
    refused(add(b"no picture", "image/png"), 409, "not_a_photo")
    assert add(b"%PDF", "application/pdf").status_code == 415
    missing = me.ask(
        "POST", "/records/999999/photos", headers={"Content-Type": "image/png"}, data=b"x"
    )
    refused(missing, 404, "no_such_record")


def test_one_line_and_a_plan_are_understood_as_in_the_chat(me, phone):
    a_plan_is_made_moved_dropped_taken_up_and_done(me, phone)
    youth = me.post("/contacts", {"name": "白晓", "fourteen": True})

    def say(line, **more):
        return me.post("/records/line", {"line": line, **more})

    done = say("谈心 白晓 食堂 30分钟")
    assert done["state"] == "written"
    assert (done["record"]["kind"], done["record"]["minutes"]) == ("heart_to_heart", 30)
    assert done["record"]["people"][0]["id"] == youth["youth_id"]

    asked = say("记 谈心 白小")
    assert (asked["state"], asked["question"]["about"]) == ("asking", "name")
    assert asked["question"]["text"] == "你的小伙伴里没找到「白小」。"
    unclear = say("记 谈心 白小", choices=asked["choices"], reply="也许吧")
    assert unclear["unclear"] is True
    label = next(o["label"] for o in asked["question"]["options"] if "白晓" in o["label"])
    told = say("记 谈心 白小", choices=asked["choices"], reply=label)
    assert told["record"]["youths"] == ["白晓"]

    # A day that is still to come becomes a plan, if that is what is chosen.
    asked = say("谈心 白晓 明天")
    assert asked["question"]["about"] == "day"
    plan = next(o["label"] for o in asked["question"]["options"] if "计划" in o["label"])
    told = say("谈心 白晓 明天", choices=asked["choices"], reply=plan)
    assert (told["state"], told["plan"]["day"]) == ("planned", "2026-11-24")
    assert (
        say("计划 志愿服务 社区清洁 后天".removeprefix("计划 "), ahead=True)["state"] == "planned"
    )

    assert say("记")["state"] == "empty"
    wrong = {"day": "9999-99-99", "minutes": "9" * 50, "kind": "nap", "part": "tea", "x": "y"}
    assert say("谈心 白晓", choices=wrong)["state"] == "written"


def a_plan_is_made_moved_dropped_taken_up_and_done(me, phone):
    youth = me.get("/contacts", limit=1)["items"][0]
    new = {"kind": "heart_to_heart", "day": "2026-11-25", "part": "afternoon"}
    refused(me.ask("POST", "/plans", {**new, "day": "2026-11-22"}), 409, "plan_past")
    refused(me.ask("POST", "/plans", new), 409, "nobody_named")
    made = me.post("/plans", {**new, "youths": [youth["id"]]})
    path = f"/plans/{made['id']}"
    assert (made["at"], made["due"]) == ("14:00", False)
    assert made == me.get(path)
    assert made["id"] in ids(me.get("/plans"))
    assert me.ask("POST", path, {"day": "2026-11-26"}).json()["day"] == "2026-11-26"
    me.post(f"{path}/drop")
    refused(me.ask("POST", f"{path}/done"), 404, "no_such_plan")
    assert me.post(f"{path}/take-up")["id"] == made["id"]
    refused(phone("孙悦").password().ask("GET", path), 404, "no_such_plan")
    record = me.post(f"{path}/done")
    assert (record["kind"], record["day"]) == ("heart_to_heart", TODAY)
    refused(me.ask("GET", path), 404, "no_such_plan")


def a_youth_says_whether_it_took_place(me, phone):
    youth = phone("林小溪").login()
    assert youth.get("/met") == {"items": [], "next": None}
    refused(youth.ask("PUT", "/met/1", {"yes": True}), 404, "nothing_asked")
    number = PERSONAS["林小溪"].phone.removeprefix("+86")
    known = me.get("/contacts", words="林小溪")["items"]
    known = known or [
        {
            "id": me.post("/contacts", {"name": "林小溪", "phone": number, "fourteen": True})[
                "youth_id"
            ]
        }
    ]
    said = {"kind": "heart_to_heart", "day": TODAY, "youths": [known[0]["id"]]}
    record = me.post("/records", said)["id"]
    assert me.post(f"/records/{record}/ask")["names"] == ["林小溪"]
    question = youth.get("/met")["items"][0]
    assert (question["record_id"], question["cadre"]) == (record, "赵强")
    assert any("聊过" in one["text"] for one in youth.get("/notices")["items"])
    youth.ask("PUT", f"/met/{record}", {"yes": True})
    assert youth.get("/met")["items"] == []
    assert me.get(f"/records/{record}")["confirmed"] == 1
    assert not any("聊过" in one["text"] for one in youth.get("/notices")["items"])
