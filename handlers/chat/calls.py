"""要打电话的: for a leader, how many and the page where they stand."""

from domain.wording import untapped
from handlers.routing import Chat, chat
from services import calls, records

_SHOWN = 5
_NONE = "现在没有要打电话的,消息都送到了。"


@chat.text("要打电话的", "电话单", "打电话名单")
def calls_waiting(c: Chat) -> str:
    """Say whom nobody reaches by message, to whoever answers for an organ."""
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        return "电话单由单位负责人来看。你自己的小伙伴,回复「我的小伙伴」。"
    listed, more = calls.of(c.uow, organ, c.cadre)
    if not listed:
        return _NONE
    lines = [
        f"{untapped(call.name)}({call.place}):{untapped(call.about)}" for call in listed[:_SHOWN]
    ]
    rest = "\n还有几位,在页面里。" if more or len(listed) > _SHOWN else ""
    page = c.page("calls", "打开电话单")
    return "消息送不到,要打个电话的:\n" + "\n".join(lines) + f"{rest}\n{page}:看号码、记结果"
