"""待看的内容: the way to the leader's page, and the writer's appeal."""

import re

from handlers.routing import Chat, chat
from services import records, screening, visits

_APPEAL = re.compile(r"\d{1,18}")


@chat.text("待看的内容", "待看", "内容审核")
def screening_waiting(c: Chat) -> str:
    """Say how much waits, and open the page."""
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        raise visits.LeadersOnly
    own, under = screening.counts(c.uow, organ)
    page = c.page("screening", "打开看一看")
    if not own and not under:
        return f"没有等着看的内容。有新的我会告诉你。\n{page}"
    below = f",下级还有 {under} 条" if under else ""
    return f"有 {own} 条内容等着看{below}。放行前,别人看不到。\n{page}"


@chat.text("申诉", pattern=r"申诉\s*\d{1,18}")
def screening_appeal(c: Chat) -> str:
    """Ask the organ above to look once more at what was refused."""
    found = _APPEAL.search(c.text)
    if found is None:
        return "要申诉哪一条?没放出来的那条消息里写着「申诉」和编号,点一下就行。"
    organ = screening.appeal(c.uow, int(found[0]), c.person)
    return f"好,已经请{organ}再看一次。有了结果,我来告诉你。"
