"""青年之声 through the API: made public with care, read by whoever comes, taken back at once."""


def refused(phone, method, path, body=None):
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def ids(page):
    return [one["id"] for one in page["items"]]


def looked_through(stranger):
    """See that the latest come page by page, and those that have some words."""
    first = stranger.get("/voices", limit=1)
    rest = stranger.get("/voices", after=first["next"])
    whole = stranger.get("/voices")["items"]
    assert first["items"] + rest["items"] == whole
    assert [one["day"] for one in whole] == sorted((one["day"] for one in whole), reverse=True)
    found = stranger.get("/voices", words="求职补贴")["items"][0]
    assert stranger.get(f"/voices/{found['id']}") == found
    assert not {"asker", "asker_id", "place"} & set(found)
    assert stranger.get("/voices", words="完全没有的词语组合")["items"] == []
    assert stranger.get("/voices", after="nowhere")["items"] == []
    assert stranger.ask("GET", "/voices/999999").json()["code"] == "no_such_voice"


def test_what_helps_others_is_public_until_its_asker_says_no(phone, mini):
    me, boss = phone("林小溪").login(), phone("李向阳").password()
    mine = me.post("/tickets", {"text": "宿舍热水器坏了三天没人修"})["ticket"]
    one = f"/tickets/{mine['id']}"
    assert "答复以后" in boss.get(f"{one}/public")["barred"]
    boss.post(f"{one}/answer", {"text": "今天下午换了新的热水器。"})
    other = phone("路人甲").open()
    looked_through(other)
    draft = boss.get(f"{one}/public")
    assert (draft["question"], draft["public"]) == ("宿舍热水器坏了三天没人修", False)
    public = {"question": "林小溪问热水器坏了怎么办", "answer": "找宿管登记", "sure": True}
    assert refused(boss, "POST", f"{one}/publish", public) == (409, "voice_names_somebody")
    public |= {"question": "宿舍的热水器坏了找谁?"}
    published = boss.post(f"{one}/publish", public)
    assert (published["public"]["waits"], "自动" in published["said"]) == (True, True)
    mini.app.texts.work()
    found = other.get("/voices", words="热水器")
    assert ids(found) == [mine["id"]]
    assert me.post(f"{one}/keep")["private"] is True
    assert refused(other, "GET", f"/voices/{mine['id']}") == (404, "no_such_voice")
    assert refused(boss, "POST", f"{one}/publish", public) == (409, "voice_not_for_all")
    assert me.post(f"{one}/allow")["private"] is False
    boss.post(f"{one}/publish", public)
    mini.app.texts.work()
    assert boss.get(f"{one}/public")["public"] is True
    boss.post(f"{one}/unpublish")
    assert boss.get(f"{one}/public")["public"] is False
