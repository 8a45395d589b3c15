"""Takes the pictures of the documents from a demonstration that has just been started.

python3 dev.py demo                                    # in one terminal: it says its address
.venv/bin/python -m docs.take_screenshots [ADDRESS]    # in another, after `dev.py test` once

It plays a youth and a cadre in Chromium, moves the clock to the end of the quarter, and writes
``docs/screenshots/*.png`` and what was said to ``docs/conversation.zh-CN.md``.
"""
# ruff: noqa: INP001 - a script, not a package

import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, PHONE, chromium, lend_node

FOLDER: Final = Path(__file__).parent
DESK: Final = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"}
YOUTH, CADRE = "周一帆", "王敏"
PASSWORD: Final = "yun-chuan-9-song-shu"  # noqa: S105 - for an hour of demonstration


def main(address: str) -> None:
    """Play through the demonstration and take the pictures on the way."""
    lend_node()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **DESK).new_page()
        page.goto(address)
        expect(page.get_by_text("已连上")).to_be_visible()
        state = page.request.get(f"{address}/sim/state").json()
        youth, cadre = (one for one in state["people"] if one["name"] in {YOUTH, CADRE})
        morning = datetime.fromisoformat(state["clock"]["now"]) + timedelta(days=1)
        page.request.post(f"{address}/sim/clock", data={"set": f"{morning:%Y-%m-%d}T10:00:00"})
        page.wait_for_timeout(1000)  # until the house has heard of it
        play_youth(page, youth, lambda: on_a_phone(browser, address, YOUTH, "wish"))
        play_cadre(browser, page, cadre)
        play_ticket(page)
        page.locator("[data-jump=quarter]").click()
        expect(page.get_by_role("article")).to_be_visible(timeout=20_000)
        on_a_phone(browser, address, CADRE, "reminder-phone")
        take(page, "reminder")
        write_down(page, address, youth, cadre)
        browser.close()


def play_youth(page: Page, youth: dict[str, Any], at_the_wish: Callable[[], None]) -> None:
    """Log in by SMS, post a wish, sign up for an activity."""
    follow(page, YOUTH)
    press(page, "小伙伴", "小伙伴登录", "手机号")
    say(page, youth["phone"], "验证码发到")
    page.get_by_role("alert").get_by_role("button").last.click()
    page.get_by_label("写消息").press("Enter")
    heard(page, "1 同意,登录")
    say(page, "1", "登录好了")
    take(page, "youth-login")
    press(page, "小伙伴", "微心愿", "一句话告诉我")
    for words, answer in (
        ("想要一本高考数学复习书", "属于哪一类"),
        ("1", "要配一张图吗"),
        ("1", "想让谁知道"),
        ("1", "已提交"),
    ):
        say(page, words, answer)
    at_the_wish()
    press(page, "小伙伴", "活动报名", "能报名的活动")
    say(page, "1", "报好了")
    say(page, "我的活动", "你报的活动")
    take(page, "sign-up")


def play_cadre(browser: Browser, page: Page, cadre: dict[str, Any]) -> None:
    """Log in on the page, set a password, write down a deed and look at the progress."""
    follow(page, CADRE)
    press(page, "团干部", "团干部登录", "点这里登录")
    link = page.get_by_role("log").get_by_role("link", name="点这里登录").get_attribute("href")
    phone = browser.new_context(**PHONE).new_page()
    phone.goto(link or "")
    phone.get_by_label("用户名").fill("wangmin")
    phone.get_by_label("密码", exact=True).fill(re.findall(r"密码 (\w+)", cadre["hint"])[0])
    take(phone, "cadre-login")
    phone.get_by_role("button", name="登录").click()
    for label in ("新密码", "再输一遍"):
        phone.get_by_label(label).fill(PASSWORD)
    take(phone, "new-password")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("heading")).to_contain_text("新密码设好了")
    phone.context.close()
    say(page, "进度", "3/5")
    say(page, "记 志愿服务 周一帆 社区清洁 2小时", "4/5")
    take(page, "record-and-progress")
    say(page, "心愿池", "个心愿等人认领")
    say(page, "1", "打开页面")


