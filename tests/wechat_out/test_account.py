from datetime import UTC, datetime, timedelta

import pytest

from bot.wechat.account import Follower, PrivateTemplate, Quota
from bot.wechat.errors import NotAble, WeChatAway, WeChatRefused
from bot.wechat.shapes import Shapes
from domain.channels import AccountKind
from tests.wechat_out.fake_platform import error

MENU = [{"name": "我的进度", "type": "click", "key": "progress"}]


def last(wechat):
    call = wechat.calls[-1]
    query = {name: value for name, value in call.query.items() if name != "access_token"}
    assert call.query["access_token"] == wechat.token
    return call.method, call.path, query, call.json if call.body else None


def test_the_menu_is_published_read_and_dropped(wire, wechat):
    wechat.always("/cgi-bin/menu/create", {"errcode": 0})
    wire.account.publish_menu(MENU)
    assert last(wechat) == ("POST", "/cgi-bin/menu/create", {}, {"button": MENU})
    assert "我的进度".encode() in wechat.calls[-1].body
    wechat.always("/cgi-bin/menu/get", {"menu": {"button": MENU}})
    assert wire.account.menu() == tuple(MENU)
    assert last(wechat) == ("GET", "/cgi-bin/menu/get", {}, None)
    wechat.always("/cgi-bin/menu/get", error(46003, "menu no exist"))
    assert wire.account.menu() is None
    wechat.always("/cgi-bin/menu/delete", {"errcode": 0})
    wire.account.drop_menu()
    assert last(wechat) == ("GET", "/cgi-bin/menu/delete", {}, None)


def test_a_ticket_for_a_scene(wire, wechat, clock):
    answer = {"ticket": "gQH47joA+/==", "expire_seconds": 600, "url": "http://weixin.qq.com/q/x"}
    wechat.always("/cgi-bin/qrcode/create", answer)
    ticket = wire.account.ticket("invite-abc", timedelta(minutes=10))
    assert last(wechat)[3] == {
        "expire_seconds": 600,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "invite-abc"}},
    }
    assert ticket.image_url == (
        "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH47joA%2B%2F%3D%3D"
    )
    assert ticket.expires_at == clock() + timedelta(minutes=10)
    assert "gQH47" not in repr(ticket)


@pytest.mark.parametrize(
    ("scene", "lasts"),
    [
        ("", timedelta(hours=1)),
        ("x" * 65, timedelta(hours=1)),
        ("x", timedelta(days=31)),
        ("x", timedelta(seconds=1)),
    ],
)
def test_a_ticket_the_platform_would_refuse_is_not_asked_for(wire, wechat, scene, lasts):
    with pytest.raises(ValueError, match=r"scene|ticket"):
        wire.account.ticket(scene, lasts)
    assert wechat.connections == 0


def test_who_follows(wire, wechat):
    wechat.always(
        "/cgi-bin/user/info",
        {
            "subscribe": 1,
            "openid": "oFAKE1",
            "subscribe_time": 1795341600,
            "subscribe_scene": "ADD_SCENE_QR_CODE",
            "qr_scene_str": "invite-abc",
        },
    )
    assert wire.account.follower("oFAKE1") == Follower(
        openid="oFAKE1",
        following=True,
        since=datetime.fromtimestamp(1795341600, UTC),
        came_by="ADD_SCENE_QR_CODE",
        scene="invite-abc",
    )
    assert last(wechat)[2] == {"openid": "oFAKE1", "lang": "zh_CN"}
    wechat.always("/cgi-bin/user/info", {"subscribe": 0, "openid": "oFAKE2"})
    assert wire.account.follower("oFAKE2") == Follower(openid="oFAKE2", following=False)


