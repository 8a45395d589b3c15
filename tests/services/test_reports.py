"""What the platform reports about a letter, on both databases."""

import threading

import pytest
from sqlalchemy import event, select, update

from domain.delivery import Status
from models.engine import open_engine
from models.post import Outbox
from models.sending import Report
from services import reports, schedule
from services.reports import Told
from tests.databases import schema
from tests.house import wait_until
from tests.services.letterbox import NOW, Letterbox


@pytest.fixture
def post(new_database, database_kind):
    post = Letterbox(new_database(database_kind, fill=schema))
    yield post
    post.close()


def told(reference, status="success", openid="o1", sent_at=NOW):
    return Told(reference, openid, status, sent_at)


def report(post, *said):
    with post.open_uow() as uow:
        return reports.keep(uow, said)


def settle(post):
    with post.open_uow() as uow:
        return reports.settle(uow)


def waiting(post):
    question = select(Report.key).where(Report.due_at.is_not(None)).order_by(Report.key)
    with post.look() as uow:
        return list(uow.session.scalars(question))


def test_many_letters_learn_that_they_arrived_in_one_go(post):
    numbers = [post.letter(f"k{n}", reference=f"7{n}", owner="x") for n in range(5)]
    assert report(post, *(told(f"7{n}") for n in range(5))) == 5
    assert settle(post) == 5
    assert {post.status(n) for n in numbers} == {Status.DELIVERED}
    assert {tuple(post.steps(n)) for n in numbers} == {("delivered",)}
    assert (waiting(post), settle(post)) == ([], 0)
    row = post.row(numbers[0])
    assert (row.owner, row.closed_at, row.why) == (None, NOW, "")


def test_a_refused_one_goes_on_and_waits_in_the_inbox(post):
    number = post.letter(reference="71", person_id=post.person("o1"))
    other = post.letter("k2", "o2", reference="72")
    report(post, told("71", "failed:user block"), told("72"))
    settle(post)
    row = post.row(number)
    assert (row.status, row.why) == (Status.WAITING, "failed:user block")
    assert post.inbox() == ["k"]
    assert post.steps(number)[0] == "never"
    assert post.steps(number)[-1] == "waiting"
    assert post.status(other) == Status.DELIVERED


def test_a_repeat_changes_nothing(post):
    number = post.letter(reference="71")
    assert report(post, told("71"), told("71")) == 1
    assert report(post, told("71", "failed:user block")) == 0
    settle(post)
    report(post, told("71", "failed:user block"))  # long after
    assert settle(post) == 1
    assert (post.status(number), post.inbox(), waiting(post)) == (Status.DELIVERED, [], [])


def test_a_repeat_of_a_refusal_is_not_taken_for_another_letters(post):
    person = post.person("o1")
    post.letter(reference="71", person_id=person)
    report(post, told("71", "failed:user block"))
    settle(post)
    other = post.letter("k2", person_id=person, status=Status.UNCERTAIN)
    assert report(post, told("71", "failed:user block")) == 0
    settle(post)
    assert (post.status(other), waiting(post)) == (Status.UNCERTAIN, [])


def test_a_repeat_without_an_id_is_not_taken_for_another_letters(post):
    first = post.letter(reference="71")
    report(post, told("0"))
    settle(post)
    assert post.status(first) == Status.DELIVERED
    second = post.letter("k2", reference="72")
    assert report(post, told("0")) == 0
    assert (settle(post), post.status(second)) == (0, Status.SENT)


def test_one_without_an_id_waits_until_only_one_letter_fits(post):
    first, second = post.letter(reference="71"), post.letter("k2", reference="72")
    report(post, told("", "failed: system failed"))
    settle(post)
    assert len(waiting(post)) == 1
    report(post, told("72"))
    post.later(seconds=2)
    settle(post)
    assert post.status(second) == Status.DELIVERED
    post.later(seconds=5)
    settle(post)
    assert (post.status(first), waiting(post)) == (Status.FAILED, [])  # nobody follows there


def test_an_early_report_finds_its_letter_a_moment_later(post):
    number = post.letter(status=Status.SENDING, owner="x")
    report(post, told("71"))
    settle(post)
    with post.open_uow() as uow:
        row = uow.session.get_one(Outbox, number)
        row.status, row.reference = Status.SENT, "71"
    assert settle(post) == 0
    post.later(seconds=1)
    assert (settle(post), post.status(number)) == (1, Status.DELIVERED)


@pytest.mark.parametrize("status", [Status.UNCERTAIN, Status.PENDING, Status.HELD])
def test_a_report_says_what_nobody_knew(post, status):
    number = post.letter(status=status, turn=7)
    report(post, told("71"))
    settle(post)
    row = post.row(number)
    assert (row.status, row.reference, row.turn) == (Status.DELIVERED, "71", None)


def test_what_is_not_ours_is_forgotten_after_a_day(post):
    report(post, told("4711", openid="a stranger"))
    for hours in (1, 22, 2):
        assert waiting(post) == ["4711"]
        post.later(hours=hours)
        settle(post)
        with post.open_uow() as uow:
            schedule.tidy(uow)
    with post.look() as uow:
        assert uow.session.scalars(select(Report)).all() == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_while_a_sender_holds_a_letter_nobody_waits_for_it(post):
    number, other = post.letter(reference="71"), post.letter("k2", "o2", reference="72")
    report(post, told("71"), told("72", openid="o2"))
    held, go = threading.Event(), threading.Event()

    def hold():
        with post.open_uow() as uow:
            uow.session.get_one(Outbox, number, with_for_update=True)
            held.set()
            go.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(60)
    assert settle(post) == 2
    assert (post.status(number), post.status(other)) == (Status.SENT, Status.DELIVERED)
    go.set()
    thread.join()
    post.later(seconds=1)
    settle(post)
    wait_until(lambda: post.status(number) == Status.DELIVERED)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_letter_that_is_taken_in_between_is_left_to_its_sender(post):
    number = post.letter(status=Status.PENDING)
    report(post, told("71"))
    sender = open_engine(post.engine.url)

    def take(_connection, _cursor, statement, *_):
        if "FROM outbox" in statement and "FOR UPDATE" in statement:
            with sender.begin() as c:
                c.execute(update(Outbox).values(status=Status.SENDING))

    event.listen(post.engine, "before_cursor_execute", take)
    settle(post)
    event.remove(post.engine, "before_cursor_execute", take)
    sender.dispose()
    assert (post.status(number), waiting(post)) == (Status.SENDING, ["71"])
