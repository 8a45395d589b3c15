"""Every channel behind the one messenger the outbox knows."""

from collections.abc import Mapping

from domain.delivery import Channel, Letter, Never, Outcome
from services.ports import Messenger


class Carrier:
    """Hands each letter to whoever carries its channel."""

    def __init__(self, by_channel: Mapping[Channel, Messenger]) -> None:
        self._by_channel = dict(by_channel)

    @classmethod
    def of(cls, *, wechat: Messenger, sms: Messenger, mini: Messenger | None = None) -> "Carrier":
        """Combine the ways out that there are."""
        ways: dict[Channel, Messenger] = {
            Channel.TEMPLATE: wechat,
            Channel.SUBSCRIPTION: wechat,
            Channel.CUSTOMER_SERVICE: wechat,
            Channel.SMS: sms,
        }
        return cls(ways | ({Channel.MINI: mini} if mini else {}))

    def send(self, letter: Letter) -> Outcome:
        """Deliver one letter by its channel."""
        messenger = self._by_channel.get(letter.channel)
        return messenger.send(letter) if messenger else Never("ability")
