"""The people to play with: who they are, how they log in, and what there is to try."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to play: ``phone`` in E.164; ``username`` and ``password`` for cadres only.

    ``bound``: this openid already stands for the person, who follows the account.
    """

    name: str
    role: str
    phone: str
    openid: str
    hint: str
    bound: bool = False
    username: str = ""
    password: str = field(default="", repr=False)


SHORT_BY_TWO: Final = "王敏"
SHORT_BY_ONE: Final = "赵强"
MET_ALL: Final = "孙悦"
LEADER: Final = "李向阳"
ADMIN: Final = "何静"
STRANGER: Final = "路人甲"

_YOUTHS: Final = (
    ("林小溪", 1, "已经登录。许个微心愿,报名活动,看看自己的团干部是谁。"),
    ("周一帆", 2, "先关注,再用手机号和验证码登录,去抢最后一个名额。"),
    ("陈果", 3, "请王敏在聊天里邀请 TA,扫码后用手机后四位登录。"),
    ("许诺", 4, "有两位团干部(王敏、赵强),试试「不想被联系」。"),
)
_CADRES: Final = (
    (
        SHORT_BY_TWO,
        "团干部 · 专职 · 临溪县",
        101,
        "wangmin",
        (
            "第一次登录要改一次性密码。这两个月还差 2 次:"
            "发一句「记 志愿服务 周一帆 社区清洁 2小时」试试;名单里有两位张三和一位张三丰。"
        ),
    ),
    (
        SHORT_BY_ONE,
        "团干部 · 兼职 · 城东社区",
        102,
        "zhaoqiang",
        "本季度还差 1 次。把时钟拨到季度末前一周,会收到提醒;补上一次,就不再提醒。",
    ),
    (MET_ALL, "团干部 · 挂职 · 青禾市", 103, "sunyue", "这个窗口已经完成,不会收到提醒。"),
    (
        LEADER,
        "机关负责人 · 临溪县",
        104,
        "lixiangyang",
        "本机关的五类活动还没做全,提醒发给 TA。",
    ),
)


_ADMIN: Final = "hejing"


def phone(number: int) -> str:
    """Return a number in E.164 out of a range that is obviously made up."""
    return f"+86199{number:08}"


def openid(number: int) -> str:
    """Return a fake openid, of the real ones' length."""
    return f"oFAKEdemo{number:019}"


def personas(seed: int) -> list[Persona]:
    """Return the people to play: the same seed, the same passwords."""
    youths = [
        Persona(name, "小伙伴", phone(n), openid(n), hint, bound=n == 1)
        for name, n, hint in _YOUTHS
    ]
    cadres = [
        Persona(
            name,
            role,
            phone(n),
            openid(n),
            hint,
            bound=name != SHORT_BY_TWO,
            username=username,
            password=_password(seed, username),
        )
        for name, role, n, username, hint in _CADRES
    ]
    stranger = Persona(STRANGER, "陌生人", phone(999), openid(999), "不在名册里,看看会怎样。")
    admin = Persona(
        ADMIN,
        "管理员 · 青禾市",
        phone(105),
        openid(105),
        "在电脑上打开 /console,用这里的用户名和密码登录,再回这里发屏幕上的数字确认。",
        bound=True,
        username=_ADMIN,
        password=_password(seed, _ADMIN),
    )
    return [*youths, *cadres, admin, stranger]


def _password(seed: int, username: str) -> str:
    chance = Random(f"{seed}|{username}")  # noqa: S311 - a demonstration is to be repeatable
    return "".join(chance.choices(_LETTERS, k=12))
