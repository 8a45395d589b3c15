"""A notice is written, pushed and seen to its end in a real browser that nobody reloads."""

import threading
from contextlib import contextmanager

from domain.delivery import Sent
from domain.permissions import AdminRole
from scheduler.allowance import Allowance
from scheduler.delivery import Office, Postman
from scheduler.heart import Heart
from scheduler.notices import NoticeWorker
from tests.admin.console import ConsoleHouse, staffed
from tests.admin.pushing import crowd, enter, push


class Prompt:
    """A platform that takes everything."""

    def send(self, letter):
        return Sent(letter.key[-32:])


@contextmanager
def at_work(house):
    """Let a clock write and a sender send."""
    told = threading.Event()
    heart = Heart(house.open_uow)
    office = Office(house.open_uow, Prompt(), heart, Allowance(house.open_uow, lambda: house.now))
    worker = NoticeWorker(house.open_uow)

    def clock():
        while not told.wait(0.2):
            worker.work()

    heart.start("deliver")
    threads = [
        threading.Thread(target=clock),
        threading.Thread(target=Postman(office).work, args=(told, 0.2)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        told.set()
        for thread in threads:
            thread.join()
        office.close()


def test_pushed_and_seen_to_its_end(new_database, browser):
    url, people = new_database("sqlite", staffed), 200
    branch, _ = crowd(url, people)
    house = ConsoleHouse(url)
    with house.serving() as site, at_work(house):
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        wrong, page = [], context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        enter(context, site, AdminRole.ORGAN)
        push(page, site, branch, people)
        page.wait_for_selector(".n-now:has-text('发完了')")
        assert page.locator(".c-stat:has-text('平台收下了') .c-stat__value").text_content() == str(
            people
        )
        context.close()
        assert wrong == []
    house.engine.dispose()
