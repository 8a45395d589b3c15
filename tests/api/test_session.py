"""Logging in to the mini-program through the wire: phone, password, scene, and the way out."""

import re

import requests
from sqlalchemy import select, update

from bot.wechat.errors import WeChatError
from models.cadre import Cadre
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.post import Outbox
from scheduler.unionids import UnionIds
from tests.api.conftest import MINI
from tests.house import PERSONAS


def ask(phone, method, path, body=None):
    """Send a request and return the status and what was said."""
    answer = phone.ask(method, path, body)
    return answer.status_code, (answer.json() if answer.content else None)


def letters(house, who):
    """Return what was written to somebody's chat, the newest last."""
    with house.app.open_uow(read_only=True) as uow:
        mine = select(Outbox.text).where(
            Outbox.openid == PERSONAS[who].openid, Outbox.kind == "login"
        )
        return list(uow.session.scalars(mine.order_by(Outbox.id)))


def write(house, statement):
    with house.app.open_uow() as uow:
        uow.session.execute(statement)


def test_the_phone_button_makes_a_stranger_somebody(phone, mini):
    me = phone("林小溪").open()
    assert ask(me, "GET", "/wishes")[0] == 403
    code = me.code("phone")
    entered = me.post("/session/phone", {"code": code})
    assert (entered["state"], entered["name"]) == ("in", "林小溪")
    assert ask(me, "GET", "/wishes")[0] == 200
    # The chat is told, with the way back.
    (told,) = letters(mini, "林小溪")
    assert "退出小程序" in told
    # A code is good once; pressing again is no second letter.
    assert ask(me, "POST", "/session/phone", {"code": code})[1]["code"] == "code_used"
    assert me.post("/session/phone", {"code": me.code("phone")})["state"] == "in"
    assert len(letters(mini, "林小溪")) == 1
    # Another day wx.login alone is enough.
    again = phone("林小溪")
    opened = again.post("/session", {"code": again.code()})
    assert opened["known"]
    again.token = opened["token"]
    # Two phones, or two visits: each can be ended, and all of them.
    both = me.get("/me/sessions")["items"]
    assert sorted(one["here"] for one in both) == [False, True]
    assert ask(me, "DELETE", "/me/sessions")[0] == 204
    assert ask(again, "GET", "/wishes")[0] == 401
    again.open()
    assert ask(again, "DELETE", "/session")[0] == 204
    assert ask(again, "GET", "/wishes")[0] == 401
    assert ask(me, "DELETE", "/me/binding")[0] == 204
    assert ask(me, "GET", "/wishes")[0] == 401
    me.open()
    assert ask(me, "GET", "/wishes")[0] == 403
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.person_id)).all() == [None]


def test_no_log_line_tells_who_or_how(phone, mini, caplog):
    caplog.set_level("DEBUG")
    me, cadre = phone("林小溪").login(), phone("赵强").password()
    codes = [me.code("phone"), me.code("phone"), me.code()]
    down = {"target": "/wxa/business/getuserphonenumber", "kind": "cut", "times": 1}
    mini.simulator.post("/sim/faults", down)
    assert [ask(me, "POST", "/session/phone", {"code": one})[0] for one in codes] == [503, 200, 409]
    ask(cadre, "POST", "/session/password", {"username": "nobody", "password": "a-wrong-one"})
    ask(cadre, "POST", "/session/scene", {"scene": the_code(mini, "林小溪")})
    ask(me, "DELETE", "/me/binding")
    with mini.app.open_uow(read_only=True) as uow:
        openids = uow.session.scalars(select(MiniUser.openid)).all()
    scenes = [one["scene"] for one in mini.simulator.get("/sim/mini")["codes"]]
    secrets = [*openids, *codes, *scenes, me.token, cadre.token, MINI["secret"], "a-wrong-one"]
    secrets += [PERSONAS["赵强"].password, PERSONAS["林小溪"].phone.removeprefix("+86")]
    ours = ("bot", "handlers", "services", "scheduler", "models", "api")
    said = [one for one in caplog.records if one.name.partition(".")[0] in ours]
    lines = [f"{one.getMessage()} {one.exc_info} {one.__dict__}" for one in said]
    assert lines
    assert [one for one in lines if any(secret in one for secret in secrets)] == []


def test_whoever_is_on_no_roll_sees_nothing(phone, mini):
    me = phone("路人甲").open()
    status, said = ask(me, "POST", "/session/phone", {"code": me.code("phone")})
    assert (status, said["code"]) == (409, "not_on_the_roll")
    assert "名单里还没有" in said["message"]
    assert ask(me, "GET", "/wishes")[0] == 403
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.person_id)).all() == [None]


