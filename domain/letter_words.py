"""What operators and leaders call the states, ways and kinds of a letter."""

from collections.abc import Mapping
from typing import Final

from domain.delivery import MUTABLE, Channel, Kind, Status

CHANNELS: Final[Mapping[str, str]] = {
    Channel.TEMPLATE: "模板消息",
    Channel.SUBSCRIPTION: "订阅通知",
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
    Status.WAITING: "在对话里等着",
    Status.FAILED: "没发成",
    Status.UNCERTAIN: "不知道到没到",
    Status.HELD: "扣下了",
}
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
