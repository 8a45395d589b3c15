"""A platform in a process of its own: quick, keeps a ledger of every call, fails as it is told.

The standard library alone, so that it starts at once. Its ledger says what a person would have
seen: the platform drops what repeats a `client_msg_id` within ten minutes, and so does it.
"""

import asyncio
import contextlib
import json
import random
import secrets
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

TOKEN = "/cgi-bin/stable_token"
TEMPLATE = "/cgi-bin/message/template/send"
CUSTOM = "/cgi-bin/message/custom/send"
SUBSCRIBE = "/cgi-bin/message/subscribe/bizsend"
SMS = "/sms/send"

CUT = {"do": "cut"}
"""The request is read and not taken; the line is reset."""
TAKEN_CUT = {"do": "cut", "taken": True}
"""The message is taken, and the line is reset before the answer."""
SILENT = {"do": "silent"}
"""The request is read; nothing follows."""
TAKEN_SILENT = {"do": "silent", "taken": True}
GARBAGE = {"do": "raw", "status": 200, "body": "{this is no JSON"}
EMPTY = {"do": "raw", "status": 200, "body": ""}
HTML = {"do": "raw", "status": 502, "body": "<html><body>502 Bad Gateway</body></html>"}

TEN_MINUTES = 600.0


def error(errcode, said="something"):
    """Answer with an error of the platform."""
    return {"errcode": errcode, "errmsg": f"{said} rid: 654df33c-64386a2f-29857782"}


def raw(body, status=200):
    return {"do": "raw", "status": status, "body": body}


class Platform:
    """The fake platform as a test sees it; a context manager."""

    def __init__(self, seed=1):
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(Path(__file__).resolve()), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        port, self._control_port = map(int, self._process.stdout.readline().split())
        self.url = f"http://127.0.0.1:{port}"
        self.port = port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    @property
    def pid(self):
        return self._process.pid

    def answer(self, path, *scripts):
        """Give these answers to the next calls of this path, one each."""
        self._tell("answer", path=path, scripts=scripts)

    def always(self, path, script=None):
        """Answer every call of this path so; None: as usual."""
        self._tell("always", path=path, script=script)

    def after(self, path, calls, script):
        """Answer so from the call after ``calls`` further ones on."""
        self._tell("after", path=path, calls=calls, script=script)

    def share(self, path, share, script):
        """Answer a random share of the calls so: 0.01 of them, say; share 0 ends it."""
        self._tell("share", path=path, share=share, script=script)

    def to(self, openid, script):
        """Answer so whatever goes to this person; None ends it."""
        self._tell("to", openid=openid, script=script)

    def latency(self, seconds):
        """Let every answer take so long."""
        self._tell("latency", seconds=seconds)

    def revoke(self):
        """Make every token invalid; the next is another."""
        self._tell("revoke")

    def refuse(self):
        """Stop listening and end every connection: who calls is refused."""
        self._tell("refuse")

    def accept(self):
        """Listen again, on the same port."""
        self._tell("accept")

    def later(self, seconds):
        """Let time pass over there (the ten minutes, the tokens)."""
        self._tell("later", seconds=seconds)

    def forget(self):
        """Empty the ledger and drop all scripts."""
        self._tell("forget")

    def ledger(self, path=None):
        """Return every call: n, at, path, openid, client_msg_id, taken, msgid, answered, body."""
        return [one for one in self._tell("ledger") if path in (None, one["path"])]

    def delivered(self):
        """Return what people saw: what was taken and was no repetition within ten minutes."""
        return [one for one in self.ledger() if one["taken"] and not one["repeated"]]

    def count(self):
        """Count the calls by path."""
        return Counter(self._tell("count"))

    def _tell(self, what, **more):
        connection = HTTPConnection("127.0.0.1", self._control_port, timeout=60)
        try:
            connection.request("POST", "/", json.dumps({"what": what, **more}))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


