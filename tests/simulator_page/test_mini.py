"""A mini-program in the phone: opened, pressed, filled in, and what it asks of the app."""

import json
import threading

import pytest
import requests
from flask import Flask, jsonify, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from simulator.server import Simulator
from simulator.settings import Settings
from tests.simulator_page import corner
from tests.simulator_page.conftest import Quiet

DESK = {"viewport": {"width": 1280, "height": 860}, "is_mobile": False, "has_touch": False}
TEMPLATES = tuple(
    {"template_id": number, "title": title, "content": "事项:{{thing1.DATA}}"}
    for number, title in (("FAKE-place", "名额通知"), ("FAKE-change", "变动通知"))
)


def app(simulator):
    made = Flask("corner")

    @made.get("/api/things")
    def things():
        rows = [
            {"id": 1, "name": "河边", "tags": ["近"]},
            {"id": 2, "name": "<b>山</b>", "tags": []},
        ]
        return jsonify({"items": rows[: int(request.args["limit"])]})

    @made.post("/api/session")
    def session():
        settings = simulator.settings
        asked = {
            "appid": settings.mini_appid,
            "secret": settings.mini_secret,
            "js_code": request.json["code"],
            "grant_type": "authorization_code",
        }
        told = requests.get(f"{simulator.url}/sns/jscode2session", params=asked, timeout=120).json()
        return jsonify(
            {"token": "t-1", "name": simulator.get(f"/sim/people/{told['openid']}")["name"]}
        )

    @made.post("/api/photos")
    def photos():
        file = request.files["file"]
        whole = file.read()[:4] == b"\x89PNG"
        return jsonify({"words": f"{file.mimetype} {request.form['说明']} {whole}"})

    @made.get("/api/file")
    def file():
        return "一个文件", 200, {"Content-Disposition": 'attachment; filename="a.txt"'}

    return made


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    folder = corner.write(tmp_path_factory.mktemp("mini"))
    simulator = Simulator(Settings(templates=TEMPLATES, miniprogram=str(folder)))
    server = make_server("127.0.0.1", 0, app(simulator), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with simulator:
        simulator.callback = f"http://127.0.0.1:{server.port}/wechat"
        yield simulator
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(new_page, simulator):
    simulator.post("/sim/reset")
    simulator.patch("/sim/config", {"callback_url": simulator.callback})
    page = new_page(**DESK, reduced_motion="reduce")
    page.goto(simulator.url)
    expect(page.get_by_text("已连上")).to_be_visible()
    page.get_by_role("button", name="打开小程序").click()
    return page


def inside(page):
    return page.frame_locator("iframe[title=小程序]")


def platform(simulator, path, body):
    settings = simulator.settings
    asked = {
        "grant_type": "client_credential",
        "appid": settings.mini_appid,
        "secret": settings.mini_secret,
    }
    token = requests.post(f"{simulator.url}/cgi-bin/stable_token", json=asked, timeout=120).json()
    query = {"access_token": token["access_token"]}
    data = json.dumps(body, ensure_ascii=False).encode()
    return requests.post(simulator.url + path, params=query, data=data, timeout=120)


def test_pages_show_what_the_app_answers_and_lead_on(desk):
    mini = inside(desk)
    title = desk.locator(".mini .webview-name b")
    expect(title).to_have_text("列表页")
    expect(mini.get_by_text("1. 河边")).to_be_visible()
    expect(mini.get_by_text("2. <b>山</b>")).to_be_visible()
    expect(mini.locator(".foot")).to_have_text("共 2 项")
    expect(mini.get_by_text("1. 河边")).to_have_css("color", "rgb(1, 2, 3)")
    expect(mini.locator("wx-page")).to_have_css("background-color", "rgb(250, 250, 240)")
    width = mini.locator(".foot").evaluate("one => one.getBoundingClientRect().width - innerWidth")
    assert abs(width) < 1
    mini.get_by_text("1. 河边").click()
    expect(mini.get_by_text("第 1 个,2,从 pages/list/list 来")).to_be_visible()
    expect(title).to_have_text("东西 1")
    desk.locator(".mini").get_by_role("button", name="返回").click()
    expect(title).to_have_text("列表页")
    mini.get_by_role("tab", name="我的").click()
    expect(mini.get_by_text("我的页面 1089 1")).to_be_visible()
    mini.get_by_role("tab", name="列表").click()
    mini.get_by_role("tab", name="我的").click()
    expect(mini.get_by_text("我的页面 1089 2")).to_be_visible()
    mini.get_by_role("tab", name="列表").click()
    desk.locator(".mini").get_by_role("button", name="更多").click()
    desk.get_by_role("menuitem", name="下拉刷新").click()
    expect(mini.get_by_text("刷新过了")).to_be_visible()


def test_logging_in_is_seen_beside_the_phone(desk, simulator):
    mini = inside(desk)
    mini.get_by_role("button", name="登录", exact=True).click()
    expect(mini.get_by_text("你好,林小溪")).to_be_visible()
    expect(mini.get_by_text("外面 1")).to_be_visible()
    row = desk.locator(".entry", has_text="POST /api/session")
    expect(row).to_contain_text("200")
    row.get_by_role("button").first.click()
    expect(row).to_contain_text('"token": "t-1"')
    expect(row).to_contain_text("authorization: (不记)")
    desk.locator(".mini").get_by_role("button", name="关闭小程序").click()
    expect(desk.locator("iframe")).to_have_count(0)
    desk.get_by_role("button", name="打开小程序").click()
    mini.get_by_role("button", name="用手机号登录").click()
    desk.get_by_role("dialog").get_by_role("button", name="允许").click()
    expect(mini.get_by_text("手机 32")).to_be_visible()
    mini.get_by_role("button", name="用手机号登录").click()
    desk.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(mini.get_by_text("getPhoneNumber:fail user deny")).to_be_visible()
    mini.get_by_role("button", name="传图片").click()
    desk.get_by_role("dialog").get_by_role("button", name="选好了").click()
    expect(mini.get_by_text("200 image/png 风景 True")).to_be_visible()
    mini.get_by_role("button", name="取文件").click()
    expect(mini.get_by_text("一个文件")).to_be_visible()


def test_a_form_gives_what_was_filled_in(desk):
    mini = inside(desk)
    mini.get_by_role("link", name="填表").click()
    expect(mini.get_by_text("list a b")).to_be_visible()
    expect(mini.get_by_role("button", name="提交")).to_be_disabled()
    mini.get_by_label("名字").press_sequentially("river")
    expect(mini.get_by_text("RIVER")).to_be_visible()
    mini.get_by_label("说明").fill("三个字")
    expect(mini.get_by_text("3 字")).to_be_visible()
    mini.get_by_role("button", name="种类:书").click()
    mini.get_by_role("option", name="球").click()
    mini.get_by_role("button", name="日子:没选").click()
    mini.get_by_label("日期", exact=True).fill("2026-12-05")
    mini.get_by_role("button", name="确定").click()
    expect(mini.get_by_text("日子:2026-12-05")).to_be_visible()
    mini.get_by_text("公开").click()
    mini.get_by_text("大", exact=True).click()
    mini.get_by_text("周六").click()
    mini.get_by_role("button", name="提交").click()
    mini.get_by_role("dialog").get_by_role("button", name="确定").click()
    told = mini.get_by_text('"name":"river"')
    expect(told).to_be_visible()
    assert json.loads(told.text_content()) == {
        "name": "river",
        "words": "三个字",
        "kind": 1,
        "open": True,
        "size": "大",
        "days": ["六", "日"],
    }


def test_notices_are_asked_for_and_lead_back_in(desk, simulator):
    mini = inside(desk)
    mini.get_by_role("button", name="提醒我").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("变动通知").uncheck()
    dialog.get_by_label("总是保持以上选择,不再询问").check()
    dialog.get_by_role("button", name="允许").click()
    expect(mini.get_by_text("accept reject")).to_be_visible()
    mini.get_by_role("button", name="提醒我").click()  # nobody is asked again
    who = simulator.get("/sim/people/林小溪")
    body = {
        "touser": who["mini_openid"],
        "template_id": "FAKE-place",
        "page": "pages/detail/detail?id=7",
        "data": {"thing1": {"value": "河边还有 1 个名额"}},
    }
    desk.get_by_role("tab", name="小程序", exact=True).click()
    desk.get_by_text("订阅消息", exact=True).click()
    place = desk.get_by_role("row", name="名额通知")
    expect(place).to_contain_text("还能发 2 条允许 2 次,拒绝 0 次,发了 0 条总是允许")
    assert platform(simulator, "/cgi-bin/message/subscribe/send", body).json()["errcode"] == 0
    expect(place).to_contain_text("还能发 1 条")
    desk.get_by_role("alert").get_by_role("button").click()
    expect(mini.get_by_text("第 7 个,,从 外面 来")).to_be_visible()
    place.get_by_role("button", name="恢复询问").click()
    expect(place).to_contain_text("每次询问")


def test_a_code_opens_its_page_with_its_scene(desk, simulator):
    body = {"scene": "i=7&k=ab", "page": "pages/detail/detail"}
    assert platform(simulator, "/wxa/getwxacodeunlimit", body).content[:4] == b"\x89PNG"
    mini = inside(desk)
    mini.get_by_role("button", name="扫一扫").click()
    desk.get_by_role("dialog").get_by_role("button", name="i=7&k=ab").click()
    expect(mini.get_by_text("pages/detail/detail?scene=i%3D7%26k%3Dab")).to_be_visible()
    desk.get_by_role("tab", name="小程序", exact=True).click()
    desk.get_by_text("小程序码", exact=True).click()
    desk.get_by_role("button", name="用当前的人扫").click()
    expect(mini.get_by_text("来,i=7&k=ab")).to_be_visible()
    desk.locator(".mini").get_by_role("button", name="回到首页").click()
    expect(mini.get_by_text("1. 河边")).to_be_visible()


@pytest.mark.console_error("nothing")
@pytest.mark.console_error("undefined")
def test_a_mistake_of_a_script_is_seen(desk):
    desk.get_by_role("tab", name="小程序", exact=True).click()
    desk.get_by_label("参数").fill("dare=1")
    desk.get_by_role("button", name="打开", exact=True).click()
    mini = inside(desk)
    mini.get_by_role("button", name="出错").click()
    expect(mini.get_by_role("alert")).to_contain_text("Cannot set properties of undefined")
    desk.get_by_text("错误", exact=True).click()
    expect(desk.locator(".mini-mistake")).to_contain_text("pages/list/list.js:")


def test_the_last_one_asked_for_is_opened_whichever_answer_comes_first(new_page, simulator):
    simulator.post("/sim/reset")
    simulator.patch("/sim/config", {"callback_url": simulator.callback})
    page = new_page(**DESK, reduced_motion="reduce")
    page.goto(simulator.url)
    expect(page.get_by_text("已连上")).to_be_visible()
    page.get_by_role("tab", name="小程序", exact=True).click()
    page.get_by_label("参数").fill("dare=1")
    late = []
    page.route("**/sim/mini", lambda one: one.continue_() if late else late.append(one))
    page.get_by_role("button", name="打开小程序").click()
    page.get_by_role("button", name="打开", exact=True).click()
    expect(inside(page).get_by_role("button", name="出错")).to_be_visible()
    with page.expect_response("**/sim/mini") as answered:
        late[0].continue_()
    answered.value.finished()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(inside(page).get_by_role("button", name="出错")).to_be_visible()
    expect(page.get_by_label("参数")).to_have_value("dare=1")


def test_what_is_typed_stays_when_the_tab_is_opened_again(desk):
    tab = desk.get_by_role("tab", name="小程序", exact=True)
    tab.click()
    desk.get_by_label("参数").fill("dare=1")
    with desk.expect_response("**/sim/mini") as answered:
        tab.click()
    answered.value.finished()
    desk.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(desk.get_by_label("参数")).to_have_value("dare=1")


def test_on_a_phone_the_mini_program_fills_the_screen(page, simulator):
    page.goto(simulator.url)
    expect(page.get_by_role("radio", checked=True).first).to_be_visible()
    page.get_by_role("button", name="打开小程序").tap()
    expect(inside(page).get_by_text("1. 河边")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("navigation", name="页面").get_by_role("button", name="小程序").tap()
    expect(page.locator(".entry", has_text="GET /api/things").first).to_be_visible()
