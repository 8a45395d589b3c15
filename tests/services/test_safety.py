"""What is held back: by the list, by the platform, and what a leader decides about it."""

from dataclasses import replace
from typing import ClassVar

import pytest
from sqlalchemy import select

from domain.delivery import Kind
from domain.safety import (
    AlreadyLooked,
    AppealedOnce,
    AskLater,
    Judged,
    ScreeningStatus,
    ShownByNow,
    Unasked,
    WhyWanted,
    Words,
)
from domain.topics import AnswerStatus, Draft, Sort
from models.post import InboxItem, Outbox
from models.screening import Screening
from models.topic import TopicAnswer
from models.wish import Wish
from scheduler.screening import ScreeningWorker
from services import safety, screening, screening_work, topic_answers, topics, wishes
from services.screening import NoSuchScreening
from services.uow import units
from tests.deskhouse import fill
from tests.services.county import CITY, COUNTY, LI, MIN, QIANG, ZHANG, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR, neighbours
from tests.services.rush import means

BAD = "有人一起网赌吗"
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""


@safety.thing("test_note", "便条")
class Notes:
    """Texts of these tests, each by 张三."""

    rows: ClassVar[dict[int, str]] = {}
    log: ClassVar[list[tuple]] = []

    def text(self, _, thing_id):
        return self.rows.get(thing_id, "")

    def author(self, *_):
        return ZHANG

    def kept(self, _, thing_id):
        self.log.append(("kept", thing_id))

    def refused(self, _, thing_id, reason):
        self.log.append(("refused", thing_id, reason))


@pytest.fixture
def place(new_database, database_kind):
    Notes.rows, Notes.log = {1: BAD, 2: "没事"}, []
    with opened(new_database(database_kind, fill=fill)) as place:
        neighbours(place.engine)
        place.open_uow = units(place.engine, replace(means(), screened=True), lambda: place.now)
        yield place


def screen(place, number=1, text=BAD, **more):
    return place.do(safety.screen, "test_note", number, COUNTY, text, **more)


def row(place):
    return place.all(select(Screening))[0]


@on_sqlite
def test_a_leader_lets_through_what_was_held(place):
    verdict = screen(place)
    assert (verdict.held, verdict.why) == (True, "可能涉及赌博")
    assert [i.openid for i in place.all(select(InboxItem))] == ["o1"]
    screen(place, 2, "也来 www.x.com")
    assert len(place.all(select(InboxItem))) == 1
    first, second = place.do(screening.waiting, COUNTY)
    assert (first.title, first.text, first.why, first.organ) == ("便条", BAD, verdict.why, "县委")
    assert not first.appealed
    assert place.do(screening.counts, COUNTY) == (2, 0)
    assert place.do(screening.counts, CITY) == (0, 2)
    assert [one.id for one in place.do(screening.waiting, CITY, under=True)] == [
        first.id,
        second.id,
    ]
    assert place.do(screening.waiting, CITY) == []
    assert place.do(screening.keep, first.id, MIN, COUNTY) == "便条"
    assert Notes.log == [("kept", 1)]
    assert place.all(select(Outbox.key)) == []
    with pytest.raises(AlreadyLooked):
        place.do(screening.keep, first.id, MIN, COUNTY)
    with pytest.raises(AlreadyLooked):
        place.do(screening.refuse, first.id, MIN, COUNTY, "广告")


@on_sqlite
def test_what_is_fine_leaves_no_row_and_what_was_mended_is_held_no_longer(place):
    assert screen(place, 2, "没事") == safety.Verdict(held=False)
    assert place.all(select(Screening)) == []
    screen(place)
    assert not screen(place, text="有人一起跑步吗").held
    assert row(place).status == ScreeningStatus.PASSED
    assert place.do(screening.waiting, COUNTY) == []


@on_sqlite
def test_a_refusal_is_told_kindly_and_appealed_once(place):
    screen(place)
    held = row(place).id
    with pytest.raises(WhyWanted):
        place.do(screening.refuse, held, MIN, COUNTY, "  ")
    place.do(screening.refuse, held, MIN, COUNTY, "像是赌博")
    assert Notes.log == [("refused", 1, "像是赌博")]
    (letter,) = place.all(select(Outbox))
    assert (letter.person_id, letter.kind) == (ZHANG, Kind.TICKET)
    assert "先没有放出来:像是赌博" in letter.text
    assert f"msgmenucontent=申诉{held}" in letter.text
    assert [one.id for one in place.do(screening.refused, COUNTY)] == [held]
    with pytest.raises(NoSuchScreening):
        place.do(screening.appeal, held, LI)
    assert place.do(screening.appeal, held, ZHANG) == "市委"
    with pytest.raises(AppealedOnce):
        place.do(screening.appeal, held, ZHANG)
    assert place.do(screening.waiting, COUNTY) == []
    (again,) = place.do(screening.waiting, CITY)
    assert again.appealed
    assert again.reason == "像是赌博"
    with pytest.raises(NoSuchScreening):
        place.do(screening.keep, held, MIN, COUNTY)
    place.do(screening.keep, held, LEI, CITY)
    assert Notes.log[-1] == ("kept", 1)
    with pytest.raises(ShownByNow):
        place.do(screening.appeal, held, ZHANG)
    assert "已经放出来了" in place.all(select(Outbox).order_by(Outbox.id))[-1].text


