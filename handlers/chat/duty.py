"""值班: who is called when somebody is in acute distress, and what to do when one is called."""

from domain.wording import untapped
from handlers.routing import Chat, chat
from services import areas, duty_list, records

_WHAT = "收到急信怎么办:先打电话或者去身边,陪着说话;有危险打 110、120,拿不准打 12355。"


@chat.text("值班", "值班表", "谁值班")
def duty_shown(c: Chat) -> str:
    """Tell a leader who would be called now, and a cadre whether it is them."""
    if not c.who.is_cadre:
        return "心里难受,随时可以打 12355(24 小时)。想找你的团干部,回复「找团干部」。"
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        since = duty_list.on_list(c.uow, c.cadre)
        return f"你{'现在在值班' if since else '现在不在值班表上'}。{_WHAT}"
    names = "、".join(untapped(name) for name in duty_list.called_now(c.uow, organ))
    called = f"现在有急事,会马上通知:{names}。" if names else "现在有急事,谁也通知不到,请排一位。"
    place, page = areas.names(c.uow, [organ])[organ], c.page("duty", "看、改值班表")
    return f"{place}值班:{called}\n{_WHAT}\n{page}"
