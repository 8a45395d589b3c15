"""``python3 dev.py bench [nation]``: measurements, printed as tables with ratios."""

import argparse
import base64
import logging
import secrets

from benchmarks import callback, nation
from bot.settings import Settings, checked


def settings(url: str) -> Settings:
    """Return settings of a house that sends nothing anywhere."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return checked(
        {
            "site": {"base_url": "http://127.0.0.1:8000"},
            "database": {"url": url},
            "wechat": {
                "kind": "service",
                "appid": callback.APPID,
                "secret": "fake",
                "token": callback.TOKEN,
                "aes_key": callback.AES_KEY,
                "account_id": callback.ACCOUNT,
                "api_url": "http://127.0.0.1:9",
            },
            "sms": {"url": "http://127.0.0.1:9/sms", "secret": "fake"},
            "keys": {"current": 1, "index": key(), "data": {1: key()}},
        },
        "benchmark",
    )


def main() -> None:
    """Measure and print."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("what", nargs="?", choices=("callback", "nation"), default="callback")
    told.add_argument("--requests", type=int, default=3000, help="messages a peer (callback)")
    nation.add_options(told)
    chosen = told.parse_args()
    logging.disable(logging.CRITICAL)
    if chosen.what == "nation":
        nation.run(chosen.scale, chosen.runs)
        return
    figures = callback.run(chosen.requests, settings)
    floor = figures[0].rate
    print(f"{'a callback, safe mode':<22}{'req/s':>9}{'of floor':>10}{'CPU µs':>9}{'p99 ms':>9}")
    for one in figures:
        print(
            f"{one.name:<22}{one.rate:>9,.0f}{one.rate / floor:>9.0%}"
            f"{one.cpu_us:>9,.0f}{one.p99_ms:>9.1f}"
        )


if __name__ == "__main__":
    main()
