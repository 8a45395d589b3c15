"""What WeChat's refusals mean to whoever runs the account: what was found, and how to mend it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bot.wechat.errors import (
    NotAble,
    TokenPaused,
    TokenRefused,
    WeChatAway,
    WeChatError,
    WeChatRefused,
)


class Explained(NamedTuple):
    """One fault: ``found`` says what it is, ``mend`` what to do."""

    found: str
    mend: str


_CONSOLE: Final = "公众平台「设置与开发 → 基本配置」"
_SECRET: Final = f"在{_CONSOLE}重置 AppSecret,填进 [wechat] secret"
_WHITELIST: Final = f"在{_CONSOLE}的 IP 白名单里加上{{address}}"
_KIND: Final = "看看 [wechat] kind 写得对不对,账号认证过没有"

_REFUSED: Final[Mapping[int, Explained]] = {
    40001: Explained("access_token 不被承认", "别的程序也在用这个账号取 access_token 吗?停掉它"),
    40013: Explained("没有这个 AppID", f"对照{_CONSOLE}改 [wechat] appid"),
    40125: Explained("AppSecret 不对", _SECRET),
    40164: Explained("这台服务器的地址不在 IP 白名单里", _WHITELIST),
    40243: Explained("AppSecret 被冻结了", f"在{_CONSOLE}解冻,或重置后填进 [wechat] secret"),
    41002: Explained("缺 AppID", "填 [wechat] appid"),
    41004: Explained("缺 AppSecret", "填 [wechat] secret"),
    45009: Explained("今天的调用次数用完了", "等到北京时间零点,或在公众平台清零(每月 10 次)"),
    48001: Explained("账号没有这个接口权限", _KIND),
    50001: Explained("账号没有这个接口权限", _KIND),
    89501: Explained("管理员还没确认这台服务器的地址", "请公众号管理员在手机上点确认"),
    89503: Explained("管理员还没确认这台服务器的地址", "请公众号管理员在手机上点确认"),
    89506: Explained("管理员拒绝了这台服务器,一天内不能再试", _WHITELIST),
    89507: Explained("管理员拒绝了这台服务器,一小时内不能再试", _WHITELIST),
}


def explain(no: WeChatError) -> Explained:
    """Say in Chinese what went wrong and what to do about it."""
    match no:
        case WeChatRefused():
            return _refused(no)
        case TokenPaused():
            return Explained(
                "取 access_token 连着失败,先歇一会儿再试", "过一分钟再来;多半是 secret 或 IP 白名单"
            )
        case WeChatAway():
            return Explained(
                f"连不上微信({no.why.removeprefix('token-')})",
                "检查网络、DNS 和 [wechat] api_url",
            )
        case NotAble():
            return Explained("这类账号没有这个接口", _KIND)
    return Explained(type(no).__name__, "看日志里的说明")


def _refused(no: WeChatRefused) -> Explained:
    # Where there is no token yet, 40001 is about the secret.
    code = no.row.code if isinstance(no, TokenRefused) else no.errcode
    known = _REFUSED.get(code)
    if known is None:
        return Explained(f"微信不同意({no.errcode})", f"查公众平台的返回码说明;{_KIND}")
    address = f" {no.detail}" if no.detail else "它"
    about = f":{no.detail}" if no.detail else ""
    return Explained(
        f"{known.found}{about}({no.errcode})", known.mend.replace("{address}", address)
    )
