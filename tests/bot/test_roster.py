"""``roster``: the form of an organ's cadres, in and out at the command line."""

import pytest
from sqlalchemy import func, select

from models.cadre import Appointment, Cadre
from models.engine import open_engine
from models.organisation import Organisation
from models.person import Person
from tests.house import PERSONAS, QUICK, peopled
from tests.services.workbooks import ROSTER, cells, workbook


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=peopled)


def asked(url, question):
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(question).all()
    engine.dispose()
    return found


@pytest.fixture
def organ(url):
    """Give the county of one of the people played: its number and name."""
    who = select(Cadre.id).where(Cadre.username == PERSONAS["王敏"].username).scalar_subquery()
    question = select(Organisation.id, Organisation.name).join(
        Appointment, Appointment.organisation_id == Organisation.id
    )
    return asked(url, question.where(Appointment.cadre_id == who))[0]


def cadres(url):
    return asked(url, select(func.count()).select_from(Cadre))[0][0]


def imported(run, url, organ, file, *more):
    return run(
        url, "roster", "import", file, "--organisation", organ.id, "--type", "fulltime", *more
    )


def kept(tmp_path, content):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(content)
    return file


def test_new_cadres_are_checked_then_written_and_can_log_in(run, url, organ, tmp_path):
    row = [1, "孙立新", organ.name, "副书记", 13900000201, "某支部", "2016.6.23", None, None]
    file, logins = kept(tmp_path, workbook(ROSTER, row)), tmp_path / "logins.xlsx"
    before = cadres(url)
    dry = imported(run, url, organ, file, "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert "检查通过,没有写入:新来 1 位(专职)" in dry.stdout
    assert cadres(url) == before
    done = imported(run, url, organ, file, "--logins", logins)
    assert "写好了:新来 1 位" in done.stdout
    name, unit, username, password = cells(logins.read_bytes())[1]
    assert (name, unit) == ("孙立新", organ.name)
    assert logins.stat().st_mode & 0o077 == 0
    assert password not in done.stdout
    hashed = asked(url, select(Cadre.password).where(Cadre.username == username))[0][0]
    assert QUICK.check(hashed, password)
    again = imported(run, url, organ, file)
    assert "新来 0 位(专职),改动 0 位,不变 1 位" in again.stdout


def test_a_fault_writes_nothing_and_is_named(run, url, organ, tmp_path):
    rows = [
        [1, "孙立新", organ.name, "副书记", 13900000201],
        [2, "周红红", "没有的单位", "书记", 139],
    ]
    before = cadres(url)
    done = imported(run, url, organ, kept(tmp_path, workbook(ROSTER, *rows)))
    assert done.exit_code == 2
    assert "第 3 行:手机号码不对" in done.stderr
    assert "没有「没有的单位」这个单位" in done.stderr
    assert "1 行要改,什么都没有写" in done.stderr
    assert cadres(url) == before
    assert asked(url, select(Person.id).where(Person.name == "孙立新")) == []


def test_what_goes_out_comes_in_without_a_change(run, url, organ, tmp_path):
    out = tmp_path / "out.xlsx"
    done = run(url, "roster", "export", out, "--organisation", organ.id)
    assert (done.exit_code, done.stderr) == (0, "")
    assert out.stat().st_mode & 0o077 == 0
    again = imported(run, url, organ, out, "--dry-run")
    assert "新来 0 位" in again.stdout, again.stderr
    assert "改动 0 位" in again.stdout
    assert "新增 0 条,结束 0 条" in again.stdout


def test_what_was_typed_wrong_is_said_in_chinese(run, url, organ, tmp_path):
    csv = kept(tmp_path, b"a,b")
    assert "不是 .xlsx" in imported(run, url, organ, csv).stderr
    missing = run(url, "roster", "import", csv, "--organisation", organ.id)
    assert "还缺 --type" in missing.stderr
    nowhere = run(url, "roster", "export", tmp_path / "x.xlsx", "--organisation", 99_999_999)
    assert "没有编号 99999999 的组织" in nowhere.stderr
    there = imported(run, url, organ, csv, "--logins", csv)
    assert "换一个文件名" in there.stderr
