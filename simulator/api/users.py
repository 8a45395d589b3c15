"""Who follows the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError

if TYPE_CHECKING:
    from simulator.people import Person

PAGE = 10_000
BATCH = 100
REMARK = 30


def _describe(person: Person, language: str) -> dict[str, Any]:
    if not person.followed:
        return {"subscribe": 0, "openid": person.openid}
    number = person.qr_scene if person.qr_scene.isdecimal() else "0"
    return {
        "subscribe": 1,
        "openid": person.openid,
        "language": language or "zh_CN",
        "subscribe_time": int(person.subscribed_at),
        "unionid": person.unionid,
        "remark": person.remark,
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": person.subscribe_scene,
        "qr_scene": int(number),
        "qr_scene_str": "" if person.qr_scene.isdecimal() else person.qr_scene,
    }


def info(call: Call) -> dict[str, Any]:
    if not call.arg("openid"):
        raise WxError(41009)
    return _describe(call.person(call.arg("openid")), call.arg("lang"))


def batch(call: Call) -> dict[str, Any]:
    wanted = call.body.get("user_list")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= BATCH:
        raise WxError(40003, "invalid openid list size")
    if not all(isinstance(one, dict) for one in wanted):
        raise WxError(47001)
    described = [
        _describe(call.person(str(one.get("openid", ""))), str(one.get("lang", "")))
        for one in wanted
    ]
    return {"user_info_list": described}


def every(call: Call) -> dict[str, Any]:
    openids = [person.openid for person in call.world.people.followers()]
    start = 0
    if call.arg("next_openid"):
        if call.arg("next_openid") not in openids:
            raise WxError(40003)
        start = openids.index(call.arg("next_openid")) + 1
    page = openids[start : start + PAGE]
    found: dict[str, Any] = {"total": len(openids), "count": len(page)}
    if page:
        found["data"] = {"openid": page}
    return {**found, "next_openid": page[-1] if page else ""}


def remark(call: Call) -> dict[str, Any]:
    person = call.person(call.text("openid"))
    if len(call.text("remark")) >= REMARK:
        raise WxError(45002)
    person.remark = call.text("remark")
    return done()


ENDPOINTS = {
    "/cgi-bin/user/info": Endpoint("GET", info, "users"),
    "/cgi-bin/user/info/batchget": Endpoint("POST", batch, "users"),
    "/cgi-bin/user/get": Endpoint("GET", every, "users"),
    "/cgi-bin/user/info/updateremark": Endpoint("POST", remark, "users"),
}
