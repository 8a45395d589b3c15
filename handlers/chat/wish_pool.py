"""心愿池: what waits for somebody, and joining who has promised already."""

from domain.wording import short, tap, untapped
from handlers.chat.wish_mine import NUMBER, numbered, one_wish
from handlers.routing import Chat, chat, elsewhere
from services import wish_claims, wish_pool
from services.wish_pool import Pooled

_SHOWN = 4
_LINE = 24


@chat.text("心愿池", "认领心愿", "认领微心愿")
def wish_pool_shown(c: Chat) -> str:
    """List what waits for a cadre, the longest waiting first."""
    return _page(c, 0)


def _page(c: Chat, skip: int) -> str:
    found = wish_pool.pool(c.uow, c.cadre, skip=skip)
    rows = found.rows[:_SHOWN]
    if not rows:
        return (
            "现在没有等人认领的心愿。替身边的孩子许一个,"
            f"回复「{tap('替孩子许愿')}」;看手上的,回复「{tap('我认领的')}」。"
        )
    c.ask("wish_pool", "pick", ids=[row.id for row in rows], skip=skip)
    more = f"再看几个,回复「{tap('更多')}」;" if found.total > skip + len(rows) else ""
    page = c.page("wishes/pool", "按类别和地方挑")
    # Where it is says something only where they differ.
    places = len({row.place for row in found.rows}) > 1
    lines = [_line(n, row, row.place if places else "") for n, row in enumerate(rows, 1)]
    head = f"{found.total} 个心愿等人认领,等得久的在前:"
    return "\n".join([head, *lines, f"回复数字看详情。{more}{page}"])


def _line(n: int, row: Pooled, place: str) -> str:
    about = [row.kind_title, f"{row.yuan} 元" if row.yuan else "", place]
    about += [f"{row.surname}同学" if row.surname else "", "一起拼" if row.shared else ""]
    return f"{n} {untapped(short(row.text, _LINE))}\n  {' · '.join(part for part in about if part)}"


@chat.step("wish_pool", "pick")
def wish_pool_pick(c: Chat) -> str:
    """Show the wish with this number on the list, or the next of them."""
    if c.text == "更多":
        return _page(c, c.dialogue["skip"] + _SHOWN)
    chosen = c.picked(c.dialogue["ids"])
    if chosen is None:
        return elsewhere(c) or "回复单子上的数字就行;不看了,回复「取消」。"
    return one_wish(c, chosen)


@chat.text(pattern=rf"一起拼(?:心愿)?{NUMBER}.*")
def wish_joined(c: Chat) -> str:
    """Join a promise, with what one brings."""
    number, brings = numbered(c)
    wish_claims.join(c.uow, number, c.cadre, brings)
    return (
        f"加入了,已经告诉认领 W-{number} 的人,怎么分工你们说好就行。"
        f"实现了也给你记一次「办一件实事」。来不了,回复「{tap(f'不拼了{number}')}」。"
    )


@chat.text(pattern=rf"不拼了{NUMBER}")
def wish_unjoined(c: Chat) -> str:
    """Leave a promise that one joined."""
    number, _ = numbered(c)
    wish_claims.leave_share(c.uow, number, c.cadre)
    return f"好,W-{number} 你先不拼了,已经告诉认领的人。看看别的,回复「{tap('心愿池')}」。"
