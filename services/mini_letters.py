"""What the chat tells somebody about logins to the mini-program, at once and at night too."""

from datetime import datetime, timedelta
from typing import Final

from domain.delivery import Kind, Lane
from domain.periods import HOME
from domain.wording import say_moment, tap
from services import letters, outbox
from services.letters import News
from services.uow import Uow

_LIFE: Final = timedelta(days=1)


def wanted(uow: Uow, person_id: int, until: datetime) -> None:
    """Tell somebody that another phone wants to stand for them: by SMS where nothing else goes."""
    news = News(
        key=f"mini-wanted:{person_id}:{uow.now.timestamp():.6f}",
        person_id=person_id,
        text=(
            f"另一部手机要登录你的小程序。是你换了手机,回复「{tap('是我换的')}」,那边马上能用;"
            f"不是你,回复「{tap('不是我')}」,它就登录不了。\n"
            f"都不回,{say_moment(until)} 起换到那部手机上。"
        ),
        title="另一部手机要登录小程序",
        note="不是你,就回复「不是我」",
    )
    letters.tell(uow, [news], Kind.LOGIN, urgent=True, life=_LIFE)


def logged_in(uow: Uow, person_id: int) -> None:
    """Tell somebody that a phone has logged in as them, and how to take it back."""
    for person, openid in letters.reached(uow, [person_id]).items():
        outbox.put(
            uow,
            key=f"mini-in:{person}:{uow.now.timestamp():.6f}",
            kind=Kind.LOGIN,
            lane=Lane.SEAT,
            openid=openid,
            person_id=person,
            text=(
                "小程序登录好了,心愿、活动、诉求那边也能看。\n"
                f"不是你?回复「{tap('退出小程序')}」,那部手机马上就看不到你的东西。"
            ),
            template=letters.TEMPLATE,
            fields={
                "title": "小程序登录了",
                "note": "不是你,就回复「退出小程序」",
                "time": f"{uow.now.astimezone(HOME):%Y-%m-%d %H:%M}",
            },
            expires_at=uow.now + _LIFE,
        )
