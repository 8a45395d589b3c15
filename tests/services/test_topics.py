"""Topics in the small county: who is told and how often, who reads what, and who decides."""

import contextlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.topics import (
    AnswerStatus,
    Chosen,
    Draft,
    EnoughToday,
    NobodyChosen,
    ReasonWanted,
    Sort,
    TopicStatus,
)
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.post import InboxItem
from models.topic import Topic, TopicAnswer, TopicReader
from services import contacts, identity, inbox, photos, topic_answers, topic_pages, topics
from services.photos import NoSuchPhoto
from services.topic_answers import NoSuchAnswer
from services.topics import NoSuchTopic, TopicClosed
from tests.deskhouse import fill
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG, ZHAO, opened
from tests.services.test_photos import picture

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""
TALK = Draft(Sort.TALK, "周末去哪儿", "说说你的想法")


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        yield place


def share_with_qiang(place):
    """Let 张三 be in 赵强's case-load as well."""
    with place.open_uow() as uow:
        uow.session.execute(insert(Contact).values(cadre_id=QIANG, youth_id=ZHANG, started_at=NOW))


def start(place, cadre=MIN, draft=TALK, **more):
    return place.do(topics.start, cadre, draft, **more)


def led(place, openid, muted=()):
    """Return what leads a person's next reply."""
    return "\n".join(place.do(inbox.lead, openid, muted))


def test_the_living_bound_and_consenting_are_told(place):
    started = start(place)
    assert (started.told.told, started.told.away) == (2, 0)
    assert set(place.all(select(TopicReader.person_id))) == {ZHANG, LI}
    assert "王敏想和你聊聊「周末去哪儿」" in led(place, "o11")
    assert led(place, "o11") == ""
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == ZHANG).values(consented_at=None))
        uow.session.execute(delete_user(LI))
    place.at(2026, 12, 20, 10)
    told = start(place).told
    assert (told.told, told.away) == (0, 2)
    assert "2 位还没登录" in told.say()


def delete_user(person):
    return update(WechatUser).where(WechatUser.person_id == person).values(following=False)


def test_chosen_tags_choose(place):
    with place.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == LI).values(industry="village")
        )
        zhang = uow.session.scalar(select(Contact.id).where(Contact.youth_id == ZHANG))
        uow.session.add(ContactTag(contact_id=zhang, tag="篮球"))
    only = Draft(Sort.TALK, "打球", chosen=Chosen(tags=("篮球",)))
    start(place, draft=only)
    assert place.all(select(TopicReader.person_id)) == [ZHANG]
    with pytest.raises(NobodyChosen):
        start(place, draft=Draft(Sort.TALK, "打球", chosen=Chosen(tags=("没有人",))))
    with pytest.raises(NoSuchTopic):
        place.do(topic_pages.seen, 1, LI)


def test_at_most_twice_a_week_and_once_a_day_from_all_cadres_together(place):
    share_with_qiang(place)
    assert start(place).told.told == 2
    second = start(place, QIANG)
    assert (second.told.told, second.told.week) == (0, 1)
    assert "1 位这几天已经收过" in second.told.say()
    assert second.id in {t.id for t in place.do(topic_pages.shared_with, ZHANG)}
    place.at(2026, 11, 24, 10)
    assert start(place, QIANG).told.told == 1
    place.at(2026, 11, 25, 10)
    assert start(place).told.told == 1  # 李四 alone
    place.at(2026, 11, 30, 10, 1)
    assert start(place, QIANG).told.told == 1


@on_sqlite
def test_who_muted_it_is_not_told_and_what_was_withdrawn_is_not_told_later(place):
    place.do(identity.mute, "o11", ("topic",))
    started = start(place)
    assert (started.told.told, started.told.muted) == (1, 1)
    assert led(place, "o11", ("topic",)) == ""
    place.do(topics.withdraw, started.id, MIN)
    assert led(place, "o12") == ""
    with pytest.raises(NoSuchTopic):
        place.do(topic_pages.seen, started.id, LI)


