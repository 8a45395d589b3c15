from datetime import time

import pytest
from sqlalchemy import insert

from bot import demo
from bot.transfer import export
from migrations.schema import metadata
from models.cadre import Cadre
from models.dialogue import Dialogue
from models.login import Invitation, LoginCode, OneTimeLink
from models.post import InboxItem, Outbox
from models.wish import Picture
from tests.demo.filling import NOW, law, migrate, migrate_and_fill, opened

ODD = '引号" 反斜杠\\ 换行\n𠮷\u2028 emoji 👩‍👩‍👧 <b>'


def in_use(url):
    """Make a demonstration to which people have already talked."""
    migrate_and_fill(url, scale=demo.SMALLEST)
    with opened(url) as engine, engine.begin() as connection:
        cadre = connection.scalar(Cadre.__table__.select().with_only_columns(Cadre.id).limit(1))
        youth = cadre + 30
        times = {"created_at": NOW, "expires_at": NOW}
        for row in (
            insert(Dialogue).values(
                openid="oFAKE1",
                name="wish",
                step="text",
                data={"b": [ODD, 1.5, None], "a": {}},
                expires_at=NOW,
            ),
            insert(Outbox).values(
                key="k",
                kind="code",
                lane=0,
                channel="sms",
                openid="oFAKE1",
                text=ODD,
                fields={"x": ODD},
                sealed=bytes(range(256)),
                written_at=NOW,
                due_at=NOW.replace(microsecond=7),
            ),
            insert(InboxItem).values(key="k", openid="oFAKE1", text=ODD, at=NOW),
            insert(Picture).values(
                wish_id=1, mime="image/png", content=b"\x89PNG\0\r\n", fetched_at=NOW
            ),
            insert(Invitation).values(
                token_hash=b"t" * 32, cadre_id=cadre, youth_id=youth, **times
            ),
            insert(LoginCode).values(
                openid="oFAKE1",
                phone_index=b"p" * 16,
                code_hash=b"c" * 32,
                sent_at=NOW,
                expires_at=NOW,
            ),
            insert(OneTimeLink).values(
                token_hash=b"t" * 32, openid="oFAKE1", purpose="login", **times
            ),
        ):
            connection.execute(row)
        for table, values in whole_day(cadre, youth):
            connection.execute(insert(metadata().tables[table]).values(**values))


def whole_day(cadre, youth):
    """Return a row of each table of a cadre's day."""
    key = {"id": 9001}  # the demonstration has some of its own
    span = {"created_at": NOW, "changed_at": NOW}
    picture = {"owner": "topic", "owner_id": 9001, "person_id": cadre, "mime": "image/jpeg"}
    visit = {"openid": "o", "person_id": youth, "flash": {}, "created_at": NOW, "expires_at": NOW}
    file = {"kind": "youths", "name": ODD, "content": bytes(range(256)), "options": {"a": ODD}}
    state = {"status": "queued", "total": 0, "done": 0, "faults": {"rows": [[1, ODD]]}}
    talk = {"sort": "talk", "title": ODD, "text": ODD, "link": "", "chosen": {"tags": [ODD]}}
    said = {"text": ODD, "status": "shown", "reason": "", "at": NOW}
    words = dict.fromkeys(("methods", "experience", "problems", "next_steps"), ODD)
    handed = {"quarter": NOW.date(), "version": 1, "figures": {"a": [1, ODD]}, "handed_at": None}
    plan = {"kind": "visit", "title": ODD, "day": NOW.date(), "at": time(9, 30), "created_at": NOW}
    link = {"sort": "branch", "name": ODD, "report_on": ODD, "first_day": NOW.date()}
    login = {"created_at": NOW, "used_at": NOW, "expires_at": NOW}
    code = {"token_hash": b"j" * 32, "created_at": NOW, "expires_at": NOW, "joined": 2}
    step = {"kind": "tags", "title": ODD, "data": {"a": ODD}, "at": NOW}
    yield "photo", key | picture | {"content": b"\xff\xd8\0", "created_at": NOW}
    yield "mini_session", {"key_hash": b"s" * 32, "openid": "m", **login}
    yield "mini_user", {"openid": "m", "person_id": youth, "proof": "phone", "created_at": NOW}
    yield "used_code", {"code_hash": b"u" * 32, "at": NOW}
    yield (
        "api_answer",
        {"id": b"a" * 32, "openid": "m", "asked": b"b" * 32, "body": b"{}", "at": NOW},
    )
    yield "page_visit", visit | {"key_hash": b"v" * 32}
    yield "sheet", key | file | state | span | {"person_id": cadre, "result": {}}
    yield (
        "topic",
        key | talk | {"cadre_id": cadre, "status": "open", "created_at": NOW, "reason": ""},
    )
    yield "topic_reader", {"topic_id": 9001, "person_id": youth, "told_at": NOW}
    yield "topic_answer", key | said | {"topic_id": 9001, "person_id": youth}
    yield "topic_report", {"answer_id": 9001, "person_id": cadre, "at": NOW}
    yield "materials", key | handed | words | span | {"organ_id": 1, "by_person": cadre}
    yield "plan", key | plan | {"cadre_id": cadre, "record_id": 1}
    yield "plan_youth", {"plan_id": 9001, "youth_id": youth}
    yield "cadre_link", key | link | {"cadre_id": cadre, "organisation_id": 1}
    yield "join_code", key | code | {"cadre_id": cadre, "activity_id": 1}
    yield "contact_tag", {"contact_id": 1, "tag": "摔跤"}
    yield "change", key | step | {"actor_id": cadre}
    change = {"record_id": 1, "at": NOW, "by_person": cadre}
    yield "record_change", key | change | {"before": {"title": ODD}, "after": {"title": ""}}


@pytest.fixture
def lend(new_database):
    """Make engines: on a database in use, or on an empty one of the newest schema."""
    lent = []

    def lend(kind, fill=migrate):
        context = opened(new_database(kind, fill))
        lent.append(context)
        return context.__enter__()

    yield lend
    for context in lent:
        context.__exit__(None, None, None)


@pytest.fixture
def folder(lend, tmp_path):
    """Give a folder with the tables of a database in use."""
    target = tmp_path / "out"
    export(lend("sqlite", in_use), target, law())
    return target


@pytest.fixture
def files():
    """Read a folder's files by name."""
    return lambda directory: {path.name: path.read_bytes() for path in directory.iterdir()}
