"""Who is on duty: put on the list, found by name, taken off."""

from tests.api.steps import refused


def test_somebody_is_put_on_duty_and_taken_off(phone):
    leader, cadre = phone("李向阳").password(), phone("王敏").password()
    assert leader.get("/duty")["items"] == []
    (wang,) = leader.get("/duty/candidates", name="王敏")["items"]
    assert leader.get("/duty/candidates", name="没有这个人")["items"] == []
    assert cadre.get("/duty/mine")["since"] is None
    shift = leader.post("/duty", {"cadre_id": wang["id"]})
    assert (shift["name"], shift["first_day"], shift["last_day"]) == ("王敏", "2026-11-23", None)
    assert leader.get("/duty")["items"] == [shift]
    assert cadre.get("/duty/mine")["since"] == "2026-11-23"
    past = {"cadre_id": wang["id"], "last_day": "2026-11-01"}
    assert refused(leader, "POST", "/duty", past) == (409, "duty_days")
    assert refused(leader, "POST", "/duty", {"cadre_id": 999999}) == (409, "not_ours")
    assert "王敏" in leader.get("/duty/now")["names"]
    assert leader.ask("DELETE", f"/duty/{shift['id']}").status_code == 204
    assert refused(leader, "DELETE", f"/duty/{shift['id']}") == (404, "no_such_duty")
    assert refused(cadre, "GET", "/duty") == (403, "leaders_only")
