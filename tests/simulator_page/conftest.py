"""A small official account, so that the page has somebody to talk to, and the page itself."""

import json
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
import requests
from defusedxml import ElementTree
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.server import Simulator
from simulator.settings import Settings

MENU = {
    "button": [
        {
            "name": "我的",
            "sub_button": [
                {"type": "click", "name": "小伙伴登录", "key": "login"},
                {"type": "click", "name": "我的进度", "key": "progress"},
            ],
        },
        {"type": "click", "name": "微心愿", "key": "wish"},
        {"type": "view", "name": "团干部登录", "url": "{app}/h5/login"},
    ]
}
TEMPLATE = {
    "template_id": "FAKE-reminder",
    "title": "工作进度提醒",
    "content": "事项:{{thing1.DATA}}\n截止时间:{{time2.DATA}}",
}
H5 = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>登录</title>
<body data-name="{name}"><h1>团干部登录</h1><p id="who"></p><a href="/h5/second">下一页</a>
<button onclick="parent.postMessage({type: 'close-webview'}, '*')">完成</button>
<link rel="icon" href="data:,"><script>
document.getElementById('who').textContent = document.cookie + location.search</script></html>"""


@dataclass
class Account:
    """What the account does when it is spoken to; tests change `seconds` and look at `heard`."""

    simulator: Simulator
    url: str = ""
    seconds: float = 0.0
    gate: threading.Event | None = None

    def answer(self, message: dict[str, str]) -> str:
        words = message.get("Content") or message.get("EventKey") or message.get("Event") or ""
        if self.gate:
            self.gate.wait(60)
        time.sleep(self.seconds)
        match words:
            case "subscribe":
                return f'欢迎。<a href="{self.url}/h5/login">团干部登录</a>'
            case "login":
                self.text(message["FromUserName"], "你的验证码是 204617,5 分钟内有效。")
                return "验证码已经发到你的手机,6 位数字,直接回复就行。"
            case "bad":
                return (
                    '<b>粗</b><img src=x onerror=alert(1)> <a href="javascript:alert(1)">点我</a>'
                )
            case "ask":
                return (
                    "要他们点一下「聊过」吗?"
                    '<a href="weixin://bizmsgmenu?msgmenucontent=确认&msgmenuid=7">确认</a>'
                )
            case "who":
                asked = {
                    "appid": self.simulator.settings.appid,
                    "redirect_uri": f"{self.url}/h5/known",
                    "response_type": "code",
                    "scope": "snsapi_base",
                    "state": "s1",
                }
                there = f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode(asked)}"
                return f'<a href="{there}#wechat_redirect">看看我是谁</a>'
            case _:
                return f"收到:{words}"

    def text(self, openid: str, words: str) -> None:
        phone = self.simulator.get(f"/sim/people/{openid}")["phone"]
        requests.post(
            f"{self.simulator.url}/sms/send",
            json={"phone": phone, "text": words},
            headers={"Authorization": "Bearer fake-sms-secret"},
            timeout=60,
        ).raise_for_status()

    def call(self, path: str, body: dict[str, object]) -> dict[str, object]:
        """Call the platform as an account does."""
        settings = self.simulator.settings
        asked = {
            "grant_type": "client_credential",
            "appid": settings.appid,
            "secret": settings.secret,
        }
        url = self.simulator.url
        token = requests.post(f"{url}/cgi-bin/stable_token", json=asked, timeout=60).json()
        query = {"access_token": token["access_token"]}
        data = json.dumps(body, ensure_ascii=False).encode()
        done = requests.post(f"{url}{path}", params=query, data=data, timeout=60).json()
        assert not done.get("errcode"), done
        return done

    def remind(self, openid: str) -> None:
        data = {"thing1": {"value": "还差 2 次"}, "time2": {"value": "2026-12-31 18:00"}}
        body = {"touser": openid, "template_id": TEMPLATE["template_id"], "data": data}
        self.call("/cgi-bin/message/template/send", {**body, "url": f"{self.url}/h5/login"})


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


def front(account: Account) -> Flask:
    app = Flask("account")

    @app.get("/wechat")
    def echo() -> Response:
        return Response(request.args["echostr"], mimetype="text/plain")

    @app.post("/wechat")
    def callback() -> str:
        tree = ElementTree.fromstring(request.get_data())
        message = {child.tag: child.text or "" for child in tree}
        if message.get("Event") in ("TEMPLATESENDJOBFINISH", "VIEW"):
            return "success"
        words = account.answer(message).replace("]]>", "]]]]><![CDATA[>")
        return (
            f"<xml><ToUserName>{message['FromUserName']}</ToUserName>"
            f"<FromUserName>{message['ToUserName']}</FromUserName>"
            f"<CreateTime>{message['CreateTime']}</CreateTime><MsgType>text</MsgType>"
            f"<Content><![CDATA[{words}]]></Content></xml>"
        )

    @app.get("/h5/<name>")
    def page(name: str) -> str:
        return H5.replace("{name}", name)

    return app


def links(menu, url):
    """Put the account's address into the menu's links."""
    if isinstance(menu, list):
        return [links(one, url) for one in menu]
    if isinstance(menu, dict):
        return {key: links(value, url) for key, value in menu.items()}
    return menu.replace("{app}", url)


@pytest.fixture(scope="module")
def started():
    simulator = Simulator(Settings(mode="plain", templates=(TEMPLATE,), report_delay_s=0.05))
    account = Account(simulator)
    server = make_server("127.0.0.1", 0, front(account), threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    account.url = f"http://127.0.0.1:{server.port}"
    with simulator:
        yield account
    server.shutdown()
    server.server_close()


@pytest.fixture
def account(started):
    """Give an account nobody follows yet, with its menu in place."""
    started.seconds, started.gate = 0.0, None
    simulator = started.simulator
    simulator.post("/sim/reset")
    simulator.patch("/sim/config", {"callback_url": f"{started.url}/wechat"})
    started.call("/cgi-bin/menu/create", links(MENU, started.url))
    return started