@on_sqlite
def test_youths_see_surnames_and_the_cadre_names(place):
    topic = start(place).id
    place.do(topic_answers.answer, topic, ZHANG, "爬山")
    (said,) = place.do(topic_pages.seen, topic, LI).answers
    assert (said.who, said.text, said.mine) == ("张同学", "爬山", False)
    assert place.do(topic_pages.seen, topic, ZHANG).answers[0].who == "我"
    assert place.do(topic_pages.seen, topic, MIN).answers[0].who == "张三"
    place.do(topic_answers.answer, topic, MIN, "好主意")
    assert place.do(topic_pages.seen, topic, LI).answers[1].who == "王敏(发起人)"


@on_sqlite
def test_who_leaves_reads_no_more_and_loses_the_name(place):
    topic = start(place).id
    place.do(topic_answers.answer, topic, ZHANG, "爬山")
    place.do(contacts.leave, ZHANG)
    with pytest.raises(NoSuchTopic):
        place.do(topic_pages.seen, topic, ZHANG)
    for reader in (MIN, LI):
        assert place.do(topic_pages.seen, topic, reader).answers[0].who == "一位小伙伴"


@on_sqlite
def test_who_unfollows_loses_the_name(place):
    topic = start(place).id
    place.do(topic_answers.answer, topic, ZHANG, "爬山")
    place.do(identity.forget, "o11")
    assert place.do(topic_pages.seen, topic, MIN).answers[0].who == "一位小伙伴"


def test_whose_contact_ended_reads_no_more_and_is_no_reader(place):
    topic = start(place, photo=picture()).id
    (photo,) = place.do(topic_pages.seen, topic, ZHANG).photos
    said = place.do(topic_answers.answer, topic, ZHANG, "爬山").id
    with place.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(ended_at=place.now)
        )
    assert place.do(topic_pages.shared_with, ZHANG) == []
    with pytest.raises(NoSuchTopic):
        place.do(topic_answers.answer, topic, ZHANG, "在吗")
    with pytest.raises(NoSuchPhoto):
        place.do(photos.content, photo, ZHANG)
    seen = place.do(topic_pages.seen, topic, MIN)
    assert (seen.readers, seen.opened, seen.answers[0].who) == (1, 0, "一位小伙伴")
    place.do(topic_answers.hide, said, MIN, "不合适")
    assert led(place, "o11") == ""  # neither the topic nor what became of the answer


@on_sqlite
def test_who_left_before_reading_the_notice_never_gets_it(place):
    start(place)
    place.do(contacts.leave, ZHANG)
    assert led(place, "o11") == ""
    assert "周末去哪儿" in led(place, "o12")


def test_a_topic_withdrawn_unseen_does_not_count_as_told(place):
    topic = start(place).id
    assert "周末去哪儿" in led(place, "o12")
    place.do(topics.withdraw, topic, MIN)
    told = start(place, draft=Draft(Sort.TALK, "周末去哪儿呢")).told
    assert (told.told, told.week) == (1, 1)  # 张三 had not seen it, 李四 had
    assert "周末去哪儿呢" in led(place, "o11")


@on_sqlite
def test_a_cadre_who_only_proved_a_number_sees_no_names(place):
    topic = start(place).id
    place.do(topic_answers.answer, topic, ZHANG, "爬山")
    with place.open_uow() as uow:
        mine = WechatUser.person_id == MIN
        uow.session.execute(update(WechatUser).where(mine).values(proof="sms"))
    with pytest.raises(NoSuchTopic):
        place.do(topic_pages.seen, topic, MIN)


def test_what_waits_in_a_closed_topic_is_still_shown_to_its_cadre(place):
    topic = start(place).id
    place.do(topic_answers.answer, topic, ZHANG, "打 13800138000")
    place.do(topics.close, topic, MIN)
    assert [(t.id, t.held) for t in place.do(topic_pages.fresh, MIN)] == [(topic, 1)]


@on_sqlite
def test_nobody_else_reads_or_answers(place):
    topic = start(place).id
    for other in (QIANG, ZHAO):
        with pytest.raises(NoSuchTopic):
            place.do(topic_pages.seen, topic, other)
        with pytest.raises(NoSuchTopic):
            place.do(topic_answers.answer, topic, other, "在吗")


