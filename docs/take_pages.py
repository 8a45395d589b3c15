"""Takes a picture of each page of the desk from a demonstration that has just been started.

python3 dev.py demo                               # in one terminal: it says its address
.venv/bin/python -m docs.take_pages [ADDRESS]     # in another, after `dev.py test` once

It logs a cadre and a youth in, opens every page by the link of the chat, and writes
``docs/screenshots/pages/*.png`` at the width of a phone, and those for a desk at 1280 px as well.
"""
# ruff: noqa: INP001 - a script, not a package

import re
import sys
import time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGUMENTS, PHONE, chromium, lend_node

FOLDER: Final = Path(__file__).parent / "screenshots" / "pages"
WIDE: Final = {"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN"}
PASSWORD: Final = "yun-chuan-9-song-shu"  # noqa: S105 - for an hour of demonstration
CADRE: Final = (
    ("home", "home"),
    ("caseload", "caseload"),
    ("caseload-add", "caseload/add"),
    ("caseload-tags", "caseload/tags"),
    ("caseload-archived", "caseload/archived"),
    ("caseload-code", "caseload/code"),
    ("duplicates", "caseload/duplicates"),
    ("handover", "caseload/handover"),
    ("changes", "changes"),
    ("sheets-youths", "sheets/youths"),
    ("records", "records"),
    ("record-new", "records/new"),
    ("plans", "plans"),
    ("plan-new", "plans/new"),
    ("activities", "activities"),
    ("activities-hosted", "activities?tab=hosted"),
    ("activity-templates", "activities/new"),
    ("topics", "topics"),
    ("topic-new", "topics/new"),
    ("wish-pool", "wishes/pool"),
    ("wish-claims", "wishes/claims"),
    ("wish-child", "wishes/child"),
    ("tickets", "tickets"),
    ("ticket-replies", "tickets/replies"),
    ("voices", "voices"),
    ("problem-new", "problems/new"),
    ("ratings-heard", "ratings/heard"),
)
LEADER: Final = (
    ("leader-home", "home"),
    ("materials", "materials"),
    ("roster", "roster"),
    ("roster-import", "roster/import"),
    ("wish-review", "wishes/review"),
    ("problems", "problems"),
    ("problems-group", "problems/group"),
    ("problems-waiting", "problems/waiting"),
    ("ratings-above", "ratings/above"),
    ("spot-checks", "spot-checks"),
    ("screening", "screening"),
    ("duty", "duty"),
)
FOUND: Final = (
    ("youth", "caseload", r"/caseload/\d+$"),
    ("record", "records", r"/records/\d+$"),
    ("topic", "topics", r"/topics/\d+$"),
    ("activity-new", "activities/new", r"/activities/new/[\w-]+$"),
    ("activity-run", "activities?tab=hosted", r"/activities/\d+/run$"),
    ("activity", "activities?tab=open", r"/activities/\d+$"),
    ("activity-door", "activities?tab=hosted", "进行中"),
    ("wish", "wishes/pool", r"/wishes/\d+$"),
    ("ticket", "tickets", r"/tickets/\d+$"),
    ("voice", "voices", r"/voices/\d+$"),
)
"""Pages of one thing: what they are called, the page that leads there, and how the link looks."""
RUN: Final = ("edit", "list", "poster", "close", "join-code")
YOUTH: Final = (
    ("youth-home", "home"),
    ("youth-activities", "activities"),
    ("me", "me"),
    ("youth-wishes", "wishes"),
    ("wish-new", "wishes/new"),
    ("youth-tickets", "tickets"),
    ("ticket-new", "tickets/new"),
    ("ratings", "ratings"),
    ("own-data", "me/data"),
    ("own-data-delete", "me/data/delete"),
)


def main(address: str) -> None:
    """Take all pictures."""
    lend_node()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        desk = Desk(browser, address)
        desk.show("王敏", CADRE, FOUND)
        desk.show("李向阳", LEADER, ())
        desk.show("周一帆", YOUTH, ())
        browser.close()


