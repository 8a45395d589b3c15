import pytest
from sqlalchemy import insert

from bot import demo
from bot.transfer import export
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
