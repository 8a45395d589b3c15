"""谁在联系我 through the API: leaving one or all, coming back, and a cadre's code."""

from sqlalchemy import func, select

from models.mini import UsedCode
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


def test_somebody_on_no_roll_joins_with_the_phone_button_alone(phone, mini):
    with mini.app.open_uow() as uow:
        leader = uow.session.scalar(select(Person.id).where(Person.name == "李向阳"))
        code = join_codes.renew(uow, leader)
    before = mini.scalar(select(func.count()).select_from(Person))
    me, where = phone("路人甲").open(), f"/join-codes/{code.short_scene}"
    refused(phone("路人甲").ask("GET", where), 401, "no_session")
    asked = me.get(where)
    assert (asked["name"], asked["known"], asked["here"]) == ("李向阳", False, False)
    assert "会存什么" in asked["kept"]
    assert "14 周岁" in asked["under_age"]
    refused(me.ask("POST", f"{where}/agree"), 403, "not_known")

    # What is missing is said before the platform is asked: the button's code is not used up.
    said = {"code": me.code("phone"), "name": "路人甲", "fourteen": True}
    codes = mini.scalar(select(func.count()).select_from(UsedCode))
    refused(me.ask("POST", f"{where}/enter", said | {"fourteen": False}), 409, "too_young")
    refused(me.ask("POST", f"{where}/enter", said | {"name": "8"}), 409, "name_unfit")
    refused(me.ask("POST", f"{where}/enter", said | {"openid": "o1"}), 422, "invalid")
    refused(me.ask("POST", f"/join-codes/{'0' * 32}/enter", said), 404, "join_stale")
    # A number that the platform does not vouch for is none; another's code neither.
    refused(me.ask("POST", f"{where}/enter", said | {"code": "made-up"}), 409, "code_refused")
    others = {"code": phone("周一帆").code("phone")}
    refused(me.ask("POST", f"{where}/enter", said | others), 409, "code_refused")
    assert mini.scalar(select(func.count()).select_from(UsedCode)) == codes + 2
    assert mini.scalar(select(func.count()).select_from(Person)) == before

    done = me.post(f"{where}/enter", said)
    assert done == {"joined": {"cadre": "李向阳", "again": False, "others": []}, "entered": None}
    assert names(me.get("/me/contacters")) == ["李向阳"]
    assert me.get("/me")["standing"] == "youth"
    assert me.post(f"{where}/enter", said)["joined"]["again"], "an answer that was lost"
    assert mini.scalar(select(func.count()).select_from(Person)) == before + 1
    # A phone where nobody is logged in brings the same code again.
    other = phone("许诺").open()
    refused(other.ask("POST", f"{where}/enter", said), 409, "code_used")
