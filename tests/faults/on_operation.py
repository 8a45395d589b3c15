"""Operating it: told to end under load, upgraded while the old code serves, backed up and restored."""

import contextlib
import itertools
import os
import shutil
import signal
import threading
import time
from datetime import timedelta

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from benchmarks import callback
from benchmarks.servers import Crowd
from bot import backup, database
from bot.app import build
from bot.backup import ledger
from bot.commands.stage import free_port
from bot.settings import checked
from migrations.schema import HERE
from models.engine import open_engine
from models.post import Inbound
from models.sending import Report
from services import erasing, halts, own_data_mend
from tests import servers
from tests.faults.catalogue import POSTGRES, SQLITE, experiment
from tests.house import NOW, PERSONAS, QUICK, content, peopled, wait_until

FOLK = ("许诺", "周一帆")
FEW = 6


def configured(t, url, port, threads=8, **sections):
    """Return the content of a configuration whose files all lie in the trial's folder."""
    return content(
        url,
        server={"port": port, "threads": threads, "spool": str(t.folder / f"spool-{port}")},
        backup={"ledger": str(t.folder / "erasures.jsonl")},
        **sections,
    )


@contextlib.contextmanager
def busy(url):
    """Hold up whoever wants to write down a message."""
    engine = open_engine(url, pool_size=1)
    with engine.begin() as connection:  # on SQLite that is the one write lock already
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE inbound IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


@experiment("O1", "told to end, the one-process house answers whoever it has let in", on=SQLITE)
def told_to_end(t):
    port = free_port(0)
    whole = configured(t, t.database, port, threads=2)
    careful = t.children.start("serve", config=whole)
    lost, code, seconds = ended_with_work(t, careful, port)
    t.figure("requests lost", lost, is_=0)
    t.figure("exit code", code, is_=0)
    t.figure("ended within 10 s", int(seconds < 10), is_=1)
    t.measure("seconds to the end", seconds, at_most=10)
    port = free_port(0)
    whole = configured(t, t.database, port, threads=2)
    careless = t.children.script("tests.faults.careless", str(t.children.config(whole)))
    lost, _, _ = ended_with_work(t, careless, port)
    t.control("requests lost by the server's own way to end", lost, more_than=0)


