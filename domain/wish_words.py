"""What the words of a wish tell: about money, and about who somebody is."""

import re
from typing import Final

from domain.errors import Refusal

LONGEST: Final = 200
REASON: Final = 100
NOTE: Final = 200
THANKS: Final = 200
BRINGS: Final = 60

_MONEY: Final = re.compile(r"买|购置|采购|价格|价钱|费用|学费|块钱|元|多少钱|预算|报销")
_AMOUNT: Final = re.compile(r"([1-9][0-9]{0,6})\s*(?:元|块)")
_REVEALS: Final = (
    # A mobile number, however it is cut into groups.
    re.compile(r"(?<![0-9])(?:\+?86[\s-]?)?1[3-9][0-9](?:[\s-]?[0-9]){8}(?![0-9])"),
    # An identity card: eighteen digits of which the last may be an X.
    re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])"),
)


class TooLong(Refusal):
    """It does not fit."""

    code = "wish_too_long"
    text = "有点长了({length} 字),{longest} 字以内说清就好,再说一遍?"


class Empty(Refusal):
    """Nothing was wished for."""

    code = "wish_empty"
    text = "想要点什么?用一句话说就行,比如「想要一本高考数学复习书」。"


class SaySomething(Refusal):
    """The words are missing."""

    code = "wish_say"
    text = "写一句话再发,对方看得懂就行。"


class Reveals(Refusal):
    """A number by which somebody is known stands in words that many read."""

    code = "wish_reveals"
    text = "里面有手机号或证件号,先去掉它再说一遍:这句话很多人看得到,认领的人自会看到怎么联系。"


class NoPrice(Refusal):
    """It is no whole number of yuan."""

    code = "wish_no_price"
    text = "写个整数就行,比如 60;说不准就空着。"


class TooDear(Refusal):
    """A micro-wish is a small one."""

    code = "wish_too_dear"
    text = "微心愿是小心愿,一个最多 {most} 元。大一点的困难,找你的团干部说:回复「找团干部」。"


def hints_money(text: str) -> bool:
    """Say whether a wish speaks of buying something, without saying for how much."""
    return _MONEY.search(text) is not None and yuan_in(text) is None


def yuan_in(text: str) -> int | None:
    """Return the amount that a wish names itself: 80 for 「80 元左右的台灯」."""
    found = _AMOUNT.search(text)
    return int(found[1]) if found else None


def wish(text: str) -> str:
    """Return a wish's text in shape, or refuse it in words."""
    text = text.strip()
    # A number alone is an answer to some list, not a wish.
    if not text or text.isdecimal():
        raise Empty
    return _public(text, LONGEST)


def said(text: str, longest: int) -> str:
    """Return what somebody adds to a wish, in shape; empty is refused."""
    text = text.strip()
    if not text:
        raise SaySomething
    return _fits(text, longest)


def brings(text: str) -> str:
    """Return what somebody brings to a wish, in shape; it may be nothing special."""
    return _public(text.strip(), BRINGS)


def price(yuan: int | None, most: int) -> int | None:
    """Return what a wish costs, or refuse one that is no micro-wish any more."""
    if yuan is None:
        return None
    if yuan < 1:
        raise NoPrice
    if yuan > most:
        raise TooDear(most=most)
    return yuan


def _public(text: str, longest: int) -> str:
    if any(pattern.search(text) for pattern in _REVEALS):
        raise Reveals
    return _fits(text, longest)


def _fits(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TooLong(length=len(text), longest=longest)
    return text
