"""A topic over the wire and in Chromium: shared on the page, answered in chat, moderated."""

import io
import re

from playwright.sync_api import expect

from tests.services.test_photos import picture

CADRE, YOUTH, OTHER = "赵强", "许诺", "王敏"
TITLE = "冬天去哪儿走走"


def test_from_the_page_to_the_chat_and_back(house, page, new_page):
    assert "登录好了" in house.login(YOUTH)
    started(house, page)
    in_chat(house)
    on_the_page(house, new_page())
    moderated(house, page)


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


def started(house, page):
    page.goto(link(house.say(CADRE, "话题")))
    expect(page.get_by_role("heading", level=1)).to_have_text("发起讨论或分享")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("说几句").fill("说说你想去的地方")
    page.get_by_label("链接").fill("https://www.example.com/walks")
    taken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": io.BytesIO(picture()).getvalue()}
    page.get_by_label("图片").set_input_files(taken)
    page.get_by_role("button", name="发出去").click()
    expect(page.get_by_role("status")).to_contain_text("发出去了。通知了")
    expect(page.get_by_role("link", name="打开链接")).to_contain_text("www.example.com")
    assert page.locator(".h5-photo").evaluate("i => i.decode().then(() => i.naturalWidth)") == 40


def in_chat(house):
    said = house.say(YOUTH, "你好")
    assert f"{CADRE}想和你聊聊「{TITLE}」" in said
    said = house.say(YOUTH, "话题")
    assert f"1 {TITLE}" in said
    said = house.say(YOUTH, "1")
    assert "说说你想去的地方" in said
    assert "链接(www.example.com)" in said
    assert "直接回复一句话参与" in said
    assert len(said.encode()) <= 2048
    assert "写一句话" in house.say(YOUTH, "长" * 501)
    assert "说好了" in house.say(YOUTH, "去河边看芦苇")
    house.say(YOUTH, "话题")
    house.say(YOUTH, "1")
    assert house.say(YOUTH, "取消").startswith("好,先放下了")


def on_the_page(house, page):
    said = house.say(YOUTH, "话题")
    page.goto(link(house.say(YOUTH, said.split("\n")[1].split()[0])))
    expect(page.get_by_text("去河边看芦苇")).to_be_visible()
    page.get_by_label("我说两句").fill("加我 13800138000")
    page.get_by_role("button", name="说", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("先请赵强看一眼")


def moderated(house, page):
    said = house.say(CADRE, "话题")
    assert "1 条待看" in said
    page.goto(link(house.say(CADRE, "1")))
    expect(page.get_by_text(YOUTH).first).to_be_visible()
    held = page.get_by_role("article").filter(has_text="13800138000")
    held.get_by_text("收起", exact=True).first.click()
    held.get_by_label("为什么收起").fill("号码别公开,直接找我")
    held.get_by_role("button", name="收起").click()
    expect(page.get_by_role("status")).to_contain_text("收起来了")
    assert "号码别公开,直接找我" in house.say(YOUTH, "你好")
    page.get_by_role("button", name="结束讨论").click()
    expect(page.get_by_role("status")).to_contain_text("还可以看")
    house.say(YOUTH, "话题")
    assert "讨论结束了" in house.say(YOUTH, "1")
