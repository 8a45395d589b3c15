"""What the senders of a process may still send: they never overdraw a day together."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.delivery import Channel, Lane
from scheduler.allowance import Allowance
from services import budgets
from tests.databases import schema
from tests.services.letterbox import Letterbox

pytestmark = pytest.mark.above
TEMPLATE = Channel.TEMPLATE


@pytest.fixture
def post(new_database, database_kind):
    post = Letterbox(new_database(database_kind, fill=schema))
    yield post
    post.close()


def allowance(post):
    return Allowance(post.open_uow, lambda: post.now)


def used(post, channel=TEMPLATE):
    with post.look() as uow:
        return budgets.used(uow, channel)


def send(mine, lane=Lane.CHAT, channel=TEMPLATE):
    """Send one letter of a lane if that is allowed."""
    may = mine.upto()[channel] >= lane
    if may:
        mine.used(channel)
    return may


@pytest.mark.both
def test_processes_and_threads_together_send_what_the_day_allows_and_no_more(post):
    post.limited(template=120)
    houses = [allowance(post) for _ in range(3)]
    sent = Counter()
    barrier = threading.Barrier(12)

    def sender(number):
        mine = houses[number % 3]
        barrier.wait(60)
        for _ in range(40):
            sent[number] += send(mine)
        mine.used(Channel.SMS)  # it goes its way, and nothing is kept for it

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(sender, range(12)))
    # Each process may keep a few that none of its senders came back for.
    assert 120 - 3 * 15 <= sent.total() <= 120
    assert used(post) <= 120
    for mine in houses:
        mine.close()
    assert used(post) == sent.total()


def test_the_less_urgent_stop_first(post):
    post.limited(template=100)
    mine = allowance(post)
    sent = {lane: sum(send(mine, lane) for _ in range(110)) for lane in reversed(Lane)}
    assert list(sent.values()) == [85, 10, 5, 0]
    assert mine.upto()[Channel.SMS] == Lane.REMINDER


def test_a_new_day_begins_anew_and_what_was_left_goes_back(post):
    post.limited(template=10)
    mine = allowance(post)
    assert sum(send(mine) for _ in range(20)) == 10
    post.later(days=1)
    assert sum(send(mine) for _ in range(3)) == 3
    mine.close()
    assert used(post) == 3
    mine.close()
    assert used(post) == 3


def test_an_outage_uses_up_no_day(post):
    post.limited(template=5)
    mine = allowance(post)
    for _ in range(50):
        assert send(mine)
        mine.spared(TEMPLATE)
    assert sum(send(mine) for _ in range(9)) == 5


def test_who_hardly_sends_hoards_nothing(post):
    mine = allowance(post)
    for _ in range(5):
        mine.upto()
    assert used(post) == used(post, Channel.SMS) == 1


def test_one_who_found_nothing_to_send_keeps_nothing_from_the_others(post):
    post.limited(template=1)
    mine = allowance(post)
    with ThreadPoolExecutor(1) as other:
        assert other.submit(mine.upto).result()[TEMPLATE] == Lane.SEAT
        assert mine.upto()[TEMPLATE] == -1
        other.submit(mine.used, Channel.SMS).result()
        assert send(mine)
    assert not send(mine)
