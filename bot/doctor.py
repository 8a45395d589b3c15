"""What is wrong with an installation, and how to mend it."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal, NamedTuple

import redis
import urllib3
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import database
from bot import doctor_sending as sending
from bot import doctor_templates as notices
from bot.app import App, fresh_api
from bot.complaints import Skipped, Wrong
from bot.explain import explain
from bot.mini import open_mini
from bot.values import EMBEDDED
from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from bot.wechat.errors import WeChatError
from domain.channels import Ability, may
from services import clocks, programmes

State = Literal["ok", "fail", "skip"]

_SKEW: Final = 30.0
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``mend`` says what to do about it."""

    check: str
    state: State
    found: str
    mend: str = ""


class Patient(NamedTuple):
    """What is examined: the house, and calls with a token of their own.

    A token that others had kept would hide a wrong secret, and their breaker a mended one.
    """

    app: App
    api: Api
    account: Account


def examine(app: App) -> list[Finding]:
    """Check everything, one after the other; a check that fails stops none of the others.

    Only where there is no token, what needs one is left out: it would be the same fault again.
    """
    api = fresh_api(app)
    wechat = app.settings.wechat
    patient = Patient(app, api, Account(api, wechat.kind, wechat.appid, app.clock))
    findings = [_asked("database", _database, patient), _asked("redis", _cache, patient)]
    token = _asked("token", _token, patient)
    findings.append(token)
    for name, check in _WITH_TOKEN.items():
        if token.state == "ok":
            findings.append(_asked(name, check, patient))
        else:
            findings.append(Finding(name, "skip", "要先取到 access_token"))
    mini = [_asked("mini", _mini, patient)] if wechat.mini else []
    return [
        *findings,
        *mini,
        *(_asked(name, check, patient) for name, check in _notices(patient, [token, *mini])),
        _asked("programmes", _programmes, patient),
        *(_asked(name, _of_app(check), patient) for name, check in _SENDING.items()),
        _asked("callback", _callback, patient),
        _asked("clock", _clock, patient),
    ]


def connection(app: App) -> dict[str, str]:
    """Return what another WeChat client needs to talk to this installation."""
    wechat = app.settings.wechat
    return {
        "callback": f"{app.settings.site.base_url}/wechat",
        "mode": wechat.mode,
        "appid": wechat.appid,
        "token": wechat.token.get_secret_value(),
        "encoding_aes_key": wechat.aes_key.get_secret_value(),
        "kind": wechat.kind,
        "api_url": wechat.api_url,
    }


def report(app: App) -> dict[str, Any]:
    """Return everything as one mapping for machines."""
    findings = examine(app)
    return {
        "ok": not any(finding.state == "fail" for finding in findings),
        "connection": connection(app),
        "findings": [asdict(finding) for finding in findings],
    }


Check = Callable[[Patient], str]


def _of_app(check: Callable[[App], str]) -> Check:
    return lambda patient: check(patient.app)


def _asked(name: str, check: Check, patient: Patient) -> Finding:
    """Run a check; what it returns is fine, what it raises is not."""
    started = time.monotonic()
    try:
        found = check(patient)
    except Wrong as no:
        return Finding(name, "fail", no.found, no.mend)
    except Skipped as no:
        return Finding(name, "skip", str(no))
    except WeChatError as no:
        return Finding(name, "fail", *explain(no))
    return Finding(name, "ok", f"{found}({(time.monotonic() - started) * 1000:.0f} 毫秒)")


def _database(patient: Patient) -> str:
    engine = patient.app.engine
    try:
        with engine.connect() as connected:
            connected.execute(text("SELECT 1"))
        current, head = database.current(engine), database.head()
    except SQLAlchemyError as no:
        raise Wrong(f"连不上({type(no).__name__})", "检查 [database] url 和数据库服务") from None
    if not database.serves(engine):
        raise Wrong(f"表结构 {current or '空'},应为 {head}", "运行 tuan100 db upgrade")
    return f"{engine.dialect.name},表结构 {current}"


def _programmes(patient: Patient) -> str:
    app = patient.app
    try:
        if not database.serves(app.engine):
            raise Skipped("先升级数据库")
        with app.open_uow(read_only=True) as uow:
            faults = programmes.unsound(uow)
    except SQLAlchemyError:
        raise Skipped("要先连上数据库") from None
    if faults:
        mend = "tuan100 programmes choose 另选一个,或者 --above 跟上级一致"
        raise Wrong(";".join(faults), mend)
    return f"{len(app.means.programmes)} 个方案,都没有加码"


def _cache(patient: Patient) -> str:
    if patient.app.settings.redis.url == EMBEDDED:
        return "内嵌,只适合一个进程"
    try:
        patient.app.cache.ping()
    except redis.RedisError as no:
        raise Wrong(
            f"连不上({type(no).__name__})", "检查 [redis] url 和 Redis 服务;没有它也能用,只是慢一些"
        ) from None
    return "连得上"