@on_sqlite
def test_an_appeal_that_is_refused_too_ends_there(place):
    screen(place)
    held = row(place).id
    place.do(screening.refuse, held, MIN, COUNTY, "像是赌博")
    place.do(screening.appeal, held, ZHANG)
    place.at(2026, 11, 23, 11)
    place.do(screening.refuse, held, LEI, CITY, "还是不合适")
    with pytest.raises(AppealedOnce):
        place.do(screening.appeal, held, ZHANG)
    assert "申诉" not in place.all(select(Outbox).order_by(Outbox.id))[-1].text


@on_sqlite
def test_a_wish_that_was_refused_has_ended_and_nobody_is_told_otherwise(place):
    wish = place.do(wishes.post, ZHANG, text=BAD, kind="study", surname_shown=False)
    held = row(place).id
    assert place.do(screening.refuse, held, MIN, COUNTY, "像是赌博").ends
    assert [one.ends for one in place.do(screening.refused, COUNTY)] == [True]
    with pytest.raises(AlreadyLooked):
        place.do(screening.keep, held, MIN, COUNTY)
    assert place.all(select(Wish.status).where(Wish.id == wish.id)) == ["removed"]


@on_sqlite
def test_however_long_its_reasons_are_a_text_is_held(place):
    own = Words({f"一个很长很长的类别{n}": (f"坏词{n}",) for n in range(20)})
    many = replace(means(), words=own)
    place.open_uow = units(place.engine, many, lambda: place.now)
    assert screen(place, text="".join(f"坏词{n}。" for n in range(10))).held
    assert len(row(place).why) == 60


@on_sqlite
def test_the_neighbours_know_nothing_of_it(place):
    screen(place)
    held = row(place).id
    assert place.do(screening.counts, NEXT_DOOR) == (0, 0)
    assert place.do(screening.waiting, NEXT_DOOR, under=True) == []
    for step in (screening.keep, screening.refuse):
        with pytest.raises(NoSuchScreening):
            place.do(step, held, FANG, NEXT_DOOR, *(["广告"] if step is screening.refuse else []))
    with pytest.raises(NoSuchScreening):
        place.do(screening.keep, held + 1, MIN, COUNTY)


class Platform:
    """Says what a test wants; notes what it was asked, and that nothing was locked meanwhile."""

    def __init__(self, place, *answers):
        self.place, self.answers, self.asked = place, list(answers), []

    def check(self, openid, text):
        assert self.place.engine.pool.checkedout() == 0
        self.asked.append((openid, text))
        answer = self.answers.pop(0)
        return answer() if callable(answer) else answer


def ask(place, *answers):
    platform = Platform(place, *answers)
    return platform, ScreeningWorker(place.open_uow, platform)


@on_sqlite
def test_the_platform_is_asked_outside_any_transaction_and_what_it_passes_is_shown(place):
    verdict = screen(place, 2, "没事", mini_openid="oMINI")
    assert verdict == safety.Verdict(held=True, why="正在自动看一遍")
    assert place.do(screening.waiting, COUNTY) == []
    platform, worker = ask(place, Judged("pass", 100, "trace-1"))
    assert worker.work() == 1
    assert platform.asked == [("oMINI", "没事")]
    assert Notes.log == [("kept", 2)]
    assert (row(place).status, row(place).trace_id, row(place).mini_openid) == (
        ScreeningStatus.PASSED,
        "trace-1",
        "",
    )
    assert worker.work() == 0


@pytest.mark.parametrize("suggest", ["risky", "review"])
@on_sqlite
def test_what_the_platform_doubts_a_person_decides(place, suggest):
    screen(place, 2, "没事", mini_openid="oMINI")
    ask(place, Judged(suggest, 20001))[1].work()
    (held,) = place.do(screening.waiting, COUNTY)
    assert "时政" in held.why
    assert Notes.log == []
    assert len(place.all(select(InboxItem))) == 1
    place.do(screening.keep, held.id, MIN, COUNTY)
    assert Notes.log == [("kept", 2)]


@on_sqlite
def test_a_wish_that_a_machine_passes_still_waits_for_its_review(place):
    said = {"text": "想要一本诗集", "kind": "study", "surname_shown": False}
    first = place.do(wishes.post, ZHANG, **said, mini_openid="oMINI")
    second = place.do(wishes.post, ZHANG, **said, mini_openid="oMINI")
    ask(place, Judged("pass", 100), Judged("risky", 20001))[1].work()
    (held,) = place.do(screening.waiting, COUNTY)
    place.do(screening.keep, held.id, MIN, COUNTY)
    with place.open_uow(read_only=True) as uow:
        states = {n: uow.session.get_one(Wish, n).status for n in (first.id, second.id)}
    assert states == {first.id: "pending", second.id: "open"}


