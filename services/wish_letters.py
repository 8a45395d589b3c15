"""What both sides of a wish are told, each thing once, and never what is true no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from domain.delivery import Kind
from domain.wishes import Ending, WishStatus
from domain.wording import say_moment, short, tap, untapped
from models.organisation import Organisation
from models.person import Person
from models.wish import Claim, Share, Wish, WishNote
from services import areas, letters, wish_reasons
from services.letters import News
from services.uow import Uow

_SHORT: Final = 20


@dataclass(frozen=True, slots=True)
class _Word:
    """One thing to say: ``key`` names it, ``text`` in full, ``note`` in the space of a card."""

    key: str
    text: str
    note: str


def _short(wish: Wish) -> str:
    text = untapped(wish.text.replace("\n", " "))
    return f"「{short(text, _SHORT)}」"


def _yours(wish: Wish) -> str:
    return f"{'你替孩子许的心愿' if wish.for_child else '你的心愿'}{_short(wish)}"


def office(uow: Uow, live: Claim) -> str:
    """Return who has promised, as the owner may know them: the place and the name."""
    name, place = uow.session.execute(
        select(Person.name, Organisation.name)
        .join(Organisation, Organisation.id == (live.organ_id or Person.organisation_id))
        .where(Person.id == live.cadre_id)
    ).one()
    return f"{place}(联系人 {name})" if live.organ_id else f"{place} {name}"


def to_review(uow: Uow, wish: Wish) -> int:
    """Tell who reviews an area that something waits, once a day however much it is."""
    organ, people = reviewers(uow, wish)
    text = f"有新的微心愿等你看一眼,通过了才会有人认领。看看是什么,回复「{tap('心愿审核')}」。"
    because = wish_reasons.to_review(organ)
    key = f"wish-review:{organ}:{uow.today.isoformat()}"
    news = [
        News(f"{key}:{one}", one, text, "有新的微心愿", "看一眼,通过了才有人认领", because)
        for one in people
    ]
    return letters.tell(uow, news, Kind.WISH)


def reviewers(uow: Uow, wish: Wish) -> tuple[int, list[int]]:
    """Return the organ that reviews a wish and who answers for it: nobody reviews their own."""
    organ: int | None = wish.area_id
    while organ is not None:  # as many steps as there are levels of leading organs
        organ, people = areas.first_led(uow, organ)
        others = [one for one in people if one != wish.person_id]
        if others or not people:
            return organ, others
        organ = areas.above(uow, organ)
    return wish.area_id, []


def approved(uow: Uow, wish: Wish) -> None:
    """Tell the owner that it waits for somebody now."""
    text = f"{_yours(wish)}通过了,现在等人来认领。有人认领我会告诉你;看进度,回复「{tap('心愿')}」。"
    _owner(uow, wish, _Word("approved", text, "心愿通过了,等人认领"), (WishStatus.OPEN,))


def taken_down(uow: Uow, wish: Wish) -> None:
    """Tell the owner why it was taken down."""
    why = untapped(wish.reason)
    text = (
        f"{_yours(wish)}先收起来了,原因:{why}。"
        f"换个说法再许一个,回复「{tap('许愿')}」;想问清楚,回复「{tap('找团干部')}」。"
    )
    _owner(uow, wish, _Word("removed", text, "心愿收起来了,看看原因"), (WishStatus.REMOVED,))


def claimed(uow: Uow, wish: Wish, live: Claim) -> None:
    """Tell the owner who has promised."""
    text = (
        f"有人认领了{_yours(wish)}:{office(uow, live)}。TA 会联系你;"
        f"想先说一句,回复「心愿留言{wish.id} 想说的话」。看进度,回复「{tap(f'心愿{wish.id}')}」。"
    )
    _owner(uow, wish, _Word(f"claimed:{live.id}", text, "有人认领了你的心愿"), _LIVE, live)


def noted(uow: Uow, wish: Wish, live: Claim, note: WishNote) -> None:
    """Tell the other side of a word about how it gets on."""
    said = untapped(note.text)
    key = f"note:{note.id}"
    if note.person_id == wish.person_id:
        text = (
            f"心愿 W-{wish.id}{_short(wish)}有一句留言:{said}\n"
            f"回一句,回复「心愿留言{wish.id} 想说的话」。"
        )
        _claimer(uow, live, _Word(key, text, "许愿的人有一句留言"), holds=True)
    else:
        text = f"{_yours(wish)}有进展:{said}\n回一句,回复「心愿留言{wish.id} 想说的话」。"
        _owner(uow, wish, _Word(key, text, "心愿有了新进展"), _LIVE, live)


def done(uow: Uow, wish: Wish, live: Claim) -> None:
    """Ask the owner whether it came true."""
    text = (
        f"{office(uow, live)}说{_yours(wish)}办好了。收到了,"
        f"回复「{tap(f'收到{wish.id}')}」,想谢谢 TA 就在后面接着写;"
        f"还没有,回复「{tap(f'没收到{wish.id}')}」。"
    )
    _owner(
        uow, wish, _Word(f"done:{live.id}:{_stamp(uow)}", text, "说办好了,你收到了吗"), _LIVE, live
    )


def agreed(uow: Uow, wish: Wish, live: Claim) -> None:
    """Tell the claimer that the owner has it already."""
    text = (
        f"许愿的人说收到了:心愿 W-{wish.id}{_short(wish)}。"
        f"你也说一声就算实现了,回复「{tap(f'办好了{wish.id}')}」。"
    )
    word = _Word(f"agreed:{_stamp(uow)}", text, "许愿的人说收到了,请确认")
    _claimer(uow, live, word, holds=True, agreed=True)


def not_yet(uow: Uow, wish: Wish, live: Claim) -> None:
    """Tell the claimer that the owner does not have it yet, and until when there is time."""
    text = (
        f"心愿 W-{wish.id}{_short(wish)},许愿的人还没收到。"
        f"先联系一下 TA,时间留到 {say_moment(live.expires_at)}。"
        f"好了再回复「{tap(f'办好了{wish.id}')}」。"
    )
    _claimer(uow, live, _Word(f"not-yet:{_stamp(uow)}", text, "许愿的人还没收到"), holds=True)


def fulfilled(uow: Uow, wish: Wish, live: Claim, thanks: str = "") -> None:
    """Tell all who made it true, and the owner, that it is; ``thanks`` may be read by now."""
    said = f"TA 说:{untapped(thanks)}\n" if thanks else ""
    text = (
        f"心愿 W-{wish.id}{_short(wish)}实现了,两边都确认过。\n{said}"
        f"已经记成「办一件实事」,不用再记;看看,回复「{tap('我的记录')}」。"
    )
    _claimer(uow, live, _Word("fulfilled", text, "你认领的心愿实现了"), holds=False)
    _sharers(uow, live, _Word("fulfilled", text, "你拼的心愿实现了"))
    text = f"{_yours(wish)}实现了,真好。还有别的想要的,回复「{tap('许愿')}」。"
    _owner(uow, wish, _Word("fulfilled", text, "你的心愿实现了"), (WishStatus.FULFILLED,))


def thanked(uow: Uow, wish: Wish, live: Claim) -> None:
    """Pass on thanks that somebody had to look at first."""
    text = (
        f"心愿 W-{wish.id}{_short(wish)}许愿的人有一句话给你:{untapped(wish.thanks)}\n"
        f"再认领一个,回复「{tap('心愿池')}」。"
    )
    _claimer(uow, live, _Word("thanked", text, "许愿的人谢谢你"), holds=False)
    _sharers(uow, live, _Word("thanked", text, "许愿的人谢谢你"))


def nudge(uow: Uow, wish: Wish, live: Claim) -> int:
    """Remind the claimer of what runs out soon, with a way out."""
    text = (
        f"你认领的心愿 W-{wish.id}{_short(wish)}留到 {say_moment(live.expires_at)}。"
        f"办好了,回复「{tap(f'办好了{wish.id}')}」;"
        f"这次办不成,回复「退回心愿{wish.id} 原因」,好让别人接上。"
    )
    return _claimer(uow, live, _Word("nudge", text, "认领的心愿快到期了"), holds=True, still=True)


def ask_again(uow: Uow, wish: Wish, live: Claim) -> int:
    """Ask the side that is silent once more, and say that it is the last time."""
    if live.done_at is None:
        text = (
            f"心愿 W-{wish.id}{_short(wish)}许愿的人说收到了,就差你一句。"
            f"回复「{tap(f'办好了{wish.id}')}」就算实现,不会再问。"
        )
        word = _Word(f"agreed-again:{_stamp(uow)}", text, "许愿的人说收到了,请确认")
        return _claimer(uow, live, word, holds=True, agreed=True)
    text = (
        f"{office(uow, live)}说{_yours(wish)}办好了,想再问你一次。收到了,"
        f"回复「{tap(f'收到{wish.id}')}」;还没有,回复「{tap(f'没收到{wish.id}')}」。"
        "现在不方便回也没关系,不会再问;什么时候想起来,都可以说。"
    )
    word = _Word(f"done-again:{live.id}:{_stamp(uow)}", text, "说办好了,你收到了吗")
    return _owner(uow, wish, word, _LIVE, live)


def joined(uow: Uow, wish: Wish, live: Claim, share: Share) -> None:
    """Tell the claimer who joins in, and with what."""
    text = (
        f"{_colleague(uow, share.cadre_id)}来拼心愿 W-{wish.id}{_short(wish)}"
        f"{':' + untapped(share.brings) if share.brings else ''}。"
        f"怎么分工你们说好就行;看看都有谁,回复「{tap(f'心愿{wish.id}')}」。"
    )
    key = f"joined:{share.cadre_id}:{_stamp(uow)}"
    _claimer(uow, live, _Word(key, text, "有人来一起拼心愿"), holds=True)


def unjoined(uow: Uow, wish: Wish, live: Claim, cadre_id: int) -> None:
    """Tell the claimer that somebody who had joined cannot."""
    text = (
        f"{_colleague(uow, cadre_id)}这次不能一起拼心愿 W-{wish.id} 了。"
        f"看看还有谁,回复「{tap(f'心愿{wish.id}')}」。"
    )
    key = f"unjoined:{cadre_id}:{_stamp(uow)}"
    _claimer(uow, live, _Word(key, text, "有人退出了拼心愿"), holds=True)


def _colleague(uow: Uow, cadre_id: int) -> str:
    name, place = uow.session.execute(
        select(Person.name, Organisation.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id == cadre_id)
    ).one()
    return f"{place} {name}"


def ended(uow: Uow, wish: Wish, live: Claim, ending: Ending) -> None:
    """Tell everybody whom it concerns that a promise ended without coming true."""
    what, more = f"心愿 W-{wish.id}{_short(wish)}", f"看看别的,回复「{tap('心愿池')}」。"
    left = "许愿的人现在不想被联系了,认领就到这里,不算你没办成。"
    if live.done_at is not None:
        left = "许愿的人现在不想被联系了,不用再等 TA 确认。办的这件事可以自己记,回复「记」。"
    to_claimer = {
        Ending.EXPIRED: f"{what}留的时间到了,已经放回去等下一位。想接着办,可以再认领。{more}",
        Ending.LEFT: f"{what}{left}{more}",
        Ending.WITHDRAWN: f"{what}被许愿的人收回了,认领就到这里,不算你没办成。{more}",
        Ending.REMOVED: f"{what}被收起来了,认领就到这里,不算你没办成。{more}",
    }.get(ending)
    if to_claimer:
        _claimer(uow, live, _Word("ended", to_claimer, "这个心愿的认领结束了"), holds=False)
    _sharers(uow, live, _Word("ended", f"{what}这一次的拼心愿结束了。{more}", "拼心愿结束了"))
    to_owner = {
        Ending.EXPIRED: "留给认领人的时间到了,还没办成",
        Ending.RELEASED: f"认领的人这次办不成({untapped(live.reason)})",
    }.get(ending)
    if to_owner:
        text = (
            f"{_yours(wish)}:{to_owner}。心愿已经放回去等下一位,不用重新许。"
            f"看进度,回复「{tap('心愿')}」。"
        )
        _owner(uow, wish, _Word(f"ended:{live.id}", text, "心愿放回去等下一位"), (WishStatus.OPEN,))


_LIVE: Final = (WishStatus.CLAIMED,)


def _stamp(uow: Uow) -> str:
    return f"{uow.now:%Y%m%d%H%M%S%f}"


def _owner(
    uow: Uow,
    wish: Wish,
    word: _Word,
    statuses: Sequence[WishStatus],
    live: Claim | None = None,
) -> int:
    because = {**wish_reasons.owner(wish, statuses, live), "page": f"wishes/{wish.id}"}
    key = f"wish:{wish.id}:{word.key}"
    news = News(key, wish.person_id, word.text, "微心愿", word.note, because)
    return letters.tell(uow, [news], Kind.WISH)


def _claimer(  # noqa: PLR0913 - each of these is a reason of its own not to send it
    uow: Uow, live: Claim, word: _Word, *, holds: bool, still: bool = False, agreed: bool = False
) -> int:
    """Write to the claimer; ``holds``: while the promise does; ``still``: and it is not done.

    ``agreed``: and its owner says that it came true.
    """
    page = f"wishes/{live.wish_id}" if holds else "wishes/pool"
    why = wish_reasons.claimer(live, live=holds, still=still, agreed=agreed)
    because = {**why, "page": page}
    key = f"wish-claim:{live.id}:{word.key}"
    news = News(key, live.cadre_id, word.text, "微心愿", word.note, because)
    return letters.tell(uow, [news], Kind.WISH)


def _sharers(uow: Uow, live: Claim, word: _Word) -> int:
    if not live.shared:
        return 0
    there = select(Share.cadre_id).where(Share.claim_id == live.id, Share.left_at.is_(None))
    because = wish_reasons.sharer(live)
    news = [
        News(f"wish-share:{live.id}:{one}:{word.key}", one, word.text, "拼心愿", word.note, because)
        for one in uow.session.scalars(there.order_by(Share.cadre_id))
    ]
    return letters.tell(uow, news, Kind.WISH)