def test_nobody_is_in_before_they_agree(phone, mini):
    number = select(WechatUser.person_id).where(WechatUser.openid == PERSONAS["林小溪"].openid)
    write(
        mini,
        update(Person)
        .where(Person.id == number.scalar_subquery())
        .values(consented_at=None)
        .execution_options(synchronize_session=False),
    )
    me = phone("林小溪").open()
    asked = me.post("/session/phone", {"code": me.code("phone")})
    assert asked["state"] == "consent"
    assert "会存什么" in asked["said"]
    assert "联系你的团干部是" in asked["said"]
    assert ask(me, "GET", "/wishes")[0] == 403
    assert me.post("/session/answer", {"answer": "agree"})["state"] == "in"
    assert ask(me, "GET", "/wishes")[0] == 200
    assert ask(me, "POST", "/session/answer", {"answer": "not_me"})[1]["code"] == "nobody_waits"
    # Who is another goes as a stranger, and the number comes off that name.
    ask(me, "DELETE", "/me/binding")
    write(mini, update(Person).where(Person.name == "林小溪").values(consented_at=None))
    me.open()
    assert me.post("/session/phone", {"code": me.code("phone")})["state"] == "consent"
    assert me.post("/session/answer", {"answer": "not_me"})["state"] == "out"
    again = ask(me, "POST", "/session/phone", {"code": me.code("phone")})
    assert again[1]["code"] == "not_on_the_roll"


def test_only_the_password_makes_a_cadre(phone, mini):
    me = phone("赵强").login()
    assert ask(me, "GET", "/wishes")[0] == 200
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.proof)).one() == "phone"
    me.password()
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.proof)).one() == "password"
    persona = PERSONAS["赵强"]
    # All failures say the same, and are counted: the eleventh is not even looked at.
    wrong = {"username": persona.username, "password": "not-this-one"}
    nobody = {"username": "nobody", "password": "not-this-one"}
    said = [ask(me, "POST", "/session/password", one) for one in (wrong, nobody)]
    assert said[0] == said[1]
    assert said[0][1]["code"] == "wrong_login"
    for _ in range(7):
        assert ask(me, "POST", "/session/password", nobody)[1]["code"] == "wrong_login"
    right = {"username": persona.username, "password": persona.password}
    mini.later(seconds=61)
    out = me.ask("POST", "/session/password", right)
    assert (out.status_code, out.json()["code"]) == (429, "mini_tried_out")
    assert 0 < int(out.headers["Retry-After"]) <= 15 * 60 - 61
    mini.later(minutes=15)
    assert me.post("/session/password", right)["state"] == "in"


def test_a_one_time_password_has_to_be_replaced_first(phone, mini):
    persona = PERSONAS["赵强"]
    write(mini, update(Cadre).where(Cadre.username == persona.username).values(must_change=True))
    me = phone("赵强").open()
    given = {"username": persona.username, "password": persona.password}
    assert me.post("/session/password", given)["state"] == "new_password"
    assert ask(me, "GET", "/wishes")[0] == 403
    weak = ask(me, "POST", "/session/password/new", given | {"new": "1234567890"})
    assert weak[1]["code"] == "password_weak"
    other = ask(
        me, "POST", "/session/password/new", given | {"password": "x", "new": "山高水长dlrow9"}
    )
    assert other[1]["code"] == "wrong_login"
    own = given | {"new": "quiet-river-83"}
    assert me.post("/session/password/new", own)["state"] == "in"
    # It is changed once more, on the page from the chat: the phone has to prove itself again.
    write(mini, update(Cadre).where(Cadre.username == persona.username).values(must_change=True))
    mini.say("赵强", "解除绑定")
    login = re.search(r'href="([^"]+)"', mini.say("赵强", "团干部登录"))[1]
    with requests.Session() as browser:
        shown = browser.post(login, data={"username": persona.username, "password": own["new"]})
        assert "/password/" in shown.url
        new = {"new": "early-bird-4417", "again": "early-bird-4417"}
        assert browser.post(shown.url, data=new).status_code == 200
    assert ask(me, "GET", "/wishes")[0] == 401
    me.open()
    assert ask(me, "GET", "/wishes")[0] == 200
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.proof)).one() is None
    given = {"username": persona.username, "password": "early-bird-4417"}
    assert me.post("/session/password", given)["state"] == "in"


def the_code(house, who):
    """Ask for a code in the chat, open its page, and return its scene as the phone reads it."""
    link = re.search(r'href="([^"]+)"', house.say(who, "小程序"))[1]
    with requests.Session() as browser:
        page = browser.get(link)
        assert page.status_code == 200
        assert "data:image/png;base64," in page.text
    with requests.Session() as other:  # forwarded, the page opens nowhere else
        assert "data:image" not in other.get(link).text
    (code,) = house.simulator.get("/sim/mini")["codes"][-1:]
    assert code["page"] == "pages/login/login"
    return code["scene"]


