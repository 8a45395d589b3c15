"""The way in over the wire: the password at the desk, the digits in the chat, and who stays out."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from models.admin import Admin, AdminLogin, ConsoleSession
from models.audit import Audit
from models.cadre import Cadre
from models.person import Person, WechatUser
from services import cadre_login, console_sessions, identity, visits
from tests.house import PERSONAS, House, peopled

ADMIN, CADRE = "何静", "赵强"


@pytest.fixture
def house(database_kind, new_database):
    """Open the whole house, with the simulator across the street."""
    house = House(new_database(database_kind, peopled))
    yield house
    house.close()


class Desk:
    """A browser at a desk."""

    def __init__(self, house):
        self.house, self.client = house, house.app.web().test_client()

    def types(self, who, password=""):
        """Type username and password; return the answer."""
        person = PERSONAS[who]
        form = {"username": person.username, "password": password or person.password}
        return self.client.post("/console/login", data=form)

    def digits(self):
        """Return the digits on the screen."""
        return re.search(r"网页 (\d{4})", self.client.get("/console/login/wait").text).group(1)

    def enters(self, who):
        """Log in, and return where one lands."""
        assert self.types(who).location == "/console/login/wait"
        assert "确认好了" in self.house.say(who, f"网页 {self.digits()}")
        assert self.client.get("/console/login/wait").location == "/console/login/in"
        return self.client.get("/console/login/in").location

    def post(self, path, **form):
        key = self.client.get_cookie("console", path="/console").value
        form = {"csrf": console_sessions.csrf(key), **form}
        return self.client.post(f"/console/{path}", data=form)


def change(house, statement):
    with house.app.open_uow() as uow:
        uow.session.execute(statement)


def test_two_steps_and_a_word_in_the_chat_ends_it(house):
    desk = Desk(house)
    assert desk.enters(ADMIN) == "/console/"
    assert desk.client.get("/console/me").status_code == 200
    cookie = desk.client.get_cookie("console", path="/console")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    house.deliver()
    assert "网页后台登录了" in str(house.templates_sent())
    other = Desk(house)
    other.types(ADMIN)
    assert other.client.get("/console/").status_code == 303  # the password alone opens nothing
    assert "都退出了" in house.say(ADMIN, "退出网页")
    assert desk.client.get("/console/me").status_code == 303
    assert other.client.get("/console/login/wait").status_code == 303


def test_wrong_digits_end_what_waits(house):
    desk = Desk(house)
    desk.types(ADMIN)
    right = desk.digits()
    wrong = f"{(int(right) + 1) % 10_000:04}"
    assert "那次登录作废了" in house.say(ADMIN, f"网页 {wrong}")
    assert "没有网页在等" in house.say(ADMIN, f"网页 {right}")
    assert desk.client.get("/console/login/in").status_code == 303
    with house.app.open_uow(read_only=True) as uow:
        deeds = uow.session.scalars(select(Audit.deed)).all()
    assert "console_refused" in deeds


def test_another_person_confirms_nothing(house):
    desk = Desk(house)
    desk.types(ADMIN)
    assert "没有网页在等" in house.say(CADRE, f"网页 {desk.digits()}")
    assert desk.client.get("/console/me").status_code == 303


def test_the_digits_last_ten_minutes(house):
    desk = Desk(house)
    desk.types(ADMIN)
    code = desk.digits()
    house.later(minutes=11)
    assert "没有网页在等" in house.say(ADMIN, f"网页 {code}")
    assert desk.client.get("/console/login/wait").location.startswith("/console/login?over=1")


def test_a_cadre_comes_to_the_own_desk(house):
    desk = Desk(house)
    assert desk.enters(CADRE) == "/h5/home"
    page = desk.client.get("/h5/home").text
    assert CADRE in page
    assert desk.client.get("/console/me").status_code == 303


def test_a_cadre_leaves_a_desk_that_others_use_too(house):
    desk = Desk(house)
    desk.enters(CADRE)
    page = desk.client.get("/h5/caseload").text
    assert "退出登录" in page
    key = desk.client.get_cookie("visit", path="/h5").value
    form = {"csrf": visits.csrf(key)}
    assert desk.client.post("/h5/home/leave", data=form).location == "/console/login"
    assert desk.client.get_cookie("visit", path="/h5") is None
    desk.client.set_cookie("visit", key, path="/h5")  # nor does the key open anything any more
    assert desk.client.get("/h5/home").status_code == 401
    assert desk.client.get("/console/login/in").status_code == 303
    link = re.search(r'href="http://[^/]+(/h5/go/[^"]+)"', house.say(CADRE, "工作台")).group(1)
    page = desk.client.get(link, follow_redirects=True).text
    assert "退出登录" not in page  # from the chat there is no login


def with_a_post(house, who):
    """Make a cadre an auditor of the county as well."""
    with house.app.open_uow() as uow:
        person = uow.session.scalar(
            select(Cadre.id).where(Cadre.username == PERSONAS[who].username)
        )
        place = uow.session.get_one(Person, person).organisation_id
        post = {"person_id": person, "organisation_id": place, "role": "auditor"}
        uow.session.add(Admin(**post, created_at=uow.now))


def test_a_desk_where_nobody_is_any_more_closes_by_itself(house):
    desk = Desk(house)
    desk.enters(CADRE)
    reads = partial(desk.client.get, "/h5/home")
    for _ in range(3):  # who only reads is there all the same
        house.later(minutes=90)
        assert reads().status_code == 200
    house.later(minutes=121)
    over = reads()
    assert over.location == "/console/login?over=1"
    assert "再登录一次就行" in desk.client.get(over.location).text
    assert desk.client.get("/console/login/in").status_code == 303


def test_who_reads_at_the_console_is_there_and_a_page_that_asks_by_itself_is_not(house):
    desk = Desk(house)
    desk.enters(ADMIN)
    for _ in range(3):
        house.later(minutes=90)
        assert desk.client.get("/console/me").status_code == 200
    house.later(minutes=90)
    by_itself = {"HX-Request": "true", "HX-Trigger": "progress"}
    assert desk.client.get("/console/me", headers=by_itself).status_code == 200
    house.later(minutes=31)
    assert desk.client.get("/console/me").status_code == 303


def test_who_leaves_the_console_leaves_the_desk_that_was_opened_from_it(house):
    with_a_post(house, CADRE)
    desk = Desk(house)
    assert desk.enters(CADRE) == "/console/"
    assert desk.post("me/desk").location == "/h5/home"
    other = Desk(house)
    other.enters(CADRE)
    other.post("me/desk")
    assert desk.client.get("/h5/home").status_code == 200
    desk.post("logout")
    assert desk.client.get("/h5/home").status_code == 401
    assert other.client.get("/h5/home").status_code == 200


def test_a_cadre_whose_wechat_knows_no_password_is_told(house):
    openid = PERSONAS[CADRE].openid
    change(house, update(WechatUser).where(WechatUser.openid == openid).values(proof="sms"))
    answer = Desk(house).types(CADRE)
    assert (answer.status_code, "团干部登录" in answer.text) == (422, True)


def test_guessing_is_slow_and_tells_nothing(house):
    owner = Desk(house)
    owner.enters(ADMIN)
    before = owner.client.get_cookie("console_before", path="/console/login").value
    desk = Desk(house)
    said = {desk.types(ADMIN, "wrong").text for _ in range(4)}
    unknown = desk.client.post("/console/login", data={"username": "nobody", "password": "x"})
    assert "用户名或密码不对" in unknown.text
    assert len(said) == 1
    desk.types(ADMIN, "wrong")
    assert "用户名或密码不对" in desk.types(ADMIN).text  # the right one has to wait as well
    # But not where its owner has been: guessing on and on keeps nobody out.
    other = Desk(house)
    other.client.set_cookie("console_before", before, path="/console/login")
    assert other.types(ADMIN).status_code == 303
    for _ in range(5):
        desk.types(ADMIN, "wrong")
    stranger = Desk(house)
    stranger.client.set_cookie("console_before", "x" * 43, path="/console/login")
    assert "用户名或密码不对" in stranger.types(ADMIN).text
    house.later(seconds=31)
    assert desk.types(ADMIN).status_code == 303
    many = [desk.types(ADMIN, "wrong").status_code for _ in range(25)]
    assert 429 in many


def test_a_one_time_password_opens_one_page(house):
    change(house, update(AdminLogin).values(must_change=True))
    desk = Desk(house)
    desk.enters(ADMIN)
    assert desk.client.get("/console/me").location == "/console/me/password"
    old = PERSONAS[ADMIN].password
    weak = desk.post("me/password", old=old, new="1234567890", again="1234567890")
    assert (weak.status_code, "容易被猜到" in weak.text) == (422, True)
    new = "qing-he-7-shan"
    assert desk.post("me/password", old=old, new=new, again=new).status_code == 303
    assert desk.client.get("/console/me").status_code == 200
    house.later(hours=13)
    assert Desk(house).types(ADMIN, new).status_code == 303


def test_posts_of_others_and_without_a_mark_do_nothing(house):
    desk = Desk(house)
    desk.enters(ADMIN)
    for form, headers in (
        ({}, {}),
        ({"csrf": "0" * 32}, {}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
    ):
        key = desk.client.get_cookie("console", path="/console").value
        data = {"csrf": console_sessions.csrf(key)} if form is None else form
        answer = desk.client.post("/console/me/end-others", data=data, headers=headers)
        assert answer.status_code in {303, 403}
        assert answer.location in {None, "/console/login"}
    with house.app.open_uow(read_only=True) as uow:
        ended = select(ConsoleSession.id).where(ConsoleSession.ended_at.is_not(None))
        assert uow.session.scalars(ended).all() == []


def test_what_every_page_is_sent_with(house):
    answer = Desk(house).client.get("/console/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert timedelta(hours=12) == console_sessions.LIFE


def test_every_session_has_an_end(house):
    """Half a day however much it is used; at once with a new password, or without the WeChat."""
    desk = Desk(house)
    desk.enters(ADMIN)
    for _ in range(6):
        house.later(minutes=115)
        assert desk.post("me/end-others").location == "/console/me"
    house.later(minutes=31)
    assert desk.client.get("/console/me").location == "/console/login"
    desk.enters(ADMIN)
    openid = PERSONAS[ADMIN].openid
    with house.app.open_uow() as uow:
        identity.release(uow, openid)
    assert desk.client.get("/console/me").location == "/console/login"
    mine = Desk(house)
    assert mine.enters(CADRE) == "/h5/home"
    with house.app.open_uow() as uow:
        found = uow.session.scalar(select(Cadre).where(Cadre.username == PERSONAS[CADRE].username))
        cadre_login.renew(uow, found, uow.means.passwords.hash("qing-he-7-shan"))
    assert mine.client.get("/h5/home").status_code != 200
    assert mine.client.get("/console/login/in").status_code == 303
    living = select(ConsoleSession.id).where(
        ConsoleSession.ended_at.is_(None), ConsoleSession.expires_at > house.now()
    )
    with house.app.open_uow(read_only=True) as uow:
        assert uow.session.scalars(living).all() == []
