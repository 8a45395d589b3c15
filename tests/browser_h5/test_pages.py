"""The pages in a phone's browser: any error on the console fails the test."""

import re

import pytest
from playwright.sync_api import expect

from services import cadre_login
from tests.h5.house import LI, ONE_TIME, OWN, USERNAMES, WANG, WORD

REFUSED = pytest.mark.console_error("422 (UNPROCESSABLE")
GONE = pytest.mark.console_error("410 (GONE)")
CALLED = "data-called"
BRIDGE = """window.WeixinJSBridge = {
    call(name) { document.documentElement.dataset.called = name; },
};"""
SHOW = """(address) => {
    addEventListener("message", (event) => {
        document.documentElement.dataset.told = event.data.type;
    });
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address, width: 380, height: 700 });
    document.body.replaceChildren(frame);
}"""


def log_in(page, username, password):
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_first_login_sets_a_password_and_returns_to_the_chat(page, site, house):
    page.add_init_script(BRIDGE)
    page.goto(site + house.login(LI))
    log_in(page, USERNAMES[LI], ONE_TIME)
    expect(page.get_by_role("heading")).to_have_text("设一个自己的密码")
    first, second = page.get_by_label("新密码"), page.get_by_label("再输一遍")
    hint = page.locator("[data-hint]")
    for word, said in (
        ("坐看云", "还差 7 位"),
        ("1234567890", "太有规律"),
        ("我是limin我是limin", "用户名"),
        (OWN, "可以用"),
        (OWN + "不知终南山", "很好"),
        (OWN, "可以用"),
    ):
        first.fill(word)
        expect(hint).to_contain_text(said)
    second.fill("x")
    expect(hint).to_contain_text("两遍还不一样")
    second.fill(OWN)
    expect(hint).to_contain_text("可以用")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading")).to_have_text("李敏,新密码设好了")
    expect(page.locator("html")).to_have_attribute(CALLED, "closeWindow")
    assert house.bound(LI) == LI


@REFUSED
def test_a_wrong_password_keeps_the_name_and_asks_again(page, site, house):
    page.goto(site + house.login())
    log_in(page, USERNAMES[WANG], "记错了的密码")
    expect(page.get_by_role("alert")).to_have_text(cadre_login.WrongLogin.text)
    expect(page.get_by_label("用户名")).to_have_value(USERNAMES[WANG])
    password = page.get_by_label("密码", exact=True)
    expect(password).to_have_value("")
    expect(password).to_be_focused()
    log_in(page, USERNAMES[WANG], WORD)
    expect(page.get_by_role("heading")).to_have_text("王建国,登录好了")


def test_a_password_can_be_shown_and_is_hidden_when_sent(page, site, house):
    page.goto(site + house.login())
    password = page.get_by_label("密码", exact=True)
    password.fill(WORD)
    expect(password).to_have_attribute("type", "password")
    page.get_by_role("button", name="显示").click()
    expect(password).to_have_attribute("type", "text")
    expect(password).to_have_value(WORD)
    page.get_by_role("button", name="隐藏").click()
    expect(password).to_have_attribute("type", "password")


def test_pressing_twice_sends_once(page, site, house):
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(site + house.login())
    page.get_by_label("用户名").fill(USERNAMES[WANG])
    page.get_by_label("密码", exact=True).fill(WORD)
    page.get_by_role("button", name="登录").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading")).to_have_text("王建国,登录好了")
    assert sent.count("POST") == 1


def test_outside_wechat_a_line_says_how_to_leave(page, site, house):
    page.goto(site + house.login())
    log_in(page, USERNAMES[WANG], WORD)
    stay = page.locator("[data-stay]")
    expect(stay).to_be_hidden()
    expect(stay).to_be_visible()
    expect(stay).to_have_text("关掉这一页,就回到微信对话。")


def test_in_a_frame_the_viewer_is_asked_to_close(page, framed_house):
    with framed_house.serving() as base:
        page.goto(base.replace("127.0.0.1", "localhost") + "/viewer")
        page.evaluate(SHOW, base + framed_house.login())
        frame = page.frame_locator("iframe")
        log_in(frame, USERNAMES[WANG], WORD)
        expect(frame.get_by_role("heading")).to_have_text("王建国,登录好了")
        expect(page.locator("html")).to_have_attribute("data-told", "tuan100:close")


@GONE
def test_a_stale_link_leads_back_to_the_chat(page, site):
    page.add_init_script(BRIDGE)
    page.goto(site + "/h5/login/stale")
    expect(page.get_by_role("main")).to_contain_text("再要一次")
    page.get_by_role("button", name="回到对话").click()
    expect(page.locator("html")).to_have_attribute(CALLED, "closeWindow")


def test_the_code_of_an_invitation_is_dark_on_light_at_night_too(new_page, site, house):
    page = new_page(color_scheme="dark")
    page.goto(site + house.invitation())
    code = page.get_by_role("img", name="张三 的邀请二维码")
    assert code.bounding_box()["width"] >= 240
    assert code.evaluate("(it) => getComputedStyle(it).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 25, 25)"
    house.set_invitation(used_at=house.clock())
    page.get_by_role("link", name="扫好了").click()
    expect(page.get_by_role("heading")).to_have_text("张三 已经登录好了")


def test_the_words_of_an_invitation_are_copied(new_page, bare_house):
    with bare_house.serving() as base:
        page = new_page(permissions=["clipboard-read", "clipboard-write"])
        page.goto(base + bare_house.invitation())
        page.get_by_role("button", name="复制这句话").click()
        expect(page.get_by_role("button", name="复制好了")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch("绑定 [0-9a-f]{32}", copied)


def test_it_all_works_without_a_script(new_page, site, house):
    page = new_page(java_script_enabled=False)
    page.goto(site + house.login(LI))
    log_in(page, USERNAMES[LI], ONE_TIME)
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再输一遍").fill(OWN)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("main")).to_contain_text("关掉这一页,就回到微信对话。")
    expect(page.get_by_role("button", name="回到对话")).to_be_hidden()
    assert house.bound(LI) == LI


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_phone(new_page, site, house, width):
    page = new_page(viewport={"width": width, "height": 700}, is_mobile=width < 600)
    for path in (house.login(), house.change(), house.invitation()):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_role("main").bounding_box()["width"] <= 480
        button = page.locator(".weui-btn_primary").bounding_box()
        assert button["y"] + button["height"] <= 700
