"""The quarter's materials: a draft, handed in, read from above, and asked for."""

from tests.api.steps import refused

TEXTS = {"methods": "每周三晚上去社区。", "problems": "人手少。"}


def test_materials_are_drafted_handed_in_and_read(phone):
    leader = phone("李向阳").password()
    desk = leader.get("/materials")
    assert (desk["asked"], desk["open"], desk["versions"]) == (True, True, [])
    assert desk["quarter"]["first_day"] == "2026-10-01"
    assert desk["figures"]["cadre_count"] > 0
    assert leader.get("/materials", quarter="2026-08-15")["quarter"]["title"].endswith("三季度")
    long = {"methods": "长" * 3001}
    assert refused(leader, "PUT", "/materials/draft", long) == (422, "invalid")
    assert refused(leader, "POST", "/materials", {}) == (409, "materials_empty")
    old = {**TEXTS, "quarter": "2026-03-01"}
    assert refused(leader, "POST", "/materials", old) == (409, "materials_quarter_gone")

    saved = leader.ask("PUT", "/materials/draft", TEXTS).json()
    assert (saved["texts"]["problems"], saved["versions"]) == ("人手少。", [])
    assert saved["saved_at"]
    first = leader.post("/materials", TEXTS)
    assert (first["version"]["number"], first["changes"]) == (1, [])
    assert refused(leader, "POST", "/materials", TEXTS) == (409, "materials_same")
    second = leader.post("/materials", {**TEXTS, "problems": "人手够了。"})
    assert [one["field"] for one in second["changes"]] == ["problems"]
    assert leader.get(f"/materials/{first['version']['id']}")["texts"]["problems"] == "人手少。"
    assert [one["number"] for one in second["versions"]] == [2, 1]
    assert leader.get("/materials/below")["items"] == []
    assert refused(leader, "GET", "/materials/9999") == (404, "no_such_materials")
    assert refused(leader, "POST", "/materials/below/1/nudge", {}) == (404, "no_such_materials")
    assert refused(phone("王敏").password(), "GET", "/materials") == (403, "leaders_only")
