"""待看的内容 through the API: what was held is let through, or refused and looked at once more."""


def refused(phone, method, path, body=None):
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def test_a_leader_decides_and_the_writer_may_ask_for_another_look(phone):
    me, cadre = phone("许诺").login(), phone("王敏").password()
    boss = phone("李向阳").password()
    topic = cadre.post("/topics", {"title": "聊聊", "text": "说说", "everybody": True})["topic"]
    said = f"/topics/{topic['id']}/answers"
    for n in range(3):
        me.post(said, {"text": f"打我电话 1380000111{n}"})
    assert refused(me, "GET", "/screening")[0] == 403
    first = boss.get("/screening", limit=2)
    rest = boss.get("/screening", limit=2, after=first["next"])
    held = first["items"] + rest["items"]
    assert [one["text"][-1] for one in held] == ["0", "1", "2"]
    assert not {"who", "author", "person_id"} & set(held[0])
    assert boss.get("/screening/counts") == {"own": 3, "under": 0}
    kept, gone, other = (f"/screening/{one['id']}" for one in held)
    assert boss.post(f"{kept}/keep") == {"title": "话题回复", "ends": True}
    assert refused(boss, "POST", f"{kept}/keep") == (409, "already_looked")
    assert refused(boss, "POST", f"{gone}/refuse", {"reason": ""}) == (409, "screening_reason")
    assert boss.post(f"{gone}/refuse", {"reason": "有手机号"})["ends"] is False
    boss.post(f"{other}/refuse", {"reason": "有手机号"})
    last = boss.get("/screening", tab="refused", limit=1)
    assert boss.get("/screening", tab="refused", after=last["next"])["items"]
    assert refused(cadre, "POST", f"{gone}/appeal") == (404, "no_such_screening")
    assert me.post(f"{gone}/appeal")["to"]
    assert refused(me, "POST", f"{gone}/appeal") == (409, "appealed_once")
    assert refused(boss, "POST", "/screening/999/keep") == (404, "no_such_screening")
    assert {one["status"] for one in me.get(said)["items"]} == {"shown", "removed"}
