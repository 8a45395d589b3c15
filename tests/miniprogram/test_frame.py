"""The mini-program's pages of hosting in the simulator's frame: what is shown, pressed, filled in."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from domain.periods import HOME
from simulator.program import Program
from tests.house import PERSONAS

HOST = PERSONAS["赵强"]
ROOT = Path(__file__).parents[2] / "miniprogram"
SATURDAY = 2026, 11, 28

pytestmark = pytest.mark.above


class Hand:
    """A thumb on the page that is open: those below it stay in the frame, unseen."""

    def __init__(self, page):
        self.page = page
        self.frame = page.frame_locator("iframe[title=小程序]")

    def sees(self, words):
        expect(self.frame.get_by_text(words).filter(visible=True).first).to_be_visible()

    def taps(self, words):
        self.frame.get_by_text(words, exact=True).filter(visible=True).first.click()

    def presses(self, name):
        self.frame.get_by_role("button", name=name, exact=True).filter(visible=True).first.click()

    def fills(self, hint, words):
        self.frame.get_by_placeholder(re.compile(hint)).filter(visible=True).first.fill(words)

    def goes_back(self):
        self.page.locator(".mini").get_by_role("button", name="返回").click()


@pytest.fixture
def hand(mini, new_page):
    """Open the mini-program for a cadre who logs in to it."""
    mini.simulator.world.program = Program.of(str(ROOT))
    page = new_page(reduced_motion="reduce")
    page.goto(mini.simulator.url)
    page.get_by_role("radio", name=re.compile(HOST.name)).click()
    page.get_by_role("button", name="打开小程序").click()
    hand = Hand(page)
    hand.presses("登录")
    hand.presses("我是团干部")
    hand.fills("填用户名", HOST.username)
    hand.fills("填密码", HOST.password)
    hand.presses("登录")
    hand.sees(f"{HOST.name},上午好")
    yield hand
    expect(hand.frame.locator("#mistakes")).to_be_hidden()


def test_an_activity_is_written_published_held_and_closed(mini, hand):
    written(hand)
    published(hand)
    mini.clock_to(datetime(*SATURDAY, 14, 40, tzinfo=HOME))
    held(hand)
    mini.clock_to(datetime(*SATURDAY, 20, 0, tzinfo=HOME))
    hand.taps("照样再办一次")
    hand.sees("12 月 5 日 周六")
    hand.goes_back()
    closed(hand)


def written(hand):
    hand.taps("办活动")
    hand.taps("办一个新的")
    hand.taps("谈心下午茶")
    hand.fills("滨河公园", "青年之家二楼")
    for part in ("怎么报名", "说明", "谁能来", "报名时要问的"):
        hand.taps(part)
    hand.taps("学生")
    hand.sees("只给符合下面这些的")
    hand.taps("学生")
    hand.taps("加一个问题")
    hand.fills("问什么", "喝茶还是咖啡")
    hand.taps("选一个")
    hand.fills("选项", "茶\n咖啡")
    hand.presses("存好,看一遍")
    for words in ("还是草稿,只有你看得到", "11 月 28 日 周六 15:00–16:30", "大家", "喝茶还是咖啡"):
        hand.sees(words)


def published(hand):
    hand.presses("发布")
    hand.sees("发布了。海报发到群里,报名就开始了。")
    hand.presses("知道了")
    hand.presses("多一个名额")
    hand.sees("0/7")
    hand.taps("海报")
    hand.sees("微信扫一扫,报名")
    expect(hand.frame.get_by_role("img", name="报名的码")).to_be_visible()
    hand.goes_back()
    hand.taps("现场加小伙伴")
    hand.presses("做一个")
    hand.sees("换一个")
    hand.goes_back()
    hand.taps("签到码")
    hand.sees("14:00 起可以签到")
    hand.goes_back()


def held(hand):
    hand.taps("签到码")
    hand.sees(re.compile(r"^\d{3} \d{3}$"))
    hand.sees(re.compile(r"\d 秒后换下一个"))
    expect(hand.frame.get_by_role("img", name="签到码")).to_be_visible()
    hand.taps("名单")
    hand.sees("还没有人报名")
    hand.presses("找")
    hand.presses("也来了")
    hand.sees("现场加入")
    hand.goes_back()


def closed(hand):
    hand.presses("办结")
    hand.sees("来了 1 人")
    hand.presses("办结")
    hand.sees("办结了:来了 1 人")
    hand.presses("知道了")
    hand.sees("已经记下")
    hand.presses("记错了,重新打开")
    hand.presses("重新打开")
    hand.sees("改好再办结")
    hand.presses("知道了")
    hand.sees("会记下这些,不用再填")
