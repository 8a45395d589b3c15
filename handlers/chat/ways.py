"""What a reminder offers, taken up with one tap: an activity, a wish, the digest again."""

from domain.periods import local_day
from domain.wording import say_date, say_day
from handlers.chat import activity
from handlers.routing import Chat, chat
from services import digests, links, wishes
from services.links import Purpose


@chat.text(pattern=r"报名活动\s*\d{1,18}")
def sign_up(c: Chat) -> str:
    """Sign up for the activity with this number."""
    return activity.signed_up(c, _number(c))


@chat.text(pattern=r"认领心愿\s*(?:[Ww]-?)?\d{1,18}")
def claim(c: Chat) -> str:
    """Promise to make the wish with this number true."""
    wish = wishes.claim(c.uow, _number(c), c.cadre)
    token = links.issue(
        c.uow, c.openid, Purpose.CLAIM, str(wish.id), life=wish.expires_at - c.uow.now
    )
    until = say_date(local_day(wish.expires_at), c.uow.today.year)
    return (
        f"认领好了:「{wish.text}」(编号 {wish.number})。\n"
        f'许愿的人是谁、怎么联系,只有你能看:<a href="{links.page(c.uow, "wish", token)}">'
        f"打开</a>\n{until}前有效,到时没办成,它会回去等别人。办好了,回复「记 办实事 姓名」。"
    )


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
