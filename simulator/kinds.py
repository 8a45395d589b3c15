"""Which kind of account may call what."""

from __future__ import annotations

BASIC = frozenset({"basic"})
FANS = BASIC | {"custom", "menu", "users", "media"}

CAPABILITIES: dict[str, frozenset[str]] = {
    "personal": BASIC,
    "subscription": FANS,
    "service-unverified": BASIC | {"menu"},
    "service": FANS | {"template", "subscribe", "qr", "oauth", "clear"},
    "test": FANS | {"template", "qr", "oauth"},
    "mini": BASIC | {"mini", "media", "clear"},
}
CAPABILITIES["subscription"] = FANS | {"clear"}


def may(kind: str, capability: str) -> bool:
    return capability in CAPABILITIES[kind]