@on_sqlite
def test_a_link_or_a_number_waits_for_the_cadre(place):
    topic = start(place).id
    said = place.do(topic_answers.answer, topic, ZHANG, "加我 138 0013 8000")
    assert said.held == "里面有号码"
    assert place.do(topic_pages.seen, topic, LI).answers == ()
    assert place.do(topic_pages.seen, topic, ZHANG).answers[0].status is AnswerStatus.HELD
    assert "看一眼" in led(place, "o1")
    place.do(topic_answers.show, said.id, MIN)
    assert place.do(topic_pages.seen, topic, LI).answers[0].text == "加我 138 0013 8000"


def test_two_readers_hold_an_answer_until_the_cadre_decides(place):
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == QIANG).values(consented_at=NOW))
        uow.session.execute(insert(Contact).values(cadre_id=MIN, youth_id=QIANG, started_at=NOW))
    topic = start(place).id
    said = place.do(topic_answers.answer, topic, ZHANG, "不太好的话").id
    assert place.do(topic_answers.report, said, LI) == (topic, False)
    assert place.do(topic_answers.report, said, LI) == (topic, False)  # one reader, one report
    with pytest.raises(NoSuchAnswer):
        place.do(topic_answers.report, said, ZHANG)
    assert place.do(topic_answers.report, said, QIANG) == (topic, True)
    assert place.do(topic_pages.seen, topic, LI).answers == ()
    held = place.do(topic_pages.seen, topic, MIN).answers[0]
    assert (held.status, held.reports) == (AnswerStatus.HELD, 2)
    place.do(topic_answers.show, said, MIN)
    assert place.do(topic_answers.report, said, LI) == (topic, False)
    assert len(place.do(topic_pages.seen, topic, LI).answers) == 1


@on_sqlite
def test_hiding_needs_a_reason_which_the_writer_is_told(place):
    topic = start(place).id
    said = place.do(topic_answers.answer, topic, ZHANG, "说了别人的事").id
    led(place, "o11")
    with pytest.raises(ReasonWanted):
        place.do(topic_answers.hide, said, MIN, "  ")
    with pytest.raises(NoSuchTopic):
        place.do(topic_answers.hide, said, QIANG, "不行")
    place.do(topic_answers.hide, said, MIN, "提到了别人的私事")
    assert place.do(topic_pages.seen, topic, LI).answers == ()
    assert "先收起来了:提到了别人的私事" in led(place, "o11")
    place.do(topic_answers.show, said, MIN)
    place.do(topic_answers.hide, said, MIN, "又想了想")
    place.do(topic_answers.show, said, MIN)
    assert led(place, "o11") == ""  # shown again before it was told
    assert len(place.do(topic_pages.seen, topic, LI).answers) == 1


@on_sqlite
def test_what_the_writer_took_back_nobody_brings_back(place):
    topic = start(place).id
    said = place.do(topic_answers.answer, topic, ZHANG, "说错了").id
    with pytest.raises(NoSuchAnswer):
        place.do(topic_answers.take_back, said, LI)
    place.do(topic_answers.take_back, said, ZHANG)
    assert place.all(select(TopicAnswer.text)) == [""]
    for decide in (topic_answers.show, lambda *a: topic_answers.hide(*a, "不行")):
        with pytest.raises(NoSuchAnswer):
            place.do(decide, said, MIN)
    assert place.do(topic_pages.seen, topic, MIN).answers == ()


@on_sqlite
def test_ten_answers_a_day(place):
    topic = start(place).id
    for n in range(10):
        place.do(topic_answers.answer, topic, ZHANG, f"第 {n} 句")
    with pytest.raises(EnoughToday, match="明天"):
        place.do(topic_answers.answer, topic, ZHANG, "还有")
    place.at(2026, 11, 24, 0, 1)
    place.do(topic_answers.answer, topic, ZHANG, "新的一天")


