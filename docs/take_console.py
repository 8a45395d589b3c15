"""Takes a picture of each page of the console from a demonstration that has just been started.

python3 dev.py demo                                       # in one terminal: it says its addresses
.venv/bin/python -m docs.take_console [SITE] [SIMULATOR]  # in another, after `dev.py test` once

何静 logs in with her password and the digits in the chat, and follows every kind of link once, as
``tests/admin/crawl.py`` does; ``docs/screenshots/console/*.png`` are 1280 and 390 px wide.
What axe-core finds of weight is printed, and fails the run.
"""
# ruff: noqa: INP001 - a script, not a package

import re
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.admin.crawl import faults, pages, too_wide
from tests.browser import ARGUMENTS, PHONE, chromium, lend_node

FOLDER: Final = Path(__file__).parent / "screenshots" / "console"
WIDE: Final = {"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN"}
NARROW: Final = PHONE | {"device_scale_factor": 1}
WHO: Final = "何静"
OK: Final = 200


def main(site: str, simulator: str) -> int:
    """Take all pictures; return 1 where a page has a fault."""
    lend_node()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    wrong = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(**WIDE)
        page = context.new_page()
        _log_in(page, site, simulator)
        reached = []
        for name, address, status in pages(page, f"{site}/console/"):
            page.wait_for_timeout(400)
            page.screenshot(path=FOLDER / f"{_title(name)}-1280.png", animations="disabled")
            found = faults(page) + ([f"status {status}"] if status != OK else [])
            wrong += len(found)
            sys.stdout.writelines(f"{address}: {one}\n" for one in found)
            reached.append((name, address))
        phone = browser.new_context(**NARROW, storage_state=context.storage_state()).new_page()
        for name, address in reached:
            phone.goto(address)
            phone.wait_for_timeout(400)
            phone.screenshot(path=FOLDER / f"{_title(name)}-390.png", animations="disabled")
            if too_wide(phone):
                wrong += 1
                sys.stdout.write(f"{address}: wider than a phone\n")
        browser.close()
    sys.stdout.write(f"{len(reached)} pages, {wrong} faults\n")
    return 1 if wrong else 0


def _log_in(page: Page, site: str, simulator: str) -> None:
    state = page.request.get(f"{simulator}/sim/state").json()
    person = next(one for one in state["people"] if one["name"] == WHO)
    username, password = re.findall(r"(?:用户名|密码) (\w+)", person["hint"])[:2]
    page.goto(f"{site}/console/login")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.screenshot(path=FOLDER / "login-1280.png")
    page.get_by_role("button", name="下一步").click()
    said = page.get_by_text(re.compile(r"^网页 \d{4}$"))
    page.request.post(
        f"{simulator}/sim/people/{person['openid']}/say", data={"text": said.inner_text()}
    )
    page.screenshot(path=FOLDER / "login-wait-1280.png")
    page.wait_for_url(f"{site}/console/")


def _title(name: str) -> str:
    return (
        name.removeprefix("/console")
        .strip("/")
        .replace("/", "-")
        .replace("#", "one")
        .replace("*", "one")
        or "home"
    )


if __name__ == "__main__":
    given = [one.rstrip("/") for one in sys.argv[1:]]
    defaults = ["http://127.0.0.1:8000", "http://127.0.0.1:9000"]
    sys.exit(main(*[*given, *defaults[len(given) :]]))
