"""What people call the states, ways, kinds and templates of a letter."""

from collections.abc import Mapping
from typing import Final

from domain.delivery import MUTABLE, Channel, Kind, Status

CHANNELS: Final[Mapping[str, str]] = {
    Channel.TEMPLATE: "模板消息",
    Channel.SUBSCRIPTION: "订阅通知",
    Channel.MINI: "小程序订阅消息",
    Channel.CUSTOMER_SERVICE: "客服消息",
    Channel.SMS: "短信",
}
KINDS: Final[Mapping[str, str]] = {
    **{str(kind): name for kind, name in MUTABLE.items()},
    Kind.CODE: "验证码",
    Kind.CHAT: "对话里的回复",
    Kind.SEAT: "活动名额",
    Kind.LOGIN: "登录提醒",
    Kind.ALARM: "紧急求助",
}
STATES: Final[Mapping[str, str]] = {
    Status.PENDING: "等着发",
    Status.SENDING: "正在发",
    Status.SENT: "平台收下了",
    Status.DELIVERED: "送到了",
    Status.DROPPED: "不用发了",
    Status.WAITING: "放着等人看",
    Status.FAILED: "没发成",
    Status.UNCERTAIN: "不知道到没到",
    Status.HELD: "扣下了",
}
TEMPLATES: Final[Mapping[str, str]] = {
    "QUOTA_DUE": "任务快到期",
    "SEAT": "活动有名额、有变化",
    "NEWS": "通知,心愿和诉求的进展",
}
"""What somebody is asked whether they want one more of."""
OUTCOMES: Final[Mapping[str, str]] = {
    "sent": "平台收下了",
    "delivered": "送到了",
    "never": "没成",
    "unknown": "没有回音",
    "shut": "走不通",
    "waiting": "放进对话里等着",
    "call": "请人打电话",
    "again": "人工重发",
    "closed": "人工了结",
}
"""What came of one try, or what a person decided."""

WHYS: Final[Mapping[str, str]] = {
    "ability": "这个账号发不了这一种",
    "another person speaks here now": "这个微信换了人",
    "expired": "轮到它时已经过了时效",
    "its sender died while sending": "发到一半,发送的程序停了",
    "left": "本人删除了自己的数据",
    "no longer follows": "取消关注了",
    "no longer in the mini-program": "不在小程序里了",
    "no longer needed": "事情已经做完、取消了,或者本人关掉了这类消息",
    "replaced": "后来写的一条替它说了",
    "stopped": "发送的程序停了,等会儿再发",
    "undone": "发之前撤销了",
}
_CAUSES: Final[Mapping[str, str]] = {
    "account": "平台不认这个账号",
    "away": "平台没有回音",
    "bug": "程序出错",
    "quota": "平台说今天的次数用完了",
    "template": "模板没有配置好,或者被平台退回",
}


def say_why(why: str) -> str:
    """Say why a letter came to its state; what the platform says goes along as it is."""
    cause, _, code = why.partition(":")
    if cause in _CAUSES:
        return f"{_CAUSES[cause]}({code})" if code else _CAUSES[cause]
    return WHYS.get(why, why)