@experiment("O2", "told to end or to load anew, so does the site of many workers", on=POSTGRES)
def workers_told(t):
    port = free_port(0)
    whole = configured(t, t.database, port, threads=8, redis={"url": t.redis})
    whole["server"]["workers"] = t.size(1, 2)
    site = t.children.start("serve", config=whole)
    if t.full:
        site.answers(port, "/wechat")
        crowd = Crowd(port, kept=False)
        messages = list(itertools.islice(MESSAGES, 5_000))
        bringing = threading.Thread(target=crowd.bring, args=(messages,))
        bringing.start()
        wait_until(lambda: len(crowd.waits) > len(messages) // 4, 120)
        site.send(signal.SIGHUP)
        bringing.join()
        t.figure("requests lost while loading anew", crowd.failed + crowd.refused, is_=0)
    lost, code, seconds = ended_with_work(t, site, port)
    t.figure("requests lost", lost, is_=0)
    t.figure("exit code", code, is_=0)
    t.measure("seconds to the end", seconds, at_most=10)


def ended_with_work(t, site, port):
    """Tell a site to end while it works on messages; return how many got no answer."""
    site.answers(port, "/wechat")
    messages = list(itertools.islice(MESSAGES, FEW))
    crowd = Crowd(port, kept=False)
    with busy(t.database):
        bringing = threading.Thread(target=crowd.bring, args=(messages,))
        bringing.start()
        wait_until(lambda: crowd.let_in == FEW)
        time.sleep(0.2)  # they wait for the database
        began = time.monotonic()
        site.send(signal.SIGTERM)
        time.sleep(0.1)
    bringing.join()
    code = site.wait()
    assert crowd.refused == 0
    return crowd.failed, code, time.monotonic() - began


MESSAGES = callback.messages()

ADDS = """
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("wechat_user", sa.Column("later", sa.String(10)))  # messages go the other way
    op.add_column("inbound", sa.Column("later", sa.String(10)))
    op.add_column("outbox", sa.Column("later", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_outbox_later", "outbox", ["later"])
"""
RENAMES = """
    with op.batch_alter_table("inbound") as table:
        table.alter_column("key", new_column_name="name")
"""
STEP = '''"""A step of a later version."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = depends_on = None

def upgrade():
{body}
'''


def stepped(t, engine, revision, before, body):
    """Upgrade as a later version of the programme would, which has one more step."""
    place = t.folder / "migrations"
    if not place.exists():
        shutil.copytree(HERE, place, ignore=shutil.ignore_patterns("__pycache__"))
    step = STEP.format(revision=revision, before=before, body=body)
    (place / "versions" / f"{revision}_later.py").write_text(step, "utf-8")
    settings = Config()
    settings.set_main_option("script_location", str(place))
    settings.set_main_option("path_separator", "os")

    def step(connection):
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")

    database.patiently(engine, step)


@experiment(
    "R19", "the schema goes up under the old code, which goes on and may start again", short=SQLITE
)
def upgraded_meanwhile(t):
    port = free_port(0)
    whole = configured(t, t.database, port)
    old = t.children.start("serve", config=whole)
    old.answers(port, "/wechat")
    engine = open_engine(t.database, pool_size=2)
    crowd = Crowd(port)
    half = t.size(60, 3_000)
    messages = list(itertools.islice(MESSAGES, 2 * half))
    bringing = threading.Thread(target=crowd.bring, args=(messages,))
    bringing.start()
    wait_until(lambda: len(crowd.waits) > half // 2, 120)
    head = database.head()
    stepped(t, engine, "9998", head, ADDS)
    bringing.join()
    t.figure("requests lost", crowd.failed + crowd.refused, is_=0)
    t.figure("incidents", old.log().count("incident"), is_=0)
    # What came while the database was held up waits in the spool for a moment.
    with contextlib.suppress(AssertionError):
        wait_until(lambda: written_down(engine) >= len(messages), 120)
    t.figure("messages not written down", len(messages) - written_down(engine), is_=0)
    t.measure("p99 ms", sorted(crowd.waits)[len(crowd.waits) * 99 // 100] * 1000, at_most=1000)
    if t.full or t.kind == "postgresql":
        t.figure("old code ends well", old.term(), is_=0)
        old = t.children.start("serve", config=whole)
        old.answers(port, "/wechat")
        t.figure("says that it is old", old.log().count("newer than this programme"), is_=1)
        again = Crowd(port)
        again.bring(list(itertools.islice(MESSAGES, FEW)))
        t.figure("lost by old code started on the new schema", again.failed, is_=0)
    stepped(t, engine, "9999", "9998", RENAMES)
    before = written_down(engine)
    Crowd(port).bring(list(itertools.islice(MESSAGES, FEW)))
    lost = before + FEW - written_down(engine)
    engine.dispose()
    t.control("messages not written down where a step takes away", lost, more_than=0)


def written_down(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Inbound))


@experiment("D9", "a backup while others write, restored, without those erased since", short=SQLITE)
def backed_up(t):
    with programmes_of_postgres():
        _backed_up(t)


def _backed_up(t):
    now = [NOW]
    app = build(
        checked(configured(t, t.fresh(peopled), 0), "test"), passwords=QUICK, clock=lambda: now[0]
    )
    t.ending.callback(app.close)
    keeper = ledger.Ledger.of(app.open_uow, app.settings)
    keeper.keep()
    folder = t.folder / "backup"
    with Pairs(app.engine) as pairs:
        wait_until(lambda: pairs.written > t.size(5, 500), 60)
        before = pairs.written
        began = time.monotonic()
        with app.open_uow(read_only=True) as uow:
            made = erasing.ledger(uow)
        try:
            record = backup.make(app.engine, folder, NOW, made, ledger.house_of(app.settings))
        except backup.BackupFault as no:
            if "没有 pg_dump" in str(no):
                t.skip("there is no pg_dump")
            raise
        t.measure("backup s", time.monotonic() - began)
        wait_until(lambda: pairs.written > before + 5, 60)
    for name in FOLK:
        with app.open_uow() as uow:
            erasing.ask(uow, whose(uow, name))
    now[0] += timedelta(days=2)
    with app.open_uow() as uow:
        assert erasing.settle(uow) == len(FOLK)
    keeper.keep()
    rows = ledger.read(ledger.file_of(app.settings), ledger.house_of(app.settings))
    began = time.monotonic()
    found = restored(t, folder, rows)
    t.measure("restore s", time.monotonic() - began)
    t.figure("pairs torn", found["torn"], is_=0)
    t.figure("written before and missing", max(before - found["pairs"], 0), is_=0)
    t.figure("rows otherwise than backed up", found["rows"] - sum(record.rows.values()), is_=0)
    t.figure("erased people back", found["back"], is_=0)
    t.figure("mass sending rests", found["rests"], is_=1)
    if t.full or t.kind == "sqlite":
        back = restored(t, folder, [])["back"]
        t.control("erased people back without the ledger", back, more_than=0)


def restored(t, folder, rows):
    """Restore into an empty database and look at what is there."""
    url = t.world.databases.fresh(t.kind)
    t.ending.callback(t.world.databases.drop, url)
    house = build(checked(configured(t, url, 0), "test"), passwords=QUICK, clock=lambda: NOW)
    try:
        done = backup.restore(house.engine, house.open_uow, folder, rows)
        with house.open_uow(read_only=True) as uow:
            sizes = sa.select(sa.func.count()).select_from(Report).group_by(Report.reference)
            pairs = uow.session.scalars(sizes).all()
            return {
                "rows": done.rows,
                "pairs": len(pairs),
                "torn": sum(size != 2 for size in pairs),
                "back": sum(whose(uow, name) is not None for name in FOLK),
                "rests": sum(halt.scope == "mass" for halt in halts.standing(uow).halts),
            }
    finally:
        house.close()


def whose(uow, name):
    return own_data_mend.by_phone(uow, PERSONAS[name].phone.removeprefix("+86"))


@contextlib.contextmanager
def programmes_of_postgres():
    """Have pg_dump be the one that came with the server of the tests."""
    found = [*servers.installed_postgres(), *servers.wheel_postgres()]
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join([*map(str, found[:1]), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


class Pairs:
    """Somebody who writes all the time, two rows a transaction."""

    def __init__(self, engine):
        self._engine = engine
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.written = 0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join()

    def _write(self):
        while not self._enough.is_set():
            name = f"pair-{self.written}"
            rows = [
                {
                    "key": f"{name}-{side}",
                    "reference": name,
                    "openid": "o",
                    "status": "success",
                    "at": NOW,
                }
                for side in "ab"
            ]
            with self._engine.begin() as connection:
                for row in rows:
                    connection.execute(sa.insert(Report).values(**row))
            self.written += 1