@on_sqlite
def test_a_closed_discussion_is_read_and_not_answered(place):
    topic = start(place).id
    place.do(topics.close, topic, MIN)
    with pytest.raises(TopicClosed):
        place.do(topic_answers.answer, topic, ZHANG, "晚了")
    assert place.do(topic_pages.seen, topic, ZHANG).status is TopicStatus.CLOSED
    place.do(topics.reopen, topic, MIN)
    place.do(topic_answers.answer, topic, ZHANG, "还来得及")


def test_the_organ_above_takes_down_with_a_reason(place):
    share_with_qiang(place)
    topic = start(place, QIANG).id
    assert [t.id for t in place.do(topic_pages.below, MIN, COUNTY)] == [topic]
    with pytest.raises(ReasonWanted):
        place.do(topics.take_down, topic, MIN, COUNTY, "")
    place.do(topics.take_down, topic, MIN, COUNTY, "内容不准确")
    with pytest.raises(NoSuchTopic):
        place.do(topic_pages.seen, topic, ZHANG)
    assert "内容不准确" in led(place, "o2")
    own = start(place).id
    with pytest.raises(NoSuchTopic):
        place.do(topics.take_down, own, MIN, COUNTY, "自己的不走这条路")
    with pytest.raises(NoSuchTopic):
        place.do(topics.reopen, topic, QIANG)


def test_how_many_have_opened_it_is_a_figure(place):
    topic = start(place).id
    place.do(topics.opened, topic, ZHANG)
    place.do(topics.opened, topic, ZHANG)
    seen = place.do(topic_pages.seen, topic, MIN)
    assert (seen.readers, seen.opened) == (2, 1)


def test_what_is_new_for_the_cadre(place):
    topic = start(place).id
    assert place.do(topic_pages.fresh, MIN) == []
    place.now += timedelta(minutes=5)
    place.do(topic_answers.answer, topic, ZHANG, "爬山")
    assert [(t.id, t.new, t.held) for t in place.do(topic_pages.fresh, MIN)] == [(topic, 1, 0)]
    place.do(topics.opened, topic, MIN)
    assert place.do(topic_pages.fresh, MIN) == []
    assert len(place.all(select(InboxItem.id).where(InboxItem.openid == "o1"))) == 1


@on_sqlite
def test_a_picture_is_for_its_readers(place):
    topic = start(place, photo=picture()).id
    (photo,) = place.do(topic_pages.seen, topic, ZHANG).photos
    assert place.do(photos.content, photo, ZHANG)
    with pytest.raises(NoSuchPhoto):
        place.do(photos.content, photo, QIANG)
    place.do(topics.withdraw, topic, MIN)
    with pytest.raises(NoSuchPhoto):
        place.do(photos.content, photo, ZHANG)


@pytest.mark.parametrize(
    ("database_kind", "guard"),
    # SQLite has one writer: there is no lock to take away.
    [("sqlite", True), ("postgresql", True), ("postgresql", False)],
    ids=["sqlite-guarded", "postgresql-guarded", "postgresql-unguarded"],
)
def test_two_cadres_at_once_do_not_tell_one_youth_twice(place, database_kind, monkeypatch, guard):
    """Without the lock on the youth both see that nobody was told today."""
    share_with_qiang(place)
    if not guard:
        monkeypatch.setattr(topics, "CALMLY", {"skip_locked": True, "key_share": True})
    counted, told = threading.Barrier(2, timeout=1.0 if guard else 60.0), []

    def begin(cadre):
        with place.open_uow() as uow:
            started = topics.start(uow, cadre, TALK)
            with contextlib.suppress(threading.BrokenBarrierError):
                counted.wait()  # both are here only if neither waits for the other
            told.append(started.told.told)

    threads = [threading.Thread(target=begin, args=(cadre,)) for cadre in (MIN, QIANG)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told_zhang = select(TopicReader.topic_id).where(
        TopicReader.person_id == ZHANG, TopicReader.told_at.is_not(None)
    )
    assert len(place.all(told_zhang)) == (1 if guard else 2)
    assert len(place.all(select(Topic.id))) == 2
