import dataclasses
import errno
import fcntl
import os
import signal
import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from bot.spool import LIVES, Spool
from bot.spool_file import SpoolFile
from services.vault import Vault
from tests.wechat_in.conftest import VAULT
from tests.wechat_in.pushes import OPENID
from tests.wechat_in.test_patience import message_of_text

WORDS = "我的手机号是 13800000000"
numbers = count(1)


def said(words=WORDS):
    return message_of_text(words, next(numbers))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep" / "spool"


@pytest.fixture
def spool(folder):
    spool = Spool(folder, VAULT)
    yield spool
    spool.close()


def left_in(folder, *messages, name="0123456789abcdef"):
    """Leave a file as a dead process does."""
    dead = Spool(folder, VAULT)
    for message in messages:
        dead.put(message)
    (file,) = folder.glob("*.spool")
    raw = file.read_bytes()
    dead.close()
    return file, raw


def drained(spool):
    found = []
    while (drawn := spool.draw()) is not None:
        found.append(drawn.message)
        spool.done(drawn.message.key)
    return found


def test_what_is_kept_comes_back_whole_and_in_order(spool):
    messages = [said(f"第{n}句 {WORDS}") for n in range(5)]
    for message in messages:
        spool.put(message)
    assert len(spool) == 5
    assert spool.waits(OPENID)
    assert drained(spool) == messages
    assert (len(spool), spool.waits(OPENID), spool.ready) == (0, False, False)


def test_nobody_can_read_it_on_the_disk(spool, folder):
    spool.put(said())
    (file,) = folder.iterdir()
    raw = file.read_bytes()
    assert all(part.encode() not in raw for part in (WORDS, "13800000000", OPENID))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_is_on_the_disk_before_anybody_relies_on_it_and_many_share_the_wait(
    spool, folder, monkeypatch
):
    synced = []
    real = os.fsync
    monkeypatch.setattr("bot.spool_file.os.fsync", lambda fd: synced.append(fd) or real(fd))
    spool.put(said())
    assert len(synced) == 2  # the folder and the file
    spool.put(said())
    assert len(synced) == 3
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(spool.put, [said() for _ in range(64)]))
    assert len(drained(spool)) == 66
    (file,) = folder.iterdir()
    assert file.stat().st_size == 0


def test_the_same_message_is_kept_once(spool):
    message = said()
    spool.put(message, in_work=True)
    spool.put(message)
    assert not spool.holds(message.key)
    spool.release(message.key)
    assert spool.holds(message.key)
    assert drained(spool) == [message]


def test_one_person_s_messages_are_done_one_after_the_other(spool):
    first, second = said(), said()
    other = dataclasses.replace(said(), openid="oANOTHER")
    for message in (first, second, other):
        spool.put(message)
    assert [spool.draw().message for _ in range(2)] == [first, other]
    assert (spool.draw(), spool.ready) == (None, False)
    spool.done(first.key)
    assert spool.draw().message == second


def test_what_is_in_work_is_drawn_only_when_that_came_to_nothing(spool):
    message = said()
    spool.put(message, in_work=True)
    assert (spool.draw(), spool.waits(OPENID)) == (None, False)
    spool.release(message.key)
    assert spool.draw().message == message
    assert spool.draw() is None
    spool.put_off(message.key, 60)
    assert (spool.draw(), len(spool)) == (None, 1)


def test_only_the_dead_leave_something(spool, folder):
    message = said()
    spool.put(message)
    other = Spool(folder, VAULT)
    assert other.take_over() == 0
    spool.close()
    assert other.take_over() == 1
    assert other.take_over() == 0
    drawn = other.draw()
    assert (drawn.message, drawn.by) == (message, spool.name)
    other.done(message.key)
    assert list(folder.iterdir()) == []
    other.close()


def test_a_file_that_cannot_be_opened_keeps_nobody_from_those_behind_it(folder, spool, caplog):
    left_in(folder, said())
    (folder / "0000000000000000.spool").mkdir()  # comes first, and root, too, cannot open it
    assert [spool.take_over(), spool.take_over()] == [1, 0]
    assert caplog.text.count("cannot be opened") == 1


def test_of_many_who_would_take_over_one_does(folder):
    messages = [said() for _ in range(20)]
    left_in(folder, *messages)
    heirs = [Spool(folder, VAULT) for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(Spool.take_over, heirs))
    assert sorted(found)[-2:] == [0, 20]
    for heir in heirs:
        heir.close()


def test_a_process_that_is_killed_leaves_all_it_acknowledged(folder, spool):
    messages = [said(str(n)) for n in range(30)]
    if (child := os.fork()) == 0:
        killed = Spool(folder, VAULT)
        for message in messages:
            killed.put(message)
        for message in messages[1::2]:
            killed.done(message.key)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert spool.take_over() == 15
    assert drained(spool) == messages[::2]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("torn", range(1, 400, 57))
def test_a_torn_last_line_is_nobody_s_message(folder, spool, torn):
    first, second = said(), said()
    file, raw = left_in(folder, first, second)
    last = raw.splitlines(keepends=True)[-1]
    file.write_bytes(raw[: len(raw) - len(last) + min(torn, len(last) - 1)])
    assert spool.take_over() == 1
    assert drained(spool) == [first]
    assert list(folder.iterdir()) == []


