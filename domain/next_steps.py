"""A next step in a text: what is replied in the chat, and where the mini-program has the same.

A text names its next step once, as what is replied in the chat (``回复「心愿」``). That is data:
the chat shows it as it stands, and whatever reaches somebody in the mini-program goes by ``there``.
"""

import re
from collections.abc import Sequence
from typing import Final

_LINK: Final = re.compile(r"<a [^>]*>([^<]*)</a>")
_NAMED: Final = re.compile(r"「<a [^>]*msgmenucontent=([^&>]*)[^>]*>[^<]*</a>」")
"""What is named to be replied, and can be tapped as well: with what it says."""
_TAP: Final = re.compile(r"(?<!「)<a [^>]*msgmenucontent=([^&>]*)[^>]*>([^<]*)</a>")
"""What is tapped by itself, not named as something to reply: with what it says, and its label."""
_HERE: Final = re.compile("打开这[^点,。;]{1,3}点")
"""Opening what a text is about, to press something there."""

_WISH: Final = "打开这个心愿"
_ACTIVITY: Final = "打开这个活动"
_TICKET: Final = "打开这一件"
WAYS: Final[Sequence[tuple[str, str]]] = (
    # Activities.
    (r"「(?:我的)?活动」", "打开「活动」"),
    (r"「报名活动\d+」", _ACTIVITY),
    (r"「取消报名」", f"{_ACTIVITY}点「取消报名」"),
    (r"「要」", f"{_ACTIVITY}点「我要去」"),
    (r"「不要」", f"{_ACTIVITY}点「让给后面的人」"),
    (r"「签到」和屏幕上的数字就行", "打开「签到」填屏幕上的数字就行"),
    (r"「签到[^」]*」", "打开「签到」再填一次"),
    (r"「活动评价」", f"{_ACTIVITY}打几颗星"),
    (r"「我办的活动」", "打开公众号的「工作台」"),
    # Wishes.
    (r"「心愿」", "打开「微心愿」"),
    (r"「心愿\d+」", _WISH),
    (r"「心愿留言[^」]*」", f"{_WISH}写在下面"),
    (r"「收到\d+」", f"{_WISH}点「收到了」"),
    (r"「没收到\d+」", f"{_WISH}点「还没有收到」"),
    (r"「办好了\d+」", f"{_WISH}点「办好了」"),
    (r"「退回心愿[^」]*」", f"{_WISH}点「办不成,退回去」"),
    (r"「认领心愿\d+」", f"{_WISH}点「我来认领」"),
    (r"「许愿」", "打开「许个心愿」"),
    (r"「心愿池」", "打开「心愿池」"),
    (r"「我认领的」", "打开「我认领的」"),
    (r"「心愿审核」", "打开「审核心愿」"),
    # Questions and demands, problems, what is held back.
    (r"「找团干部」|「意见 …」写一句", "在「提问反映」里写一句"),
    (r"「我的诉求」", "打开「提问反映」"),
    (r"「待办诉求」", "打开「诉求与提问」"),
    (r"「补充[^」]*」加上要说的", f"{_TICKET}写上要说的"),
    (r"「没解决」加编号", f"{_TICKET}点「重新打开」"),
    (r"「青年之声」", "打开「青年之声」"),
    (r"「问题清单」", "点「去办」"),
    (r"「解决了[^」]+」", f"{_TICKET}点「解决了」"),
    (r"「没解决[^」]+」", f"{_TICKET}点「重新打开」"),
    (r"「不用回访[^」]+」", f"{_TICKET}点「不用回访」"),
    (r"「不公开[^」]+」", f"{_TICKET}点「撤下」"),
    (r"「待看的内容」", "打开「待看的内容」"),
    (r"「申诉\d+」", "打开这条消息点「去办」"),
    (r"「值班」", "打开「值班」"),
    (r"「要打电话的」", "打开「要打电话的」"),
    (r"「季度材料」", "打开「季度材料」"),
    # Topics, ratings, spot checks.
    (r"「话题」", "打开「话题与分享」"),
    (r"「评价」", "打开「评价团干部」"),
    (r"「我的评价」(?:打开)?", "打开「小伙伴怎么说我」"),
    (r"「抽查」", "打开「回答抽查」"),
    (r"「不参加抽查」", "打开「回答抽查」点「不想答」"),
    # A cadre's own work.
    (r"「进度」", "打开「我的进度」"),
    (r"「简报」", "打开「单位简报」"),
    (r"「(?:记录|记[^」]*)」", "打开「记一笔」"),
    (r"「(?:我的记录|撤销|确认)」", "打开「我的记录」"),
    (r"「我的计划」", "打开「我的计划」"),
    (r"「做了」", "打开「我的计划」点「做了」"),
    (r"「我的小伙伴」|「找 [^」]+」打开 TA 的页面", "打开「我的小伙伴」"),
    (r"「我的码」", "打开「我的码」"),
    (r"「(?:工作台|帮助)」", "打开「首页」"),
    # Oneself.
    (r"「谁在联系我」", "打开「谁在联系我」"),
    (r"「不要[^」]+联系」", "打开「谁在联系我」点「不要联系」"),
    (r"「退订」", "打开「谁在联系我」点「都不要联系」"),
    (r"「少提醒」", "打开「要收哪些消息」关几样"),
    (r"「我的数据」", "打开「我的数据」"),
    (r"「不删了」", "打开「我的数据」点「不删了」"),
    (r"「小伙伴登录」", "在「我的」里用手机号登录"),
    (r"「团干部登录」", "在「我的」里用密码登录"),
    (r"「取消」", "就不用记了"),
    (r"「重发」", "再要一个"),
    (r"「(?:解除绑定|退出小程序)」", "在「我的」里退出登录"),
    (r"「是我换的」", "打开「我的」点「是我换的」"),
    (r"「不是我」", "打开「我的」点「不是我」"),
    (r"「小程序」", "在公众号对话里说「小程序」"),
    (r"「退出网页」", "在公众号对话里说「退出网页」"),
)
"""What is replied in the chat, with what stands behind it where that belongs to it."""
_BEFORE: Final = "(?:在公众号对话里|在对话里|打开公众号,|点菜单或)?(?:回复|发)"
_STEP: Final = re.compile(
    _BEFORE + "(?:" + "|".join(f"(?P<way{n}>{asked})" for n, (asked, _) in enumerate(WAYS)) + ")"
)


