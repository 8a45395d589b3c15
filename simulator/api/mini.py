"""The mini-program's calls: login, phone number, text check."""

from __future__ import annotations

import base64
from typing import Any

from simulator.api.gate import Call, Endpoint, done
from simulator.api.oauth import use
from simulator.errors import WxError

LOGINS_A_MINUTE = 100
VISIT_S = 2 * 3600
CONTENT = 2500
SCENES = (1, 2, 3, 4)


def login(call: Call) -> dict[str, Any]:
    if call.arg("grant_type") != "authorization_code":
        raise WxError(40002)
    call.credentials(call.arg("appid"), call.arg("secret"))
    call.may("mini")
    code = use(call, call.arg("js_code"), "login", 40029)
    person = call.person(code.openid)
    if person.high_risk:
        raise WxError(40226)
    now = call.world.clock.now()
    with call.world.lock:
        recent = [at for at in call.world.logins.get(person.openid, []) if now - at < 60]  # noqa: PLR2004 - a minute
        if len(recent) >= LOGINS_A_MINUTE:
            raise WxError(45011)
        call.world.logins[person.openid] = [*recent, now]
        person.mini_visit = now
    return {
        "session_key": base64.b64encode(call.world.chance.raw(16)).decode(),
        "openid": person.mini_openid,
        "unionid": person.unionid,
    }


def phone(call: Call) -> dict[str, Any]:
    """Tell the phone number behind a code, if the code is this person's."""
    value = call.text("code")
    code = call.world.codes.get(value)
    openid = call.text("openid")
    person = call.world.people.get(code.openid) if code is not None else None
    if openid and person is not None and person.mini_openid != openid:
        raise WxError(40003)
    person = call.person(use(call, value, "phone", 40029).openid)
    return done(
        phone_info={
            "phoneNumber": person.phone,
            "purePhoneNumber": person.phone,
            "countryCode": "86",
            "watermark": {"timestamp": int(call.world.clock.now()), "appid": call.appid},
        }
    )


def check_text(call: Call) -> dict[str, Any]:
    """Judge a text by the list of risky words, in the shape of the second version."""
    if call.body.get("version") not in (2, "2"):
        raise WxError(47003, "argument invalid! version")
    if call.body.get("scene") not in SCENES:
        raise WxError(40129)
    person = call.world.people.by_mini(call.text("openid"))
    if person is None:
        raise WxError(40003)
    if call.world.clock.now() > person.mini_visit + VISIT_S:
        raise WxError(61010)
    content = call.text("content")
    if not content:
        raise WxError(44004)
    if len(content) > CONTENT:
        raise WxError(45002)
    hits = [word for word in call.world.account.risky_words if word in content]
    verdict = {"suggest": "risky", "label": 20012} if hits else {"suggest": "pass", "label": 100}
    details = [{"strategy": "content_model", "errcode": 0, **verdict, "prob": 90}]
    if hits:
        details.append({"strategy": "keyword", "errcode": 0, "level": 90, "keyword": hits[0]})
    return done(result=verdict, detail=details, trace_id=call.world.chance.text(24))


ENDPOINTS = {
    "/sns/jscode2session": Endpoint("GET", login, access=False),
    "/wxa/business/getuserphonenumber": Endpoint("POST", phone, "mini"),
    "/wxa/msg_sec_check": Endpoint("POST", check_text, "mini"),
}