@on_sqlite
def test_where_the_platform_does_not_look_our_own_list_has_to_do(place):
    screen(place, 2, "没事", mini_openid="oMINI")
    ask(place, Unasked("61010"))[1].work()
    assert Notes.log == [("kept", 2)]
    assert row(place).why == "平台没有看:61010"


@on_sqlite
def test_a_busy_platform_is_asked_again_and_not_for_ever(place):
    screen(place, 2, "没事", mini_openid="oMINI")
    platform, worker = ask(place, *[AskLater("busy:-1")] * 9)
    for minute in (0, 0, 1, 3, 4, 13, 14, 33, 34, 70):
        place.at(2026, 11, 23, 10 + minute // 60, minute % 60)
        worker.work()
    assert len(platform.asked) == 5
    assert Notes.log == [("kept", 2)]
    assert row(place).why == "平台没有看:busy:-1"


@on_sqlite
def test_a_text_held_by_the_list_is_not_shown_to_the_platform(place):
    assert screen(place, mini_openid="oMINI").why == "可能涉及赌博"
    platform, worker = ask(place)
    assert worker.work() == 0
    assert platform.asked == []


def test_a_silent_worker_loses_its_text_and_its_late_word_counts_no_more(place):
    screen(place, 2, "没事", mini_openid="oMINI")
    lost = place.do(screening_work.claim)
    assert place.do(screening_work.claim) is None
    place.at(2026, 11, 23, 10, 3)
    ask(place, Judged("risky", 20002))[1].work()
    place.do(screening_work.settle, lost, Judged("pass"))
    assert row(place).status == ScreeningStatus.HELD
    assert Notes.log == []


@pytest.mark.parametrize("screened", [True, False])
def test_what_nobody_asks_about_does_not_wait_for_ever(place, screened):
    """Neither when its worker is gone nor when the mini-program was taken out of the settings."""
    screen(place, 2, "没事", mini_openid="oMINI")
    open_uow = units(place.engine, replace(means(), screened=screened), lambda: place.now)
    with open_uow() as uow:
        assert screening_work.give_up(uow) == (not screened)
    place.at(2026, 11, 23, 11, 1)
    with open_uow() as uow:
        assert screening_work.give_up(uow) == screened
        assert screening_work.give_up(uow) == 0
    assert row(place).status == ScreeningStatus.PASSED
    assert row(place).why.startswith("平台没有看")
    assert Notes.log == [("kept", 2)]


def test_what_is_in_the_hands_of_a_worker_is_left_there(place):
    screen(place, 2, "没事", mini_openid="oMINI")
    place.at(2026, 11, 23, 11, 1)
    place.do(screening_work.claim)
    assert place.do(screening_work.give_up) == 0


@on_sqlite
def test_a_word_about_what_was_changed_meanwhile_counts_no_more(place):
    screen(place, 2, "没事", mini_openid="oMINI")

    def changed():
        place.at(2026, 11, 23, 10, 1)
        screen(place, 2, BAD)
        return Judged("pass")

    ask(place, changed)[1].work()
    assert row(place).status == ScreeningStatus.HELD
    assert Notes.log == []


@on_sqlite
def test_what_was_taken_back_is_asked_about_no_more(place):
    screen(place, 2, "没事", mini_openid="oMINI")
    Notes.rows = {}
    platform, worker = ask(place)
    worker.work()
    assert platform.asked == []
    assert row(place).status == ScreeningStatus.PASSED


def test_an_answer_in_a_topic_is_held_and_decided_by_whoever_comes_first(place):
    topic = place.do(topics.start, MIN, Draft(Sort.TALK, "周末去哪儿", "说说")).id
    said = [place.do(topic_answers.answer, topic, ZHANG, text) for text in (BAD, "加 13800138000")]
    assert [one.held for one in said] == ["可能涉及赌博", "里面有号码"]
    assert len(place.do(screening.waiting, COUNTY)) == 2
    keys = place.all(select(InboxItem.key))
    assert not [key for key in keys if key.startswith("screening-waits")]
    place.do(topic_answers.show, said[1].id, MIN)
    (held,) = place.do(screening.waiting, COUNTY)
    assert held.text == BAD
    place.do(screening.refuse, held.id, MIN, COUNTY, "像是赌博")
    statuses = place.all(select(TopicAnswer.status).order_by(TopicAnswer.id))
    assert statuses == [AnswerStatus.REMOVED, AnswerStatus.SHOWN]
    third = place.do(topic_answers.answer, topic, LI, BAD)
    place.do(topic_answers.take_back, third.id, LI)
    assert place.do(screening.waiting, COUNTY) == []
    assert QIANG not in place.all(select(Screening.decided_by))