_TAPPED: Final = {
    "退订": "打开「要收哪些消息」关几样",
    "聊过": "打开「聊过吗」",
    "没聊过": "说一声就行。",
    "不用问我": "不想再问,打开「要收哪些消息」关几样。",
}
"""What says something else by itself than as something to reply."""


def known(said: str) -> bool:
    """Say whether what is said in the chat has a way in the mini-program."""
    return said in _TAPPED or _STEP.fullmatch(f"回复「{said}」") is not None


def untapped(text: str) -> str:
    """Return a text without what a tap says in the chat."""
    return _LINK.sub(r"\1", text)


def there(text: str) -> str:
    """Return a text with its next steps as they are taken in the mini-program."""
    plain = untapped(_TAP.sub(_tapped, _NAMED.sub(r"「\1」", text)))
    if "「" not in plain:
        return plain
    said = _STEP.sub(_way, plain)
    first = _HERE.search(said)
    # Where it has been opened once, it needs no opening again.
    return said[: first.end()] + _HERE.sub("点", said[first.end() :]) if first else said


def on_card(text: str) -> str:
    """Return the same for a card, which has little room and opens what it is about."""
    return _HERE.sub("点", there(text))


def _tapped(found: re.Match[str]) -> str:
    said, label = found[1], found[2]
    return _TAPPED.get(said) or (f"回复「{said}」" if known(said) else label)


def _way(found: re.Match[str]) -> str:
    return WAYS[int((found.lastgroup or "").removeprefix("way"))][1]
