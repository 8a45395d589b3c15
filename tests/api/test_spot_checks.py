"""抽查: drawn, asked in the mini-program and by phone, and closed for its figures."""

from tests.api.steps import refused

DAYS = {"first_day": "2026-09-01", "last_day": "2026-11-22"}


def test_a_sample_is_drawn_called_answered_and_closed(mini, phone):
    leader = phone("李向阳").password()
    assert leader.get("/spot-checks") == {"items": [], "next": None}
    cadres = {
        one["name"]: one["id"] for one in leader.get("/spot-checks/cadres", limit=100)["items"]
    }
    assert "李向阳" not in cadres
    assert refused(leader, "POST", "/spot-checks", {**DAYS, "size": 2}) == (422, "invalid")
    late = {**DAYS, "last_day": "2027-01-01", "size": 5}
    assert refused(leader, "POST", "/spot-checks", late) == (409, "spot_check_days")
    nobody = {**DAYS, "size": 5, "cadre_id": 999999}
    assert refused(leader, "POST", "/spot-checks", nobody) == (404, "spot_check_cadre")
    made = leader.post("/spot-checks", {**DAYS, "size": 200, "cadre_id": cadres["王敏"]})
    assert made["whose"] == "王敏的小伙伴"
    assert made["size"] == made["results"]["open"] == made["population"]
    assert made["met"] is None

    path = f"/spot-checks/{made['id']}"
    calls = leader.get(f"{path}/calls", limit=100)["items"]
    assert len(calls) == min(made["size"], 100)
    by_phone = next(one for one in calls if not one["until"] and one["phone"])
    one = f"{path}/calls/{by_phone['place']}"
    assert "*" in leader.get(one)["phone"]
    assert "*" not in leader.post(f"{one}/number")["phone"]
    half = {"result": "answered", "met": "yes"}
    assert refused(leader, "POST", f"{one}/answers", half) == (409, "spot_check_result")
    noted = leader.post(f"{one}/answers", {**half, "stars": 5})
    assert (noted["result"], noted["open"]) == ("answered", False)
    assert refused(leader, "POST", f"{one}/number") == (409, "spot_check_answered")
    assert refused(leader, "GET", f"{path}/calls/999") == (404, "spot_check_gone")

    youth = phone("林小溪").login()
    asked = youth.get("/spot-checks/mine")
    assert (asked["cadre"], asked["met"]) == ("王敏", None)
    met = youth.ask("PUT", "/spot-checks/mine/met", {"met": "yes"}).json()
    assert met["met"] == "yes"
    youth.post("/spot-checks/mine/stars", {"stars": 4})
    assert refused(youth, "GET", "/spot-checks/mine") == (404, "spot_check_nothing")
    assert leader.get(path)["results"]["answered"] == 2
    closed = leader.post(f"{path}/close")
    assert (closed["closed"], closed["met"]) == (True, None)
    assert refused(leader, "POST", f"{path}/close") == (409, "spot_check_over")
    assert [one["id"] for one in leader.get("/spot-checks")["items"]] == [made["id"]]
    assert leader.get("/spot-checks", after=str(made["id"]))["items"] == []
    assert refused(phone("王敏").password(), "GET", path) == (403, "leaders_only")
    assert refused(leader, "GET", "/spot-checks/999") == (404, "spot_check_gone")
