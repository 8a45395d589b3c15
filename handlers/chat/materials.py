"""季度材料: the link to the organ's hand-in."""

from handlers.routing import Chat, chat
from services import records
from services.visits import LeadersOnly


@chat.text("季度材料", "交材料", "交季度材料")
def materials_link(c: Chat) -> str:
    """Give whoever answers for an organ the link: figures are filled in, drafts are kept."""
    if records.led_organ(c.uow, c.cadre) is None:
        raise LeadersOnly
    page = c.page("materials", "打开季度材料")
    return (
        f"{page}\n"
        "数字已经填好,写几句做法、问题和下步安排就能交;没写完可以存草稿。链接半小时内有效。"
    )