def play_ticket(page: Page) -> None:
    """Let the youth say what is the matter, the cadre answer, and the youth see what came of it."""
    page.get_by_role("radio", name=YOUTH).click()
    say(page, "帮助", "我的诉求")
    say(page, "反映 宿舍热水器坏了三天没人修", "收到,编号")
    say(page, "搜 志愿时长", "这样答过")
    say(page, "1", "志愿中国")
    page.get_by_role("radio", name=CADRE).click()
    say(page, "诉求", "热水器")
    listed = page.get_by_role("log").locator(".row").last.inner_text()
    say(page, re.findall(r"(\d+) S-\d+ 宿舍", listed)[0], "1 受理")
    say(page, "2", "写下给")
    say(page, "后勤明天上午来换,换好以前先用二栋的。", "答复发出去了")
    page.get_by_role("radio", name=YOUTH).click()
    say(page, "我的诉求", "已答复")
    say(page, "1", "先用二栋的")
    say(page, "解决了", "解决了就好")
    page.get_by_role("radio", name=CADRE).click()


def follow(page: Page, name: str) -> None:
    """Choose somebody to play and follow the account as them."""
    page.get_by_role("radio", name=name).click()
    page.get_by_role("button", name="关注", exact=True).click()
    heard(page, "小助手")


def press(page: Page, group: str, entry: str, answer: str) -> None:
    """Press an entry of the menu."""
    menu = page.get_by_role("button", name="换成菜单")
    if menu.is_visible():
        menu.click()
    page.locator("#phone").get_by_role("button", name=group, exact=True).click()
    page.get_by_role("menuitem", name=entry).click()
    heard(page, answer)


def say(page: Page, words: str, answer: str) -> None:
    """Say something in the chat and wait for the answer."""
    keyboard = page.get_by_role("button", name="换成键盘")
    if keyboard.is_visible():
        keyboard.click()
    page.get_by_label("写消息").fill(words)
    page.get_by_label("写消息").press("Enter")
    heard(page, answer)


def heard(page: Page, answer: str) -> None:
    """Wait until the newest bubble holds some words."""
    expect(page.get_by_role("log").locator(".row").last).to_contain_text(answer)


def on_a_phone(browser: Browser, address: str, name: str, picture: str) -> None:
    """Take the same chat at the width of a phone."""
    page = browser.new_context(**PHONE).new_page()
    page.goto(address)
    page.get_by_role("radio", name=name).click()
    expect(page.get_by_role("log").locator(".row").last).to_be_visible()
    take(page, picture)
    page.context.close()


def take(page: Page, name: str) -> None:
    """Take one picture when everything has come to rest."""
    page.wait_for_timeout(1200)
    page.screenshot(path=FOLDER / "screenshots" / f"{name}.png", animations="disabled")


def write_down(page: Page, address: str, *people: dict[str, Any]) -> None:
    """Write what was said, word for word."""
    lines = ["# 一段对话", "", "演示里的对话,一字未改,由 `docs/take_screenshots.py` 记下。"]
    for one in people:
        lines += ["", f"## {one['name']}({one['role']})", "", "```text"]
        chat = page.request.get(f"{address}/sim/people/{one['openid']}/chat").json()["bubbles"]
        for bubble in chat:
            who = {"me": one["name"], "account": "小助手"}.get(bubble["side"])
            fields = [f"{f['label']} {f['value']}" for f in bubble.get("fields", ())]
            said = [bubble.get("title") and f"【{bubble['title']}】", bubble.get("text"), *fields]
            text = re.sub(r'<a href="[^"]*">(.*?)</a>', r"[\1]", "\n".join(filter(None, said)))
            lines.append(f"{who}:{text}".replace("\n", "\n    ") if who else f"({text})")
        lines.append("```")
    (FOLDER / "conversation.zh-CN.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main((sys.argv[1:] or ["http://127.0.0.1:9000"])[0].rstrip("/"))
