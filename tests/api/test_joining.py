"""谁在联系我 through the API: leaving one or all, coming back, and a cadre's code."""

from sqlalchemy import select

from models.person import Person
from services import join_codes


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


def names(told):
    return [one["name"] for one in told["contacters"]]


def test_a_youth_has_the_say_in_who_keeps_in_touch(phone, mini):
    cadre = phone("王敏").password()
    may_leave_one_or_all_and_come_back(phone("许诺").login(), cadre)
    refused(phone("陈果").open().ask("GET", "/me/contacters"), 403, "not_known")
    agrees_to_a_cadre_whose_code_was_scanned(phone("周一帆").login(), cadre, mini)


def may_leave_one_or_all_and_come_back(me, cadre):
    mine = me.get("/me/contacters")
    assert {"王敏", "赵强"} <= set(names(mine)), "the primary first"
    assert [one["is_primary"] for one in mine["contacters"]] == [
        True,
        *[False] * (len(names(mine)) - 1),
    ]
    one = next(c for c in mine["contacters"] if c["name"] == "赵强")
    left = me.post(f"/me/contacters/{one['id']}/leave")
    assert "赵强" not in names(left)
    assert left["said"].startswith("好,赵强不再联系你了")
    refused(me.ask("POST", f"/me/contacters/{one['id']}/leave"), 404, "not_theirs")
    assert "赵强" in names(me.post(f"/me/contacters/{one['id']}/back"))
    refused(me.ask("POST", "/me/contacters/999999/back"), 404, "not_theirs")
    assert me.post("/me/contacters/leave")["left"]
    assert not me.post("/me/contacters/back")["left"]
    assert not cadre.post("/me/contacters/leave")["left"], "a cadre's own are left one by one"


def agrees_to_a_cadre_whose_code_was_scanned(me, cadre, mini):
    with mini.app.open_uow() as uow:
        leader = uow.session.scalar(select(Person.id).where(Person.name == "李向阳"))
        code = join_codes.renew(uow, leader)
    where = f"/join-codes/{code.scene}"
    asked = me.get(where)
    assert (asked["name"], asked["here"], asked["barred"]) == ("李向阳", False, False)
    joined = me.post(f"{where}/agree")
    assert (joined["cadre"], joined["again"]) == ("李向阳", False)
    assert "李向阳" in names(me.get("/me/contacters"))
    assert me.post(f"/join-codes/{code.token}/agree")["again"]
    assert me.get(where)["here"]
    refused(cadre.ask("GET", where), 409, "for_youths")
    refused(me.ask("GET", "/join-codes/0123456789abcdef"), 404, "join_stale")
    with mini.app.open_uow() as uow:
        join_codes.stop(uow, leader)
    refused(me.ask("POST", f"{where}/agree"), 404, "join_stale")
