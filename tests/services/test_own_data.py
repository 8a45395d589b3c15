"""我的数据: every table that may hold something about somebody is told of, and can be corrected."""

import importlib
import json
import pkgutil
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, update

import services
from domain.erasing import Scope
from domain.erasing_law import LAWS
from domain.errors import Refusal
from models.audit import Audit
from models.login import LoginCode
from models.person import Person
from models.post import InboxItem, Outbox
from models.problem import Problem
from models.screening import Screening
from models.wish import WishNote
from services import (
    erasing,
    erasing_rows,
    erasing_traces,
    identity,
    own_data,
    own_data_chapters,
    own_data_mend,
    own_data_post,
    phones,
    safety,
)
from services.joining import NameUnfit
from services.own_data_mend import (
    ForTheOffice,
    NotADate,
    NumberTaken,
    SameNumber,
    TooYoungToKeep,
)
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG, opened
from tests.services.lives import HINT, NAME, OPENID, PHONE, TAG, WHO, WROTE
from tests.services.test_erasing import peopled
from tests.services.whole_tables import whole_tables

once = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What is decided above the database."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def test_each_personal_table_is_told_of():
    told = {table for one in own_data.chapters().values() for table in one.tables}
    personal = {name for name, law in LAWS.items() if law.personal}
    steps_of_cadres = {"change", "sheet"}
    """They keep a cadre's steps for a day; the youth in them is told of in 联系 and 用到."""
    assert personal - told - steps_of_cadres == set()
    assert told <= set(LAWS)
    assert set(own_data_chapters.ORDER) == set(own_data.chapters())


def test_each_thing_that_is_screened_is_known_when_it_is_erased():
    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"services.{module.name}")
    # Another test in the same process may have registered a thing of its own.
    things = {name for name in safety._THINGS if not name.startswith("test_")}
    assert things <= set(erasing_rows.THINGS)
    assert len(things) > 5


def test_each_deed_to_a_person_has_words():
    """Whatever is noted of a person is read by the person."""
    noted = re.compile(r'audit\.note\(\s*uow,\s*"(\w+)",\s*"person"')
    folder = Path(services.__file__).parent
    deeds = {deed for file in folder.glob("*.py") for deed in noted.findall(file.read_text())}
    assert {"saw_phone", "shown"} <= deeds
    assert deeds <= set(own_data_post.DEEDS)


def test_everything_is_told_in_words(place):
    found = place.do(own_data_chapters.parts, WHO, OPENID)
    said = "\n".join(f"{line.what} {line.about} {line.when}" for one in found for line in one.lines)
    for word in (NAME, HINT, TAG, *WROTE.values(), "王敏", "看了你的手机号", "138****5678"):
        assert word in said, word
    assert PHONE[3:] not in said, "a page may be looked at over the shoulder"
    assert not re.search(r"\b(enrolled|claimed|working|saw_phone|heart_to_heart)\b", said)
    assert "cadre" not in {one.key for one in found}


SMALL = {"duty", "screening"}
"""The few on duty; and of what was screened PostgreSQL reads the few rows there are here in their

order, rather than five times by their key.
"""


@pytest.mark.parametrize("who", [(WHO, OPENID), (MIN, "o1")], ids=["a youth", "a cadre"])
def test_no_table_is_read_whole_for_it(place, who):
    with whole_tables(place.engine) as whole:
        place.do(own_data_chapters.parts, *who)
        place.do(erasing.scope_of, who[0])
        place.do(erasing_traces.of, who[0], Scope.ALL)
        place.do(identity.release, who[1])
    assert {table: asked for table, asked in whole.items() if table not in SMALL} == {}


@once
def test_the_file_has_the_number_in_full_and_is_noted(place):
    with place.open_uow() as uow:
        uow.actor = WHO
        made = own_data_chapters.as_json(uow, own_data_chapters.export(uow, WHO, OPENID))
    said = json.dumps(made, ensure_ascii=False)
    assert PHONE[3:] in said
    assert OPENID in said
    assert place.all(select(Audit.deed).where(Audit.actor_id == WHO)) == ["own_data_exported"]


@once
def test_nothing_of_others_is_told(place):
    said = str(place.do(own_data_chapters.parts, ZHANG, "o11"))
    for word in (NAME, HINT, *WROTE.values()):
        assert word not in said
    with pytest.raises(own_data.NoSuchPart):
        place.do(own_data_chapters.part_of, ZHANG, "o11", "nobody")


@once
def test_what_others_wrote_for_others_is_not_told(place):
    """A draft of many, a note nobody may read yet, who else is planned for, lists of other days."""
    with place.open_uow() as uow:
        note = select(WishNote.id).where(WishNote.person_id == QIANG).limit(1).scalar_subquery()
        number = uow.session.scalar(select(note))
        row = {"organ_id": COUNTY, "mini_openid": "", "at": NOW, "due_at": NOW}
        held = Screening(thing="wish_note", thing_id=number, status="refused", why="骂人", **row)
        uow.session.add(held)
        uow.session.execute(update(WishNote).where(WishNote.id == number).values(text="滚开"))
        uow.session.execute(update(Problem).values(title="李四说的热水"))
        day = {"object": "cadre", "object_id": str(MIN), "deed": "exported", "data": {}}
        long_ago = NOW - timedelta(days=700)
        uow.session.execute(
            insert(Audit), [{"at": at, "actor_id": MIN, **day} for at in (long_ago, NOW)]
        )
    found = place.do(own_data_chapters.parts, WHO, OPENID)
    said = "\n".join(f"{line.what} {line.about}" for one in found for line in one.lines)
    for word in ("滚开", "骂人", "李四", "张三"):
        assert word not in said, word
    assert "再找欧阳若溪和某人" in said
    assert said.count("导出了名单,里面有你") == 1, "she was in no list two years ago"


