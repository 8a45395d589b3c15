"""Tokens, addresses, checks and quotas."""

from __future__ import annotations

from typing import Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError
from simulator.journal import Query
from simulator.quotas import DAILY

TICKET_S = 7200
NO_QUOTA = ("/sns/",)


def token(call: Call) -> dict[str, Any]:
    if call.arg("grant_type") != "client_credential":
        raise WxError(40002)
    call.credentials(call.arg("appid"), call.arg("secret"))
    call.known_ip()
    call.count()
    issued = call.world.tokens.legacy(call.appid)
    return {"access_token": issued.value, "expires_in": issued.left(call.world.clock.now())}


def stable_token(call: Call) -> dict[str, Any]:
    if call.text("grant_type") != "client_credential":
        raise WxError(40002)
    call.credentials(call.text("appid"), call.text("secret"))
    call.known_ip()
    call.count()
    force = call.body.get("force_refresh") is True
    issued = call.world.tokens.stable(call.appid, force=force)
    return {"access_token": issued.value, "expires_in": issued.left(call.world.clock.now())}


def ticket(call: Call) -> dict[str, Any]:
    """Give the JS-SDK's ticket, the same for two hours."""
    if call.arg("type") != "jsapi":
        raise WxError(40097, "invalid args")
    slot = int(call.world.clock.now() // TICKET_S)
    value = f"FAKEticket{call.appid}{call.world.settings.seed}-{slot}"
    return done(ticket=value, expires_in=TICKET_S)


def addresses(_call: Call) -> dict[str, Any]:
    return {"ip_list": ["127.0.0.1"]}


def check(call: Call) -> dict[str, Any]:
    if call.text("action") not in ("dns", "ping", "all"):
        raise WxError(40201, "invalid action")
    ip = {"ip": "127.0.0.1"}
    return done(
        dns=[{**ip, "real_operator": "CAP"}],
        ping=[{**ip, "from_operator": "CAP", "package_loss": "0%", "time": "0.045ms"}],
    )


def clear_quota(call: Call) -> dict[str, Any]:
    call.may("clear")
    if call.text("appid") != call.appid:
        raise WxError(40013)
    call.world.quotas.clear(call.appid)
    return done()


def clear_quota_by_secret(call: Call) -> dict[str, Any]:
    form = {**call.request.args.to_dict(), **call.body}
    call.credentials(str(form.get("appid", "")), str(form.get("appsecret", "")))
    call.may("clear")
    call.world.quotas.clear(call.appid)
    return done()


def _path(call: Call) -> str:
    path = call.text("cgi_path")
    if path.startswith(NO_QUOTA):
        raise WxError(76022)
    if path not in DAILY:
        raise WxError(76021)
    return path


def quota(call: Call) -> dict[str, Any]:
    path = _path(call)
    world = call.world
    limit = world.quotas.limit(world.account.kind_of(call.appid), path) or 0
    used = world.quotas.used(call.appid, path)
    return done(quota={"daily_limit": limit, "used": used, "remain": max(limit - used, 0)})


def clear_one_quota(call: Call) -> dict[str, Any]:
    call.may("clear")
    call.world.quotas.clear(call.appid, _path(call))
    return done()


def rid(call: Call) -> dict[str, Any]:
    """Tell what was asked and answered under a rid."""
    wanted = call.text("rid")
    if not wanted:
        raise WxError(76002, "rid is empty or malformed")
    entries = call.world.journal.read(Query(kind="api", limit=100_000))["entries"]
    found = next((entry for entry in entries if f"rid: {wanted}" in entry["response"]), None)
    if found is None:
        raise WxError(76001, "rid not found")
    query = "&".join(f"{name}={value}" for name, value in found["query"].items())
    return done(
        request={
            "invoke_time": int(wanted[:8], 16),
            "cost_in_ms": int(found["took_ms"]),
            "request_url": query,
            "request_body": found["request"],
            "response_body": found["response"],
            "client_ip": "127.0.0.1",
        }
    )


ENDPOINTS = {
    "/cgi-bin/token": Endpoint("GET", token, access=False),
    "/cgi-bin/stable_token": Endpoint("POST", stable_token, access=False),
    "/cgi-bin/ticket/getticket": Endpoint("GET", ticket),
    "/cgi-bin/getcallbackip": Endpoint("GET", addresses),
    "/cgi-bin/get_api_domain_ip": Endpoint("GET", addresses),
    "/cgi-bin/callback/check": Endpoint("POST", check),
    "/cgi-bin/clear_quota": Endpoint("POST", clear_quota),
    "/cgi-bin/clear_quota/v2": Endpoint("POST", clear_quota_by_secret, access=False),
    "/cgi-bin/openapi/quota/get": Endpoint("POST", quota),
    "/cgi-bin/openapi/quota/clear": Endpoint("POST", clear_one_quota),
    "/cgi-bin/openapi/rid/get": Endpoint("POST", rid),
}