class Desk:
    """Somebody who talks to the simulator and opens what the chat gives."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._page = browser.new_context(**PHONE).new_page()
        state = self._page.request.get(f"{address}/sim/state").json()
        self._people = {one["name"]: one for one in state["people"]}

    def show(
        self,
        name: str,
        pages: tuple[tuple[str, str], ...],
        found: tuple[tuple[str, str, str], ...],
    ) -> None:
        """Log somebody in and take their pages, first on a phone, then on a desk."""
        self._log_in(name)
        for options, suffix in ((PHONE, ""), (WIDE, "-1280")):
            page = self._browser.new_context(**options).new_page()
            page.goto(self._link(name, "工作台"))
            root = page.url.rsplit("/", 1)[0]
            for title, path in pages:
                self._take(page, f"{root}/{path}", title + suffix)
            for title, path, wanted in found:
                self._follow(page, f"{root}/{path}", wanted, title + suffix)
            page.context.close()

    def _follow(self, page: Page, start: str, wanted: str, title: str) -> None:
        page.goto(start)
        said = "found => found.map((one) => [one.href, one.innerText])"
        links = page.locator("a[href]").evaluate_all(said)
        target = next(
            (href for href, text in links if re.search(wanted, href) or wanted in text), None
        )
        if target is None:
            raise SystemExit(f"no link like {wanted} on {start}")
        if "door" in title:
            target = target.replace("/run", "/door")
        self._take(page, target, title)
        if wanted.endswith("/run$"):
            suffix = title.removeprefix("activity-run")
            for part in RUN:
                self._take(page, target.replace("/run", f"/{part}"), f"activity-{part}{suffix}")

    def _take(self, page: Page, address: str, title: str) -> None:
        answer = page.goto(address)
        if answer is None or answer.status not in {200, 422}:
            raise SystemExit(f"{address}: {answer.status if answer else 'nothing'}")
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"{title}.png", animations="disabled")

    def _log_in(self, name: str) -> None:
        person = self._people[name]
        self._do(name, "follow")
        if "用户名" in person["hint"]:
            if "已经登录" in (said := self._say(name, "团干部登录")):
                return
            self._page.goto(re.findall(r'href="(http[^"]+)"', said)[0])
            self._page.get_by_label("用户名").fill(re.findall(r"用户名 (\w+)", person["hint"])[0])
            secret = re.findall(r"密码 (\w+)", person["hint"])[0]
            self._page.get_by_label("密码", exact=True).fill(secret)
            self._page.get_by_role("button", name="登录").click()
            for label in ("新密码", "再输一遍"):
                self._page.get_by_label(label).fill(PASSWORD)
            self._page.get_by_role("button", name="保存").click()
            self._page.get_by_text("新密码设好了").wait_for()
            return
        asked = [self._say(name, words) for words in ("小伙伴登录", person["phone"])]
        self._say(name, self._code(person["openid"], asked))
        self._say(name, "1")

    def _code(self, openid: str, said: list[str]) -> str:
        """Return the code of the newest text message, which comes in a second or two."""
        for _ in range(60):
            time.sleep(0.5)
            if texts := self._get(f"/sim/people/{openid}/sms")["sms"]:
                return str(re.findall(r"\d{6}", texts[-1]["text"])[0])
        raise SystemExit(f"no text message; the chat said: {said}")

    def _link(self, name: str, words: str) -> str:
        return re.findall(r'href="(http[^"]+)"', self._say(name, words))[0]

    def _say(self, name: str, words: str) -> str:
        answer = self._do(name, "say", text=words)
        return str((answer.get("reply") or {}).get("text") or "")

    def _do(self, name: str, what: str, **body: object) -> dict[str, Any]:
        path = f"{self._address}/sim/people/{self._people[name]['openid']}/{what}"
        answer: dict[str, Any] = self._page.request.post(path, data=body).json()
        return answer

    def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._page.request.get(self._address + path).json()
        return answer


if __name__ == "__main__":
    main((sys.argv[1:] or ["http://127.0.0.1:9000"])[0].rstrip("/"))