def test_a_code_from_the_chat_logs_in_one_phone_once(phone, mini):
    scene = the_code(mini, "赵强")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,32}", scene)
    me = phone("赵强").open()
    entered = me.post("/session/scene", {"scene": scene})
    assert (entered["state"], entered["name"]) == ("in", "赵强")
    with mini.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(select(MiniUser.proof)).one() == "password"
    assert "登录好了" in letters(mini, "赵强")[-1]
    # Once is once; the one before ended with the next; ten minutes; nothing made up.
    other = phone("周一帆").open()
    assert ask(other, "POST", "/session/scene", {"scene": scene})[1]["code"] == "scene_stale"
    former, late = the_code(mini, "林小溪"), the_code(mini, "林小溪")
    assert former != late
    assert ask(other, "POST", "/session/scene", {"scene": former})[1]["code"] == "scene_stale"
    mini.later(minutes=10)
    for bad in (late, "x" * 32):
        assert ask(other, "POST", "/session/scene", {"scene": bad})[1]["code"] == "scene_stale"
    assert ask(other, "GET", "/wishes")[0] == 403
    # Scanned with another WeChat account than the one that asked.
    whose = PERSONAS["林小溪"].openid
    asking = UnionIds(mini.app.open_uow, mini.app.account, WeChatError)
    while not (known := mini.scalar(select(WechatUser.unionid).where(WechatUser.openid == whose))):
        asking.work()
    assert known.startswith("uFAKE")
    scene = the_code(mini, "林小溪")
    assert ask(other, "POST", "/session/scene", {"scene": scene})[1]["code"] == "scene_forwarded"
    # The same account is known without any proof.
    assert ask(phone("林小溪").open(), "GET", "/wishes")[0] == 200
    # Whoever is in the chat can end it there, too; and it does not come back by itself.
    assert "退出登录了" in mini.say("林小溪", "退出小程序")
    assert ask(phone("林小溪").open(), "GET", "/wishes")[0] == 403
    mini.act("路人甲", "follow")
    assert "先登录" in mini.say("路人甲", "小程序")


def test_a_second_phone_waits_and_the_first_is_told(phone, mini):
    old = phone("林小溪").login()
    # The same number on another WeChat account: somebody else's phone, or a new one.
    theirs = PERSONAS["林小溪"].phone.removeprefix("+86")
    new = phone("路人甲")
    mini.simulator.patch(f"/sim/people/{new.openid}", {"phone": theirs})
    new.open()
    waits = new.post("/session/phone", {"code": new.code("phone")})
    assert (waits["state"], waits["name"]) == ("waiting", "")
    assert ask(new, "GET", "/wishes")[0] == 403
    assert ask(old, "GET", "/wishes")[0] == 200
    assert old.get("/me/binding/waiting")["until"] == [waits["until"]]
    # The platform has it within the minute: it goes before all mass letters.
    mini.deliver()
    assert sum("另一部手机" in str(one["request"]) for one in mini.templates_sent()) == 1
    # Pressed again, nobody is told again; and no is no.
    assert new.post("/session/phone", {"code": new.code("phone")})["until"] == waits["until"]
    assert len(letters(mini, "林小溪")) == 2
    assert "登录不了" in mini.say("林小溪", "不是我")
    assert "没有别的手机" in mini.say("林小溪", "不是我")
    mini.later(hours=25)
    assert ask(new.open(), "GET", "/wishes")[0] == 403
    # A day without a word, and the next login takes over.
    assert new.post("/session/phone", {"code": new.code("phone")})["state"] == "waiting"
    mini.later(hours=23, minutes=59)
    assert ask(new.open(), "GET", "/wishes")[0] == 403
    mini.later(minutes=2)
    assert ask(new.open(), "GET", "/wishes")[0] == 200
    assert ask(old, "GET", "/wishes")[0] == 401
    assert ask(old.open(), "GET", "/wishes")[0] == 403
    # And back again at once, on the word of whoever is in the chat.
    assert old.post("/session/phone", {"code": old.code("phone")})["state"] == "waiting"
    assert "换到新手机了" in mini.say("林小溪", "是我换的")
    assert ask(new, "GET", "/wishes")[0] == 401
    assert ask(old.open(), "GET", "/wishes")[0] == 200
    # The same words in the mini-program.
    assert ask(old, "POST", "/me/binding/refuse")[1]["code"] == "nobody_waits"
    assert new.open().post("/session/phone", {"code": new.code("phone")})["state"] == "waiting"
    assert ask(old, "POST", "/me/binding/refuse")[0] == 204
    assert new.post("/session/phone", {"code": new.code("phone")})["state"] == "waiting"
    assert ask(old, "POST", "/me/binding/agree")[0] == 204
    assert ask(old, "GET", "/wishes")[0] == 401
    assert ask(new.open(), "GET", "/wishes")[0] == 200
