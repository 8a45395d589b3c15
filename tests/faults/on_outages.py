"""The database gone, silent or full while people talk: nothing acknowledged is lost, nobody hangs."""

import contextlib
import shutil
import sqlite3
import subprocess
import threading
import time
from dataclasses import dataclass, field

from tests.faults.catalogue import POSTGRES, SQLITE, experiment
from tests.faults.receiving import (
    effects_table,
    look,
    p,
    receiver,
    together,
    wait_for,
)

PAGE = "/h5/login/no-such-link-as-this-one"
OK, BUSY = 200, 503


@dataclass
class Talk:
    """People who go on talking and looking at pages, whatever happens."""

    house: object
    said: list = field(default_factory=list)
    pages: list = field(default_factory=list)

    def begin(self, talkers, readers, pause):
        self.over = threading.Event()
        self.threads = [
            *(threading.Thread(target=self._talk, args=(n, pause)) for n in range(talkers)),
            *(threading.Thread(target=self._read, args=(pause,)) for _ in range(readers)),
        ]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _talk(self, who, pause):
        nth = 0
        while not self.over.wait(pause):
            nth += 1
            word = f"{who}:{nth}"
            self.said.append((word, self.house.say(word, f"oTALK_{who}_{nth}"), time.monotonic()))

    def _read(self, pause):
        client = self.house.web.test_client()
        while not self.over.wait(pause):
            began = time.monotonic()
            answer = client.get(PAGE)
            again = answer.headers.get("Retry-After")
            now = time.monotonic()
            self.pages.append((answer.status_code, again, now - began, now))

    @property
    def acknowledged(self):
        return [word for word, told, _ in self.said if told.status == OK]

    def odd(self):
        """Count answers that are neither an answer nor an honest refusal."""
        messages = [
            t for _, t, _ in self.said if t.status != OK and not (t.status == BUSY and t.again)
        ]
        pages = [
            1
            for status, again, _, _ in self.pages
            if status >= 500 and not (status == BUSY and again)
        ]
        return len(messages) + len(pages)


def _settled(t, url, house, words, seconds=120.0):
    """Wait until all that was acknowledged is done and answered; say how long, and judge it."""
    took = wait_for(lambda: not len(house.spool), seconds)
    seen = look(url)
    t.figure("acknowledged and lost", seen.missing(words), is_=0)
    t.figure("done twice", seen.doubled(), is_=0)
    t.figure("told twice", seen.told_twice(), is_=0)
    t.figure("spool not empty at the end", took is None, is_=False)
    return took or seconds


@experiment(
    "W7", "messages arrive while PostgreSQL is down, and the process is killed", on=POSTGRES
)
def keeps_what_arrives_while_the_database_is_down(t):
    server = t.postgres
    url = server.url
    effects_table(url)
    many = t.size(30, 2_000)
    with receiver(t, url, threads=64) as house:
        before = house.say("先", "oW7")
        server.stop("immediate")
        began = time.monotonic()
        words = [f"停 {n}" for n in range(many)]
        told = together(
            [lambda w=w, n=n: house.say(w, f"oW7_{n % 50}") for n, w in enumerate(words)], 8
        )
        if t.full:
            time.sleep(max(0.0, 60.0 - (time.monotonic() - began)))
        kept = len(house.spool)
        # A second process, whose files a killed one has left: its folder is a copy, its locks are gone.
        left = t.folder / "left"
        shutil.copytree(house.folder, left)
        server.start()
        back = time.monotonic()
        heir_url = url
        drained = wait_for(lambda: not len(house.spool))
        with receiver(t, heir_url, folder=left) as heir:
            wait_for(lambda: not list(left.iterdir()))
            t.figure("left by the killed one", len(heir.spool), is_=0)
        replies = [one for one in together([lambda: house.say("后", "oW7B")], 1) if one.reply]
    seen = look(url)
    acknowledged = [w for w, one in zip(words, told, strict=True) if one.status == OK]
    t.figure("acknowledged", len(acknowledged), is_=many)
    t.figure("kept on the disk", kept, is_=many)
    t.figure("acknowledged and lost", seen.missing(words), is_=0)
    t.figure("done twice", seen.doubled(), is_=0)
    t.figure("answered late", sum(seen.late.values()), is_=many)
    t.figure("told twice", seen.told_twice(), is_=0)
    t.figure("passive before and after", bool(before.reply) + len(replies), is_=2)
    t.measure(
        "p99 ms to the acknowledgement", p(0.99, [x.seconds for x in told]) * 1000, at_most=2_000
    )
    t.measure("seconds to drain", drained or 999, at_most=60)
    t.measure("messages a second, drained", many / max(time.monotonic() - back, 0.001))
    _without_the_spool(t, server)


def _without_the_spool(t, server):
    """Bring some while it is down to a receiver that keeps nothing: what the platform would lose."""
    with receiver(t, server.url, folder="/dev/null/spool") as house:
        server.stop("immediate")
        told = [house.say(f"无池 {n}", f"oW7C_{n}") for n in range(5)]
        server.start()
    t.figure("false acknowledgements without a spool", sum(x.status == OK for x in told), is_=0)
    t.control("refused without a spool", sum(x.status == BUSY for x in told), more_than=0)


