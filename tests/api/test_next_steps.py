"""What texts tell somebody to do next: in the chat a word to reply, in the mini-program a page."""

import ast
import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

import services
from domain import next_steps
from domain.next_steps import known, on_card, there
from domain.wording import tap
from services import mini_pages, reasons
from services.reminders_fresh import REMINDER

ROOT = Path(__file__).parents[2]
MINI = ROOT / "miniprogram"
PAGES = json.loads((MINI / "app.json").read_text("utf-8"))["pages"]
CHAT = re.compile("(?:回复|发)「")
TAP = re.compile(r"msgmenucontent=([^&]*)")
WRITERS = ("services", "domain", "programmes", "handlers")
"""Where texts are written; the chat's own answers and the pages of a browser are not for here."""
ELSEWHERE = ("handlers/chat/", "handlers/h5/", "handlers/admin/")

TELLERS = ("domain/next_steps.py", "domain/wording.py")
"""They say how it is said."""


def texts():
    """Return every text of the programme in which something is to be replied, by its place."""
    found = {}
    for folder in WRITERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(ELSEWHERE) or name in TELLERS:
                continue
            parts = path.read_text("utf-8")
            if CHAT.search(parts) or "tap(" in parts:
                words = Words(constants(parts))
                words.visit(ast.parse(parts))
                found |= {
                    (name, line): text
                    for line, text in words.found
                    if CHAT.search(text) or TAP.search(text)
                }
    return found


def constants(source):
    """Return the plain words that a module has names for."""
    found = {}
    for one in ast.parse(source).body:
        if isinstance(one, ast.AnnAssign | ast.Assign) and isinstance(one.value, ast.Constant):
            target = one.target if isinstance(one, ast.AnnAssign) else one.targets[0]
            found[target.id] = str(one.value.value)
    return found


class Words(ast.NodeVisitor):
    """Puts texts together as a reader gets them: taps said, numbers and names filled in."""

    def __init__(self, known):
        self.known, self.found = known, []

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self.found.append((node.lineno, re.sub(r"\{\w+\}", "7", node.value)))

    def visit_JoinedStr(self, node):
        self.found.append((node.lineno, self.said(node)))
        for part in node.values:
            self.generic_visit(part)

    def said(self, node):
        if isinstance(node, ast.Constant):
            return str(node.value)
        if isinstance(node, ast.JoinedStr):
            return "".join(map(self.said, node.values))
        if isinstance(node, ast.FormattedValue):
            return self.said(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tap":
            return tap(self.said(node.args[0]), "这里")
        return self.known.get(getattr(node, "id", ""), "7")


@pytest.fixture(scope="module")
def every():
    found = texts()
    assert len(found) > 100, "the texts are somewhere else by now"
    return found


def test_no_text_tells_anybody_in_the_mini_program_what_to_reply_in_the_chat(every):
    left = {place: there(text) for place, text in every.items()}
    assert {place: text for place, text in left.items() if CHAT.search(text)} == {}
    taps = {said for text in every.values() for said in TAP.findall(text)}
    assert {said for said in taps if not known(said)} == set()
    assert there(f"{tap('聊过')} {tap('什么都不是')}") == "打开「聊过吗」 什么都不是"
    assert [text for text in map(on_card, every.values()) if CHAT.search(text)] == []


def test_each_way_is_one_that_a_text_has_and_leads_to_a_page_or_a_button(every):
    shown = "".join(p.read_text("utf-8") for p in MINI.rglob("*") if p.suffix in {".wxml", ".json"})
    shown += (MINI / "places.js").read_text("utf-8")
    for asked, said in next_steps.WAYS:
        if said.startswith("在公众号对话里"):  # about a chat or a browser that somebody has
            continue
        for name in re.findall("「([^」]+)」", said):
            assert name in shown, f"{asked}: no 「{name}」 in the mini-program"
    assert there("看进度,回复「<a href='x'>心愿</a>」。") == "看进度,打开「微心愿」。"
    twice = "收到了,回复「收到7」;还没有,回复「没收到7」。"
    assert there(twice) == "收到了,打开这个心愿点「收到了」;还没有,点「还没有收到」。"
    assert on_card("不来回复「不要」") == "不来点「让给后面的人」"
    mute = f"看看、说两句:{tap('话题')};不想收这类消息:{tap('退订')}"
    assert (
        there(mute) == "看看、说两句:打开「话题与分享」;不想收这类消息:打开「要收哪些消息」关几样"
    )
    # What nobody here knows is somebody's own words.
    assert there("参加的请回复「收到」") == "参加的请回复「收到」"
    assert there("没有下一步") == "没有下一步"


def test_every_reason_leads_to_a_page_with_what_that_page_asks_for():
    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"services.{module.name}")
    # Other tests in this process may have made up some of their own.
    ours = {kind for kind in reasons.kinds_asked() if not kind.startswith("test:")}
    assert mini_pages.BY_REASON.keys() == ours | {REMINDER}
    for address in sorted(mini_pages.PAGES):
        page, _, query = address.partition("?")
        assert page in PAGES, address
        named = re.findall(r"(\w+)=", query)
        script = (MINI / f"{page}.js").read_text("utf-8")
        taken = set(re.findall(r"query\.(\w+)", script))
        assert set(named) <= taken, f"{address}: the page takes {sorted(taken)}"
        assert ("id" in taken) == ("id" in named), f"{address}: the page takes {sorted(taken)}"