def test_the_templates_and_the_keys_they_name(wire, wechat):
    content = "事项:{{thing1.DATA}}\n时间:{{time2.DATA}}\n{{ thing1.DATA }}"
    listed = {"template_id": "t1", "title": "进度提醒", "content": content}
    wechat.always("/cgi-bin/template/get_all_private_template", {"template_list": [listed]})
    assert wire.account.templates() == (
        PrivateTemplate("t1", "进度提醒", content, ("thing1", "time2")),
    )


def test_the_platforms_addresses_and_the_days_quota(wire, wechat):
    wechat.always("/cgi-bin/getcallbackip", {"ip_list": ["203.0.113.1", "203.0.113.2"]})
    assert wire.account.callback_addresses() == ("203.0.113.1", "203.0.113.2")
    numbers = {"daily_limit": 100000, "used": 3, "remain": 99997}
    wechat.always("/cgi-bin/openapi/quota/get", {"errcode": 0, "quota": numbers})
    path = "/cgi-bin/message/template/send"
    assert wire.account.quota(path) == Quota(100000, 3, 99997)
    assert last(wechat)[3] == {"cgi_path": path}
    wechat.always("/cgi-bin/clear_quota", {"errcode": 0})
    wire.account.clear_quotas()
    assert last(wechat)[3] == {"appid": "wxfake0123456789ab"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda account: account.publish_menu(MENU),
        lambda account: account.menu(),
        lambda account: account.drop_menu(),
        lambda account: account.ticket("x", timedelta(hours=1)),
        lambda account: account.follower("oFAKE1"),
        lambda account: account.templates(),
    ],
)
def test_a_personal_account_has_none_of_these_calls(connect, wechat, ask):
    wire = connect(wechat.url, kind=AccountKind.PERSONAL)
    with pytest.raises(NotAble, match=r"has no .* calls"):
        ask(wire.account)
    assert wechat.connections == 0


@pytest.mark.parametrize("answer", [{}, {"errcode": 0}, {"menu": 5}, {"ip_list": 5}, {"quota": 1}])
def test_half_an_answer_is_no_answer(wire, wechat, answer):
    for path in ("menu/get", "getcallbackip", "openapi/quota/get", "qrcode/create", "user/info"):
        wechat.always(f"/cgi-bin/{path}", answer)
    for ask in (
        wire.account.menu,
        wire.account.callback_addresses,
        lambda: wire.account.quota("/cgi-bin/x"),
        lambda: wire.account.ticket("x", timedelta(hours=1)),
        lambda: wire.account.follower("oFAKE1"),
    ):
        with pytest.raises(WeChatAway):
            ask()


def test_a_refusal_says_the_code_the_rid_and_what_to_do(wire, wechat):
    wechat.script("/cgi-bin/menu/create", error(40164, "invalid ip 203.0.113.9, not in whitelist"))
    with pytest.raises(WeChatRefused) as caught:
        wire.account.publish_menu(MENU)
    assert str(caught.value) == (
        "WeChat refused: 40164, rid 654df33c-64386a2f-29857782: our address is not on the IP "
        "whitelist at 203.0.113.9. Add the server's address to the account's IP whitelist."
    )
    assert caught.value.errcode == 40164


def test_a_revoked_token_is_renewed_here_as_well(wire, wechat):
    wire.tokens.get()
    wechat.revoke()
    answers = iter([error(42001, "access_token expired"), {"menu": {"button": []}}])
    wechat.always("/cgi-bin/menu/get", lambda _: next(answers))
    assert wire.account.menu() == ()


def test_wechatpy_itself_reaches_neither_network_nor_token(wire):
    client = Shapes(wire.api)
    for leak in ("_http", "secret", "session", "access_token"):
        assert not hasattr(client, leak)
    with pytest.raises(NotImplementedError):
        client.fetch_access_token()
    with pytest.raises(ValueError, match="only JSON calls"):
        client.get("https://elsewhere.example.org/cgi-bin/menu/get")
    with pytest.raises(ValueError, match="only JSON calls"):
        client.media.upload("image", b"...")
