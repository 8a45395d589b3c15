"""签到: by the digits at the door, or by scanning its code."""

from domain import checkin
from domain.checkin import Way
from domain.errors import Refusal
from domain.periods import HOME
from domain.wording import tap
from handlers.routing import Chat, chat, elsewhere
from services import checkins
from services.arrivals import Here

SIX = "回复签到屏上的 6 位数字就行,它每分钟换一次。屏上有码的话,直接扫一扫也行。"
STRANGER = (
    "先登录,我才知道来的是谁:回复「小伙伴登录」(团干部回复「团干部登录」)。\n"
    "登录好了,再扫一次签到码。"
)
STALE = "这个码已经换了。扫一下签到屏上现在的码,或者发「签到」和屏上的数字。"


@chat.text("签到", "我要签到")
def begin(c: Chat) -> str:
    """Ask for the digits, where there is anything to check in to."""
    checkins.open_doors(c.uow, c.person)
    c.ask("checkin", "digits")
    return SIX


@chat.text(pattern=r"签到[\s::]*\d[\d\s]*")
def typed(c: Chat) -> str:
    """Check in by the digits that follow the word."""
    return _by(c, c.text)


@chat.step("checkin", "digits", zero=True)
def take_digits(c: Chat) -> str:
    """Check in by the digits; a wrong code leaves the question open."""
    if any(map(str.isdecimal, c.text)):
        return _by(c, c.text)
    return elsewhere(c) or f"{SIX}\n不签了,回复「取消」。"


def _by(c: Chat, said: str) -> str:
    digits = "".join(filter(str.isdecimal, said))
    if not checkin.is_code(digits):
        c.ask("checkin", "digits")
        return SIX
    judged = checkins.by_digits(c.uow, c.person, digits)
    if isinstance(judged, Refusal):
        c.ask("checkin", "digits")
        return str(judged)
    c.done()
    return _told(judged)


@chat.scene(checkin.SCENE)
def scanned(c: Chat) -> str:
    """Check in at once by the code at the door."""
    if c.who.person_id is None:
        return STRANGER
    read = checkin.read_scene(c.scene)
    judged = checkins.check_in(c.uow, c.person, *read, Way.SCAN) if read else None
    if judged is None or isinstance(judged, checkin.WrongDigits):
        return STALE
    return str(judged) if isinstance(judged, Refusal) else _told(judged)


def _told(here: Here) -> str:
    if here.already:
        return f"你 {here.at.astimezone(HOME):%H:%M} 已经签到了:「{here.title}」,不用再签。"
    said = f"签到好了:「{here.title}」。"
    if here.walk_in:
        said = f"给你加了一个名额,也签到好了:「{here.title}」。"
    return f"{said}\n结束后想说两句,回复「{tap('评活动')}」。"
