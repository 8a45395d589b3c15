"""What the demonstration is set up with: made-up keys, free ports, an account that is none."""

import base64
import json
import secrets
import socket
from typing import Any, Final

from bot.commands.base import DEMO, stop

FOLDER: Final = DEMO.parent

TEMPLATES: Final = {
    "QUOTA_DUE": (
        "进度提醒",
        {
            "item": ("事项", "thing1"),
            "missing": ("情况", "thing2"),
            "deadline": ("截止", "time3"),
            "hint": ("怎么办", "thing4"),
        },
    ),
    "SEAT": (
        "活动名额变化",
        {
            "activity": ("活动", "thing1"),
            "time": ("时间", "time2"),
            "place": ("地点", "thing3"),
            "note": ("说明", "thing4"),
        },
    ),
    "NEWS": (
        "进展通知",
        {"title": ("事项", "thing1"), "note": ("情况", "thing2"), "time": ("时间", "time3")},
    ),
}
"""Our name of a template: its title, and for each of our fields its label and WeChat's key."""


def free_port(wanted: int) -> int:
    """Return the wanted port, or another one where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As the server itself: a port that was just given up is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return stop("没有空闲的端口。")


def configuration(site: int, phone: int, kind: str) -> dict[str, Any]:
    """Make a configuration for two ports of this machine, with keys of its own."""
    platform = f"http://127.0.0.1:{phone}"
    return {
        "site": {"base_url": f"http://127.0.0.1:{site}", "programme": "guangyuan-2017"},
        "database": {"url": f"sqlite:///{FOLDER / 'tuan100.sqlite3'}"},
        "redis": {"url": "embedded"},
        "wechat": _account(kind, platform),
        "sms": {"url": f"{platform}/sms/send", "secret": "fake-" + secrets.token_hex(8)},
        "keys": {"current": 1, "index": _key(), "data": {"1": _key()}},
        "clock": {"follow": f"{platform}/sim/clock"},
        "server": {"port": site},
    }


def _account(kind: str, platform: str) -> dict[str, Any]:
    templates = {
        name: {
            "id": f"fake-template-{name.lower()}",
            "fields": {ours: key for ours, (_, key) in fields.items()},
        }
        for name, (_, fields) in TEMPLATES.items()
    }
    return {
        "kind": kind,
        "appid": "wxfake" + secrets.token_hex(6),
        "secret": "fake-" + secrets.token_hex(12),
        "token": secrets.token_hex(8),
        "mode": "safe",
        "aes_key": secrets.token_hex(22)[:43],
        "account_id": "gh_fake" + secrets.token_hex(4),
        "api_url": platform,
        "mini": {
            "appid": "wxfake" + secrets.token_hex(6),
            "secret": "fake-" + secrets.token_hex(12),
            "subscriptions": templates,
        },
        "templates": templates,
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def toml(content: dict[str, Any], path: str = "") -> str:
    """Write a plain mapping as TOML: text, numbers and tables are all it holds."""
    own = [f"{k} = {json.dumps(v)}" for k, v in content.items() if not isinstance(v, dict)]
    tables = [
        f"\n[{path}{k}]\n{toml(v, f'{path}{k}.')}"
        for k, v in content.items()
        if isinstance(v, dict)
    ]
    return "\n".join([*own, *tables])
