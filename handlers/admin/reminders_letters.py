"""发了什么: the letters of the subtree, one with each of its steps, what a person decides."""

from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.delivery import Status
from domain.letter_words import CHANNELS, KINDS, STATES
from domain.permissions import May
from handlers.admin.console import PAGE, Console, Desk, number, typed
from handlers.admin.reminders import pieces
from services import console_letter, console_letters
from services.console_letters import DECIDE, FILTERS

COLOURS: Final = {
    Status.DELIVERED: "green",
    Status.SENT: "blue",
    Status.FAILED: "orange",
    Status.UNCERTAIN: "yellow",
    Status.HELD: "yellow",
}
_ONE: Final = "/reminders/letters/<int:letter_id>"


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/reminders/letters", May.SEE)(letters)
    console.get(_ONE, May.SEE)(letter)

    @console.post(f"{_ONE}/resend", May.SENDING, again=letter)
    def letter_resend(desk: Desk, letter_id: int) -> ResponseReturnValue:
        console_letter.resend(desk.uow, desk.who, letter_id, typed("reason"))
        text = "重新排队了。发之前还会看一遍是不是还需要;原来那条如果其实到了,对方会收到两条。"
        return desk.done(text, "admin.letter", letter_id=letter_id)

    @console.post(f"{_ONE}/close", May.SENDING, again=letter)
    def letter_close(desk: Desk, letter_id: int) -> ResponseReturnValue:
        console_letter.close(desk.uow, desk.who, letter_id, typed("reason"))
        return desk.done("了结了,不再发。", "admin.letter", letter_id=letter_id)


def letters(desk: Desk) -> ResponseReturnValue:
    """List the letters that are sought, the latest first."""
    uow = desk.uow
    sought = console_letters.wanted(
        desk.place.id, {key: desk.asked(key) for key in FILTERS}, uow.today
    )
    after = number(desk.asked("after"))
    found = console_letters.page(uow, sought, after=after, most=PAGE + 1)
    rows = found[:PAGE]
    kept = {"in": desk.asked("in")} if desk.asked("in") else {}
    return desk.page(
        "reminders/letters",
        rows=rows,
        sought=sought,
        states=[("", "不限"), (DECIDE, "要人定的"), *STATES.items()],
        kinds=[("", "不限"), *KINDS.items()],
        ways=[("", "不限"), *CHANNELS.items()],
        colours=COLOURS,
        narrow=sought.narrow(uow.today),
        bare=url_for("admin.letters", **kept),  # type: ignore[arg-type]  # Flask types no values
        more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
    )


def letter(desk: Desk, letter_id: int) -> ResponseReturnValue:
    """Show one letter; a refused step shows it again."""
    seen = console_letter.seen(desk.uow, desk.who, letter_id)
    return desk.page(
        "reminders/letter",
        letter=seen,
        pieces=pieces(seen.text),
        colours=COLOURS,
        again=list(console_letter.AGAIN.items()),
        ended=list(console_letter.ENDED.items()),
    )
