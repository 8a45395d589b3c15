"""A notice pushed to a crowd and seen to its end on the page: real senders, a real browser."""

import logging
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import local

from playwright.sync_api import sync_playwright
from sqlalchemy import event, func, insert, select
from sqlalchemy.engine import Engine

from bot import database
from bot.commands.working import sending, ticking
from domain.permissions import AdminRole
from models.base import Base
from models.contact import Contact
from models.engine import open_engine
from models.notice import Notice, NoticePerson
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.post import Outbox
from models.sending import LetterStep
from tests.admin.console import COUNTY, NOW, key, places_of, staffed
from tests.browser import ARGUMENTS, chromium, lend_node
from tests.house import House, wait_until

BRANCH = "人山人海团支部"
_AT_ONCE = 2_000
_count = local()


@dataclass(frozen=True)
class Seen:
    """What a push did, in seconds since the press, and what the page had to ask for."""

    people: int
    shown: str
    written: float
    sent: float
    done: float
    statements: dict
    by_status: dict


def crowd(url, people):
    """Add a branch of so many youths, who all follow the account, to the staffed league."""
    engine = open_engine(url)
    with engine.begin() as c:
        county = places_of(c)[COUNTY]
        branch = c.execute(
            insert(Organisation)
            .values(parent_id=county, name=BRANCH, level="base", type="branch", first_day=NOW)
            .returning(Organisation.id)
        ).scalar_one()
        over = select(Below.ancestor_id, Below.depth).where(Below.descendant_id == county)
        lines = [(a, d + 1) for a, d in c.execute(over)] + [(branch, 0)]
        c.execute(
            insert(Below),
            [{"ancestor_id": a, "descendant_id": branch, "depth": d} for a, d in lines],
        )
        first = c.scalar(select(func.max(Person.id))) + 1
        cadre = c.scalar(select(func.min(Contact.cadre_id)))
        for at in range(first, first + people, _AT_ONCE):
            ids = range(at, min(at + _AT_ONCE, first + people))
            c.execute(
                insert(Person),
                [
                    {"id": i, "name": f"众{i}", "organisation_id": branch, "created_at": NOW}
                    for i in ids
                ],
            )
            c.execute(
                insert(WechatUser),
                [
                    {"openid": openid(i), "person_id": i, "proof": "sms", "muted": [], "unread": ""}
                    for i in ids
                ],
            )
            c.execute(
                insert(Contact),
                [{"cadre_id": cadre, "youth_id": i, "started_at": NOW} for i in ids],
            )
        database.advance_sequences(c, Base.metadata.sorted_tables)
    engine.dispose()
    return branch, range(first, first + people)


def openid(person):
    return f"oFAKE{person:023d}"


@event.listens_for(Engine, "before_cursor_execute")
def _asked(*_):
    _count.asked = getattr(_count, "asked", 0) + 1


def asked(act):
    """Count the statements of what this very thread does."""
    before = getattr(_count, "asked", 0)
    act()
    return getattr(_count, "asked", 0) - before


@contextmanager
def running(url, people):
    """Run the whole house with a crowd: clock, senders, website, and the platform across."""
    staffed(url)
    branch, ids = crowd(url, people)
    with ExitStack() as ending:
        house = House(url)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        ending.callback(house.close)
        for i in ids:
            house.simulator.world.people.add(
                {"openid": openid(i), "name": f"众{i}", "role": "小伙伴", "followed": True}
            )
        ending.enter_context(ticking(house.app, 1.0))
        ending.enter_context(sending(house.app, 8, 0.2))
        yield house, branch


def pushed(url, people, patience=600.0):
    """Write a notice in a browser, push it, and look at its page until it says that it is done."""
    lend_node()
    with running(url, people) as (house, branch), sync_playwright() as play:
        site = house.settings.site.base_url
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        enter(context, site, AdminRole.ORGAN)
        number = push(page, site, branch, people)
        if page.locator("text=等另一位管理员登录后台确认").count():
            enter(context, site, AdminRole.OPERATOR)
            page.reload()
            page.click("button:has-text('同意,发出')")
        watched = _watched(house, page, number, time.monotonic(), patience)
        seen = _figures(house, people, number, watched)
        browser.close()
        return seen


def enter(context, site, role):
    """Let a browser be that of an admin of the county."""
    context.clear_cookies()
    kept = key(role, COUNTY)
    context.add_cookies([{"name": "console", "value": kept, "url": f"{site}/console"}])


def push(page, site, branch, people):
    """Write a notice to a branch, see how many it reaches, and push it; return its number."""
    page.goto(f"{site}/console/notices/new?in={branch}")
    page.fill("#f-title", "团员先锋岗报名")
    page.fill("#f-text", "周六上午九点在人民广场,愿意来的在群里说一声。")
    page.wait_for_selector(f".n-big:has-text('{people:,}')")
    page.click("text=存成草稿,看看样子")
    page.wait_for_selector(f".n-reach :has-text('{people:,}')")
    page.click("button:has-text('发出'), button:has-text('交给另一位管理员确认')")
    page.wait_for_selector(".c-flash:has-text('发'), .c-flash:has-text('确认')")
    return int(page.url.rstrip("/").rsplit("/", 1)[-1])


def _watched(house, page, number, pressed, patience):
    """Look at the page until it says that it is done, without ever loading it by hand."""
    written = 0.0
    while True:
        page.wait_for_timeout(200)
        said = page.locator(".n-now").first.text_content(timeout=60_000).strip()
        status = house.scalar(select(Notice.status).where(Notice.id == number))
        if not written and status in {"sending", "done"}:
            written = time.monotonic() - pressed
        if said.startswith("发完了"):
            return said, written, time.monotonic() - pressed
        assert time.monotonic() < pressed + patience, said


def _figures(house, people, number, watched):
    shown, written, done = watched
    mine = select(NoticePerson.outbox_id).where(NoticePerson.notice_id == number)
    unreported = select(func.count(Outbox.id)).where(Outbox.id.in_(mine), Outbox.status == "sent")
    with suppress(AssertionError):  # a report may be lost; then its letter stays as it is
        wait_until(lambda: not house.scalar(unreported), 120.0)
    with house.app.open_uow(read_only=True) as uow:
        rows = uow.session.execute(
            select(Outbox.status, func.count()).where(Outbox.id.in_(mine)).group_by(Outbox.status)
        )
        by_status = {row[0]: row[1] for row in rows}
        first = uow.session.scalar(select(func.min(Outbox.written_at)).where(Outbox.id.in_(mine)))
        sent = (LetterStep.outbox_id.in_(mine), LetterStep.outcome == "sent")
        last = uow.session.scalar(select(func.max(LetterStep.at)).where(*sent))
    client = house.app.web().test_client()
    client.set_cookie("console", key(AdminRole.ORGAN, COUNTY), path="/console")
    pages = {
        "": "页面",
        "/progress": "进度",
        "/people": "名单",
        "/people?outcome=sent": "名单(筛选)",
    }
    statements = {}
    for path, name in pages.items():
        statements[name] = asked(partial(client.get, f"/console/notices/{number}{path}"))
    seconds = (last - first).total_seconds()
    return Seen(people, shown, written, seconds, done, statements, by_status)
