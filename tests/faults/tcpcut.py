"""A proxy before a server, by which a test cuts, stops, delays or resets what passes."""

import asyncio
import contextlib
import socket
import struct
import threading

import sqlalchemy as sa

BLOCK = 65_536


class Proxy:
    """Listens on a free port of 127.0.0.1; what it is told holds for all connections.

    ``Proxy("127.0.0.1", 6379)`` or ``Proxy("/tmp/pg-x/.s.PGSQL.5432")``.
    """

    def __init__(self, host, port=None):
        self._upstream = (host, port)
        self._loop = asyncio.new_event_loop()
        self._server = None
        self._lines = set()
        self._open = asyncio.Event()
        self._open.set()
        self._delay = 0.0
        self._left = None
        self.port = 0
        self.accepted = 0
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._do(self._listen())
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def pause(self):
        """Stop everything that passes, and take new connections in silence."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def resume(self):
        self._loop.call_soon_threadsafe(self._open.set)

    def delay(self, seconds):
        """Hold every block so long."""
        self._delay = seconds

    def reset(self):
        """Reset every connection that is open."""
        self._do(self._reset())

    def cut_after(self, count):
        """Let so many bytes of the server through, over all connections, then reset; None: all."""
        self._left = count

    def refuse(self):
        """Listen no more, and reset what is open."""
        self._do(self._close())

    def accept(self):
        """Listen again, on the same port."""
        self._do(self._listen())

    def _do(self, what):
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self):
        if self._server is None:
            self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self):
        if self._server:
            self._server.close()
            self._server = None
        await self._reset()

    async def _reset(self):
        for writer in list(self._lines):
            with contextlib.suppress(OSError):
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            writer.transport.abort()

    async def _end(self):
        await self._close()
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass(self, reader, writer):
        self.accepted += 1
        self._lines.add(writer)
        try:
            await self._open.wait()
            host, port = self._upstream
            there = (
                await asyncio.open_unix_connection(host)
                if port is None
                else await asyncio.open_connection(host, port)
            )
            self._lines.add(there[1])
            try:
                await asyncio.gather(
                    self._pump(reader, there[1], ours=False),
                    self._pump(there[0], writer, ours=True),
                )
            finally:
                self._lines.discard(there[1])
                there[1].transport.abort()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _pump(self, source, sink, *, ours):
        while block := await source.read(BLOCK):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self._open.wait()
            if ours and self._left is not None:
                block = block[: self._left]
                self._left -= len(block)
            sink.write(block)
            await sink.drain()
            if ours and self._left == 0:
                await self._reset()
                raise ConnectionResetError
        with contextlib.suppress(OSError):
            sink.write_eof()


def before_postgres(url):
    """Return (proxy, URL through it) of a PostgreSQL whose URL names a socket's folder or a host."""
    address = sa.make_url(url)
    folder = address.query.get("host")
    if folder:
        proxy = Proxy(f"{folder}/.s.PGSQL.{address.port or 5432}")
    else:
        proxy = Proxy(address.host, address.port or 5432)
    through = address.set(host="127.0.0.1", port=proxy.port, query={})
    return proxy, through.render_as_string(hide_password=False)


def before_redis(url):
    """Return (proxy, URL through it) of a Redis at ``unix://…`` or ``redis://host:port``."""
    scheme, _, rest = url.partition("://")
    if scheme == "unix":
        proxy = Proxy(rest.partition("?")[0])
    else:
        host, _, port = rest.partition("/")[0].partition(":")
        proxy = Proxy(host, int(port or 6379))
    return proxy, f"redis://{proxy.address}/0"
