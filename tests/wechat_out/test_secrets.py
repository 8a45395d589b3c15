"""No secret and no phone number in any error, at any depth, nor in any log line (M2)."""

import logging
import traceback

import pytest

from bot.wechat.errors import WeChatError
from bot.wechat.shelf import Kept
from bot.wechat.tokens import Credentials
from tests.wechat_out.fake_platform import TEMPLATE, TOKEN, Cut, Raw, Silence, error, html, named
from tests.wechat_out.letters import APPID, SECRET, letter

OAUTH = "/sns/oauth2/access_token"
PHONE = "/wxa/business/getuserphonenumber"
CODE = "CANARYCODE"
LETTER = letter(
    to="CANARYOPENID", fields={"item": "CANARYFIELD 19912345678", "deadline": "2026-12-31"}
)
CANARIES = ("CANARY", "19912345678")


def echoing(call):
    """Answer with an error that quotes everything it was sent."""
    return error(40013, f"bad {call.query} {call.body.decode()} {call.headers}")


FAULTS = [
    Cut(),
    Silence(),
    html(502),
    html(200),
    Raw(b'{"errcode":0,"access_token":"CANARYANSWER"'),
    Raw(b'{"errcode":0}', announced=4000),
    Raw(b'{"errcode":0}', headers={"X-Bad": "1\r\nno colon"}),
    error(40001),
    error(40125, "CANARYSECRET"),
    error(47003, "argument invalid! data.thing1.value CANARYVALUE invalid"),
    error(40164, "invalid ip CANARY, not in whitelist"),
    echoing,
]


def everything_said(error, seen=()):
    """Return an error's texts with those of all it hangs on, with the source lines they passed."""
    if error is None or error in seen:
        return ""
    below = (*seen, error)
    lines = traceback.format_exception(error)
    return "\n".join(
        [
            str(error),
            repr(error),
            repr(error.args),
            repr(vars(error)),
            *lines,
            everything_said(error.__cause__, below),
            everything_said(error.__context__, below),
        ]
    )


@pytest.mark.parametrize("fault", FAULTS, ids=named)
@pytest.mark.parametrize("path", [TOKEN, TEMPLATE, OAUTH, PHONE])
def test_canaries_stay_in_their_cage(connect, wechat, caplog, path, fault):
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry"):
        caplog.set_level(logging.DEBUG, logger=name)
    wechat.always(path, fault)
    wire = connect(wechat.url, read=0.15)
    said = [repr(wire.messenger.send(LETTER)) for _ in range(2)]
    for ask in (
        wire.tokens.get,
        lambda: wire.web.visitor(CODE),
        lambda: wire.mini.user(CODE),
        lambda: wire.mini.phone(CODE, LETTER.to),
        wire.account.callback_addresses,
    ):
        try:
            ask()
        except WeChatError as no:
            said.append(everything_said(no))
    for canary in CANARIES:
        assert canary not in caplog.text
        assert not any(canary in one for one in said)


def test_no_repr_tells(wire):
    wire.tokens.get()
    for thing in (
        Credentials(APPID, SECRET),
        Kept(token="CANARYTOKEN"),
        wire.tokens,
        wire.api,
        wire.http,
        wire.messenger,
        wire,
        letter(to="19912345678"),
    ):
        assert "CANARY" not in repr(thing)
        assert "19912345678" not in repr(thing)
