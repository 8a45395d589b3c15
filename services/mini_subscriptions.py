"""The mini-program's wallet: how often somebody said yes there to one more notice of a template.

The grants hang on the mini-program's openid and belong to its own templates: one given there is
no good for the official account, nor the other way round.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from domain import letter_words
from models.mini import MiniUser
from models.sending import Subscription
from services import subscriptions
from services.uow import Uow

YES: Final = frozenset({"accept", "acceptWithAudio", "acceptWithAlert"})
"""What ``wx.requestSubscribeMessage`` answers where somebody said yes, in one way or another."""
_MANY: Final = 500
"""People in one question."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A template to ask for; ``left``: how many notices may still go."""

    name: str
    title: str
    """What of it is told in the mini-program."""
    template_id: str
    left: int


def offered(uow: Uow, openid: str) -> list[Offered]:
    """Return the templates of the mini-program, and what somebody's wallet holds of each."""
    return [
        Offered(
            name,
            letter_words.TEMPLATES.get(name, name),
            template,
            subscriptions.left(uow, openid, name),
        )
        for name, template in uow.means.mini_subscriptions.items()
    ]


def answered(uow: Uow, openid: str, answers: Mapping[str, str]) -> None:
    """Note what somebody answered, by template id; ids that are not ours count for nothing."""
    names = {template: name for name, template in uow.means.mini_subscriptions.items()}
    for template, answer in answers.items():
        if template in names and answer in YES:
            subscriptions.granted(uow, openid, names[template])


def left(uow: Uow, openid: str, name: str) -> int:
    """Return how many notices of a template of the mini-program may still go to somebody."""
    return subscriptions.left(uow, openid, name) if name in uow.means.mini_subscriptions else 0


def spend(uow: Uow, openid: str, name: str) -> bool:
    """Take one yes out of the wallet; say whether there was one.

    It is taken when the letter is taken to be sent, and not before: a letter may lie until the
    morning, and another one be told meanwhile. One yes never serves two.
    """
    return name in uow.means.mini_subscriptions and subscriptions.taken(uow, openid, name)


def holders(
    uow: Uow, people: Collection[int], names: Collection[str]
) -> Mapping[tuple[int, str], str]:
    """Return who of some people said yes to one more of some templates, and their openids."""
    ours = sorted(set(names) & uow.means.mini_subscriptions.keys())
    ids = sorted(set(people)) if ours else []
    found: dict[tuple[int, str], str] = {}
    for at in range(0, len(ids), _MANY):
        rows = uow.session.execute(
            select(MiniUser.person_id, Subscription.template, MiniUser.openid)
            .join(Subscription, Subscription.openid == MiniUser.openid)
            .where(
                MiniUser.person_id.in_(ids[at : at + _MANY]),
                Subscription.template.in_(ours),
                Subscription.grants > 0,
            )
        )
        found.update({(person, name): openid for person, name, openid in rows if person})
    return found
