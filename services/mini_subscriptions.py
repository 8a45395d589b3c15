"""The mini-program's wallet: how often somebody said yes there to one more notice of a template.

The grants hang on the mini-program's openid and belong to its own templates: one given there is
no good for the official account, nor the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services import subscriptions
from services.uow import Uow

YES: Final = frozenset({"accept", "acceptWithAudio", "acceptWithAlert"})
"""What ``wx.requestSubscribeMessage`` answers where somebody said yes, in one way or another."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A template to ask for; ``left``: how many notices may still go."""

    name: str
    template_id: str
    left: int


def offered(uow: Uow, openid: str) -> list[Offered]:
    """Return the templates of the mini-program, and what somebody's wallet holds of each."""
    return [
        Offered(name, template, subscriptions.left(uow, openid, name))
        for name, template in uow.means.mini_subscriptions.items()
    ]


def answered(uow: Uow, openid: str, answers: Mapping[str, str]) -> None:
    """Note what somebody answered, by template id; ids that are not ours count for nothing."""
    names = {template: name for name, template in uow.means.mini_subscriptions.items()}
    for template, answer in answers.items():
        if template in names and answer in YES:
            subscriptions.granted(uow, openid, names[template])