@experiment("D4", "PostgreSQL restarts, fast and immediate, while people talk", on=POSTGRES)
def outlives_restarts(t):
    server = t.postgres
    effects_table(server.url)
    waits = []
    with receiver(t, server.url, threads=64, pages=True) as house:
        talk = Talk(house)
        talk.begin(4, 2, 0.05)
        for n in range(t.size(2, 10)):
            time.sleep(t.size(0.15, 1.0))
            server.restart(("fast", "immediate")[n % 2])
            up = time.monotonic()
            first = wait_for(
                lambda up=up: (
                    any(told.reply and at > up for _, told, at in list(talk.said))
                    and any(status < BUSY and at > up for status, _, _, at in list(talk.pages))
                )
            )
            waits.append(first if first is not None else 999)
        talk.end()
        _settled(t, server.url, house, talk.acknowledged)
    t.figure("said", len(talk.said), at_least=1)
    t.figure("failed in another way than 503 and Retry-After", talk.odd(), is_=0)
    t.measure("refused messages", sum(told.status == BUSY for _, told, _ in talk.said))
    t.measure("refused pages", sum(status == BUSY for status, *_ in talk.pages))
    t.measure("longest until all is well again, seconds", max(waits), at_most=5)


@experiment("D5", "PostgreSQL falls silent: it takes connections and says nothing", on=POSTGRES)
def waits_for_nobody_who_is_silent(t):
    server = t.postgres
    effects_table(server.url)
    with receiver(t, server.url, threads=8, patience=t.size(0.3, 1.8), pages=True) as house:
        talk = Talk(house)
        talk.begin(4, 2, t.size(0.02, 0.1))
        wait_for(lambda: len(talk.said) > 8 and len(talk.pages) > 4)
        server.pause()
        at = time.monotonic()
        time.sleep(t.size(0.7, 20.0))
        server.resume()
        up = time.monotonic()
        back = wait_for(lambda: any(told.reply and when > up for _, told, when in list(talk.said)))
        talk.end()
        _settled(t, server.url, house, talk.acknowledged)
    during = [told for _, told, when in talk.said if when > at]
    held = [told.seconds for told in during] + [
        took for _, _, took, when in talk.pages if when > at
    ]
    t.figure("said meanwhile", len(during), at_least=1)
    t.figure("failed in another way than 503 and Retry-After", talk.odd(), is_=0)
    t.measure("longest a thread is held, seconds", max(held), at_most=5.5)
    t.measure("longest to an acknowledgement, seconds", max(x.seconds for x in during), at_most=3.5)
    t.measure("seconds until an answer after it is back", back or 999, at_most=5)


@contextlib.contextmanager
def _small_disk(t):
    """Lend a disk of eight megabytes: the schema takes two."""
    folder = t.folder / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        t.skip("a small disk can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _fill(folder):
    """Take the last byte; return the file that has it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (1 << 16, 1 << 9, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * piece)
    return filler


@experiment("D7", "the disk is full: the database's, the spool's, then both", on=SQLITE)
def refuses_honestly_where_there_is_no_room(t):
    with _small_disk(t) as small:
        url = f"sqlite:///{small / 'house.sqlite3'}"
        shutil.copyfile(t.database.removeprefix("sqlite:///"), small / "house.sqlite3")
        effects_table(url)
        roomy = t.folder / "roomy"
        with receiver(t, url, folder=roomy, threads=64) as house:
            words = ["前"]
            t.figure("answered before", bool(house.say("前", "oD7").reply), is_=True)
            filler = _fill(small)
            told = [house.say(f"满 {n}", f"oD7_{n}") for n in range(t.size(10, 300))]
            words += [f"满 {n}" for n, one in enumerate(told) if one.status == OK]
            t.figure("kept while the database was full", len(house.spool), at_least=1)
            t.figure("refused with room in the spool", sum(x.status != OK for x in told), is_=0)
            filler.unlink()
            _settled(t, url, house, words)
        with receiver(t, url, folder=small / "spool", threads=64) as house:
            filler = _fill(small)
            told = [house.say(f"全满 {n}", f"oD7F_{n}") for n in range(t.size(10, 300))]
            honest = [one for one in told if one.status == OK or (one.status == BUSY and one.again)]
            t.figure("neither taken nor refused", len(told) - len(honest), is_=0)
            t.control(
                "refused where nothing has room", sum(x.status == BUSY for x in told), more_than=0
            )
            words += [f"全满 {n}" for n, one in enumerate(told) if one.status == OK]
            t.figure("ready", house.web.test_client().get("/readyz").status_code, is_=BUSY)
            filler.unlink()
            back = wait_for(lambda: house.say(f"后 {time.monotonic()}", "oD7B").reply)
            t.figure("answers again without a restart", back is not None, is_=True)
            t.measure("seconds until it does", back or 999, at_most=5)
            wait_for(lambda: not len(house.spool))
        seen = look(url)
        t.figure("acknowledged and lost", seen.missing(words), is_=0)
        t.figure("done twice", seen.doubled(), is_=0)
        t.figure("the database is whole", _whole(small / "house.sqlite3"), is_=True)


def _whole(file):
    with sqlite3.connect(file) as c:
        return c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
