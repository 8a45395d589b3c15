"""青年之声: made public with care, withdrawn by either side at once, found by words on both."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.voices import LookAgain, NamesSomebody, VoiceEmpty
from models.audit import Audit
from models.person import Person
from models.post import Outbox
from models.screening import Screening
from models.ticket import Ticket, VoiceWord
from services import safety, ticket_alike, voice_publishing, voices
from services.ticket_access import NoSuchTicket
from services.voice_publishing import NotForAll
from services.voices import NoSuchVoice
from tests.services.asking import peopled
from tests.services.county import BRANCH, CITY, COUNTY, LI, MIN, NOW, QIANG, ZHANG, opened
from tests.services.neighbours import FANG, LEI, NEXT_DOOR

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database: the statements are tried on both by the others."""
QUESTION, ANSWER = "宿舍热水几点有?", "晚上六点到十点有热水,坏了找宿管报修。"


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def ticket(place, **more):
    """Write down something that was asked and answered; return its id."""
    row = {
        "sort": "voice",
        "kind": "other",
        "asker_id": ZHANG,
        "organisation_id": BRANCH,
        "organ_id": COUNTY,
        "owner_id": None,
        "text": "我们宿舍热水几点有",
        "status": "answered",
        "answer": "六点到十点",
        "created_at": NOW - timedelta(days=3),
        "due_at": NOW,
    }
    with place.open_uow() as uow:
        return uow.session.execute(insert(Ticket).values(row | more).returning(Ticket.id)).scalar()


def publish(place, number, question=QUESTION, answer=ANSWER, *, cadre=MIN, organ=COUNTY, **more):
    def by(uow):
        uow.actor = cadre
        words = {"question": question, "answer": answer}
        return voice_publishing.publish(uow, number, cadre, organ, **words, **more)

    return place.do(by)


def found(place, words):
    return [one.id for one in place.do(voices.search, words)]


def test_it_is_read_found_told_and_withdrawn(place):
    number = ticket(place)
    assert publish(place, number).held == ""
    (one,) = place.do(voices.latest)
    assert (one.question, one.answer, one.organ) == (QUESTION, ANSWER, "县委")
    assert one.day == NOW.date()
    assert place.do(voices.voice, number) == one
    assert found(place, "热水") == [number]
    (letter,) = place.all(select(Outbox))
    assert letter.person_id == ZHANG
    assert "没有你的名字" in letter.text
    assert f"不公开Q-{number}" in letter.text
    publish(place, number, answer="改好了:七点到十点。")
    assert len(place.all(select(Outbox))) == 1, "told once"
    assert found(place, "报修") == [], "what was written anew is found by its new words only"
    place.do(voice_publishing.withdraw_public, number, MIN, COUNTY)
    assert found(place, "热水") == place.do(voices.latest) == []
    assert place.all(select(VoiceWord.word)) == []
    with pytest.raises(NoSuchVoice):
        place.do(voices.voice, number)
    assert place.all(select(Audit.deed).where(Audit.object == "ticket")) == [
        *("published", "published", "withdrew"),
    ]


def test_most_words_come_first_then_the_newest(place):
    one = ticket(place)
    publish(place, one, "图书馆几点关门?", "晚上十点,考试周延长到十一点。")
    two = ticket(place)
    publish(place, two, "宿舍几点关门?", "晚上十一点。宿舍热水到十点。")
    three = ticket(place)
    publish(place, three, "求职补贴怎么领?", "带毕业证到人社局窗口登记。")
    assert found(place, "宿舍 关门") == [two, one]
    assert found(place, "关门") == [two, one]
    assert found(place, "求职补贴") == [three]
    assert found(place, "的") == found(place, "  ") == found(place, "') OR 1=1 --") == []
    assert [v.id for v in place.do(voices.search, "关门", skip=1)] == [one]
    place.do(voice_publishing.keep_private, two, ZHANG)
    assert found(place, "关门") == [one]


@on_sqlite
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"private": True}, "选了不公开"),
        ({"urgent": True, "private": True, "sort": "demand"}, "求助"),
        ({"sort": "complaint", "asker_id": LI}, "投诉"),
        ({"status": "working"}, "答复以后"),
        ({"status": "duplicate", "answer": ""}, "答复以后"),
    ],
)
def test_what_stays_between_them(place, more, why):
    with place.open_uow() as uow:  # a complaint of her own youth would not even come to her
        uow.session.execute(update(Person).where(Person.id == LI).values(left_at=None))
    number = ticket(place, **more)
    cadre, organ = (LEI, CITY) if more.get("sort") == "complaint" else (MIN, COUNTY)
    if cadre == LEI:
        with place.open_uow() as uow:
            uow.session.execute(update(Ticket).where(Ticket.id == number).values(organ_id=CITY))
    with pytest.raises(NotForAll, match=why):
        publish(place, number, cadre=cadre, organ=organ)
    assert place.do(voices.latest) == []


