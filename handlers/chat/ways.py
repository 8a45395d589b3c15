"""What a reminder offers, taken up with one tap: an activity, the digest again."""

from domain.wording import say_day
from handlers.chat import activity
from handlers.routing import Chat, chat
from services import digests


@chat.text(pattern=r"报名活动\s*\d{1,18}")
def sign_up(c: Chat) -> str:
    """Sign up for the activity with this number."""
    return activity.signed_up(c, _number(c))


@chat.text("简报", "单位简报")
def digest(c: Chat) -> str:
    """Show the newest digest again."""
    c.cadre  # noqa: B018 - others are told whose door it is
    found = digests.last(c.uow, c.person)
    if found is None:
        return (
            "还没有你的单位简报。它每周一写给机关负责人,有快到期的才写。自己的进度:回复「进度」。"
        )
    day, reports = found
    lines = [line for report in reports for line in report.lines]
    return "\n".join([f"{say_day(day, c.uow.today)}的简报:", *lines])


def _number(c: Chat) -> int:
    return int("".join(filter(str.isdecimal, c.text)))
