"""A configuration file for a test, and the command line that reads it."""

import base64
from pathlib import Path

from click.testing import CliRunner

from bot.__main__ import main
from bot.commands.stage import toml
from tests.house import DATA_KEY, INDEX_KEY, TEMPLATES

ROOT = Path(__file__).parents[2]
AWAY = "http://127.0.0.1:1"
"""Nobody is there."""


def content(database, *, platform=AWAY, home=AWAY, **sections):
    """Return a whole configuration; ``sections`` change or add keys: ``wechat={"kind": …}``."""
    key = base64.b64encode
    whole = {
        "site": {"base_url": home, "programme": "guangyuan-2017"},
        "database": {"url": database},
        "redis": {"url": "embedded"},
        "wechat": {
            "kind": "service",
            "appid": "wxfake0123456789ab",
            "secret": "fake-secret-of-the-account",
            "token": "fake-token",
            "mode": "safe",
            "aes_key": "FAKE" * 10 + "FAE",
            "account_id": "gh_fake12345678",
            "api_url": platform,
            "templates": {
                name: {
                    "id": f"fake-template-{name}",
                    "fields": dict(field.split("=") for field in fields),
                }
                for name, fields in TEMPLATES.items()
            },
        },
        "sms": {"url": f"{platform}/sms/send", "secret": "fake-sms-secret"},
        "keys": {
            "current": 1,
            "index": key(INDEX_KEY).decode(),
            "data": {"1": key(DATA_KEY).decode()},
        },
        "log": {"level": "warning", "format": "json"},
    }
    for name, changes in sections.items():
        whole[name] = {**whole.get(name, {}), **changes}
    return whole


def written(folder, whole):
    """Write a configuration into a folder and return the file."""
    file = folder / "config.toml"
    file.write_text(toml(whole), encoding="utf-8")
    return file


def cli(file, *arguments):
    """Run a command in this process; a bug of ours is raised, an exit code is in the result."""
    return CliRunner().invoke(
        main, ["--config", str(file), *map(str, arguments)], catch_exceptions=False
    )
