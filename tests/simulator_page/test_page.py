"""The chat page in a real browser, in front of the real core and a small account."""

import threading
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

DESK = {
    "viewport": {"width": 1280, "height": 860},
    "is_mobile": False,
    "device_scale_factor": 1,
    "reduced_motion": "reduce",
}


@pytest.fixture
def desk(new_page, account) -> Page:
    page = new_page(**DESK)
    page.goto(account.simulator.url)
    expect(page.get_by_text("已连上")).to_be_visible()
    return page


def become(page, name):
    page.get_by_role("radio", name=name).click()


def follow(page, name):
    become(page, name)
    page.get_by_role("button", name="关注", exact=True).click()
    expect(said(page)).to_contain_text("欢迎。")


def said(page):
    return page.get_by_role("log").locator(".row").last


def say(page, words):
    keyboard = page.get_by_role("button", name="换成键盘")
    if keyboard.is_visible():
        keyboard.click()
    page.get_by_label("写消息").fill(words)
    page.get_by_label("写消息").press("Enter")


def openid(account, name):
    return account.simulator.get(f"/sim/people/{name}")["openid"]


def test_follow_press_the_menu_and_log_in_with_the_code_of_a_text_message(desk):
    expect(desk.get_by_role("heading", name="资料")).to_be_visible()
    follow(desk, "林小溪")
    desk.get_by_role("button", name="我的", exact=True).click()
    desk.get_by_role("menuitem", name="小伙伴登录").click()
    expect(desk.get_by_text("点击了菜单「小伙伴登录」")).to_be_visible()
    expect(said(desk)).to_contain_text("6 位数字")
    banner = desk.get_by_role("alert")
    expect(banner).to_contain_text("你的验证码是 204617")
    banner.get_by_role("button", name="填入 204617").click()
    expect(desk.get_by_label("写消息")).to_have_value("204617")
    desk.get_by_label("写消息").press("Enter")
    expect(said(desk)).to_contain_text("收到:204617")
    expect(desk.locator("[data-step=youth]")).to_have_class("done")
    desk.get_by_role("button", name="手机短信").click()
    expect(desk.get_by_role("dialog")).to_contain_text("你的验证码是 204617")


def test_each_person_keeps_a_chat_and_a_draft_and_sees_what_is_new(desk, account):
    follow(desk, "林小溪")
    follow(desk, "王敏")
    say(desk, "我的进度")
    expect(said(desk)).to_contain_text("收到:我的进度")
    desk.get_by_label("写消息").fill("写了一半")
    become(desk, "林小溪")
    expect(desk.get_by_role("log")).not_to_contain_text("收到:我的进度")
    account.remind(openid(account, "王敏"))
    expect(desk.get_by_role("radio", name="王敏")).to_have_accessible_name("王敏,团干部,1 条未读")
    become(desk, "王敏")
    expect(desk.get_by_label("写消息")).to_have_value("写了一半")
    expect(desk.get_by_role("log")).to_contain_text("收到:我的进度")
    expect(desk.get_by_role("radio", name="王敏")).to_have_accessible_name("王敏,团干部")
    desk.reload()
    expect(said(desk)).to_contain_text("工作进度提醒")


def test_a_card_arrives_and_its_page_opens_and_closes(desk, account):
    follow(desk, "王敏")
    account.remind(openid(account, "王敏"))
    card = desk.get_by_role("article")
    expect(card).to_contain_text("工作进度提醒事项还差 2 次截止时间2026-12-31 18:00详情")
    card.get_by_role("button", name="详情").click()
    inside = desk.frame_locator("iframe")
    expect(inside.get_by_text(f"sim_person={openid(account, '王敏')}")).to_be_visible()
    inside.get_by_role("button", name="完成").click()
    expect(desk.locator("iframe")).to_have_count(0)

    desk.get_by_role("button", name="团干部登录", exact=True).click()
    expect(inside.get_by_role("heading", name="团干部登录")).to_be_visible()
    become(desk, "林小溪")
    expect(desk.locator("iframe")).to_be_hidden()
    become(desk, "王敏")
    inside.get_by_role("link", name="下一页").click()
    expect(inside.locator("body")).to_have_attribute("data-name", "second")
    desk.get_by_role("button", name="返回").click()
    expect(inside.locator("body")).to_have_attribute("data-name", "login")
    desk.get_by_role("button", name="关闭").click()
    expect(desk.locator("iframe")).to_have_count(0)


def test_a_page_that_asks_who_opens_it_is_told(desk, account):
    follow(desk, "周一帆")
    say(desk, "who")
    said(desk).get_by_role("link", name="看看我是谁").click()
    inside = desk.frame_locator("iframe")
    expect(inside.locator("body")).to_have_attribute("data-name", "known")
    expect(inside.get_by_text("state=s1")).to_contain_text("?code=")


def test_the_clock_moves_to_the_week_before_the_quarter_ends(desk, account):
    account.simulator.post("/sim/clock", {"set": "2026-11-22T18:00:00+08:00"})
    follow(desk, "王敏")
    clock = desk.get_by_role("region", name="时钟", exact=True)
    jump = clock.get_by_role("button", name="把时钟拨到季度结束前一周")
    expect(jump).to_contain_text("12 月 24 日 09:05")
    jump.click()
    expect(desk.get_by_text("12 月 24 日 星期四")).to_be_visible()
    now = datetime.fromisoformat(account.simulator.get("/sim/clock")["now"])
    assert f"{now:%Y-%m-%d %H:%M}" == "2026-12-24 09:05"
    account.remind(openid(account, "王敏"))
    expect(desk.locator("[data-step=clock]")).to_have_class("done")
    desk.get_by_role("button", name="+7 天").click()
    expect(desk.get_by_text("离季度结束 0 天")).to_be_visible()
    expect(jump).to_contain_text("3 月 24 日 09:05")


