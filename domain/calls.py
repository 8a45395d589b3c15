"""要打电话的: what may come of a call, and why one is not to be made."""

from typing import Final

from domain.errors import Refusal

OUTCOMES: Final = {"told": "说到了", "unreached": "没接,回头再打"}
"""What the caller writes down; who was not reached stays on the list."""


class NoSuchCall(Refusal):
    """Not on this organ's list."""

    code = "no_such_call"
    text = "这一位不在你们的电话单上。看看别的:回复「要打电话的」。"


class CallDone(Refusal):
    """Somebody else was quicker."""

    code = "call_done"
    text = "{name}已经有人打过、说到了,不用再打。"


class CallOver(Refusal):
    """What was to be told has been read, done or has passed."""

    code = "call_over"
    text = "{name}这件事已经过去了,或者 TA 自己看到了,不用再打。"


class NoNumber(Refusal):
    """There is no number to call."""

    code = "no_number"
    text = "没有{name}的手机号。可以托 TA 的团支部带句话,带到了点「说到了」。"


class OutcomeOdd(Refusal):
    """Nothing was chosen."""

    code = "call_outcome"
    text = "先选一下:说到了,还是没接。"