def _token(patient: Patient) -> str:
    patient.api.call("/cgi-bin/get_api_domain_ip")
    return "拿得到,能用"


def _notices(patient: Patient, before: Iterable[Finding]) -> list[tuple[str, Check]]:
    """Return what is to be looked at of notices that people say yes to, where there are any."""
    sound = frozenset(finding.check for finding in before if finding.state == "ok")
    looks = notices.looks(patient.app, patient.api, sound)
    return [(name, _alone(look)) for name, look in looks]


def _alone(look: Callable[[], str]) -> Check:
    return lambda _: look()


def _mini(patient: Patient) -> str:
    """Ask for a token of the mini-program's own."""
    wechat = patient.app.settings.wechat
    mini = open_mini(platform(wechat.api_url), wechat.mini, patient.app.clock, None)
    try:
        if mini is not None:
            mini.api.call("/cgi-bin/get_api_domain_ip")
    except WeChatError as no:
        found, mend = explain(no)
        raise Wrong(found, mend.replace("[wechat]", "[wechat.mini]")) from None
    return "拿得到 access_token,能用"


def _addresses(patient: Patient) -> str:
    return f"微信推送来自 {len(patient.account.callback_addresses())} 个地址,防火墙要放行"


def _menu(patient: Patient) -> str:
    if not may(patient.app.settings.wechat.kind, Ability.MENU):
        raise Skipped("这类账号没有菜单接口;不用菜单也行,每一项都可以直接说")
    there = patient.account.menu()
    wanted = patient.app.router.menu_json()["button"]
    if there is None:
        raise Wrong("公众号上还没有菜单", "运行 tuan100 menu push")
    if _plain(there) != _plain(wanted):
        raise Wrong("公众号上的菜单和程序里的不一样", "运行 tuan100 menu push")
    return "已发布,和程序一致"


def _plain(buttons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Leave of a menu what we decide; the platform adds empty lists of its own."""
    return [
        {
            **{k: b[k] for k in ("type", "name", "key", "url") if b.get(k)},
            "sub_button": _plain(b.get("sub_button") or ()),
        }
        for b in buttons
    ]


def _callback(patient: Patient) -> str:
    """Knock at our own door from outside, as the platform does when the address is saved."""
    wechat = patient.app.settings.wechat
    stamp, nonce = str(int(patient.app.clock().timestamp())), "doctor"
    parts = sorted((wechat.token.get_secret_value(), stamp, nonce))
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - WeChat's algorithm
    query = {"signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": "tuan100"}
    url = f"{patient.app.settings.site.base_url}/wechat"
    try:
        answer = _http().request("GET", url, fields=query)
    except urllib3.exceptions.HTTPError as no:
        raise Wrong(
            f"{url} 打不开({type(no).__name__})",
            "网站启动了吗?[site] base_url 要能从外网打开,只能用 80 或 443 端口",
        ) from None
    if answer.status != _OK or answer.data != b"tuan100":
        raise Wrong(
            f"{url} 应答不对({answer.status})", "[site] base_url 指到别处了?token 和网站用的一致吗?"
        )
    return f"{url} 应答正确"


def _clock(patient: Patient) -> str:
    """Compare our time with the platform's Date header, and with the database's own."""
    settings = patient.app.settings
    if settings.clock.follow:
        return "跟着演示的时钟走"
    try:
        sent = _http().request("GET", settings.wechat.api_url).headers.get("Date", "")
        theirs = parsedate_to_datetime(sent).astimezone(UTC)
    except (urllib3.exceptions.HTTPError, ValueError, TypeError):
        raise Wrong("没问到微信的时间", "检查网络;服务器要开自动对时") from None
    skew = (patient.app.clock() - theirs).total_seconds()
    if abs(skew) > _SKEW:
        way = "快" if skew > 0 else "慢"
        raise Wrong(f"比微信{way} {abs(skew):.0f} 秒", "打开自动对时(timedatectl set-ntp true)")
    database_skew = _database_skew(patient.app)
    if abs(database_skew) > _SKEW:
        found = f"数据库服务器的时钟差 {abs(database_skew):.0f} 秒"
        raise Wrong(found, "在数据库服务器上打开自动对时(timedatectl set-ntp true)")
    return f"和微信差 {abs(skew):.0f} 秒"


def _database_skew(app: App) -> float:
    """Return by how many seconds the database's clock is apart; nothing where it is away."""
    try:
        with app.open_uow(read_only=True) as uow:
            theirs = clocks.independent(uow)
    except SQLAlchemyError:
        return 0.0
    return (app.clock() - theirs).total_seconds() if theirs else 0.0


def _http() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=5.0)


_SENDING: Final[Mapping[str, Callable[[App], str]]] = {
    "senders": sending.senders,
    "letters": sending.letters,
    "halts": sending.halts,
    "spool": sending.spool,
}
_WITH_TOKEN: Final[Mapping[str, Check]] = {
    "addresses": _addresses,
    "menu": _menu,
    "templates": lambda patient: notices.templates(patient.app, patient.account),
}