class World:
    """What the process knows."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - it is repeatable
        self.offset = 0.0
        self.open = set()
        self.server = None
        self.port = 0
        self.wait = 0.0
        self.token = self._new()
        self.valid = {self.token}
        self.msgid = 0
        self.what_forget()

    def now(self):
        return time.time() + self.offset

    # The control's calls

    def what_forget(self):
        self.calls = []
        self.count = Counter()
        self.seen = {}
        self.scripts, self.standing, self.shares, self.thresholds, self.persons = {}, {}, {}, {}, {}

    def what_answer(self, path, scripts):
        self.scripts.setdefault(path, []).extend(scripts)

    def what_always(self, path, script):
        self.standing[path] = script

    def what_after(self, path, calls, script):
        self.thresholds[path] = (self.count[path] + calls, script)

    def what_share(self, path, share, script):
        self.shares[path] = (share, script)

    def what_to(self, openid, script):
        self.persons[openid] = script

    def what_latency(self, seconds):
        self.wait = seconds

    def what_later(self, seconds):
        self.offset += seconds

    def what_revoke(self):
        self.token = self._new()
        self.valid = {self.token}

    def what_ledger(self):
        return self.calls

    def what_count(self):
        return self.count

    async def what_refuse(self):
        if self.server:
            self.server.close()
            self.server = None
        for line in list(self.open):
            line.reset()

    async def what_accept(self):
        if not self.server:
            loop = asyncio.get_running_loop()
            self.server = await loop.create_server(
                lambda: Line(self.take, self), "127.0.0.1", self.port, backlog=1024
            )
            self.port = self.server.sockets[0].getsockname()[1]

    # The platform's

    async def take(self, line, target, body):
        parts = urlsplit(target)
        path, query = parts.path, dict(parse_qsl(parts.query))
        try:
            said = json.loads(body) if body else {}
        except ValueError:
            said = {}
        entry = {
            "n": len(self.calls),
            "at": self.now(),
            "path": path,
            "openid": said.get("touser") or said.get("phone"),
            "client_msg_id": said.get("client_msg_id") or said.get("key"),
            "taken": False,
            "repeated": False,
            "msgid": None,
            "answered": None,
            "body": said,
        }
        self.calls.append(entry)
        self.count[path] += 1
        script = self._script(path, entry["openid"])
        if script is None or script.get("taken"):
            answer = self._usual(path, query, said, entry)
        else:
            answer = script
        if script is not None:
            answer = script
        entry["answered"] = answer.get("do") or answer.get("errcode", 0)
        if self.wait:
            await asyncio.sleep(self.wait)
        match answer.get("do"):
            case "cut":
                line.reset()
            case "silent":
                await asyncio.sleep(3600)
            case "raw":
                line.say(answer["status"], answer["body"].encode())
            case _:
                line.say(200, json.dumps(answer).encode())

    def _script(self, path, openid):
        if waiting := self.scripts.get(path):
            return waiting.pop(0)
        if script := self.persons.get(openid):
            return script
        threshold, script = self.thresholds.get(path, (None, None))
        if threshold is not None and self.count[path] > threshold:
            return script
        share, script = self.shares.get(path, (0, None))
        if share and self.random.random() < share:
            return script
        return self.standing.get(path)

    def _usual(self, path, query, said, entry):
        if path == TOKEN:
            if said.get("force_refresh"):
                self.what_revoke()
            return {"access_token": self.token, "expires_in": 7200}
        if path == SMS:
            again = self._taken(entry)
            return {"id": str(entry["msgid"]), **({"duplicate": True} if again else {})}
        if query.get("access_token") not in self.valid:
            return error(40001, "invalid credential, access_token is invalid or not latest")
        if path.endswith("send"):
            self._taken(entry)
            return {"errcode": 0, "errmsg": "ok", "msgid": entry["msgid"]}
        return {"errcode": 0, "errmsg": "ok"}

    def _taken(self, entry):
        entry["taken"] = True
        key = (entry["path"], entry["openid"], entry["client_msg_id"])
        since, msgid = self.seen.get(key, (None, None))
        within = since is not None and entry["at"] - since < TEN_MINUTES
        if within and entry["client_msg_id"]:
            entry["repeated"], entry["msgid"] = True, msgid
            return True
        self.msgid += 1
        entry["msgid"] = self.msgid
        self.seen[key] = (entry["at"], self.msgid)
        return False

    @staticmethod
    def _new():
        return f"FAKETOKEN{secrets.token_hex(40)}"


class Line(asyncio.Protocol):
    """One connection; requests with a Content-Length, one after the other."""

    def __init__(self, take, world):
        self.take, self.world = take, world
        self.buffer = b""
        self.task = None

    def connection_made(self, transport):
        self.transport = transport
        self.world.open.add(self)

    def connection_lost(self, _):
        self.world.open.discard(self)
        if self.task:
            self.task.cancel()

    def data_received(self, data):
        self.buffer += data
        self._next()

    def _next(self):
        if (self.task and not self.task.done()) or b"\r\n\r\n" not in self.buffer:
            return
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        first, *fields = head.decode("latin-1").split("\r\n")
        length = next(
            (int(f.partition(":")[2]) for f in fields if f.lower().startswith("content-length:")), 0
        )
        if len(rest) < length:
            return
        body, self.buffer = rest[:length], rest[length:]
        self.task = asyncio.ensure_future(self.take(self, first.split(" ")[1], body))
        self.task.add_done_callback(self._done)

    def _done(self, task):
        if not task.cancelled():
            if no := task.exception():
                raise no
            self.task = None
            self._next()

    def say(self, status, body):
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: "
        self.transport.write(f"{head}{len(body)}\r\n\r\n".encode() + body)

    def reset(self):
        """Hang up so that the other side reads a reset."""
        with contextlib.suppress(OSError, AttributeError):
            self.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        self.transport.abort()


async def _serve(seed):
    world = World(seed)
    await world.what_accept()

    async def control(line, _, body):
        order = json.loads(body)
        done = getattr(world, f"what_{order.pop('what')}")(**order)
        if asyncio.iscoroutine(done):
            done = await done
        line.say(200, json.dumps(done).encode())

    loop = asyncio.get_running_loop()
    quiet = World(0)
    server = await loop.create_server(lambda: Line(control, quiet), "127.0.0.1", 0)
    sys.stdout.write(f"{world.port} {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    # Who started us holds our standard input: its end is ours.
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), lambda: sys.stdin.read(1) or ended.set())
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
