"""The door of an activity: the digits of a minute, when it is open, and who is let in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.periods import HOME, local_day
from domain.seats import ActivityStatus, Mode, Place, Seats
from domain.wording import say_day

OPENS: Final = timedelta(minutes=60)
"""How long before the start the door opens."""
SHUTS: Final = timedelta(hours=2)
"""How long after the end it is still open; what is changed later wants a reason."""
LIFE: Final = timedelta(minutes=1)
LENGTH: Final = 6
TRIES: Final = 5
"""Wrong digits from one person in ``SPAN``: a guess is then as good as none."""
SPAN: Final = timedelta(minutes=10)
SCENE: Final = "ci_"
"""How the door's scene begins in a QR code; it goes on ``<activity>-<digits>``."""


class Way(StrEnum):
    """How it is known that somebody came."""

    SCAN = "scan"
    CODE = "code"
    LIST = "list"
    """The host ticked it."""
    LATE = "late"
    """The host put it right after the door had shut, with a reason."""


WAY_TITLES: Final = {Way.SCAN: "扫码", Way.CODE: "数字", Way.LIST: "名单", Way.LATE: "补记"}


class Step(StrEnum):
    """What happens to the seats when somebody comes in."""

    SEATED = "seated"
    """They have one."""
    KEPT = "kept"
    """The one that is kept for them becomes theirs."""
    FREE = "free"
    """They take one that is nobody's."""
    MORE = "more"
    """The host lets them in beyond the seats there are: there is one more."""


class TooEarly(Refusal):
    code = "door_not_open"
    text = "「{title}」{when}开始,{opens} 起可以签到。到时再发一次就好。"


class DoorShut(Refusal):
    code = "door_shut"
    text = "「{title}」的签到已经结束。你来了的话,跟主办的团干部说一声,可以在名单里补上。"


class NotOn(Refusal):
    code = "door_not_on"
    text = "「{title}」{state},不用签到。看看别的活动,回复「活动」。"


class WrongDigits(Refusal):
    code = "door_digits_wrong"
    text = "这 6 位数字对不上,它每分钟换一次。看一眼门口现在的数字,再发「签到 数字」。"


class TriedOut(Refusal):
    code = "door_tried_out"
    text = "试得有点多了,过 10 分钟再来;或者请主办的团干部在名单上点一下你的名字。"


class NoSeat(Refusal):
    code = "door_no_seat"
    text = "「{title}」的名额满了。想参加的话,请主办的团干部在名单上加你一位。"


class HostDecides(Refusal):
    code = "door_host_decides"
    text = "「{title}」的名额由主办的团干部定。人已经到了的话,请 TA 在名单上点一下你的名字。"


@dataclass(frozen=True, slots=True)
class Door:
    """An activity as its door sees it."""

    title: str
    status: ActivityStatus
    starts_at: datetime
    ends_at: datetime
    closed: bool = False

    @property
    def opens_at(self) -> datetime:
        """From when one may check in."""
        return self.starts_at - OPENS

    @property
    def shuts_at(self) -> datetime:
        """Until when one may check in; that moment is too late."""
        return self.ends_at + SHUTS


def admit(door: Door, now: datetime) -> None:
    """Refuse whoever comes before the door opens or after it has shut."""
    if door.status is ActivityStatus.CANCELLED:
        raise NotOn(title=door.title, state="取消了")
    if door.status is ActivityStatus.DRAFT:
        raise NotOn(title=door.title, state="还没开放")
    if now < door.opens_at:
        raise TooEarly(
            title=door.title,
            when=f"{_day(door.starts_at, now)} {_hour(door.starts_at)} ",
            opens=_opens(door, now),
        )
    if door.closed or now >= door.shuts_at:
        raise DoorShut(title=door.title)


def _opens(door: Door, now: datetime) -> str:
    same = local_day(door.opens_at) == local_day(door.starts_at)
    return _hour(door.opens_at) if same else f"{_day(door.opens_at, now)} {_hour(door.opens_at)}"


def _day(moment: datetime, now: datetime) -> str:
    return say_day(local_day(moment), local_day(now))


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(HOME):%H:%M}"


def come_in(activity: Seats, has: Place | None, *, by_host: bool = False) -> Step:
    """Decide what seat somebody takes who is at the door; ``has`` is their place on the list.

    Who waits, or never signed up, takes what is free. Whom the lots or the host have not chosen
    is let in by the host alone, and a host lets in whom they like.
    """
    if has is Place.ENROLLED:
        return Step.SEATED
    if has is Place.OFFERED:
        return Step.KEPT
    if by_host:
        return Step.FREE if activity.free else Step.MORE
    if has is Place.REFUSED or (activity.mode is not Mode.FIRST and has is not Place.WAITING):
        raise HostDecides(title=activity.title)
    if not activity.free:
        raise NoSeat(title=activity.title)
    return Step.FREE


def minute_of(moment: datetime) -> int:
    """Return which minute since 1970 a moment is in."""
    return int(moment.timestamp() // LIFE.total_seconds())


def minutes_good(now: datetime) -> tuple[int, int]:
    """Return the minutes whose digits are good now: this one, and the one before."""
    this = minute_of(now)
    return this, this - 1


def until(now: datetime) -> datetime:
    """Return when the digits change."""
    return datetime.fromtimestamp((minute_of(now) + 1) * LIFE.total_seconds(), UTC)


def digits_of(mac: bytes) -> str:
    """Return six digits that a keyed hash stands for."""
    return f"{int.from_bytes(mac[:8], 'big') % 10**LENGTH:0{LENGTH}}"


def scene(activity_id: int, digits: str) -> str:
    """Return what the QR code at the door carries."""
    return f"{SCENE}{activity_id}-{digits}"


def read_scene(rest: str) -> tuple[int, str] | None:
    """Return the activity and the digits of a scanned scene without its prefix, if it is one."""
    number, _, digits = rest.partition("-")
    right = number.isascii() and number.isdecimal() and 0 < len(number) <= 18  # noqa: PLR2004 - a big id
    return (int(number), digits) if right and is_code(digits) else None


def is_code(said: str) -> bool:
    """Say whether these may be the digits."""
    return said.isascii() and said.isdecimal() and len(said) == LENGTH
