import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from bot.wechat.callback import LARGEST
from tests.wechat_in.pushes import flat, text
from tests.wechat_in.serving import waitress_serves, werkzeug_serves


@pytest.fixture(params=[waitress_serves, werkzeug_serves])
def port(request, build, house):
    """Serve the callback for real; the house takes a moment for each message."""
    house.work = lambda message: time.sleep(0.1) or f"收到:{message.text}"
    with request.param(build()) as port:
        yield port


def post(port, push, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = push["data"] if isinstance(push["data"], list) else push["data"].encode()
    line.request("POST", "/wechat?" + urlencode(push["query_string"]), body, headers)
    answer = line.getresponse()
    said = answer.status, answer.read()
    line.close()
    return said


def test_three_retries_overlapping_on_the_wire_have_one_effect_and_equal_replies(
    port, house, platform
):
    push = platform.plain(text("嗨"))
    with ThreadPoolExecutor(3) as crowd:
        answers = list(crowd.map(lambda _: post(port, push), range(3)))
    assert [status for status, _ in answers] == [200] * 3
    assert {flat(body)["Content"] for _, body in answers} == {"收到:嗨"}
    assert len(house.calls) == 1


def test_a_push_in_chunks_is_read(port, platform):
    push = platform.sealed(text("嗨" * 100))
    body = push["data"].encode()
    push["data"] = [body[:7], body[7:500], body[500:]]
    status, answer = post(port, push, **{"User-Agent": "Mozilla/4.0"})
    assert status == 200
    assert platform.read(answer)["Content"] == "收到:" + "嗨" * 100


@pytest.mark.parametrize("size", [LARGEST + 1, 16 * LARGEST])
@pytest.mark.parametrize("chunked", [False, True])
def test_too_much_is_refused_and_others_are_served_meanwhile(port, house, platform, size, chunked):
    sent = platform.plain("x" * size)
    head = f"POST /wechat?{urlencode(sent['query_string'])} HTTP/1.1\r\nHost: localhost\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        if chunked:
            line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n".encode())
        else:
            line.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
        try:
            line.sendall(b"x" * size + (b"\r\n0\r\n\r\n" if chunked else b""))
            said = line.recv(100)
        except ConnectionError:  # hung up on while still talking
            said = b"HTTP/1.1 413"
    assert said.split()[1] == b"413"
    assert house.calls == []
    assert post(port, platform.plain(text("嗨")))[0] == 200