@once
def test_a_cadre_sees_the_work_as_well(place):
    found = {one.key: one for one in place.do(own_data_chapters.parts, MIN, "o1")}
    assert "全职" in str(found["cadre"]) or "专职" in str(found["cadre"])
    assert "聊缝纫" in str(found["work"])


def test_name_and_birth_date_are_corrected(place):
    changed = place.do(own_data_mend.correct, WHO, name=" 欧阳若兮 ", born="2008-05-04")
    assert changed == ["姓名", "出生日期"]
    person = place.all(select(Person).where(Person.id == WHO))[0]
    assert (person.name, person.born.isoformat()) == ("欧阳若兮", "2008-05-04")
    [told] = place.all(select(InboxItem.text).where(InboxItem.key.like("renamed:%")))
    assert "欧阳若兮" in told
    assert NAME not in told
    assert place.do(own_data_mend.correct, WHO, name="欧阳若兮", born="2008-05-04") == []
    assert place.do(own_data_mend.correct, WHO, name="欧阳若兮", born="") == ["出生日期"]


@once
@pytest.mark.parametrize(
    ("who", "name", "born", "refusal"),
    [
        (WHO, "", "", NameUnfit),
        (WHO, NAME, "2008-13-04", NotADate),
        (WHO, NAME, "2027-01-01", NotADate),
        (WHO, NAME, "1900-01-01", NotADate),
        (WHO, NAME, "2012-11-24", TooYoungToKeep),
        (MIN, "王小敏", "", ForTheOffice),
    ],
)
def test_what_cannot_be_is_refused_in_words(place, who, name, born, refusal):
    with pytest.raises(refusal) as told:
        place.do(own_data_mend.correct, who, name=name, born=born)
    assert str(told.value)


def code(place):
    """Return the newest code, as the text message says it."""
    row = place.all(select(Outbox).where(Outbox.sealed.is_not(None)).order_by(Outbox.id.desc()))[0]
    with place.open_uow(read_only=True) as uow:
        body = uow.means.vault.open(row.sealed, f"outbox|sealed|{row.key}")
    return re.search(r"\d{6}", json.loads(body)["text"]).group()


NEW = "13911112222"


def test_a_number_is_changed_only_by_the_code_that_went_to_it(place):
    sent = place.do(own_data_mend.send_code, WHO, OPENID, NEW)
    assert sent.masked == "139****2222"
    assert place.do(own_data_mend.masked, OPENID, sent.sealed) == "139****2222"
    wrong = place.do(own_data_mend.change_phone, WHO, OPENID, sent.sealed, "000000")
    assert isinstance(wrong, Refusal)
    assert place.all(select(LoginCode.tries).order_by(LoginCode.id.desc()))[0] == 1
    right = code(place)
    assert place.do(own_data_mend.change_phone, WHO, OPENID, sent.sealed, right) == "139****2222"
    with place.open_uow(read_only=True) as uow:
        person = uow.session.get_one(Person, WHO)
        assert phones.opened(uow.means.vault, person) == f"+86{NEW}"
        assert person.phone_index == phones.index(uow.means.vault, f"+86{NEW}")
    again = place.do(own_data_mend.change_phone, WHO, OPENID, sent.sealed, right)
    assert isinstance(again, Refusal), "a code is good once"


@once
def test_a_number_of_somebody_else_is_not_taken(place):
    with place.open_uow() as uow:
        vault, other = uow.means.vault, uow.session.get_one(Person, LI)
        other.phone = phones.sealed(vault, LI, f"+86{NEW}")
        other.phone_index = phones.index(vault, f"+86{NEW}")
    sent = place.do(own_data_mend.send_code, WHO, OPENID, NEW)
    judged = place.do(own_data_mend.change_phone, WHO, OPENID, sent.sealed, code(place))
    assert isinstance(judged, NumberTaken)
    with pytest.raises(SameNumber):
        place.do(own_data_mend.send_code, WHO, OPENID, PHONE[3:])
    with pytest.raises(ForTheOffice):
        place.do(own_data_mend.send_code, MIN, "o1", NEW)


@once
def test_a_code_for_one_number_does_not_prove_another(place):
    first = place.do(own_data_mend.send_code, WHO, OPENID, NEW)
    place.now = NOW + timedelta(minutes=2)
    place.do(own_data_mend.send_code, WHO, OPENID, "13933334444")
    judged = place.do(own_data_mend.change_phone, WHO, OPENID, first.sealed, code(place))
    assert isinstance(judged, Refusal)


@once
def test_so_many_statements_tell_it_however_much_there_is(place):
    """One for each table and chapter, and one for all that leads to a person."""

    def asked():
        seen = []
        keep = partial(_kept, seen)
        event.listen(place.engine, "before_cursor_execute", keep)
        found = place.do(own_data_chapters.parts, WHO, OPENID)
        event.remove(place.engine, "before_cursor_execute", keep)
        return len(seen), sum(len(one.lines) for one in found)

    few, lines = asked()
    with place.open_uow() as uow:
        for table, times in ((Audit, 20), (InboxItem, 20), (WishNote, 20)):
            _multiply(uow, table, times)
    many, more = asked()
    assert more > lines + 40
    assert few == many <= 50


def _kept(seen, *args):
    seen.append(args[2])


def _multiply(uow, model, times):
    """Write each row of a table again, some times, under new numbers."""
    columns = [column.name for column in model.__table__.columns if column.name != "id"]
    rows = uow.session.execute(select(*(model.__table__.c[name] for name in columns))).all()
    for row in rows:
        for turn in range(times):
            values = row._asdict() | ({"key": f"{row.key}:{turn}"} if "key" in columns else {})
            uow.session.execute(insert(model).values(values))
