"""What the chat tells somebody about logins to the mini-program, at once and at night too."""

from datetime import datetime, timedelta
from typing import Final

from domain.delivery import Kind
from domain.wording import say_moment, tap
from services import letters
from services.letters import News
from services.uow import Uow

WANTED: Final = "mini_wanted"
"""The sort of reason: for as long as another phone waits."""
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
        because={"kind": WANTED},
    )
    letters.tell(uow, [news], Kind.LOGIN, urgent=True, life=_LIFE)


def logged_in(uow: Uow, person_id: int) -> None:
    """Tell somebody that a phone has logged in as them, and how to take it back."""
    for person, door in letters.reached(uow, [person_id]).items():
        if door.openid is None:
            continue  # whoever has logged in would be told of themselves
        text = (
            "小程序登录好了,心愿、活动、诉求那边也能看。\n"
            f"不是你?回复「{tap('退出小程序')}」,那部手机马上就看不到你的东西。"
        )
        letters.of_login(
            uow,
            f"mini-in:{person}:{uow.now.timestamp():.6f}",
            "小程序登录了",
            "不是你,就回复「退出小程序」",
            text,
            life=_LIFE,
            openid=door.openid,
            person_id=person,
        )