def test_what_is_written_is_text_and_links_do_what_they_say(desk):
    follow(desk, "路人甲")
    say(desk, "bad")
    expect(said(desk)).to_contain_text("<b>粗</b><img src=x onerror=alert(1)> 点我")
    expect(desk.get_by_role("log").locator("b, img, a[href^=javascript]")).to_have_count(0)
    say(desk, "ask")
    said(desk).get_by_role("link", name="确认").click()
    expect(said(desk)).to_contain_text("收到:确认")
    say(desk, "<b>我</b>")
    expect(said(desk)).to_contain_text("收到:<b>我</b>")


def test_waiting_is_shown_against_the_five_seconds(desk, account):
    follow(desk, "林小溪")
    account.gate = threading.Event()
    say(desk, "慢慢来")
    expect(desk.get_by_role("log").get_by_text("慢慢来", exact=True)).to_have_count(1)
    expect(desk.get_by_role("log").get_by_text("/ 5 秒")).to_be_visible()
    expect(desk.get_by_text("对方正在输入…")).to_be_visible()
    account.gate.set()
    expect(said(desk)).to_contain_text("收到:慢慢来")
    expect(desk.get_by_text("对方正在输入…")).to_have_count(0)


def test_the_account_can_say_that_it_is_typing(desk, account):
    follow(desk, "林小溪")
    body = {"touser": openid(account, "林小溪"), "command": "Typing"}
    account.call("/cgi-bin/message/custom/typing", body)
    expect(desk.get_by_role("heading", name="对方正在输入…")).to_be_visible()
    say(desk, "不急")
    expect(said(desk)).to_contain_text("收到:不急")
    expect(desk.get_by_role("heading", name="1+100 小助手")).to_be_visible()


def test_a_personal_account_has_no_menu(desk):
    follow(desk, "林小溪")
    expect(desk.get_by_role("button", name="微心愿")).to_be_visible()
    desk.get_by_label("公众号类型").select_option("personal")
    expect(desk.get_by_role("button", name="微心愿")).to_be_hidden()
    expect(desk.get_by_label("写消息")).to_be_visible()
    desk.get_by_label("公众号类型").select_option("service")
    expect(desk.get_by_role("button", name="微心愿")).to_be_visible()


def test_the_wire_shows_what_went_over_it(desk, account):
    follow(desk, "林小溪")
    row = desk.locator(".entry", has_text="关注")
    row.get_by_role("button").first.click()
    expect(row).to_contain_text("<Event><![CDATA[subscribe]]></Event>")
    expect(row).to_contain_text("<MsgType>text</MsgType>")
    desk.get_by_role("tab", name="故障").click()
    desk.get_by_role("button", name="短信网关断线(1 次)").click()
    expect(desk.get_by_text("发短信:连接断开")).to_be_visible()
    desk.get_by_role("button", name="移除", exact=True).click()
    expect(desk.get_by_text("现在一切正常。")).to_be_visible()
    desk.get_by_role("tab", name="配额").click()
    expect(desk.get_by_role("row", name="/cgi-bin/menu/create")).to_contain_text("1 / 1,000")


def test_a_code_is_scanned_and_unfollowing_leads_back_to_the_card(desk, account):
    code = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "invite-7"}}}
    account.call("/cgi-bin/qrcode/create", code)
    become(desk, "陈果")
    desk.get_by_role("button", name="扫二维码关注").click()
    desk.get_by_role("button", name="invite-7").click()
    expect(said(desk)).to_contain_text("收到:qrscene_invite-7")
    desk.get_by_role("button", name="公众号资料").click()
    desk.get_by_role("button", name="不再关注").click()
    desk.get_by_role("dialog").get_by_role("button", name="不再关注").click()
    expect(desk.get_by_role("button", name="关注", exact=True)).to_be_visible()


@pytest.mark.console_error("ERR_")
def test_a_broken_line_is_said_and_mended(desk, account):
    context = desk.context
    follow(desk, "林小溪")
    account.simulator.world.feed.close()
    expect(desk.get_by_text("连接断了")).to_be_visible()
    account.simulator.world.feed._closed = False
    expect(desk.get_by_text("已连上")).to_be_visible()
    say(desk, "还在吗")
    expect(said(desk)).to_contain_text("收到:还在吗")
    assert context.pages == [desk]


def test_on_a_phone_the_page_is_the_phone(page, account):
    page.goto(account.simulator.url)
    follow(page, "林小溪")
    views = page.get_by_role("navigation", name="页面")
    expect(page.get_by_role("region", name="时钟", exact=True)).to_be_hidden()
    views.get_by_role("button", name="时钟").click()
    expect(page.get_by_role("region", name="时钟", exact=True)).to_be_visible()
    expect(page.get_by_role("log")).to_be_hidden()
    views.get_by_role("button", name="线路").click()
    expect(page.locator(".entry", has_text="关注")).to_be_visible()
    views.get_by_role("button", name="手机").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
