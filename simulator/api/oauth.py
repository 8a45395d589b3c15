"""OAuth inside WeChat: codes, tokens, and who the person is."""

from __future__ import annotations

from typing import Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError
from simulator.things import Code, Grant

TOKEN_S = 7200
REFRESH_S = 30 * 24 * 3600


def use(call: Call, value: str, purpose: str, late: int) -> Code:
    """Take a one-time code, or say what is wrong with it."""
    if not value:
        raise WxError(41008)
    with call.world.lock:
        code = call.world.codes.get(value)
        if code is None or code.purpose != purpose:
            raise WxError(40029)
        if code.used:
            raise WxError(40163)
        if code.expired(call.world.clock.now()):
            raise WxError(late)
        code.used = True
        return code


def _grant(call: Call, openid: str, scope: str) -> dict[str, Any]:
    now = call.world.clock.now()
    access, refresh = call.world.chance.token(), "R" + call.world.chance.token()
    with call.world.lock:
        call.world.grants[access] = Grant(openid, scope, now + TOKEN_S)
        call.world.grants[refresh] = Grant(openid, scope, now + REFRESH_S)
    return {
        "access_token": access,
        "expires_in": TOKEN_S,
        "refresh_token": refresh,
        "openid": openid,
        "scope": scope,
    }


def access_token(call: Call) -> dict[str, Any]:
    if call.arg("grant_type") != "authorization_code":
        raise WxError(40002)
    call.credentials(call.arg("appid"), call.arg("secret"))
    call.may("oauth")
    call.count()
    code = use(call, call.arg("code"), "oauth", 42003)
    if code.snapshot:
        openid = call.world.chance.openid("oFAKEsnapshot")
        return {**_grant(call, openid, code.scope), "is_snapshotuser": 1}
    grant = _grant(call, code.openid, code.scope)
    person = call.world.people.get(code.openid)
    if person is not None and code.scope == "snsapi_userinfo":
        grant["unionid"] = person.unionid
    return grant


def refresh_token(call: Call) -> dict[str, Any]:
    if call.arg("grant_type") != "refresh_token":
        raise WxError(40002)
    if not call.arg("appid"):
        raise WxError(41002)
    if call.arg("appid") != call.world.account.appid:
        raise WxError(40013)
    if not call.arg("refresh_token"):
        raise WxError(41003)
    grant = call.world.grants.get(call.arg("refresh_token"))
    if grant is None or not call.arg("refresh_token").startswith("R"):
        raise WxError(40030)
    if call.world.clock.now() > grant.expires:
        raise WxError(42002)
    return _grant(call, grant.openid, grant.scope)


def _granted(call: Call) -> Grant:
    if not call.arg("access_token"):
        raise WxError(41001)
    grant = call.world.grants.get(call.arg("access_token"))
    if grant is None:
        raise WxError(40001)
    if call.world.clock.now() > grant.expires:
        raise WxError(42001)
    if grant.openid != call.arg("openid"):
        raise WxError(40003)
    return grant


def check(call: Call) -> dict[str, Any]:
    _granted(call)
    return done()


def userinfo(call: Call) -> dict[str, Any]:
    grant = _granted(call)
    if grant.scope != "snsapi_userinfo":
        raise WxError(48001)
    person = call.person(grant.openid)
    return {
        "openid": person.openid,
        "nickname": person.name,
        "sex": 0,
        "language": "",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "privilege": [],
        "unionid": person.unionid,
    }


ENDPOINTS = {
    "/sns/oauth2/access_token": Endpoint("GET", access_token, access=False),
    "/sns/oauth2/refresh_token": Endpoint("GET", refresh_token, access=False),
    "/sns/auth": Endpoint("GET", check, access=False),
    "/sns/userinfo": Endpoint("GET", userinfo, access=False),
}