def test_what_rots_in_the_middle_is_told_and_the_rest_is_done(folder, spool, caplog):
    messages = [said() for _ in range(3)]
    file, raw = left_in(folder, *messages)
    lines = raw.splitlines(keepends=True)
    lines[1] = lines[1][:40] + bytes([lines[1][40] ^ 1]) + lines[1][41:]
    file.write_bytes(b"".join(lines))
    assert spool.take_over() == 2
    assert drained(spool) == [messages[0], messages[2]]
    assert "cannot be read" in caplog.text
    assert [left.suffix for left in folder.iterdir()] == [".held"]


def test_a_line_moved_elsewhere_or_sealed_by_another_opens_nowhere(folder, spool, caplog):
    file, raw = left_in(folder, said())
    file.rename(file.with_stem("fedcba9876543210"))
    assert spool.take_over() == 0
    stranger = Spool(folder, Vault({1: b"x" * 32}, 1, bytes(32)))
    file.write_bytes(raw)
    assert stranger.take_over() == 0
    assert "Unsealable" in caplog.text
    assert {left.suffix for left in folder.iterdir()} == {".held"}


def test_a_message_that_ends_processes_is_left_to_a_person(folder, spool, caplog):
    poison, other = said("毒"), said("好")
    file, raw = left_in(folder, poison, other)
    file.write_bytes(raw + b"~1\n" * LIVES)
    assert spool.take_over() == 1
    assert drained(spool) == [other]
    assert f"has ended {LIVES} processes" in caplog.text
    assert [left.suffix for left in folder.iterdir()] == [".held"]


def test_a_long_outage_makes_no_message_a_poison(folder):
    message = said()
    left_in(folder, message)
    for _ in range(2 * LIVES):
        heir = Spool(folder, VAULT)
        assert heir.take_over() == 1
        assert heir.draw().message == message
        heir.put_off(message.key, 0)
        heir.close()


def test_a_full_disk_refuses_and_spoils_nothing(spool, folder, monkeypatch):
    first = said()
    spool.put(first)
    real = os.write
    monkeypatch.setattr("bot.spool_file.os.write", lambda fd, line: real(fd, line[:50]))
    with pytest.raises(OSError, match="only a part"):
        spool.put(said())
    monkeypatch.setattr("bot.spool_file.os.write", real)
    last = said()
    spool.put(last)
    spool.close()
    heir = Spool(folder, VAULT)
    assert heir.take_over() == 2
    assert drained(heir) == [first, last]


def test_a_disk_that_lost_something_is_not_believed_again(spool, folder, monkeypatch):
    first = said()
    spool.put(first)
    real = os.fsync

    def lost(_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("bot.spool_file.os.fsync", lost)
    with pytest.raises(OSError, match="Input/output"):
        spool.put(said())
    monkeypatch.setattr("bot.spool_file.os.fsync", real)
    last = said()
    spool.put(last)
    assert len(list(folder.iterdir())) == 2
    assert drained(spool) == [first, last]


def test_a_new_file_that_was_taken_for_a_dead_one_s_is_made_again(folder, monkeypatch):
    taken = []
    real = fcntl.flock

    def somebody_faster(fd, how):
        if not taken:
            (path,) = folder.glob("*.spool")
            taken.append(path)
            SpoolFile.left(path).remove()
        real(fd, how)

    monkeypatch.setattr("bot.spool_file.fcntl.flock", somebody_faster)
    file = SpoolFile.new(folder)
    assert file.path.exists()
    assert file.path not in taken
    file.remove()


def test_it_says_whether_there_is_a_place_to_write_to(spool, tmp_path):
    assert spool.sound()
    (tmp_path / "file").touch()
    assert not Spool(tmp_path / "file" / "spool", VAULT).sound()


def test_who_was_in_hand_when_a_process_died_comes_last_and_alone(folder):
    words = {n: dataclasses.replace(said(f"第{n}句"), openid=f"o{n % 4}") for n in range(1, 7)}
    file, raw = left_in(folder, *words.values())
    file.write_bytes(raw + b"~1\n~2\n")
    spool = Spool(folder, VAULT)
    spool.take_over()
    innocent = [spool.draw() for _ in range(2)]
    assert [one.message for one in innocent] == [words[3], words[4]]
    assert not spool.ready  # the others are suspects, or said something before
    for one in innocent:
        spool.done(one.message.key)
    suspect = spool.draw()
    assert suspect.message == words[1]
    assert spool.draw() is None
    spool.put_off(suspect.message.key, 60)
    assert spool.draw().message == words[2]
    spool.close()


def test_one_that_kills_takes_nobody_along(folder):
    messages = [dataclasses.replace(said(), openid=f"o{n}") for n in range(4)]
    file, raw = left_in(folder, *messages)
    file.write_bytes(raw)
    done = []
    for _ in range(LIVES + 1):
        spool = Spool(folder, VAULT)
        spool.take_over()
        # Four are begun at once, as far as they may be; the first of them kills the process.
        for one in [drawn for _ in range(4) if (drawn := spool.draw())]:
            if one.message == messages[0]:
                break
        else:
            done = drained(spool)
        spool.close()
    spool = Spool(folder, VAULT)
    spool.take_over()
    done += drained(spool)
    spool.close()
    assert [path.suffix for path in folder.iterdir()] == [".held"]
    assert done == messages[1:]