@on_sqlite
def test_nobody_is_named(place):
    known, hidden = ticket(place), ticket(place, anonymous=True)
    for text in ("问张三就知道", "打 13800138000", "看 www.example.com"):
        with pytest.raises(NamesSomebody, match="回答里面有"):
            publish(place, known, answer=text, sure=True)
    with pytest.raises(VoiceEmpty):
        publish(place, known, answer=" ")
    # Who asked without a name is not told apart from anybody else nearby.
    for name in ("张三", "李四"):
        with pytest.raises(LookAgain, match=f"「{name}」和一位小伙伴同名"):
            publish(place, hidden, answer=f"{name}也来问过")
    with pytest.raises(LookAgain, match="「支部」可能"):
        publish(place, hidden, answer="到支部领")
    assert publish(place, hidden, answer="王敏和赵强都在").held == "", "cadres are named in public"
    assert publish(place, hidden, answer="到支部领", sure=True).held == ""
    with pytest.raises(LookAgain, match="一串号码"):
        publish(place, known, answer="打 0839-3260000")


@on_sqlite
def test_what_is_held_waits_for_a_person(place):
    number = ticket(place)
    assert "号码" in publish(place, number, answer="打 0839-3260000", sure=True).held
    assert found(place, "宿舍") == place.do(voices.latest) == []
    assert place.all(select(Screening.status)) == ["held"]
    assert place.all(select(Outbox)) == []
    voice = safety.registered("voice").of
    assert "0839" in place.do(voice.text, number)
    assert place.do(voice.author, number) == MIN
    place.do(voice.refused, number, "号码不对")
    assert place.do(voices.latest) == []
    place.do(voice.kept, number)
    assert found(place, "宿舍") == [number]
    place.do(voice_publishing.keep_private, number, ZHANG)
    place.do(voice.kept, number)
    assert found(place, "宿舍") == [], "the asker's word stands over any decision"


@on_sqlite
def test_who_may(place):
    number = ticket(place)
    for cadre, organ in ((QIANG, None), (FANG, NEXT_DOOR), (LEI, CITY), (MIN, None)):
        with pytest.raises(NoSuchTicket):
            publish(place, number, cadre=cadre, organ=organ)
    publish(place, number)
    for cadre, organ in ((QIANG, None), (FANG, NEXT_DOOR)):
        with pytest.raises(NoSuchVoice):
            place.do(voice_publishing.withdraw_public, number, cadre, organ)
    for step in (voice_publishing.keep_private, voice_publishing.allow_public):
        with pytest.raises(NoSuchTicket):
            place.do(step, number, LI)
    assert found(place, "热水") == [number]
    place.do(voice_publishing.withdraw_public, number, LEI, CITY)
    assert found(place, "热水") == []
    with pytest.raises(NoSuchVoice):  # not public any more: the city has nothing to do with it
        place.do(voice_publishing.withdraw_public, number, LEI, CITY)


@on_sqlite
def test_the_asker_may_change_their_mind(place):
    number = ticket(place, private=True)
    assert place.do(voice_publishing.allow_public, number, ZHANG) == f"Q-{number}"
    publish(place, number)
    assert place.do(voice_publishing.keep_private, number, ZHANG) == f"Q-{number}"
    with pytest.raises(NotForAll):
        publish(place, number)
    urgent = ticket(place, urgent=True, private=True)
    with pytest.raises(NotForAll, match="求助"):
        place.do(voice_publishing.allow_public, urgent, ZHANG)


@on_sqlite
def test_beside_a_ticket_stand_its_doubles_and_what_was_answered(place):
    known = ticket(place)
    publish(place, known)
    open_ = {"status": "waiting", "answer": ""}
    one = ticket(place, text="宿舍三天没有热水了", asker_id=LI, **open_)
    two = ticket(place, text="宿舍没有热水三天了", **open_)
    ticket(place, text="想找一份暑假兼职", **open_)
    ticket(place, text="宿舍三天没有热水了", organ_id=NEXT_DOOR, **open_)
    ticket(place, text="宿舍三天没有热水了", sort="complaint", **open_)
    beside = place.do(ticket_alike.beside, one, MIN, COUNTY)
    assert next(d.id for d in beside.doubles) == two
    assert {d.id for d in beside.doubles} <= {two, known}
    assert [v.id for v in beside.answered] == [known]
    assert next(d.same_asker for d in beside.doubles) is False
    for cadre, organ in ((QIANG, None), (FANG, NEXT_DOOR), (LEI, CITY)):
        assert place.do(ticket_alike.beside, one, cadre, organ) == ticket_alike.Beside()
